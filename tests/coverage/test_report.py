"""Coverage pages, JSON, workbook and command agree with each other and with what can be counted by hand."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.operations import update_project
from tests.cast import sign_in
from tests.coverage.world import PROJECTS, load


@pytest.fixture
def planner(app: Flask) -> FlaskClient:
    load(app)
    return sign_in(app, Role.PLANNER)


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    load(app)
    return sign_in(app, Role.VIEWER)


def _data(client: FlaskClient, address: str = "/coverage.json") -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = json.loads(answer.data)
    return found


def _cell(data: dict[str, Any], row: str, column: str) -> dict[str, Any]:
    found: dict[str, Any] = next(cell for cell in data["cells"] if (cell["row"], cell["column"]) == (row, column))
    return found


@pytest.mark.parametrize(
    ("row", "column", "state", "projects"),
    [
        ("6", "west-africa", "covered", ["LAST"]),
        ("6", "pacific", "ending", ["ENDS"]),
        ("8", "pacific", "thin", ["ENDS"]),
        ("9", "central-asia", "lapsed", []),
        ("10", "east-asia", "planned", ["PLAN"]),
        ("6", "caribbean", "unknown", []),
        ("15", "south-east-asia", "thin", ["VIA"]),
        ("1", "west-africa", "never", []),
        ("6", "eastern-africa", "never", []),
    ],
)
def test_each_state_is_told_where_it_holds(
    viewer: FlaskClient, row: str, column: str, state: str, projects: list[str]
) -> None:
    cell = _cell(_data(viewer), row, column)
    assert (cell["state"], cell["projects"]) == (state, projects)


def test_days_that_matter_stand_in_the_cell(viewer: FlaskClient) -> None:
    data = _data(viewer)
    assert _cell(data, "6", "pacific")["ends_on"] == "2026-12-31"
    assert _cell(data, "9", "central-asia")["last_ended_on"] == "2023-05-31"
    assert _cell(data, "10", "east-asia")["next_start_on"] == "2026-10-01"
    assert _cell(data, "6", "west-africa")["countries"]["covered"] == 3


@pytest.mark.parametrize("columns", ["region", "organisation", "country"])
@pytest.mark.parametrize("scope", ["current", "all"])
def test_every_cent_of_the_portfolio_is_somewhere(viewer: FlaskClient, columns: str, scope: str) -> None:
    totals = _data(viewer, f"/coverage.json?columns={columns}&scope={scope}")["totals"]
    parts = [Decimal(totals[name]) for name in totals if name.endswith("_eur") and name != "portfolio_eur"]
    assert sum(parts) == Decimal(totals["portfolio_eur"])
    assert totals["adds_up"] is True
    without_yen = Decimal("900.00") + Decimal("100.01") + Decimal(10) + Decimal(7)
    assert Decimal(totals["portfolio_eur"]) > without_yen + (Decimal(50) if scope == "all" else 0)


def test_money_is_divided_by_the_rules(viewer: FlaskClient) -> None:
    data = _data(viewer)
    assert _cell(data, "6", "west-africa")["budget_eur"] == "900.00"
    assert [_cell(data, row, "pacific")["budget_eur"] for row in ("6", "8")] == ["50.01", "50.00"]
    unclassified = {item["column"]: item["budget_eur"] for item in data["unclassified"]}
    assert unclassified["caribbean"] == "7.00"


def test_the_caveats_travel_with_the_numbers(viewer: FlaskClient) -> None:
    caveats = _data(viewer)["caveats"]
    assert caveats["projects"] == 7
    assert caveats["undated"] == 1
    assert caveats["without_objectives"] == 1
    page = viewer.get("/coverage").get_data(as_text=True)
    assert "1 project without any date, in no cell." in page


def test_a_restricted_project_is_in_nobody_elses_numbers(app: Flask, viewer: FlaskClient) -> None:
    addresses = ["/", "/coverage", "/coverage?measure=money", "/gaps", "/coverage.json", "/gaps.json"]
    addresses += ["/coverage/cell/6/eastern-africa", "/coverage?q=zanzibar", "/coverage?columns=country"]
    for address in addresses:
        text = viewer.get(address).get_data(as_text=True)
        assert "Hidden marker" not in text, address
        assert "HIDE" not in text, address
        assert "123456789" not in text.replace("\u202f", ""), address
    planner = sign_in(app, Role.PLANNER)
    assert _cell(_data(planner), "6", "eastern-africa")["projects"] == ["HIDE"]
    assert _cell(_data(viewer), "6", "eastern-africa")["projects"] == []


def test_the_gap_list_is_sorted_and_says_why(viewer: FlaskClient) -> None:
    gaps = _data(viewer, "/gaps.json")["gaps"]
    priorities = [gap["priority"] for gap in gaps]
    assert priorities == sorted(priorities, reverse=True)
    lapsed = next(gap for gap in gaps if (gap["row"], gap["column"]) == ("9", "central-asia"))
    assert lapsed["state"] == "lapsed"
    assert lapsed["last_project"] == "GONE"
    assert "2023" in lapsed["reason"]
    assert lapsed["priority"] == pytest.approx(1.5 * 0.9)
    planned = next(gap for gap in gaps if (gap["row"], gap["column"]) == ("10", "east-asia"))
    assert planned["next_project"] == "PLAN"
    assert not any((gap["row"], gap["column"]) == ("6", "west-africa") for gap in gaps)


def test_the_workbook_says_what_the_json_says(viewer: FlaskClient) -> None:
    for address in ("coverage.xlsx?measure=money", "coverage.xlsx?measure=projects", "coverage.xlsx"):
        data = _data(viewer, "/" + address.replace("xlsx", "json"))
        book = openpyxl.load_workbook(io.BytesIO(viewer.get("/" + address).data))
        assert book.sheetnames == ["Coverage", "Gaps", "Projects", "Trust", "About this file"]
        rows = list(book["Coverage"].iter_rows(min_row=2, max_row=16, values_only=True))
        for row, values in zip(data["rows"], rows, strict=True):
            assert str(values[0]) == row["code"]
            cells = [cell for cell in data["cells"] if cell["row"] == row["code"]]
            for cell, value in zip(cells, values[2 : 2 + len(cells)], strict=True):
                if "money" in address:
                    assert Decimal(str(value)) == Decimal(cell["budget_eur"]) + Decimal(cell["via_eur"])
                elif "projects" in address:
                    assert value == len(cell["projects"])
                else:
                    assert str(value).lower().startswith(cell["state"].replace("-", " "))
    gaps = _data(viewer, "/gaps.json")["gaps"]
    sheet = list(book["Gaps"].iter_rows(min_row=2, values_only=True))
    assert [row[5] for row in sheet] == [gap["reason"] for gap in gaps]
    about = dict(row[:2] for row in book["About this file"].iter_rows(values_only=True) if row[0])
    assert about["As of"] == "1 June 2026"


def test_no_cell_of_the_workbook_is_a_formula_made_of_data(app: Flask, planner: FlaskClient) -> None:
    with app.app_context(), write(db.session, COMMAND_LINE, "a title like a formula"):
        number, version = db.session.execute(sa.text("SELECT id, version FROM project WHERE code = 'GONE'")).one()
        update_project(db.session, number, seen_version=version, values={"title": '=HYPERLINK("x")', "code": "+1"})
    book = openpyxl.load_workbook(io.BytesIO(planner.get("/coverage.xlsx").data))
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == '=HYPERLINK("x")']
    assert texts
    assert all(cell.data_type == "s" for cell in texts)


@pytest.mark.parametrize(
    ("query", "sees"),
    [
        ("strand=cybercrime", ["LAST"]),
        ("funder=European Union", ["LAST"]),
        ("q=coming", ["PLAN"]),
        ("status=pipeline", ["PLAN"]),
        ("region=pacific", ["ENDS"]),
        ("place=KZ", ["GONE"]),
        ("q=nothing like this", []),
    ],
)
def test_a_filter_narrows_grid_and_list_alike(viewer: FlaskClient, query: str, sees: list[str]) -> None:
    assert _data(viewer, f"/coverage.json?{query}&scope=all")["caveats"]["projects"] == len(sees)
    text = viewer.get(f"/projects?{query}").get_data(as_text=True)
    for project in PROJECTS[:-1]:
        assert (f">{project['title']}<" in text) == (project["code"] in sees), project["code"]


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("within=pacific", {"FJ", "CK"}, {"NC", "GU"}),
        ("within=pacific&every-region=yes", {"FJ", "NC", "GU"}, set()),
        ("within=OSCE", {"KZ", "MD"}, {"DE", "US"}),
        ("within=european-union", {"DE", "AX"}, set()),
        ("columns=country", {"FJ", "KZ"}, {"NC", "DE"}),
    ],
)
def test_countries_that_are_no_partners_are_shown_where_they_are_asked_for(
    viewer: FlaskClient, query: str, shown: set[str], hidden: set[str]
) -> None:
    columns = {column["code"] for column in _data(viewer, f"/coverage.json?{query}")["columns"]}
    assert shown <= columns
    assert not hidden & columns


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("as-of=yesterday", "is not a day"),
        ("as-of=2026-02-30", "is not a day"),
        ("as-of=1066-10-14", "1900 to 2199"),
        ("horizon=-1", "is not a horizon"),
        ("horizon=9999999999999", "is not a horizon"),
        ("horizon=１２", "is not a horizon"),
        ("columns=planet", "is not a columns"),
        ("scope=everything", "is not a scope"),
        ("measure=weight", "is not a measure"),
        ("framework=nothing", "There is no framework"),
        ("within=Atlantis", "There is no place"),
        ("within=KE", "has no countries"),
        ("status=running", "is not a status"),
        ("q=" + "x" * 201, "longer than 200"),
    ],
)
@pytest.mark.parametrize("page", ["/coverage", "/gaps", "/coverage.json", "/coverage.xlsx"])
def test_an_odd_filter_is_answered_with_a_sentence(app: Flask, page: str, query: str, sentence: str) -> None:
    client = sign_in(app, Role.VIEWER)
    answer = client.get(f"{page}?{query}")
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "address",
    ["/gaps?page=0", "/gaps?page=-1", "/gaps?page=x", "/gaps?page=" + "9" * 400, "/gaps?page=999999"]
    + [f"/coverage/cell/{row}/{column}" for row in ("0", "99", "x", "6" * 50) for column in ("pacific", "KE", "%00")],
)
def test_an_odd_address_is_not_found_or_refused(app: Flask, address: str) -> None:
    client = sign_in(app, Role.VIEWER)
    assert client.get(address).status_code in (404, 422)


def test_an_edit_is_in_the_next_report(app: Flask, viewer: FlaskClient) -> None:
    assert _cell(_data(viewer), "9", "central-asia")["state"] == "lapsed"
    with app.app_context(), write(db.session, COMMAND_LINE, "prolong"):
        number, version = db.session.execute(sa.text("SELECT id, version FROM project WHERE code = 'GONE'")).one()
        update_project(db.session, number, seen_version=version, values={"planned_end": "2029"})
    assert _cell(_data(viewer), "9", "central-asia")["state"] == "covered"


def test_an_archived_project_leaves_coverage(app: Flask, viewer: FlaskClient) -> None:
    with app.app_context(), write(db.session, COMMAND_LINE, "archive"):
        number, version = db.session.execute(sa.text("SELECT id, version FROM project WHERE code = 'LAST'")).one()
        update_project(db.session, number, seen_version=version, values={"archived": True})
    data = _data(viewer)
    assert _cell(data, "6", "west-africa")["state"] == "never"
    assert data["caveats"]["projects"] == 6


@pytest.mark.parametrize("address", ["/", "/coverage", "/coverage?measure=money", "/gaps", "/coverage/cell/6/pacific"])
def test_a_page_makes_the_same_few_queries_however_many_projects(app: Flask, address: str) -> None:
    client = sign_in(app, Role.VIEWER)
    before = statements(app, client, address)
    load(app)
    assert before == statements(app, client, address) <= 12


def statements(app: Flask, client: FlaskClient, address: str) -> int:
    """How many statements a page makes when it is asked for the second time."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    client.get(address)
    sa.event.listen(engine, "before_cursor_execute", note)
    answer = client.get(address)
    sa.event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200
    return len(statements)


def test_the_overview_counts_what_the_grid_counts(viewer: FlaskClient) -> None:
    text = viewer.get("/").get_data(as_text=True)
    data = _data(viewer)
    gaps = sum(cell["state"] in ("never", "lapsed", "unknown") for cell in data["cells"])
    assert f"<dd>{gaps}" in text.replace("\n", "")
    assert "31 December 2026" in text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("region=central-asia", "<b>Central Asia</b>"),
        ("place=KE", "<b>Kenya</b>"),
        ("place=organisation:ASEAN", "<b>Association of "),
        ("objective=6", "<b>6 Cybercrime and the Budapest Convention</b>"),
        ("strand=cybercrime", "<b>Cybercrime</b>"),
    ],
)
def test_what_narrows_a_report_or_a_list_is_said_by_its_name(sqlite_app: Flask, query: str, said: str) -> None:
    load(sqlite_app)
    viewer = sign_in(sqlite_app, Role.VIEWER)
    addresses = ("/coverage", "/cliffs", "/map", "/timeline", "/overlaps", "/projects")
    for address in addresses if not query.startswith("objective") else addresses[:-1]:
        text = viewer.get(f"{address}?{query}").get_data(as_text=True)
        assert said in text, address
