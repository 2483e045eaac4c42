"""Administrators look after people; the last administrator stays."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.accounts.operations import create_user, update_user
from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.errors import Conflict, Refused
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.models.account import User
from portfolio.models.change import Change
from tests.cast import add, sign_in, token_of


def test_an_administrator_adds_a_person_who_gets_a_link(app: Flask) -> None:
    client = sign_in(app, Role.ADMINISTRATOR)
    data = {
        "email": "New@Example.org",
        "name": "New Person",
        "role": "manager",
        "csrf_token": token_of(client, "/people/new"),
    }
    answer = client.post("/people/new", data=data)
    assert answer.status_code == 200
    assert "/sign-in/once/" in answer.get_data(as_text=True)
    assert "new@example.org" in client.get("/people").get_data(as_text=True)


@pytest.mark.parametrize("email", ["", "nobody", "a@b@c", "a b@c.d", "x" * 300 + "@example.org"])
def test_an_odd_address_is_answered_at_the_field(app: Flask, email: str) -> None:
    client = sign_in(app, Role.ADMINISTRATOR)
    data = {"email": email, "role": "viewer", "csrf_token": token_of(client, "/people/new")}
    assert client.post("/people/new", data=data).status_code == 422


def test_the_same_address_is_not_added_twice(app: Flask) -> None:
    with app.app_context():
        with write(db.session, COMMAND_LINE, "once"):
            create_user(db.session, email="a@example.org", role=Role.VIEWER)
        with pytest.raises(Refused, match="already"), write(db.session, COMMAND_LINE, "twice"):
            create_user(db.session, email="A@EXAMPLE.org ", role=Role.VIEWER)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(User)) == 1


def test_the_last_administrator_cannot_be_lowered_or_closed(app: Flask) -> None:
    person = add(app, Role.ADMINISTRATOR)
    for role, active in ((Role.VIEWER, True), (Role.ADMINISTRATOR, False)):
        with app.app_context(), pytest.raises(Refused, match="last administrator"), write(db.session, person, "lower"):
            update_user(db.session, person.id or 0, seen_version=1, name=None, role=role, active=active)


def test_a_stale_form_of_a_person_is_refused(app: Flask) -> None:
    person = add(app, Role.VIEWER)
    with app.app_context(), write(db.session, COMMAND_LINE, "change"):
        update_user(db.session, person.id or 0, seen_version=1, name="Chidi", role=Role.VIEWER, active=True)
    with app.app_context(), pytest.raises(Conflict), write(db.session, COMMAND_LINE, "change"):
        update_user(db.session, person.id or 0, seen_version=1, name="Other", role=Role.VIEWER, active=True)


def test_a_closed_account_is_out_at_once(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    person = add(app, Role.VIEWER)
    with app.app_context(), write(db.session, COMMAND_LINE, "close"):
        update_user(db.session, person.id or 0, seen_version=1, name=None, role=Role.VIEWER, active=False)
    assert client.get("/").status_code == 303


def test_passwords_never_reach_the_change_log(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    secret = "correct horse battery staple"
    answer = client.post("/account", data={"password": secret, "csrf_token": token_of(client, "/account")})
    assert answer.status_code == 303
    with app.app_context():
        for changes in db.session.scalars(sa.select(Change.changes)):
            assert secret not in str(changes)
            assert "argon2" not in str(changes)


def test_a_short_password_is_refused_with_the_reason(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    answer = client.post("/account", data={"password": "short", "csrf_token": token_of(client, "/account")})
    assert answer.status_code == 422
    assert "12 to 200 characters" in answer.get_data(as_text=True)
