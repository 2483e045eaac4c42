"""The map page: shaded by active projects or by an objective's state, with a table that says the same as the grid."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from portfolio.coverage.world import world
from tests.cast import sign_in
from tests.coverage.test_report import statements
from tests.coverage.world import load


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    load(app)
    return sign_in(app, Role.VIEWER)


def _page(client: FlaskClient, query: str = "") -> str:
    answer = client.get(f"/map{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def _class_of(text: str, country: str) -> str:
    found = re.findall(
        rf'<(?:path|circle) class="land in-([a-z0-9-]+)[^>]*><title>{re.escape(country)}:', unescape(text)
    )
    assert len(set(found)) == 1, found
    return str(found[0])


def _row(text: str, country: str) -> list[str]:
    (row,) = (row for row in re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL) if f">{country}</a>" in row)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]


def test_countries_are_shaded_by_their_own_active_projects(viewer: FlaskClient) -> None:
    text = _page(viewer)
    assert _class_of(text, "Ghana") == "lv1"
    assert _class_of(text, "Indonesia") == "via"
    assert _class_of(text, "Kazakhstan") == "never"
    assert "Ghana: 1 active project<" in text
    assert _row(text, "Ghana")[:3] == ["West Africa", "1", "0"]
    assert _row(text, "Indonesia")[:3] == ["South-East Asia", "0", "1"]


def test_a_project_without_an_objective_counts_on_the_map_of_projects_alone(viewer: FlaskClient) -> None:
    assert _class_of(_page(viewer), "Jamaica") == "lv1"
    assert _class_of(_page(viewer, "?row=6"), "Jamaica") == "unknown"


def test_states_of_an_objective_are_those_of_the_grid_over_countries(viewer: FlaskClient) -> None:
    text = _page(viewer, "?row=6")
    grid = json.loads(viewer.get("/coverage.json?columns=country").data)
    titles = {column["code"]: column["title"] for column in grid["columns"]}
    shapes = world()
    states = {titles[cell["column"]]: cell["state"] for cell in grid["cells"] if cell["row"] == "6"}
    for code, title in titles.items():
        if code in shapes["shapes"] or code in shapes["circles"]:
            assert _class_of(text, title) == states[title], title
    assert {"covered", "ending", "unknown", "never"} <= set(states.values())


def test_the_filter_and_the_day_hold_for_the_map(viewer: FlaskClient) -> None:
    assert _class_of(_page(viewer, "?strand=cyber-resilience"), "Ghana") == "never"
    assert _class_of(_page(viewer, "?as-of=2035-01-01"), "Ghana") == "never"
    assert "Ghana: " not in _page(viewer, "?within=pacific")


def test_a_restricted_project_shades_nobody_elses_map(app: Flask, viewer: FlaskClient) -> None:
    assert _class_of(_page(viewer), "Kenya") == "never"
    assert _class_of(_page(sign_in(app, Role.PLANNER)), "Kenya") == "lv1"


def test_the_note_on_boundaries_and_on_kosovo_stand_on_the_page(viewer: FlaskClient) -> None:
    text = _page(viewer)
    assert "do not imply any opinion on the status of a territory" in text
    assert "Kosovo*" in text
    assert "1244" in text


def test_every_partner_country_is_drawn(sqlite_app: Flask) -> None:
    client = sign_in(sqlite_app, Role.VIEWER)
    codes = {column["code"] for column in json.loads(client.get("/coverage.json?columns=country").data)["columns"]}
    shapes = world()
    drawn = shapes["shapes"].keys() | shapes["circles"].keys()
    # Uninhabited or of a few hundred people, and too far from anything to be seen.
    assert codes - drawn <= {"CC", "CX", "HM", "IO", "NF", "PN", "UM", "BL"}
    assert "XK" in shapes["circles"]


def test_an_odd_objective_is_refused(sqlite_app: Flask) -> None:
    answer = sign_in(sqlite_app, Role.VIEWER).get("/map?row=99")
    assert answer.status_code == 422
    assert "There is no objective" in answer.get_data(as_text=True)


def test_a_map_makes_the_same_few_queries_however_many_projects(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    before = statements(app, client, "/map")
    load(app)
    assert before == statements(app, client, "/map") <= 12
