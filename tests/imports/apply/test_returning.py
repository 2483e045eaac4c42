"""A workbook goes out, people change it and the portfolio meanwhile, and it comes back."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask import Flask

from imports.at_once import Imported
from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.export import projects_xlsx
from portfolio.projects.operations import create_projects, delete_projects
from portfolio.projects.queries import get_project_by_code_for
from tests import cast
from tests.imports.books import edit, project, run

STORED: list[dict[str, Any]] = [
    {
        "code": "A-1", "title": "Alpha", "status": "pipeline", "planned_end": "2026", "acronym": "AL",
        "budget_amount": "100.00", "budget_currency": "EUR",
        "places": [{"kind": "country", "code": "KE", "tier": "hub"}, {"kind": "country", "code": "UG"}],
        "organisations": [{"name": "Giver", "role": "funder"}, {"name": "Doer", "role": "implementer"}],
    },
    {"code": "A-2", "title": "Beta", "parent": "A-1"},
    {"code": "A-3", "title": "Gamma"},
]  # fmt: skip


@pytest.fixture(autouse=True)
def _in_application(app: Flask) -> Any:
    with app.app_context():
        with write(db.session, COMMAND_LINE, "three projects"):
            create_projects(db.session, STORED)
        yield


@pytest.fixture
def editor(app: Flask) -> Actor:
    return cast.add(app, Role.MANAGER)


def export(actor: Actor = COMMAND_LINE) -> bytes:
    return projects_xlsx(db.session, actor, None, date(2026, 3, 1))


def changed(data: bytes, *changes: tuple[str, str, Any], edit_book: Callable[[Any], None] = lambda book: None) -> bytes:
    """The workbook with cells changed: (code of the row, heading, value)."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Projects"]
    headings = [cell.value for cell in sheet[1]]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    for code, heading, value in changes:
        rows[code][headings.index(heading)].value = value
    edit_book(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def outcomes(found: Imported) -> dict[str | None, str]:
    plan = found.preview.plan
    assert plan is not None
    return {row.code: row.outcome.value for row in plan.rows}


def changes(found: Imported) -> dict[str, Any]:
    rows = found.as_json()["rows"]
    return {row["code"]: row["changes"] for row in rows if row["outcome"] in ("update", "create")}


def test_what_others_changed_meanwhile_is_not_turned_back(app: Flask, editor: Actor) -> None:
    file = export()
    edit("A-1", editor, title="Alpha, renamed", status="implementation", planned_end="2027")
    found = run(app, file)
    assert set(outcomes(found).values()) == {"unchanged"}
    assert project("A-1")["title"] == "Alpha, renamed"


def test_only_the_cells_that_a_person_changed_come_in(app: Flask, editor: Actor) -> None:
    file = changed(export(), ("A-1", "Acronym", "ALPHA"))
    edit("A-1", editor, status="implementation")
    found = run(app, file)
    assert changes(found) == {"A-1": {"acronym": ["AL", "ALPHA"]}}
    assert (project("A-1")["acronym"], project("A-1")["status"]) == ("ALPHA", "implementation")


def test_places_added_on_both_sides_are_both_kept(app: Flask) -> None:
    file = changed(export(), ("A-1", "Places", "KE (hub); UG; RW"))
    edit("A-1", places=[{"kind": "country", "code": "KE", "tier": "hub"}, {"kind": "country", "code": "ET"}])
    assert outcomes(run(app, file))["A-1"] == "update"
    assert [link["code"] for link in project("A-1")["places"]] == ["ET", "KE", "RW"]


def test_a_field_changed_on_both_sides_is_a_conflict_with_values_authors_and_dates(app: Flask, editor: Actor) -> None:
    file = changed(export(), ("A-1", "Title", "Alpha of the file"), ("A-1", "Acronym", "ALPHA"))
    edit("A-1", editor, title="Alpha of the form")
    found = run(app, file, apply=False).as_json()
    assert found["counts"]["conflict"] == 1
    row = next(row for row in found["rows"] if row["outcome"] == "conflict")
    (clash,) = row["conflicts"]
    assert {name: clash[name] for name in ("field", "base", "ours", "theirs")} == {
        "field": "title", "base": "Alpha", "ours": "Alpha of the form", "theirs": "Alpha of the file",
    }  # fmt: skip
    assert (clash["ours_by"], clash["theirs_by"]) == (editor.label, COMMAND_LINE.label)
    assert clash["ours_at"] <= clash["theirs_at"]
    assert [(one["code"], one["cell"]) for one in row["problems"]] == [("conflict", "B2")]
    json.dumps(found, allow_nan=False)


def test_a_row_in_conflict_waits_and_the_others_come_in(app: Flask, editor: Actor) -> None:
    file = changed(export(), ("A-1", "Title", "Of the file"), ("A-2", "Title", "Beta two"))
    edit("A-1", editor, title="Of the form")
    found = run(app, file)
    assert (found.applied, outcomes(found)["A-1"], outcomes(found)["A-2"]) == (True, "conflict", "update")
    assert (project("A-1")["title"], project("A-2")["title"]) == ("Of the form", "Beta two")


@pytest.mark.parametrize(("rule", "title"), [("ours", "Of the form"), ("theirs", "Of the file")])
def test_all_conflicts_can_be_decided_one_way(app: Flask, editor: Actor, rule: str, title: str) -> None:
    file = changed(export(), ("A-1", "Title", "Of the file"), ("A-1", "Acronym", "ALPHA"))
    edit("A-1", editor, title="Of the form")
    found = run(app, file, conflicts=rule)
    assert found.counts["conflict"] == 0
    assert (project("A-1")["title"], project("A-1")["acronym"]) == (title, "ALPHA")


def test_a_row_keeps_its_project_when_the_code_was_changed_here(app: Flask) -> None:
    file = changed(export(), ("A-1", "Acronym", "ALPHA"))
    edit("A-1", code="NEW-1")
    found = run(app, file)
    assert changes(found) == {"NEW-1": {"acronym": ["AL", "ALPHA"]}}
    assert project("A-2")["parent"] == "NEW-1"


def test_a_code_changed_in_the_file_is_no_round_trip_of_that_row(app: Flask) -> None:
    found = run(app, changed(export(), ("A-3", "Code", "B-3")), apply=False)
    assert outcomes(found)["B-3"] == "conflict"
    assert found.as_json()["missing"] == []


def test_a_project_removed_here_is_asked_about_not_brought_back(app: Flask) -> None:
    file = export()
    gone = get_project_by_code_for(db.session, COMMAND_LINE, "A-3")
    number, version = gone.id, gone.version
    with write(db.session, COMMAND_LINE, "removed"):
        delete_projects(db.session, {number: version})
    assert outcomes(run(app, file, apply=False))["A-3"] == "conflict"


def test_rows_taken_out_of_the_sheet_are_named_and_nothing_is_deleted(app: Flask) -> None:
    file = changed(export(), edit_book=lambda book: book["Projects"].delete_rows(4))
    found = run(app, file)
    assert found.as_json()["missing"] == [{"code": "A-3", "title": "Gamma"}]
    assert [one.code for one in found.preview.notes] == ["rows-missing"]
    assert "A-3" in found.preview.notes[0].message
    assert project("A-3")["title"] == "Gamma"


def test_a_filtered_export_misses_nothing_that_was_not_in_it(app: Flask) -> None:
    one = get_project_by_code_for(db.session, COMMAND_LINE, "A-1").id
    found = run(app, projects_xlsx(db.session, COMMAND_LINE, [one], date(2026, 3, 1)), apply=False)
    assert found.as_json()["missing"] == []


def test_a_touched_hidden_sheet_is_said_and_the_file_is_an_ordinary_list(app: Flask) -> None:
    def touch(book: Any) -> None:
        book["Round trip"]["A4"].value = "A" + book["Round trip"]["A4"].value[1:]

    file = changed(export(), edit_book=touch)
    edit("A-1", title="Of the form")
    found = run(app, file, apply=False)
    assert [one.code for one in found.preview.notes] == ["round-trip-damaged"]
    assert changes(found)["A-1"]["title"] == ["Of the form", "Alpha"]


def test_without_its_hidden_sheet_the_file_is_an_ordinary_list(app: Flask) -> None:
    file = changed(export(), edit_book=lambda book: book.remove(book["Round trip"]))
    edit("A-1", title="Of the form")
    found = run(app, file, apply=False)
    assert (found.preview.notes, changes(found)["A-1"]["title"]) == ((), ["Of the form", "Alpha"])


def test_a_file_of_another_installation_is_an_ordinary_list(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portfolio.projects.export.installation_mark", lambda session: "0" * 64)
    found = run(app, export(), apply=False)
    assert [one.code for one in found.preview.notes] == ["round-trip-elsewhere"]
    assert set(outcomes(found).values()) == {"unchanged"}


def test_rows_may_be_sorted_and_columns_moved(app: Flask, editor: Actor) -> None:
    def shuffle(book: Any) -> None:
        sheet = book["Projects"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        book.remove(sheet)
        page = book.create_sheet("Sorted", 0)
        for row in [rows[0], *reversed(rows[1:])]:
            page.append(list(reversed(row)))

    file = changed(export(), ("A-1", "Acronym", "ALPHA"), edit_book=shuffle)
    edit("A-1", editor, title="Of the form")
    assert changes(run(app, file)) == {"A-1": {"acronym": ["AL", "ALPHA"]}}
