"""Every route has its rule, and the rules hold for everybody who may knock."""

from __future__ import annotations

import re

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from portfolio.core.people import Permission
from portfolio.core.terms import Role
from portfolio.web.access import ANYONE, SIGNED_IN, policy_of, require_policies
from tests.cast import sign_in

SAMPLE = {"int": "1", "path": "x", "default": "x", "string": "x"}


def _addresses(app: Flask) -> list[tuple[str, str, str]]:
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        address = re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", lambda m: SAMPLE[m.group(1) or "default"], rule.rule)
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        found += [(rule.endpoint, method, address) for method in methods]
    return sorted(found)


def test_every_route_declares_a_policy(sqlite_app: Flask) -> None:
    for rule in sqlite_app.url_map.iter_rules():
        policy = policy_of(sqlite_app, rule.endpoint)
        assert policy in (ANYONE, SIGNED_IN) or isinstance(policy, Permission), rule.endpoint


def test_start_fails_for_a_route_without_a_policy() -> None:
    app = Flask("nobody")
    room = Blueprint("room", __name__)
    room.add_url_rule("/forgotten", view_func=lambda: "x", endpoint="forgotten")
    app.register_blueprint(room)
    with pytest.raises(RuntimeError, match=r"room\.forgotten"):
        require_policies(app)


def test_only_sign_in_is_open_to_everybody(sqlite_app: Flask) -> None:
    open_to_all = {endpoint for endpoint, _, _ in _addresses(sqlite_app) if policy_of(sqlite_app, endpoint) == ANYONE}
    assert open_to_all == {"accounts.sign_in", "accounts.sign_in_once"}


def test_a_stranger_gets_no_further_than_the_door(sqlite_app: Flask) -> None:
    sqlite_app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    client = sqlite_app.test_client()
    for endpoint, method, address in _addresses(sqlite_app):
        if policy_of(sqlite_app, endpoint) == ANYONE:
            continue
        answer = client.open(address, method=method, headers={"Accept": "text/html"})
        if method == "GET":
            assert answer.status_code == 303, (endpoint, answer.status_code)
            assert answer.location.startswith("/sign-in"), endpoint
        else:
            assert answer.status_code == 401, (endpoint, answer.status_code)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_what_its_permissions_say(sqlite_app: Flask, role: Role) -> None:
    sqlite_app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    client = sign_in(sqlite_app, role)
    for endpoint, method, address in _addresses(sqlite_app):
        policy = policy_of(sqlite_app, endpoint)
        if endpoint in ("accounts.sign_out", "accounts.account", "accounts.sign_in", "accounts.sign_in_once"):
            continue
        answer = client.open(address, method=method)
        refused = isinstance(policy, Permission) and not _role_may(role, policy)
        assert (answer.status_code == 403) == refused, (endpoint, method, answer.status_code)
        assert answer.status_code < 500, (endpoint, method)


def _role_may(role: Role, permission: Permission) -> bool:
    grants = {
        Role.VIEWER: {"read"},
        Role.MANAGER: {"read", "edit", "load"},
        Role.PLANNER: {"read", "edit", "load", "plan"},
        Role.ADMINISTRATOR: {"read", "edit", "load", "plan", "administer"},
    }
    return permission.name in grants[role]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_no_unsafe_request_from_another_site_is_let_in(sqlite_app: Flask, headers: dict[str, str]) -> None:
    sqlite_app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # the token is another wall; this one must hold alone
    client = sign_in(sqlite_app, Role.ADMINISTRATOR)
    for endpoint, method, address in _addresses(sqlite_app):
        if method != "GET":
            assert client.open(address, method=method, headers=headers).status_code == 403, endpoint


def test_no_unsafe_request_without_a_token_is_let_in(sqlite_app: Flask) -> None:
    client = sign_in(sqlite_app, Role.ADMINISTRATOR)
    for endpoint, method, address in _addresses(sqlite_app):
        if method != "GET":
            assert client.open(address, method=method, data={"csrf_token": "wrong"}).status_code == 400, endpoint


def test_every_answer_carries_the_constant_headers(sqlite_app: Flask) -> None:
    client: FlaskClient = sign_in(sqlite_app, Role.ADMINISTRATOR)
    for address in ("/", "/sign-in", "/coverage", "/nowhere", "/projects/0", "/static/css/none.css", "/people"):
        answer = client.get(address)
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'"), address
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert "Server" not in answer.headers, address
    assert client.get("/coverage").headers["Cache-Control"] == "no-store"
