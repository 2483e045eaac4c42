"""Two rows of one file about one project: shown together, and put together, kept apart or left out as a person says."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from imports.at_once import Imported
from portfolio.core.terms import Role
from tests import cast
from tests.imports.books import codes, csv_of, project, run
from tests.imports.views.pages import post, text_of, upload

HEAD = "Code,Title,Status,Summary,Countries"
TWICE = csv_of(HEAD, "A-1,Alpha,pipeline,,KE", "A-1,Alpha,closed,What it does.,UG")
SPELT = csv_of(
    "Title,Status,Budget (EUR)",
    "Training of judges on electronic evidence,pipeline,500",
    "Training of judges on electronic evidense,closed,500",
)


@pytest.fixture(autouse=True)
def _in_application(app: Flask) -> Any:
    with app.app_context():
        yield


def answered(app: Flask, data: bytes, answer: str) -> Imported:
    return run(app, data, answers={"row:3": answer})


def test_both_rows_and_what_they_differ_in_are_in_the_json(app: Flask) -> None:
    said = run(app, TWICE, apply=False).as_json()["rows"][1]
    assert said["outcome"] == "conflict"
    assert (said["twin"]["row"], said["twin"]["why"], said["twin"]["may_differ"]) == (2, "same code", False)
    assert said["twin"]["differs"].keys() == {"status", "summary", "places"}
    assert said["twin"]["differs"]["status"] == ["pipeline", "closed"]


def test_without_an_answer_the_first_row_comes_in_and_the_second_waits(app: Flask) -> None:
    done = run(app, TWICE)
    assert (done.counts["create"], done.counts["conflict"]) == (1, 1)
    assert project("A-1")["status"] == "pipeline"


@pytest.mark.parametrize(("answer", "status"), [("same:2", "pipeline"), ("over:2", "closed")])
def test_one_project_takes_from_both_rows_and_one_of_them_stands(app: Flask, answer: str, status: str) -> None:
    done = answered(app, TWICE, answer)
    assert (done.counts["create"], done.counts["unchanged"]) == (1, 1)
    value = project("A-1")
    assert (value["status"], value["summary"]) == (status, "What it does.")
    assert sorted(link["code"] for link in value["places"]) == ["KE", "UG"]


def test_a_row_left_out_adds_nothing(app: Flask) -> None:
    answered(app, TWICE, "leave-out")
    assert project("A-1")["summary"] is None


@pytest.mark.parametrize("answer", ["same:3", "same:9", "over:x", "new"])
def test_an_answer_that_cannot_be_leaves_the_question(app: Flask, answer: str) -> None:
    assert answered(app, TWICE, answer).counts["conflict"] == 1


def test_nearly_the_same_titles_are_asked_and_may_be_two_projects(app: Flask) -> None:
    assert run(app, SPELT, apply=False).counts["conflict"] == 1
    assert answered(app, SPELT, "new").counts["create"] == 2


def test_what_was_said_of_two_rows_holds_for_the_next_file(app: Flask) -> None:
    answered(app, SPELT, "same:2")
    (code,) = codes()
    again = run(app, SPELT)
    assert (again.counts["conflict"], again.counts["unchanged"], codes()) == (0, 2, [code])
    assert "stand, which is the same project" in again.as_json()["rows"][1]["reason"]


def test_a_third_row_joins_the_first_through_the_second(app: Flask) -> None:
    rows = csv_of(HEAD, "A-1,Alpha,,,KE", "A-1,Alpha,closed,,", "A-1,Alpha,,Words,")
    run(app, rows, answers={"row:3": "same:2", "row:4": "same:3"})
    assert (project("A-1")["status"], project("A-1")["summary"]) == ("closed", "Words")


def test_the_check_page_shows_both_rows_and_takes_the_answer(app: Flask) -> None:
    bo = cast.sign_in(app, Role.MANAGER)
    upload(bo, TWICE)
    page = text_of(bo.get("/imports/1?tab=conflict"))
    assert "Rows 2 and 3 differ in:" in page
    assert "where they differ, row 3 stands" in page
    assert "another project</option>" not in page
    assert re.search(r"<td>[^<]*Uganda|<td>[^<]*UG", page)
    post(bo, "/imports/1/rows", **{"row-3": "over:2"})
    post(bo, "/imports/1/apply")
    assert project("A-1")["status"] == "closed"
