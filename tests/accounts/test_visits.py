"""What changed since somebody was here: since the end of their last visit, not since a day that suits everybody."""

from __future__ import annotations

import json
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from tests.cast import PASSWORD, add, token_of
from tests.coverage.world import load
from tests.planning.past import Clock, create, edit
from tests.planning.past import clock as clock  # noqa: PLC0414
from tests.projects.battery import page
from tests.projects.stock import bare, hidden


def _come(app: Flask, role: Role = Role.VIEWER) -> FlaskClient:
    person = add(app, role, password=PASSWORD)
    client = app.test_client()
    token = token_of(client, "/sign-in")
    client.post("/sign-in", data={"email": person.label, "password": PASSWORD, "csrf_token": token})
    return client


def _go(client: FlaskClient) -> None:
    client.post("/sign-out", data={"csrf_token": token_of(client, "/account")})


@pytest.fixture(autouse=True)
def portfolio(app: Flask, clock: Clock) -> None:
    """The small portfolio; seen from the end of July; everybody was added on 1 June 2026."""
    load(app)
    app.config["TODAY"] = date(2026, 7, 31)
    for role in (Role.VIEWER, Role.PLANNER):
        add(app, role, password=PASSWORD)


def test_at_the_first_visit_the_last_month_is_told(app: Flask) -> None:
    client = _come(app)
    assert "What changed in the last thirty days" in page(client, "/")


def test_what_changed_is_told_since_the_last_visit_ended(app: Flask, clock: Clock) -> None:
    clock.set(7, 10, 9)
    client = _come(app)
    create(app, bare("SEEN"))
    clock.set(7, 10, 11)
    _go(client)
    clock.set(7, 10, 15)
    create(app, bare("NEWS"), hidden())
    clock.set(7, 20)
    client = _come(app)
    front = page(client, "/")
    assert "Since you were here on 10 July 2026, 11:00 UTC" in front
    assert "1 change to projects" in front
    data = json.loads(client.get("/changes-since.json").data)
    assert {one["code"]: one["became"] for one in data["projects"] if "new" in one["became"]} == {"NEWS": ["new"]}
    assert data["moments"][0]["recorded"].startswith("2026-07-10T11:00:")
    text = page(client, "/changes-since")
    assert "Before: as recorded at 11:00 UTC on 10 July 2026" in text
    assert 'type="datetime-local"' in text
    # Whoever sees restricted projects has one more to hear of, and was never here before.
    assert "What changed in the last thirty days" in page(_come(app, Role.PLANNER), "/")


def test_a_visit_that_nobody_ended_ended_when_it_began(app: Flask, clock: Clock) -> None:
    clock.set(7, 10, 9)
    _come(app)
    clock.set(7, 10, 10)
    create(app, bare("MEANWHILE"))
    clock.set(7, 12)
    assert "1 change to projects" in page(_come(app), "/")


def test_signing_in_again_soon_goes_on_with_the_visit(app: Flask, clock: Clock) -> None:
    clock.set(7, 1)
    _go(_come(app))
    clock.set(7, 10, 9)
    client = _come(app)
    create(app, bare("NEWS"))
    clock.at = clock.at.replace(minute=20)
    _go(client)
    clock.at = clock.at.replace(minute=40)
    assert "Since you were here on 1 July 2026" in page(_come(app), "/")


def test_where_nothing_was_changed_it_says_so(app: Flask, clock: Clock) -> None:
    clock.set(7, 1)
    _go(_come(app))
    clock.set(7, 10)
    assert "nothing was changed" in page(_come(app), "/")


@pytest.mark.parametrize(
    "moment", ["2026-07-10T25:00", "2026-07-10T", "2026-07-10T10:00:00+02:00", "T10:00", "2026-02-30T10:00"]
)
def test_what_is_no_moment_is_refused(app: Flask, moment: str) -> None:
    assert _come(app).get("/changes-since", query_string={"since": moment}).status_code == 422


def test_a_moment_can_be_asked_of_every_page_of_coverage(app: Flask, clock: Clock) -> None:
    clock.set(7, 10, 11)
    edit(app, LAST={"title": "Work that lasts"})
    client = _come(app)
    assert "at 10:30 UTC on 10 July 2026" in page(client, "/coverage?recorded=2026-07-10T10:30")
    assert client.get("/coverage?recorded=2026-05-01T10:30").status_code == 422
