"""A list whose rows have codes but no titles: which column is the title is asked once, and never guessed."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from imports.at_once import Imported
from portfolio.core.terms import Role
from tests import cast
from tests.imports.books import codes, csv_of, project, run
from tests.imports.views.pages import post, text_of, upload

HEAD = "ID,Project name,What is done,Sector,Number,Status"
LIST = csv_of(
    HEAD,
    "A-71,,Training of judges in electronic evidence,Education,663,closed",
    "A-72,,A register of critical services,Water supply,12,closed",
)


def seen(app: Flask, data: bytes, **options: object) -> Imported:
    with app.app_context():
        return run(app, data, apply=False, **options)  # type: ignore[arg-type]


def test_an_empty_column_of_titles_is_asked_about_with_columns_that_hold_words(sqlite_app: Flask) -> None:
    found = seen(sqlite_app, LIST)
    assert found.counts["rejected"] == 2
    (asked,) = [one for one in found.preview.questions if one.key == "title"]
    assert asked.sentence.startswith("The column “Project name” is empty in every row")
    assert [(choice.answer, choice.label) for choice in asked.choices] == [
        ("C", "C “What is done”: Training of judges in electronic evidence"),
        ("D", "D “Sector”: Education"),
    ]
    assert asked.rows == 2


def test_the_answer_is_the_title_of_every_row(sqlite_app: Flask) -> None:
    found = seen(sqlite_app, LIST, answers={"title": "C"})
    assert found.counts["create"] == 2
    assert [row["title"] for row in found.as_json()["rows"]] == [
        "Training of judges in electronic evidence",
        "A register of critical services",
    ]


@pytest.mark.parametrize("answer", ["Z", "", "no column", "ZZZZ"])
def test_an_answer_that_is_no_column_leaves_the_question_open(sqlite_app: Flask, answer: str) -> None:
    found = seen(sqlite_app, LIST, answers={"title": answer})
    assert "title" in {one.key for one in found.preview.questions}
    assert found.counts["rejected"] == 2


def test_a_list_with_some_titles_asks_nothing_and_names_the_row_without(sqlite_app: Flask) -> None:
    data = csv_of(HEAD, "71,Judges,Training of judges,Education,663,closed", "72,,A register,Water supply,12,closed")
    for options in ({}, {"answers": {"title": "C"}}):
        found = seen(sqlite_app, data, **options)
        assert [row["outcome"] for row in found.as_json()["rows"]] == ["create", "rejected"]
        assert "title" not in {one.key for one in found.preview.questions}


def test_known_projects_are_updated_by_their_codes_without_a_question(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        run(sqlite_app, csv_of("Code,Title", "A-71,Judges", "A-72,Register"))
    found = seen(sqlite_app, LIST)
    assert found.counts["update"] == 2
    assert "title" not in {one.key for one in found.preview.questions}


def test_the_wizard_asks_and_remembers_the_column_for_the_next_list(app: Flask) -> None:
    bo: FlaskClient = cast.sign_in(app, Role.MANAGER)
    assert upload(bo, LIST).headers["Location"] == "/imports/1/columns"
    page = text_of(bo.get("/imports/1/columns"))
    assert "Which column is the title?" in page
    fields = {"field-0": "code", "field-1": "title", "field-2": "", "field-3": "", "field-4": "", "field-5": "status"}
    answered = post(bo, "/imports/1/columns", **fields, **{"answer-title": "C", "step": "check"})
    assert answered.headers["Location"] == "/imports/1"
    assert "Adds 2 projects" in text_of(bo.get("/imports/1"))
    assert post(bo, "/imports/1/apply").status_code == 303
    with app.app_context():
        assert codes() == ["A-71", "A-72"]
        assert project("A-71")["title"] == "Training of judges in electronic evidence"
    more = csv_of(HEAD, "A-73,,Exercises for response teams,Education,3,closed")
    assert upload(bo, more).headers["Location"] == "/imports/2"
    assert "Adds 1 project" in text_of(bo.get("/imports/2"))
