"""The same list's next file: its projects are found by its own ids, and answers given once are not asked for again."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from imports import at_once, pipeline
from imports.match import NEW
from imports.preview import Choices
from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.models.batch import ImportBatch
from portfolio.models.project import Project
from portfolio.models.recognition import Recognition
from portfolio.projects.export import projects_xlsx
from portfolio.sources.queries import source_names
from tests import cast
from tests.imports.books import codes, csv_of, project, run
from tests.imports.views.pages import post, text_of, upload


def learnt() -> list[tuple[str, bool, bool]]:
    db.session.rollback()
    query = sa.select(Recognition.row_key, Recognition.same, Recognition.said)
    query = query.join(Project, Project.id == Recognition.project_id)
    return sorted(tuple(row) for row in db.session.execute(query))  # type: ignore[misc]


def with_answers(app: Flask, data: bytes, answers: dict[int, str]) -> Any:
    number, _ = pipeline.upload(db.session, app.config["SETTINGS"], COMMAND_LINE, data, "projects.csv", Choices())
    version = db.session.scalar(sa.select(ImportBatch.version).where(ImportBatch.id == number))
    assert version is not None
    pipeline.choose(db.session, COMMAND_LINE, number, version, Choices(rows=answers), teaching=False)
    return pipeline.apply_batch(db.session, COMMAND_LINE, number)


@pytest.fixture(autouse=True)
def _in_application(app: Flask) -> Any:
    with app.app_context():
        yield


def test_the_next_file_of_a_list_finds_its_projects_though_all_titles_changed(app: Flask) -> None:
    run(app, csv_of("Ref.,Title,Status", "412,Alpha,pipeline", "77,Beta,pipeline"))
    assert codes() == ["ALPHA", "BETA"]
    again = run(app, csv_of("Ref.,Title,Status", "77,Wholly renamed,closed", "412,Alpha,pipeline"))
    assert (again.counts["update"], again.counts["unchanged"], again.counts["create"]) == (1, 1, 0)
    assert project("BETA")["title"] == "Wholly renamed"


def test_the_ids_of_another_list_say_nothing(app: Flask) -> None:
    run(app, csv_of("Ref.,Title,Status", "412,Alpha,pipeline"))
    other = run(app, csv_of("Ref.,Title,Summary", "412,Training of judges,Words"), apply=False)
    assert other.counts["create"] == 1


def test_an_id_that_is_another_project_by_now_is_learnt_anew(app: Flask) -> None:
    run(app, csv_of("Ref.,Title,Status", "412,Alpha,pipeline"))
    receipt = with_answers(app, csv_of("Ref.,Title,Status", "412,Training of judges,closed"), {2: NEW})
    assert receipt["counts"]["create"] == 1
    assert learnt() == [("id:412", False, True), ("id:412", True, True)]
    assert run(app, csv_of("Ref.,Title,Status", "412,Training of judges,closed"), apply=False).counts["unchanged"] == 1


def test_not_the_same_is_asked_once_and_never_again(app: Flask) -> None:
    run(app, csv_of("Code,Title,Acronym,Status", "E-1,Action on cybercrime in the East,CyberEast,pipeline"))
    data = csv_of("Title,Status,Places", "CyberEast,closed,GE")
    assert run(app, data, apply=False).counts["conflict"] == 1
    with_answers(app, data, {2: NEW})
    assert ("title:cybereast", False, True) in learnt()
    again = run(app, data.replace(b"closed", b"pipeline"), apply=False)
    assert (again.counts["conflict"], again.counts["update"]) == (0, 1)


def test_undoing_the_import_forgets_the_projects_that_go(app: Flask) -> None:
    first = run(app, csv_of("Ref.,Title,Status", "412,Alpha,pipeline"))
    assert learnt() == [("id:412", True, False)]
    assert first.batch_id is not None
    pipeline.undo(db.session, COMMAND_LINE, first.batch_id)
    assert learnt() == []


def test_what_was_learnt_is_shown_and_can_be_taken_back(app: Flask) -> None:
    run(app, csv_of("Ref.,Title,Status", "412,Alpha,pipeline"))
    bo = cast.sign_in(app, Role.MANAGER)
    upload(bo, csv_of("Ref.,Title,Status", "412,Training of judges,closed"))
    page = text_of(bo.get("/imports/2?tab=update"))
    assert "The list&#39;s id was this project&#39;s on" in page
    assert "Forget this for row 2" in page
    assert post(bo, "/imports/2/recall", row="2").status_code == 303
    assert learnt() == []
    assert "Adds 1 project" in text_of(bo.get("/imports/2"))
    assert post(bo, "/imports/2/recall", row="x").status_code == 422


def test_what_was_learnt_holds_for_its_source_and_not_for_another_with_the_same_headings(app: Flask) -> None:
    run(app, csv_of("Ref.,Title,Status", "412,Alpha,pipeline"))
    settings, data = app.config["SETTINGS"], csv_of("Ref.,Title,Status", "412,Training of judges,closed")
    other = at_once.import_bytes(db.session, settings, COMMAND_LINE, data, "Ministry.csv", apply=False)
    assert other.counts["create"] == 1
    assert other.preview.listing is not None
    assert other.preview.listing.origin.others == ("projects",)
    named = at_once.import_bytes(
        db.session, settings, COMMAND_LINE, data, "Ministry.csv", source="projects", apply=False
    )
    assert named.counts["update"] == 1


def test_answers_for_rows_of_a_workbook_made_here_are_remembered(app: Flask) -> None:
    run(app, csv_of("Code,Title,Acronym,Status", "E-1,Action on cybercrime in the East,CyberEast,pipeline"))
    book = openpyxl.load_workbook(io.BytesIO(projects_xlsx(db.session, COMMAND_LINE, None, date(2026, 3, 1))))
    sheet = book["Projects"]
    for heading, text in (("Code", None), ("Acronym", None), ("Title", "CyberEast")):
        sheet.cell(2, next(cell.column for cell in sheet[1] if cell.value == heading)).value = text
    saved = io.BytesIO()
    book.save(saved)
    assert run(app, saved.getvalue(), apply=False).counts["conflict"] == 1
    assert run(app, saved.getvalue(), answers={"row:2": NEW}).as_json()["source"] is None
    assert ("title:cybereast", False, True) in learnt()
    assert "Lists made here" in source_names(db.session).values()
