"""Signing in and out, by password and by one-time link."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portfolio.accounts.operations import make_link
from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.models.account import SignInLink, SignInSession, User
from tests.cast import PASSWORD, add, sign_in, token_of


def _by_password(client: FlaskClient, email: str, password: str, **more: str) -> object:
    data = {"email": email, "password": password, "csrf_token": token_of(client, "/sign-in"), **more}
    return client.post("/sign-in", data=data)


def test_the_right_password_signs_in_and_renews_the_form_cookie(app: Flask) -> None:
    add(app, Role.VIEWER, password=PASSWORD)
    client = app.test_client()
    before = token_of(client, "/sign-in")
    answer = _by_password(client, "Chidi@Example.org", PASSWORD)
    assert answer.status_code == 303  # type: ignore[attr-defined]
    assert client.get("/").status_code == 200
    assert token_of(client, "/account") != before


def test_the_database_keeps_only_the_hash_of_a_session(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    cookie = client.get_cookie("session")
    assert cookie is not None
    with app.app_context():
        kept = db.session.scalars(sa.select(SignInSession.token_hash)).all()
        assert cookie.value not in kept
        assert all(len(hashed) == 64 for hashed in kept)


@pytest.mark.parametrize(("email", "password"), [("chidi@example.org", "wrong"), ("nobody@example.org", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_sound_the_same(app: Flask, email: str, password: str) -> None:
    add(app, Role.VIEWER, password=PASSWORD)
    answer = _by_password(app.test_client(), email, password)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "The address or the password is not right." in answer.get_data(as_text=True)  # type: ignore[attr-defined]


def test_too_many_failures_must_wait_and_others_need_not(app: Flask) -> None:
    add(app, Role.VIEWER, password=PASSWORD)
    add(app, Role.MANAGER, password=PASSWORD)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], sign_in_attempts=3)
    client = app.test_client()
    codes = [_by_password(client, "chidi@example.org", "wrong").status_code for _ in range(4)]  # type: ignore[attr-defined]
    assert codes == [422] * 3 + [429]
    assert _by_password(app.test_client(), "bo@example.org", PASSWORD).status_code == 303  # type: ignore[attr-defined]


def test_signing_out_ends_the_session_for_a_kept_cookie_too(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    kept = client.get_cookie("session")
    assert kept is not None
    answer = client.post("/sign-out", data={"csrf_token": token_of(client, "/account")})
    assert answer.status_code == 303
    assert "Clear-Site-Data" in answer.headers
    client.set_cookie("session", kept.value)
    with client.session_transaction() as form_session:
        form_session["seen"] = int(time.time())
    assert client.get("/").status_code == 303


def test_an_expired_or_idle_session_is_over(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    with client.session_transaction() as form_session:
        form_session["seen"] = int(time.time()) - 3601
    assert client.get("/").status_code == 303
    client = sign_in(app, Role.VIEWER)
    with app.app_context(), write(db.session, COMMAND_LINE, "time passes"):
        db.session.execute(sa.update(SignInSession).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert client.get("/").status_code == 303


def test_a_role_taken_away_holds_at_the_next_request(app: Flask) -> None:
    client = sign_in(app, Role.ADMINISTRATOR)
    assert client.get("/people").status_code == 200
    with app.app_context(), write(db.session, COMMAND_LINE, "lower a role"):
        db.session.execute(sa.update(User).values(role=Role.VIEWER.value))
    assert client.get("/people").status_code == 403


def test_a_one_time_link_signs_in_once_and_opening_it_changes_nothing(app: Flask) -> None:
    person = add(app, Role.PLANNER)
    with app.app_context(), write(db.session, COMMAND_LINE, "link"):
        token = make_link(db.session, person.id or 0)
    client = app.test_client()
    address = f"/sign-in/once/{token}"
    csrf = token_of(client, address)
    with app.app_context():
        assert db.session.scalar(sa.select(SignInLink.used_at)) is None
    assert client.post(address, data={"csrf_token": csrf}).status_code == 303
    assert client.get("/").status_code == 200
    other = app.test_client()
    answer = other.post(address, data={"csrf_token": token_of(other, address)})
    assert answer.status_code == 404
    assert "used already" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "\t//evil.example", ""],
)
def test_signing_in_never_leads_off_the_site(app: Flask, target: str) -> None:
    add(app, Role.VIEWER, password=PASSWORD)
    answer = _by_password(app.test_client(), "chidi@example.org", PASSWORD, to=target)
    assert answer.headers["Location"] == "/"  # type: ignore[attr-defined]


def test_signing_in_leads_back_to_the_page_that_was_asked_for(app: Flask) -> None:
    add(app, Role.VIEWER, password=PASSWORD)
    asked = app.test_client().get("/coverage?columns=country", headers={"Accept": "text/html"})
    assert asked.headers["Location"] == "/sign-in?to=/coverage?columns%3Dcountry"
    answer = _by_password(app.test_client(), "chidi@example.org", PASSWORD, to="/coverage?columns=country")
    assert answer.headers["Location"] == "/coverage?columns=country"  # type: ignore[attr-defined]
