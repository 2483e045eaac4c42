"""Everybody's reading: every page and download of every role, which changes nothing and tells no secrets."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portfolio.core.people import COMMAND_LINE
from portfolio.core.scenario import Drop
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.planning.scenarios.operations import create_scenario
from portfolio.planning.snapshots import take_snapshot
from tests.cast import add, sign_in
from tests.coverage.world import AS_OF, load
from tests.journeys.desk import batch_of, everything, portfolio_of, press, upload, words

CANARIES = ("zanzibar", "HIDE", "123456789", "123 456 789", "123,456,789")
QUERIES = ("", "?q=zanzibar", "?columns=country&scope=all", "?measure=money", "?place=KE", "?region=eastern-africa")


def _numbers(app: Flask, table: str, column: str = "id") -> list[int]:
    with app.app_context():
        return [row[0] for row in db.session.execute(sa.text(f"SELECT {column} FROM {table} ORDER BY 1"))]


def _addresses(app: Flask) -> Iterator[str]:
    """Every address that a GET can ask for, each kind of number with all or some of those there are."""
    values = {
        "project_id": [str(number) for number in (*_numbers(app, "project"), 10**9, 10**19)],
        "batch_id": [str(number) for number in (*_numbers(app, "import_batch"), 10**9, 10**19)],
        "user_id": [str(number) for number in (*_numbers(app, "user_account"), 10**9, 10**19)],
        "organisation_id": [str(number) for number in (*_numbers(app, "organisation")[-4:], 10**9, 10**19)],
        "position": [str(number) for number in (*_numbers(app, "change_log", "position")[-10:], 10**9, 10**19)],
        "code": ["KE", "GH", "eastern-africa", "ASEAN", "HIDE", "LAST", "no-such-code"],
        "kind": ["country", "region", "organisation", "drop", "needs"],
        "framework": ["eu-cyber-diplomacy-15", "none"],
        "number": ["6", "99", "9" * 19],
        "row": ["6", "9", "nought"],
        "column": ["eastern-africa", "west-africa", "KE"],
        "token": ["x" * 43],
        "country": ["KE", "XK", "no-such-country"],
        "value_id": ["1", str(10**9), str(10**19)],
        "record_id": ["1", "2", str(10**9), str(10**19)],
        "first_id": [str(number) for number in (*_numbers(app, "project")[:3], 10**9)],
        "snapshot_id": [str(number) for number in (*_numbers(app, "snapshot"), 10**9, 10**19)],
        "scenario_id": [str(number) for number in (*_numbers(app, "scenario"), 10**9, 10**19)],
        "name": ["gaps", "coverage", "no-such-report"],
        "shape": ["xlsx", "no-such-shape"],
        "second_id": [str(number) for number in (*_numbers(app, "project")[:3], 10**19)],
    }
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or "GET" not in (rule.methods or ()):
            continue
        found = [re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)]
        for name in rule.arguments:
            found = [address.replace(f"{{{name}}}", value) for address in found for value in values[name]]
        yield from found


def _text(answer: TestResponse) -> str:
    """All that an answer says; workbooks unpacked; thousands grouped by plain spaces."""
    if answer.data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
            return " ".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    return re.sub("[\u00a0\u202f\u2009]", " ", answer.data.decode("utf-8", "replace"))


@pytest.fixture
def busy_app(app: Flask) -> Flask:
    """See `_make_busy`."""
    _make_busy(app)
    return app


def _make_busy(app: Flask) -> None:
    """A restricted project, a snapshot with it, a scenario that drops it, and imports in three states."""
    load(app)
    for role in Role:
        add(app, role)
    bo = sign_in(app, Role.MANAGER)
    for name in ("applied", "undone", "open"):
        batch = batch_of(upload(bo, f"Code,Title\nCSV-{name},By file {name}\n".encode(), f"{name}.csv"))
        if name != "open":
            assert press(bo, f"/imports/{batch}", f"/imports/{batch}/apply").status_code == 303
    done = press(bo, f"/imports/{batch - 1}/receipt", f"/imports/{batch - 1}/undo")
    assert done.status_code == 303
    with app.app_context():
        hidden = db.session.scalar(sa.text("SELECT id FROM project WHERE code = 'HIDE'"))
        with write(db.session(), COMMAND_LINE, "planning"):
            take_snapshot(db.session(), name="Mapping", as_of=AS_OF, horizon_months=12, today=AS_OF)
            create_scenario(db.session(), {"name": "Without it", "visibility": "shared"}, [Drop(project_id=hidden)])


def _visited(client: FlaskClient, app: Flask) -> Iterator[tuple[str, TestResponse]]:
    for address in _addresses(app):
        yield address, client.get(address, buffered=True)
    for address in ("/", "/coverage", "/coverage.json", "/coverage.xlsx", "/gaps", "/gaps.json", "/projects",
                    "/projects.json", "/projects.csv", "/projects.xlsx", "/coverage/cell/6/KE"):  # fmt: skip
        for query in QUERIES[1:]:
            yield address + query, client.get(address + query, buffered=True)
    yield "/history?q=HIDE", client.get("/history?q=HIDE")


def test_reading_every_page_as_administrator_changes_nothing(busy_app: Flask) -> None:
    client = sign_in(busy_app, Role.ADMINISTRATOR)
    before, projects = everything(busy_app), portfolio_of(busy_app)
    answers = {address: answer.status_code for address, answer in _visited(client, busy_app)}
    assert len(answers) > 100
    assert {address: status for address, status in answers.items() if status >= 500} == {}
    assert set(answers.values()) <= {200, 303, 404, 422}
    assert sum(status == 200 for status in answers.values()) > 60
    assert everything(busy_app) == before
    assert portfolio_of(busy_app) == projects


def test_a_restricted_project_is_nowhere_for_viewers(busy_app: Flask) -> None:
    _tells_nothing(busy_app, sign_in(busy_app, Role.VIEWER))


def test_a_restricted_project_is_nowhere_for_managers_of_others(sqlite_app: Flask) -> None:
    _make_busy(sqlite_app)
    _tells_nothing(sqlite_app, sign_in(sqlite_app, Role.MANAGER, "eve@example.org"))


def _tells_nothing(app: Flask, client: FlaskClient) -> None:
    told = []
    for address, answer in _visited(client, app):
        assert answer.status_code < 500, address
        asked = [part for part in CANARIES if part.lower() in address.lower()]
        text = _text(answer)
        told += [(address, canary) for canary in CANARIES if canary not in asked and canary in text]
    assert told == []
    planner = sign_in(app, Role.PLANNER)
    for address in ("/projects", "/projects.json", "/projects.csv", "/projects.xlsx", "/coverage.xlsx", "/history"):
        text = _text(planner.get(address))
        assert any(canary in text for canary in CANARIES), f"{address} tells planners of it"


def test_a_viewer_looks_and_does_not_touch(busy_app: Flask) -> None:
    client = sign_in(busy_app, Role.VIEWER)
    before = everything(busy_app)
    for page in ("/imports", "/imports/new", "/imports/template.xlsx", "/imports/1", "/projects/new", "/people"):
        answer = client.get(page)
        assert answer.status_code == 403, page
        assert "Traceback" not in words(answer)
    token = client.get("/account").get_data(as_text=True).split('name="csrf_token"', 1)[1].split('value="')[1]
    form = {"csrf_token": token.split('"')[0], "version": "1", "mode": "both", "rows": "good"}
    file = {**form, "file": (io.BytesIO(b"Code,Title\nV-1,Mine\n"), "mine.csv")}
    assert client.post("/imports/new", data=file).status_code == 403
    for target in ("/imports/1/undo", "/imports/3/apply", "/imports/3/cancel", "/projects/1/edit"):
        assert client.post(target, data=form).status_code == 403, target
    assert everything(busy_app) == before
    assert "/imports/new" not in client.get("/").get_data(as_text=True)
