"""Two days, or two filters, side by side; page, JSON and workbook tell the same differences."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.planning.operations import DECLARATIONS
from portfolio.projects.operations import create_projects
from tests.cast import sign_in
from tests.coverage.world import country, load
from tests.coverage.world import objective as fifteen
from tests.planning.stock import objective, written
from tests.projects.battery import needs_sign_in, page, says_so


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    load(app)
    return sign_in(app, Role.VIEWER)


def _data(client: FlaskClient, query: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(f"/coverage/compare.json?{query}").data)
    return found


def _differences(client: FlaskClient, query: str) -> dict[tuple[str, str], str]:
    return {(one["row"], one["column"]): one["difference"] for one in _data(client, query)["differences"]}


def test_two_days_show_what_is_lost_gained_and_ending_between_them(viewer: FlaskClient) -> None:
    found = _differences(viewer, "as-of=2026-06-01&with-as-of=2027-02-01")
    assert found["6", "pacific"] == "lost"
    assert ("10", "east-asia") not in found  # in the pipeline on both days
    earlier = _differences(viewer, "as-of=2025-06-01&with-as-of=2026-06-01")
    assert earlier["6", "pacific"] == "ending"
    back = _differences(viewer, "as-of=2027-02-01&with-as-of=2026-06-01")
    assert back["6", "pacific"] == "gained"
    text = page(viewer, "/coverage/compare?as-of=2026-06-01&with-as-of=2027-02-01")
    for words in (
        "seen from 1 June 2026",
        "seen from 1 February 2027",
        "Pacific: lost, Ending 31 December 2026, then",
    ):
        assert words in text, words


def test_without_a_second_day_the_second_side_is_a_year_later(viewer: FlaskClient) -> None:
    assert [side["as_of"] for side in _data(viewer, "")["sides"]] == ["2026-06-01", "2027-06-01"]
    assert [side["as_of"] for side in _data(viewer, "as-of=2024-02-29")["sides"]] == ["2024-02-29", "2025-02-28"]


def test_two_filters_on_one_day_are_compared(viewer: FlaskClient) -> None:
    found = _data(viewer, "strand=cybercrime&with-strand=cyber-resilience")
    assert [side["filter"].get("strand") for side in found["sides"]] == ["cybercrime", "cyber-resilience"]
    assert [side["as_of"] for side in found["sides"]] == ["2026-06-01", "2026-06-01"]
    differences = {(one["row"], one["column"]): one["difference"] for one in found["differences"]}
    assert differences["6", "west-africa"] == "lost"
    assert differences["6", "pacific"] == "gained"
    whole = _data(viewer, "strand=cybercrime&with-strand=-")
    assert "strand" not in whole["sides"][1]["filter"]
    assert not [one for one in whole["differences"] if one["difference"] == "lost"]


def test_the_money_of_each_side_is_that_of_its_own_grid(viewer: FlaskClient) -> None:
    first, second = _data(viewer, "as-of=2026-06-01&with-as-of=2027-02-01")["sides"]
    for side in (first, second):
        grid = json.loads(viewer.get(f"/coverage.json?as-of={side['as_of']}").data)
        assert side["totals"] == grid["totals"]
        assert side["totals"]["adds_up"]


def test_page_json_and_workbook_list_the_same_cells(viewer: FlaskClient) -> None:
    query = "as-of=2026-06-01&with-as-of=2027-02-01&columns=country"
    found = _data(viewer, query)
    book = openpyxl.load_workbook(io.BytesIO(viewer.get(f"/coverage/compare.xlsx?{query}").data))
    rows = [[cell.value for cell in row] for row in book["Differences"].iter_rows(min_row=2)]
    assert len(rows) == len(found["differences"]) == sum(found["counts"].values()) - found["counts"]["same"]
    assert [str(row[1]) for row in rows] == [one["row"] for one in found["differences"]]
    text = page(viewer, f"/coverage/compare?{query}")
    assert f"{len(rows)} cells that differ" in text
    assert "/coverage/compare.xlsx?as-of=2026-06-01&amp;columns=country&amp;with-as-of=2027-02-01" in text


def test_amounts_that_nobody_knows_are_no_noughts_and_totals_can_be_counted_with(
    app: Flask, viewer: FlaskClient
) -> None:
    mute = {"code": "FREE", "title": "Unpriced", "planned_start": "2025", "planned_end": "2026-12-31"}
    links = {"objectives": [fifteen(11)], "places": [country("TJ")]}
    with app.app_context(), write(db.session, COMMAND_LINE, "one without a budget"):
        create_projects(db.session(), [{**mute, **links}])
    query = "as-of=2026-06-01&with-as-of=2027-02-01"
    found = {(one["row"], one["column"]): one for one in _data(viewer, query)["differences"]}["11", "central-asia"]
    assert (found["before"]["budgets_unknown"], "budgets_unknown" in found["after"]) == (1, False)
    book = openpyxl.load_workbook(io.BytesIO(viewer.get(f"/coverage/compare.xlsx?{query}").data))
    line = next(row for row in book["Differences"].iter_rows(values_only=True) if row[1] == 11)
    assert line[-2:] == ("unknown", 0)
    for _, first, second, difference in book["Totals"].iter_rows(min_row=2, values_only=True):
        assert round(second - first, 2) == difference


def test_a_declaration_between_two_days_is_no_gain(app: Flask, viewer: FlaskClient) -> None:
    declared = {"declared_on": "2026-06-01", "expires_on": "2027-06-01", "note": "Not asked for"}
    written(app, DECLARATIONS, {"objective": objective(1), "place": "region:pacific", **declared})
    assert _differences(viewer, "as-of=2026-05-31&with-as-of=2026-06-01")["1", "pacific"] == "other"


def test_odd_sides_are_refused_and_strangers_sign_in(app: Flask, viewer: FlaskClient) -> None:
    needs_sign_in(app, "/coverage/compare")
    for query in ("with-as-of=tomorrow", "with-strand=x", "with-funder=Nobody+At+All", "with-horizon=999", "page=99"):
        says_so(viewer, f"/coverage/compare?{query}")
