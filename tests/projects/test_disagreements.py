"""Where values come from, and what sources say otherwise than is stored."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from imports.at_once import import_bytes
from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.projects.queries import get_project_by_code_for
from tests import cast
from tests.imports.books import csv_of, edit, project
from tests.projects.battery import needs_editor, needs_sign_in, page

LIST = csv_of("Code,Title,Status,Implementers", "A-1,Alpha,pipeline,Doer", "A-2,Beta,pipeline,Doer")


@pytest.fixture
def bo(app: Flask) -> FlaskClient:
    """A project manager; A-1 was edited after its list came in, and somebody added a funder."""
    with app.app_context():
        import_bytes(db.session, app.config["SETTINGS"], COMMAND_LINE, LIST, "Ministry 2026-03.csv", apply=True)
        edit("A-1", cast.add(app, Role.PLANNER), title="Alpha <here>", organisations=[
            {"name": "Doer", "role": "implementer"}, {"name": "Giver", "role": "funder"}])  # fmt: skip
    return cast.sign_in(app, Role.MANAGER)


def stored(app: Flask, code: str = "A-1") -> dict[str, Any]:
    with app.app_context():
        db.session.rollback()
        return project(code)


def form(app: Flask, client: FlaskClient, **changes: str) -> dict[str, str]:
    with app.app_context():
        version = get_project_by_code_for(db.session, COMMAND_LINE, "A-1").version
    given = {"version": str(version), "source": "1", "batch": "1", "field": "title", "choice": "take"}
    return {"csrf_token": cast.token_of(client, "/imports/new"), **given, **changes}


def test_pages_need_an_editor(app: Flask) -> None:
    needs_sign_in(app, "/disagreements")
    needs_editor(app, "/disagreements")
    needs_sign_in(app, "/projects/1/disagreement", "POST")
    needs_editor(app, "/projects/1/disagreement", "POST")


def test_each_value_shows_its_file_sheet_and_cell_or_its_form(bo: FlaskClient) -> None:
    text = page(bo, "/projects/1")
    assert "Ministry 2026-03.csv" in text
    assert '<b class="cell">C2</b>' in text
    assert cast.NAMES[Role.PLANNER] in text
    assert "Ministry: Alpha <span" in text


def test_what_a_source_says_otherwise_is_listed_and_nothing_else(bo: FlaskClient) -> None:
    text = page(bo, "/disagreements")
    assert "Open: 1 disagreement<" in text
    assert "Alpha &lt;here&gt;" in text
    assert "Ministry: Ministry 2026-03.csv, B2" in text
    assert "Open: 0 disagreements" in page(bo, "/disagreements?field=status")
    assert "Open: 1 disagreement<" in page(bo, "/disagreements?source=1&field=title")
    assert bo.get("/disagreements?source=x").status_code == 422


def test_the_word_of_a_source_can_be_taken(app: Flask, bo: FlaskClient) -> None:
    assert bo.post("/projects/1/disagreement", data=form(app, bo)).status_code == 303
    assert stored(app)["title"] == "Alpha"
    assert "Open: 0 disagreements" in page(bo, "/disagreements")
    assert "word of Ministry taken" in page(bo, "/history/" + str(len_of_history(app)))


def len_of_history(app: Flask) -> int:
    from portfolio.history.record import position

    with app.app_context():
        return position(db.session)


def test_what_is_stored_can_stand_until_the_source_says_something_else(app: Flask, bo: FlaskClient) -> None:
    assert bo.post("/projects/1/disagreement", data=form(app, bo, choice="keep")).status_code == 303
    assert stored(app)["title"] == "Alpha <here>"
    assert "Open: 0 disagreements" in page(bo, "/disagreements")
    assert "Settled: 1 disagreement<" in page(bo, "/disagreements?settled=1")
    assert "Disagreement A-1 settled" in page(bo, "/history/" + str(len_of_history(app)))
    news = csv_of("Code,Title,Status,Implementers", "A-1,Alpha Two,pipeline,Doer")
    with app.app_context():
        db.session.rollback()
        import_bytes(
            db.session, app.config["SETTINGS"], COMMAND_LINE, news, "Ministry.csv", conflicts="theirs", apply=True
        )
        edit("A-1", title="Back again")
    assert "Open: 1 disagreement<" in page(bo, "/disagreements")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"version": "1"}, 409), ({"batch": "9"}, 409), ({"source": "9"}, 404), ({"field": "nonsense"}, 404),
        ({"choice": "perhaps"}, 422), ({"version": ""}, 422), ({"version": "x"}, 422),
    ],
)  # fmt: skip
def test_what_the_page_did_not_show_is_refused(
    app: Flask, bo: FlaskClient, changes: dict[str, str], status: int
) -> None:
    assert bo.post("/projects/1/disagreement", data=form(app, bo, **changes)).status_code == status
    assert stored(app)["title"] == "Alpha <here>"


def test_projects_that_are_not_for_a_person_are_not_listed(app: Flask, bo: FlaskClient) -> None:
    with app.app_context():
        edit("A-1", visibility="restricted")
    assert "Open: 0 disagreements" in page(bo, "/disagreements")
    assert bo.post("/projects/1/disagreement", data=form(app, bo)).status_code == 404
