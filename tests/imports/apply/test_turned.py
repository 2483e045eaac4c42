"""Forms, whose headings stand in a column, come in like lists; their cells are called as in the file."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.projects.provenance import load_origins
from portfolio.projects.queries import get_project_by_code_for
from tests.imports.books import book_of, csv_of, project, run

FICHE = [
    ["Fiche of a project"],
    ["Project title", "Cyber Shield"],
    ["Country", "Kenya"],
    ["Start date", "2024-07"],
    ["End date", "2020"],
]


@pytest.fixture(autouse=True)
def _in_application(app: Flask) -> Any:
    with app.app_context():
        yield


def test_forms_come_in_and_each_value_knows_its_cell(app: Flask) -> None:
    other = [[*row[:1], "Other"] if row[0] == "Project title" else row for row in FICHE]
    found = run(app, book_of(Fiche=FICHE, Two=other))
    rows = [(one["row"], one["sheet"], one["column"]) for one in found.as_json()["rows"]]
    assert rows == [(2, "Fiche", "B"), (2, "Two", "B")]
    (wrong,) = found.as_json()["rows"][0]["problems"]
    assert (wrong["code"], wrong["cell"]) == ("end-before-start", "B5")
    value = project("CYBER-SHIELD")
    assert value["places"][0]["code"] == "KE"
    number = get_project_by_code_for(db.session, COMMAND_LINE, "CYBER-SHIELD").id
    origins = {
        one.field: (one.sheet, one.cell) for one in load_origins(db.session, COMMAND_LINE, number, value, (), {})
    }
    assert (origins["title"], origins["planned_start"]) == (("Fiche", "B2"), ("Fiche", "B4"))


def test_the_command_line_names_a_column_of_a_form_by_its_letter(app: Flask) -> None:
    data = csv_of("Project title,One,Two", "Country,Kenya,Ghana", "End date,2027,2028")
    found = run(app, data, apply=False, leave=["projects!C"])
    assert [row["outcome"] for row in found.as_json()["rows"]] == ["create", "skipped"]
    as_it_stands = run(app, data, apply=False, turned=False).as_json()
    assert [row["title"] for row in as_it_stands["rows"]] == ["Country", "End date"]
