"""The cast of the tests: one person of each role, and how they sign in."""

from __future__ import annotations

import time

from flask import Flask
from flask.testing import FlaskClient

from portfolio.accounts.operations import create_user
from portfolio.accounts.sessions import open_session
from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.models.account import User

NAMES = {
    Role.VIEWER: "chidi@example.org",
    Role.MANAGER: "bo@example.org",
    Role.PLANNER: "amara@example.org",
    Role.ADMINISTRATOR: "dana@example.org",
}
PASSWORD = "a long enough password"


def add(app: Flask, role: Role, email: str | None = None, password: str | None = None) -> Actor:
    """Make sure that there is a person of this role; gives them as actor."""
    email = email or NAMES[role]
    with app.app_context():
        with write(db.session, COMMAND_LINE, "the cast of a test"):
            user = db.session.query(User).filter_by(email=email).one_or_none()
            if user is None:
                user = create_user(db.session, email=email, role=role, password=password)
        return Actor(user.id, user.email, role)


def sign_in(app: Flask, role: Role, email: str | None = None) -> FlaskClient:
    """A client that is signed in as a person of this role."""
    person = add(app, role, email)
    assert person.id is not None
    with app.app_context(), write(db.session, person, "sign in"):
        token = open_session(db.session, person.id, app.config["SETTINGS"])
    client = app.test_client()
    client.set_cookie("session", token)
    with client.session_transaction() as form_session:
        form_session["seen"] = int(time.time())
    return client


def token_of(client: FlaskClient, address: str) -> str:
    """The CSRF token that the page at `address` carries."""
    text = client.get(address).get_data(as_text=True)
    return text.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
