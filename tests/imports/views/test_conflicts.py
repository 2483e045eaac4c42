"""A list that comes back while others worked here: conflicts are shown with both sides, and decided on the page."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.projects.export import projects_xlsx
from tests import cast
from tests.imports.apply.test_returning import changed
from tests.imports.books import csv_of, edit, project, run
from tests.imports.views.pages import post, text_of, upload

LIST = csv_of("Code,Title,Status,Acronym", "A-1,Alpha,pipeline,AL", "A-2,Beta,pipeline,BE")


@pytest.fixture
def bo(sqlite_app: Flask) -> FlaskClient:
    """A project manager who uploads a changed export; others changed the same two titles meanwhile."""
    with sqlite_app.app_context():
        run(sqlite_app, LIST)
        data = projects_xlsx(db.session, COMMAND_LINE, None, date(2026, 3, 1))
        data = changed(data, ("A-1", "Title", "Alpha <of> the file"), ("A-2", "Title", "Beta of the file"))
        ada = cast.add(sqlite_app, Role.PLANNER)
        edit("A-1", ada, title="Alpha of the form")
        edit("A-2", ada, title="Beta of the form")
    client = cast.sign_in(sqlite_app, Role.MANAGER)
    assert upload(client, data, "projects.xlsx").headers["Location"] == "/imports/2"
    return client


def title(app: Flask, code: str) -> str:
    with app.app_context():
        db.session.rollback()
        return str(project(code)["title"])


def test_a_conflict_shows_both_values_authors_and_dates(bo: FlaskClient) -> None:
    page = text_of(bo.get("/imports/2?tab=conflict"))
    for said in (
        "Before: Alpha",
        "Keep what is here: Alpha of the form",
        "Take the file: Alpha &lt;of&gt; the file",
        cast.NAMES[Role.PLANNER],
    ):
        assert said in page
    assert page.count(" UTC</span>") >= 4
    assert "Nothing to import" in page


def test_conflicts_are_decided_one_by_one(sqlite_app: Flask, bo: FlaskClient) -> None:
    assert post(bo, "/imports/2/rows", **{"side-2-title": "theirs"}).status_code == 303
    page = text_of(bo.get("/imports/2?tab=conflict"))
    assert "Before: Beta" in page
    assert "Before: Alpha" not in page
    post(bo, "/imports/2/apply")
    assert (title(sqlite_app, "A-1"), title(sqlite_app, "A-2")) == ("Alpha <of> the file", "Beta of the form")


@pytest.mark.parametrize(("rule", "expected"), [("theirs", "Beta of the file"), ("ours", "Beta of the form")])
def test_all_are_decided_one_way(sqlite_app: Flask, bo: FlaskClient, rule: str, expected: str) -> None:
    post(bo, "/imports/2/rows", **{"side-2-title": "theirs"})
    answer = post(bo, "/imports/2/rules", mode="both", rows="all-or-nothing", conflicts=rule)
    assert answer.status_code == 303
    page = text_of(bo.get("/imports/2"))
    assert "Import 1 row" in page or "Import 2 rows" in page
    post(bo, "/imports/2/apply")
    assert (title(sqlite_app, "A-1"), title(sqlite_app, "A-2")) == ("Alpha <of> the file", expected)


def test_decisions_can_be_taken_back_and_nonsense_is_passed_over(bo: FlaskClient) -> None:
    post(bo, "/imports/2/rows", **{"side-2-title": "mine", "side-9-title": "ours", "side-2-status": "ours"})
    assert text_of(bo.get("/imports/2?tab=conflict")).count("Before: ") == 2
    post(bo, "/imports/2/rows", **{"side-2-title": "ours", "side-3-title": "ours"})
    assert "2 rows are decided" in text_of(bo.get("/imports/2"))
    post(bo, "/imports/2/rows", forget="1")
    assert text_of(bo.get("/imports/2?tab=conflict")).count("Before: ") == 2


def test_decisions_that_change_nothing_are_kept_and_the_source_is_not_heard_about_them_again(
    sqlite_app: Flask,
) -> None:
    """A source's list, all of whose news a person turns down; then the same news come again, and other ones."""
    with sqlite_app.app_context():
        run(sqlite_app, LIST)
        edit("A-1", title="Alpha of the form")
    bo = cast.sign_in(sqlite_app, Role.MANAGER)
    news = LIST.replace(b"Alpha", b"Alpha of the list")
    upload(bo, news, "projects.csv")
    assert "Nothing to import" in text_of(bo.get("/imports/2"))
    post(bo, "/imports/2/rows", **{"side-2-title": "ours"})
    assert "Keep these decisions (1 row)" in text_of(bo.get("/imports/2"))
    post(bo, "/imports/2/apply")
    page = text_of(bo.get("/imports/2/receipt"))
    assert "Kept as it is here, against this file" in page
    assert title(sqlite_app, "A-1") == "Alpha of the form"
    upload(bo, news + b"\n", "projects.csv")
    page = text_of(bo.get("/imports/3"))
    assert "Leaves 2 alone" in page or "leaves 2 alone" in page
    assert "Keep these decisions" not in page
    upload(bo, LIST.replace(b"Alpha", b"Alpha once more"), "projects.csv")
    assert "asks about 1 row" in text_of(bo.get("/imports/4")).lower()
