"""The list as json, csv and xlsx: exactly the list, only what the reader may see, and the import takes it back."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from flask import Flask

from imports.at_once import import_bytes
from imports.fields import FIELDS
from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.projects.export import HEADINGS, export_projects, projects_csv, projects_xlsx
from tests.cast import sign_in
from tests.projects.battery import needs_sign_in, takes_only
from tests.projects.stock import CANARY, FRAMEWORK, add, bare, body, country, full, hidden, objective, region

ON = date(2026, 11, 23)


def _table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_json_has_its_promised_shape(app: Flask) -> None:
    add(app, bare("TOP"), full("CYB-1", parent="TOP", actual_end="2027-05"))
    with app.app_context():
        data = export_projects(db.session(), COMMAND_LINE, None, ON)
    assert list(data) == ["as_of", "projects"]
    assert data["as_of"] == "2026-11-23"
    assert json.loads(json.dumps(data)) == data
    project = data["projects"][0]
    budget = project.pop("budget")
    assert project == {
        "code": "CYB-1",
        "title": "Résilience of CYB-1",
        "iati_identifier": None,
        "acronym": "RES1",
        "summary": "Helps national response teams.\nIn two paragraphs.",
        "strand": "cyber-resilience",
        "status": "implementation",
        "planned_start": "2025-01",
        "planned_end": "2028",
        "actual_start": "2025-02-15",
        "actual_end": "2027-05",
        "precision": {"planned_start": "month", "planned_end": "year", "actual_start": "day", "actual_end": "month"},
        "website": "https://example.org/project",
        "source": "Action document",
        "objectives": [
            {"framework": FRAMEWORK, "number": 6, "significance": "principal", "share": "60", "note": "Laws aligned."},
            {"framework": FRAMEWORK, "number": 8, "significance": "significant", "share": "40", "note": None},
        ],
        "places": [
            {"kind": "country", "code": "KE", "tier": "hub", "share": "60"},
            {"kind": "country", "code": "UG", "tier": "priority", "share": "40"},
        ],
        "organisations": [
            {"name": "European Commission", "role": "funder", "share": None},
            {"name": "Council of Europe", "role": "implementer", "share": None},
            {"name": "Estonia", "role": "partner", "share": None},
        ],
        "parent": "TOP",
        "predecessor": None,
        "visibility": "internal",
        "last_reviewed_on": "2026-10-01",
        "archived": False,
    }
    assert list(budget) == ["amount", "currency", "eur", "rate_date", "rate_source"]
    assert (budget["amount"], budget["currency"]) == ("1000000.50", "USD")
    assert budget["rate_date"] <= "2025-02-15"
    assert data["projects"][1]["budget"] is None


def test_a_file_has_the_projects_of_the_list_in_its_order(app: Flask) -> None:
    add(
        app,
        *(bare(f"P-{n:02d}", status="closed" if n % 2 else "pipeline") for n in range(60)),
        bare("X", archived=True),
    )
    client = sign_in(app, Role.VIEWER)
    answer = client.get("/projects.json?status=closed&sort=-code&page=1")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="projects-2')
    codes = [project["code"] for project in answer.get_json()["projects"]]
    assert codes == [f"P-{n:02d}" for n in range(59, 0, -2)]
    assert [row["Code"] for row in _table(client.get("/projects.csv?status=closed&sort=-code").text)] == codes


def test_text_that_a_spreadsheet_would_run_is_disarmed_in_csv_and_text_in_xlsx(app: Flask) -> None:
    bad = ["=1+1", "+1+1", "-1+2", "@SUM(A1)", '=HYPERLINK("https://evil.example")', "=cmd|' /C calc'!A0"]
    add(
        app,
        *(
            bare(f"P-{n}", text, acronym=text, organisations=[body(text.replace("|", "/"))])
            for n, text in enumerate(bad)
        ),
    )
    with app.app_context():
        rows = _table(projects_csv(db.session(), COMMAND_LINE, None))
        book = openpyxl.load_workbook(io.BytesIO(projects_xlsx(db.session(), COMMAND_LINE, None, ON)))
    for row in rows:
        for name in ("Title", "Acronym", "Implementers"):
            assert row[name][0] == "'", row[name]
    sheet = book["Projects"]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [sheet.cell(row, 2).value for row in range(2, 8)] == bad
    assert all(cell.hyperlink is None for cell in cells)


def test_a_workbook_has_real_dates_and_amounts_and_says_what_it_is(app: Flask) -> None:
    add(app, full())
    with app.app_context():
        data = projects_xlsx(db.session(), COMMAND_LINE, None, ON, words=[("Status", "implementation")])
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Projects", "About this file", "Round trip"]
    assert book["Round trip"].sheet_state == "hidden"
    heads, row = ([cell.value for cell in line] for line in book["Projects"].iter_rows(max_row=2))
    found: dict[str, Any] = dict(zip(heads, row, strict=True))
    assert found["Budget"] == 1000000.5
    assert found["Actual start"] == datetime(2025, 2, 15)
    assert found["Planned start"] == "2025-01"
    assert found["Last reviewed on"] == datetime(2026, 10, 1)
    assert found["Places"] == "KE (hub) 60%; UG 40%"
    assert found["Objectives"] == "6 (principal) 60%; 8 (significant) 40%"
    about = {label.value: value.value for label, value in book["About this file"].iter_rows()}
    assert about["Date"] == "2026-11-23"
    assert about["Filter"] == "Status: implementation"
    assert "Who may see it" in about


def test_the_headings_are_the_labels_of_the_imports_fields() -> None:
    labels = {field.label for field in FIELDS}
    assert set(HEADINGS) <= labels
    assert {field.label for field in FIELDS if field.in_template} <= set(HEADINGS)


STOCK = [
    full("CYB-1", predecessor="OLD-1", parent="TOP"),
    full("CYB-2", objectives=[objective(6, note="First"), objective(9, note="Second", significance="significant")]),
    full(
        "CYB-3", organisations=[body("GIZ", share="33.33"), body("GIZ", "funder"), body("Expertise, France", "partner")]
    ),
    bare("TOP", "A programme"),
    bare("OLD-1", "An old one", planned_end="2019", budget_amount="12345678901", budget_currency="JPY"),
    bare("ODD", "“Quotes”, commas; semicolons", summary="Line one\nLine two; more", budget_currency="EUR"),
    bare("MEASURE", objectives=[{"framework": "eu-cyber-measures", "number": 3, "significance": "significant"}]),
]


@pytest.mark.parametrize("shape", ["xlsx", "csv"])
def test_what_went_out_comes_in_and_changes_nothing(app: Flask, shape: str) -> None:
    add(app, *STOCK)
    with app.app_context():
        data = (
            projects_xlsx(db.session(), COMMAND_LINE, None, ON)
            if shape == "xlsx"
            else projects_csv(db.session(), COMMAND_LINE, None).encode("utf-8-sig")
        )
        done = import_bytes(
            db.session(), app.config["SETTINGS"], COMMAND_LINE, data, f"projects.{shape}", rows="good", apply=False
        )
    rows = {row["code"]: (row["outcome"], row["changes"], row["problems"]) for row in done.as_json()["rows"]}
    assert rows == {value["code"]: ("unchanged", {}, []) for value in STOCK}
    assert done.as_json()["questions"] == []


def test_every_place_comes_back_as_itself(app: Flask) -> None:
    from portfolio.places.export import export_places

    with app.app_context():
        known = export_places(db.session())
    codes = sorted({code for one in known["regions"] for code in one["countries"]})
    links = [country(code) for code in codes] + [region(one["code"]) for one in known["regions"]]
    links += [{"kind": "organisation", "code": one["code"]} for one in known["organisations"]]
    add(app, *(bare(f"P-{n:03d}", places=links[n * 40 : n * 40 + 40]) for n in range(-(-len(links) // 40))))
    with app.app_context():
        data = projects_xlsx(db.session(), COMMAND_LINE, None, ON)
        settings = app.config["SETTINGS"]
        done = import_bytes(db.session(), settings, COMMAND_LINE, data, "p.xlsx", rows="good", apply=False)
    for row in done.as_json()["rows"]:
        assert (row["outcome"], row["problems"]) == ("unchanged", []), row["code"]


def test_no_file_holds_what_its_reader_may_not_see(app: Flask) -> None:
    ids = add(app, hidden("SECRET-1"), bare("CHILD", parent="SECRET-1", predecessor="SECRET-1"))
    client = sign_in(app, Role.VIEWER)
    for shape in ("json", "csv"):
        text = client.get(f"/projects.{shape}").text
        assert "CHILD" in text
        assert "SECRET" not in text
        assert CANARY not in text
    book = openpyxl.load_workbook(io.BytesIO(client.get("/projects.xlsx").data))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "CHILD" in cells
    assert not [cell for cell in cells if CANARY in cell or "SECRET" in cell or "7777777" in cell]
    person = sign_in(app, Role.PLANNER)
    assert "SECRET-1" in person.get("/projects.json").text
    with app.app_context():
        from tests import cast

        viewer = cast.add(app, Role.VIEWER)
        assert [one["code"] for one in export_projects(db.session(), viewer, ids, ON)["projects"]] == ["CHILD"]


def test_downloads_need_a_sign_in_and_take_no_other_method(app: Flask) -> None:
    client = sign_in(app, Role.ADMINISTRATOR)
    for shape in ("xlsx", "csv", "json"):
        needs_sign_in(app, f"/projects.{shape}")
        takes_only(client, f"/projects.{shape}", "GET")
    assert client.get("/projects.pdf").status_code == 404
