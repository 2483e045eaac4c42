"""The cliff page, its JSON and its workbook say the same, and what the grid of each day says."""

from __future__ import annotations

import io
import json
from collections import Counter
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from portfolio.planning.operations import DECLARATIONS
from tests.cast import sign_in
from tests.coverage.test_report import statements
from tests.coverage.world import load
from tests.planning.stock import objective, written


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    load(app)
    return sign_in(app, Role.VIEWER)


def _json(client: FlaskClient, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = json.loads(answer.data)
    return found


def _loss(data: dict[str, Any], row: str, column: str) -> dict[str, Any]:
    return next(loss for loss in data["losses"] if (loss["row"], loss["column"]) == (row, column))


@pytest.mark.parametrize("columns", ["region", "organisation", "country"])
def test_the_states_of_a_month_are_those_of_the_grid_of_its_first_day(viewer: FlaskClient, columns: str) -> None:
    months = _json(viewer, f"/cliffs.json?columns={columns}")["months"]
    assert len(months) == 120
    assert (months[0]["month"], months[-1]["month"]) == ("2024-06", "2034-05")
    for month in (months[0], months[24], months[31], months[60]):
        grid = _json(viewer, f"/coverage.json?columns={columns}&as-of={month['month']}-01")
        told = Counter(cell["state"] for cell in grid["cells"])
        assert {state: number for state, number in month["states"].items() if number} == told, month["month"]


def test_a_chosen_row_and_column_are_one_cell(viewer: FlaskClient) -> None:
    data = _json(viewer, "/cliffs.json?row=6&column=pacific")
    states = {month["month"]: next(s for s, n in month["states"].items() if n) for month in data["months"]}
    assert (states["2024-06"], states["2026-06"], states["2027-01"]) == ("covered", "ending", "lapsed")
    assert all(sum(month["states"].values()) == 1 for month in data["months"])
    assert [(loss["row"], loss["column"]) for loss in data["losses"]] == [("6", "pacific")]
    assert sum(Decimal(month["running_eur"]) for month in data["months"]) < Decimal("50.01")
    whole = _json(viewer, "/cliffs.json?row=6&column=pacific&from=2024-01")
    assert sum(Decimal(month["running_eur"]) for month in whole["months"]) == Decimal("50.01")


def test_money_over_all_months_is_every_budget_to_the_cent(viewer: FlaskClient) -> None:
    data = _json(viewer, "/cliffs.json?from=2018-01&years=15")
    running = sum(Decimal(month["running_eur"]) for month in data["months"])
    pipeline = sum(Decimal(month["pipeline_eur"]) for month in data["months"])
    total = Decimal(_json(viewer, "/coverage.json?scope=all")["totals"]["portfolio_eur"])
    assert pipeline == Decimal(10)
    assert running + pipeline + Decimal(data["not_spread_eur"]) == total


def test_a_cell_that_loses_says_when_with_whom_and_how_much(viewer: FlaskClient) -> None:
    loss = _loss(_json(viewer, "/cliffs.json"), "6", "pacific")
    assert loss == {
        "row": "6",
        "column": "pacific",
        "on": "2026-12-31",
        "within_months": 12,
        "projects": ["ENDS"],
        "budget_eur": "50.01",
        "without_budget": 0,
        "then": "lapsed",
    }
    text = viewer.get("/cliffs").get_data(as_text=True)
    assert "31 December 2026" in text
    assert "Ending work" in text


def test_a_declaration_holds_in_its_own_months_and_loses_nothing(app: Flask, viewer: FlaskClient) -> None:
    declaration = {"objective": objective(6), "place": "region:pacific", "note": "Served by others"}
    days = {"declared_on": "2026-06-01", "expires_on": "2027-05-31"}
    written(app, DECLARATIONS, declaration | days)
    data = _json(viewer, "/cliffs.json?row=6&column=pacific")
    months = [month["month"] for month in data["months"] if month["states"]["not-applicable"]]
    assert (months[0], months[-1], len(months)) == ("2026-06", "2027-05", 12)
    assert data["losses"] == []
    for day in ("2026-06-01", "2027-06-01"):
        (month,) = (month for month in data["months"] if day.startswith(month["month"]))
        cells = _json(viewer, f"/coverage.json?as-of={day}")["cells"]
        (cell,) = (cell for cell in cells if (cell["row"], cell["column"]) == ("6", "pacific"))
        assert month["states"][cell["state"]] == 1


def test_the_day_slides_and_the_grid_and_the_losses_follow(viewer: FlaskClient) -> None:
    text = viewer.get("/cliffs?as-of=2026-08-15").get_data(as_text=True)
    for day in ("2025-08-15", "2026-07-15", "2026-09-15", "2027-08-15"):
        assert f"/cliffs?as-of={day}" in text
    assert "The grid on 15 August 2026" in text
    later = _json(viewer, "/cliffs.json?as-of=2026-08-15")
    assert later["months"][0]["month"] == "2024-06"
    assert _loss(later, "6", "pacific")["within_months"] == 6
    assert _json(viewer, "/cliffs.json?as-of=2050-03-09")["months"][0]["month"] == "2048-03"
    assert viewer.get("/cliffs?as-of=2199-12-31&from=2190-01").status_code == 200
    assert viewer.get("/cliffs?as-of=1900-01-01&from=1900-01").status_code == 200


def test_the_filter_narrows_cliffs_as_it_narrows_the_grid(viewer: FlaskClient) -> None:
    data = _json(viewer, "/cliffs.json?strand=cybercrime")
    assert data["losses"] == []
    assert max(month["active"] for month in data["months"]) == 1


def test_a_restricted_project_moves_nobody_elses_months(app: Flask, viewer: FlaskClient) -> None:
    for address in ("/cliffs", "/cliffs.json", "/cliffs?row=6&column=eastern-africa"):
        text = viewer.get(address).get_data(as_text=True)
        assert "Hidden marker" not in text
        assert "HIDE" not in text
    mine = _json(viewer, "/cliffs.json?row=6&column=eastern-africa")
    theirs = _json(sign_in(app, Role.PLANNER), "/cliffs.json?row=6&column=eastern-africa")
    assert (mine["losses"], [loss["projects"] for loss in theirs["losses"]]) == ([], [["HIDE"]])
    assert max(Decimal(month["running_eur"]) for month in mine["months"]) == 0


def test_the_workbook_has_the_same_months_and_losses(viewer: FlaskClient) -> None:
    data = _json(viewer, "/cliffs.json")
    book = openpyxl.load_workbook(io.BytesIO(viewer.get("/cliffs.xlsx").data))
    assert book.sheetnames == ["Months", "Cells that lose", "About this file"]
    rows = list(book["Months"].iter_rows(min_row=2, values_only=True))
    assert [row[0].date().isoformat()[:7] for row in rows] == [month["month"] for month in data["months"]]
    assert [row[1] for row in rows] == [month["states"]["covered"] for month in data["months"]]
    assert Decimal(str(rows[30][13])) == Decimal(data["months"][30]["running_eur"])
    losses = list(book["Cells that lose"].iter_rows(min_row=2, values_only=True))
    assert [row[0].date().isoformat() for row in losses] == [loss["on"] for loss in data["losses"]]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("years=0", "not a number of years"),
        ("years=21", "not a number of years"),
        ("years=१", "not a number of years"),
        ("from=soon", "is not a day"),
        ("from=2199-06", "1900 to 2199"),
        ("row=99", "There is no objective"),
        ("column=Atlantis", "There is no column"),
        ("column=european-union", "There is no column"),
    ],
)
@pytest.mark.parametrize("page", ["/cliffs", "/cliffs.json", "/cliffs.xlsx"])
def test_an_odd_question_is_answered_with_a_sentence(sqlite_app: Flask, page: str, query: str, sentence: str) -> None:
    answer = sign_in(sqlite_app, Role.VIEWER).get(f"{page}?{query}")
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_a_page_of_cliffs_makes_the_same_few_queries_however_many_projects(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    before = statements(app, client, "/cliffs")
    load(app)
    assert before == statements(app, client, "/cliffs") <= 12
