"""What is exported and imported again, unchanged, plans exactly nothing; what is changed plans exactly that."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from flask import Flask

from imports.at_once import import_bytes
from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.operations import create_projects
from tests.coverage.world import load, objective, place
from tests.journeys.desk import everything, portfolio_of, sign_in_by_link

TITLES = (
    "=1+1", "=HYPERLINK(\"x\")", "+32 2 299 11 11", "-minus first", "@home with cyber", "'quoted' at both ends'",
    "''", "\"double\" quotes; and semicolons", "comma, separated, title", "1e5", "007", "TRUE",
    "2026-01-01", "#REF!", "#CLEAR or not", "none", "n/a", "Ελλάδα — Україна — ქართული", "مشروع 5", "🛡️ shield",
    "A  title with  two spaces", "Null", "-", "5", "100%", "€ 5",
)  # fmt: skip
NAMES = ("Trust, Peace and Co., Ltd.", "=cmd", "@handle", "O'Neill & 'Partners'", "A (B) C")


def _load_odd_projects(app: Flask) -> None:
    projects: list[dict[str, Any]] = [
        {
            "code": f"T-{number:02}",
            "title": title,
            "summary": f"First line of {number}\nand a second one, with a comma; and a semicolon",
            "planned_start": ("2024", "2024-03", "2024-03-15")[number % 3],
            "planned_end": "2029",
            "budget_amount": ("0.00", "1234567.89", "0.01", "999999999999.99")[number % 4],
            "budget_currency": "EUR",
            "objectives": [objective(6, share="33.33"), objective(8, "significant")][: number % 3],
            "places": [{"kind": "country", "code": "KE", "tier": "hub", "share": "60"}, place("organisation", "ASEAN"),
                       place("region", "pacific")][: number % 4],
            "organisations": [{"name": NAMES[number % len(NAMES)], "role": "implementer"},
                              {"name": NAMES[(number + 3) % len(NAMES)], "role": "funder", "share": "12.5"}],
        }
        for number, title in enumerate(TITLES)
    ]  # fmt: skip
    with app.app_context(), write(db.session, COMMAND_LINE, "odd titles"):
        create_projects(db.session, projects)


def _planned(app: Flask, data: bytes, name: str) -> Any:
    with app.app_context():
        return import_bytes(db.session(), app.config["SETTINGS"], COMMAND_LINE, data, name, rows="good", apply=False)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_unchanged_export_plans_nothing(app: Flask, ending: str) -> None:
    load(app)
    client = sign_in_by_link(app, Role.PLANNER)
    file = client.get(f"/projects.{ending}").data
    before = everything(app)
    found = _planned(app, file, f"projects.{ending}").as_json()
    moved = [row for row in found["rows"] if row["outcome"] != "unchanged"]
    assert moved == []
    assert found["counts"]["unchanged"] == len(portfolio_of(app)["projects"])
    assert everything(app) == before


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_unchanged_export_of_odd_texts_plans_nothing(app: Flask, ending: str) -> None:
    _load_odd_projects(app)
    client = sign_in_by_link(app, Role.PLANNER)
    found = _planned(app, client.get(f"/projects.{ending}").data, f"projects.{ending}").as_json()
    moved = {row["code"]: (row["outcome"], row["changes"], row["problems"]) for row in found["rows"]
             if row["outcome"] != "unchanged"}  # fmt: skip
    assert moved == {}
    assert found["counts"]["unchanged"] == len(TITLES)


def test_one_changed_cell_of_an_export_plans_one_change(app: Flask) -> None:
    load(app)
    client = sign_in_by_link(app, Role.PLANNER)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/projects.xlsx").data))
    sheet = book["Projects"]
    headings = [cell.value for cell in sheet[1]]
    row = next(cells for cells in sheet.iter_rows(min_row=2) if cells[0].value == "LAST")
    row[headings.index("Planned end")].value = "2031-06"
    buffer = io.BytesIO()
    book.save(buffer)
    found = _planned(app, buffer.getvalue(), "projects.xlsx").as_json()
    changes = {row["code"]: row["changes"] for row in found["rows"] if row["outcome"] != "unchanged"}
    assert changes == {"LAST": {"planned_end": ["2029", "2031-06"]}}


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_no_cell_of_an_export_runs_as_a_formula(app: Flask, ending: str) -> None:
    _load_odd_projects(app)
    data = sign_in_by_link(app, Role.PLANNER).get(f"/projects.{ending}").data
    if ending == "csv":
        assert not [line for line in data.decode("utf-8-sig").splitlines() if ",=" in line or ',"=' in line]
        return
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
