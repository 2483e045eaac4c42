"""What was learned: listed with its teacher, forgotten with a change record, used by other files."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.models.batch import ImportMapping
from portfolio.models.change import Change
from portfolio.models.place import Alias
from tests import cast
from tests.imports.books import csv_of
from tests.imports.views.pages import post, text_of, upload

ODD = csv_of("Code,Title,Shoe size", "A-1,Alpha,A long tale")
OTHER = csv_of("Code,Title,Status,Shoe size", "B-1,Beta,closed,Another tale")


@pytest.fixture
def bo(app: Flask) -> FlaskClient:
    """A project manager who said what a shoe size is."""
    client = cast.sign_in(app, Role.MANAGER)
    upload(client, ODD)
    choices = {"field-0": "code", "field-1": "title", "field-2": "summary"}
    post(client, "/imports/1/columns", sheet="0", header_row="1", step="check", **choices)
    return client


def seen_of(page: str, path: str) -> str:
    found = re.search(rf'action="{path}">.*?name="seen" value="([^"]+)"', page, re.DOTALL)
    assert found, path
    return found[1]


def test_a_choice_is_listed_with_its_teacher_and_proposes_the_heading_in_other_files(
    app: Flask, bo: FlaskClient
) -> None:
    page = text_of(bo.get("/imports/learned"))
    assert "shoe size: Summary" in page
    upload(bo, OTHER)
    columns = text_of(bo.get("/imports/2/columns"))
    assert "In an earlier file this heading meant “Summary”." in columns
    with app.app_context():
        [change] = db.session.scalars(sa.select(Change).where(Change.entity == "mapping"))
        assert change.action == "create"
        assert change.changes["shoe size"] == [None, "summary"]


def test_a_row_of_headings_is_forgotten_and_the_change_log_says_so(app: Flask, bo: FlaskClient) -> None:
    path = "/imports/learned/headings/1/forget"
    seen = seen_of(text_of(bo.get("/imports/learned")), path)
    assert post(bo, path, version="1", seen="2001-01-01T00:00:00+00:00").status_code == 409
    assert post(bo, path, version="1", seen=seen).status_code == 303
    assert "No headings are remembered here." in text_of(bo.get("/imports/learned"))
    assert post(bo, path, version="1", seen=seen).status_code == 404
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportMapping)) == 0
        last = db.session.scalars(sa.select(Change).where(Change.entity == "mapping", Change.action == "delete")).one()
        assert last.changes["shoe size"] == ["summary", None]


def test_a_word_that_somebody_taught_is_unlearned_and_what_is_shipped_is_not(app: Flask, bo: FlaskClient) -> None:
    upload(bo, csv_of("Code,Title,Status", "C-1,Gamma,zzz"))
    post(bo, "/imports/2/columns", sheet="0", header_row="1", step="check",
         **{"field-0": "code", "field-1": "title", "field-2": "status", "answer-status:zzz": "closed"})  # fmt: skip
    with app.app_context():
        word = db.session.scalars(sa.select(Alias).where(Alias.taught_by.is_not(None))).one()
        number, shipped = word.id, db.session.scalars(sa.select(Alias.id).where(Alias.taught_by.is_(None))).first()
    page = text_of(bo.get("/imports/learned"))
    path = f"/imports/learned/words/{number}/forget"
    assert "zzz" in page
    assert post(bo, f"/imports/learned/words/{shipped}/forget", version="1", seen="x").status_code == 404
    assert post(bo, path, version="1", seen=seen_of(page, path)).status_code == 303
    assert "Nobody has taught a word here." in text_of(bo.get("/imports/learned"))


def test_a_reader_sees_nothing_of_it_and_forgets_nothing(app: Flask, bo: FlaskClient) -> None:
    reader = cast.sign_in(app, Role.VIEWER)
    assert reader.get("/imports/learned").status_code == 403
    token = cast.token_of(bo, "/imports/new")
    assert bo.post("/imports/learned/headings/1/forget", data={"csrf_token": token, "seen": ""}).status_code == 409
    assert reader.post("/imports/learned/headings/1/forget", data={"csrf_token": token}).status_code in (400, 403)
    assert bo.get("/imports/learned/headings/1/forget").status_code == 405
    assert bo.get("/imports/learned?page=99").status_code == 404
