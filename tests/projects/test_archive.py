"""Archiving, bringing back and marking as reviewed: one click each, by POST, about the version that was shown."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from tests.cast import sign_in, token_of
from tests.projects.battery import needs_editor, needs_sign_in, page, takes_only
from tests.projects.stock import add, change, full, hidden, stored

ACTS = ("archive", "restore", "review")


def _press(client: FlaskClient, number: int | str, act: str, **data: str) -> int:
    token = token_of(client, "/projects/new")
    return client.post(f"/projects/{number}/{act}", data={"csrf_token": token, "version": "1", **data}).status_code


def test_an_archived_project_leaves_the_list_and_comes_back(app: Flask) -> None:
    [number] = add(app, full())
    client = sign_in(app, Role.MANAGER)
    assert f'action="/projects/{number}/archive"' in page(client, f"/projects/{number}")
    assert _press(client, number, "archive") == 303
    assert "Résilience of" not in page(client, "/projects")
    assert "Résilience of" in page(client, "/projects?archived=1")
    text = page(client, f"/projects/{number}")
    assert "archived" in text
    assert f'action="/projects/{number}/restore"' in text
    assert _press(client, number, "restore", version="2") == 303
    assert "Résilience of" in page(client, "/projects")
    assert "brought back" in page(client, f"/projects/{number}")


def test_a_review_notes_the_day(app: Flask) -> None:
    [number] = add(app, full())
    client = sign_in(app, Role.MANAGER)
    assert _press(client, number, "review") == 303
    after = stored(app, number)
    assert after.version == 2
    assert after.value["last_reviewed_on"] > "2026-10-01"


def test_a_second_review_of_the_same_day_changes_nothing(app: Flask) -> None:
    [number] = add(app, full())
    client = sign_in(app, Role.MANAGER)
    assert [_press(client, number, "review"), _press(client, number, "review", version="2")] == [303, 303]
    assert stored(app, number).version == 2


@pytest.mark.parametrize("act", ACTS)
def test_each_act_has_its_refusals(app: Flask, act: str) -> None:
    number, secret = add(app, full(archived=act == "restore"), hidden())
    client = sign_in(app, Role.MANAGER)
    for version in ("", "x", "-1", "9" * 30):
        assert _press(client, number, act, version=version) == 422, version
    for unknown in ("0", "4711", str(2**63)):
        assert _press(client, unknown, act) == 404
    assert _press(client, secret, act) == 404
    change(app, number, title="By somebody else")
    assert _press(client, number, act) == 409
    assert stored(app, number).version == 2
    assert client.post(f"/projects/{number}/{act}", data={"version": "2"}).status_code == 400
    needs_sign_in(app, f"/projects/{number}/{act}", "POST")
    needs_editor(app, f"/projects/{number}/{act}", "POST")
    takes_only(client, f"/projects/{number}/{act}", "POST")


def test_a_viewer_is_offered_none_of_it(app: Flask) -> None:
    [number] = add(app, full())
    text = page(sign_in(app, Role.VIEWER), f"/projects/{number}")
    for act in (*ACTS, "edit"):
        assert f"/projects/{number}/{act}" not in text
