"""Snapshots: frozen for good, the same as the change log rebuilds, and for each reader only what they may see."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import date
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.coverage.export import coverage_json, gaps_json
from portfolio.coverage.material import material_of_log, material_of_tables
from portfolio.coverage.report import build_report
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.record import position
from portfolio.installation import find_faults
from portfolio.models.organisation import Organisation
from portfolio.organisations.rates import RateChange, set_rates
from portfolio.planning.snapshots import take_snapshot
from portfolio.web.filters import Filter
from tests.cast import sign_in, token_of
from tests.cli.conftest import terminal as terminal  # noqa: PLC0414
from tests.cli.terminal import Terminal
from tests.coverage.world import load
from tests.forgery import forge
from tests.planning.past import Clock, create, edit, remove_and_bring_back, respell, said_of_cells, writing
from tests.planning.past import clock as clock  # noqa: PLC0414
from tests.projects.battery import ODD_IDS, needs_sign_in, page, says_so, takes_only
from tests.projects.stock import CANARY, bare, full, hidden

TODAY = date(2026, 9, 1)


def _take(app: Flask, name: str = "Mapping", as_of: date = TODAY, **more: Any) -> int:
    with app.app_context(), write(db.session(), COMMAND_LINE, "snapshot"):
        return take_snapshot(db.session(), name=name, as_of=as_of, horizon_months=12, today=TODAY, **more)


def _history(app: Flask, clock: Clock) -> None:
    """Every kind of change that coverage depends on, over three days."""
    load(app)
    create(app, full("OLD"), full("CHILD", parent="OLD", predecessor="OLD"), bare("WENT"), hidden())
    said_of_cells(app)
    clock.set(7, 10)
    edit(
        app,
        OLD={"code": "NEWER", "planned_end": "2027"},
        CHILD={"strand": "cybercrime", "last_reviewed_on": "2026-07-01"},
    )
    remove_and_bring_back(app, "WENT", back=True)
    with app.app_context():
        number, name = db.session.execute(
            sa.select(Organisation.id, Organisation.name).where(Organisation.name == "Council of Europe")
        ).one()
        usd = {"rate": "1.25", "source": "by hand"}
    respell(app, number, name, "COUNCIL of Europe")
    with writing(app) as session:
        set_rates(session, [RateChange("USD", date(2025, 2, 1), None, usd)])
    clock.set(7, 20)
    remove_and_bring_back(app, "WENT", back=False)
    edit(app, CHILD={"archived": True, "parent": None})


def test_the_change_log_alone_rebuilds_what_stands_in_the_tables(app: Flask, clock: Clock) -> None:
    _history(app, clock)
    with app.app_context():
        stored, rebuilt = (
            material_of_tables(db.session()),
            material_of_log(db.session(), position(db.session())),
        )
        assert stored.keys() == rebuilt.keys()
        for name in stored:
            assert rebuilt[name] == stored[name], name
        child = next(row for row in stored["projects"] if row["value"]["code"] == "CHILD")
        assert child["value"]["predecessor"] == "NEWER"
        assert (child["rate"]["rate"], child["eur_cents"]) == ("1.25", 80_000_040)
        # A report of the rebuilt portfolio says what one of the tables says.
        shelf = app.extensions["shelf"]
        for asked in ({}, {"columns": "country", "strand": "cybercrime"}, {"region": "pacific", "text": "ending"}):
            now, then = (
                build_report(
                    db.session(),
                    shelf,
                    COMMAND_LINE,
                    Filter(as_of=TODAY, recorded=recorded, **asked),  # type: ignore[arg-type]
                    today=TODAY,
                    horizon_months=12,
                )
                for recorded in ("", "2026-08-31")
            )
            one, other = {**coverage_json(now), **gaps_json(now)}, {**coverage_json(then), **gaps_json(then)}
            for said in (one, other):
                del said["filter"]
                # Of the past no treaty and no index is told above countries; the needs are, as of now.
                said["strip"] = [line for line in said.get("strip", ()) if line["name"] == "need"]
            assert one == other


def test_a_day_of_the_past_is_the_snapshot_that_was_taken_on_it(app: Flask, clock: Clock) -> None:
    taken: dict[date, int] = {}
    load(app)
    create(app, full("OLD"), full("CHILD", parent="OLD"), bare("WENT"))
    taken[date(2026, 6, 1)] = _take(app, "First", date(2026, 6, 1))
    clock.set(7, 10, 23)
    edit(app, OLD={"code": "NEWER"}, CHILD={"status": "cancelled"})
    remove_and_bring_back(app, "WENT", back=False)
    taken[date(2026, 7, 10)] = _take(app, "Second", date(2026, 7, 10))
    clock.set(7, 11, 0)
    said_of_cells(app)
    edit(app, NEWER={"archived": True})
    taken[date(2026, 8, 1)] = _take(app, "Third", date(2026, 8, 1))
    for day, number in taken.items():
        again = _take(app, f"{day} again", day, recorded_on=day)
        viewer = sign_in(app, Role.PLANNER)
        one, other = (json.loads(viewer.get(f"/snapshots/{found}.json").data) for found in (number, again))
        assert one["material"] == other["material"], day
        assert (one["coverage"], one["gaps"]) == (other["coverage"], other["gaps"])
    assert len({json.dumps(one["material"]) for one in (one, other)}) == 1


def test_a_snapshot_cannot_be_altered_and_a_forged_one_is_found(app: Flask, database_url: str) -> None:
    load(app)
    number = _take(app)
    engine = sa.create_engine(database_url)
    for statement in ("UPDATE snapshot SET name = 'x'", "DELETE FROM snapshot"):
        with pytest.raises(sa.exc.DBAPIError, match="never altered"), engine.begin() as connection:
            connection.execute(sa.text(statement))
    engine.dispose()
    planner = sign_in(app, Role.PLANNER)
    text = page(planner, f"/snapshots/{number}?against-log=1")
    for sentence in (
        "The content is what was frozen",
        "names the same SHA-256",
        "Rebuilt from the change log, the facts are",
    ):
        assert sentence in text, sentence
    content = planner.get(f"/snapshots/{number}.json").data
    assert hashlib.sha256(content).hexdigest() in text
    forge(database_url, f"UPDATE snapshot SET hash = '{'0' * 64}'")
    forged = page(planner, f"/snapshots/{number}")
    assert "The content is NOT what was frozen" in forged
    assert "The change log does NOT name this SHA-256" in forged
    with app.app_context():
        assert f"Snapshot {number}, “Mapping”, is not what was frozen." in find_faults(db.session())


def test_each_reader_sees_of_a_snapshot_what_they_may_see_now(app: Flask) -> None:
    load(app)
    create(app, hidden())
    number = _take(app)
    planner, viewer = sign_in(app, Role.PLANNER), sign_in(app, Role.VIEWER)
    addresses = (f"/snapshots/{number}", f"/snapshots/{number}.json", f"/coverage?recorded=snapshot-{number}")
    for address in addresses:
        assert CANARY.encode() not in viewer.get(address).data, address
    assert CANARY.encode() in planner.get(addresses[1]).data
    part = json.loads(viewer.get(addresses[1]).data)
    assert part["part_of"] in page(viewer, addresses[0])
    whole = json.loads(planner.get(addresses[1]).data)
    assert part["coverage"]["caveats"]["projects"] == whole["coverage"]["caveats"]["projects"] - 2  # one is the world's
    book = openpyxl.load_workbook(io.BytesIO(viewer.get(f"/snapshots/{number}.xlsx").data))
    assert not [cell for sheet in book for row in sheet.values for cell in row if CANARY in str(cell)]
    # What is restricted since is hidden in the past too.
    edit(app, LAST={"visibility": "restricted"})
    assert "Lasting work" not in page(viewer, addresses[0])
    assert "Lasting work" in page(planner, addresses[0])


def test_a_planner_takes_one_in_the_form_and_odd_input_is_answered(app: Flask) -> None:
    load(app)
    app.config["TODAY"] = TODAY
    planner, viewer = sign_in(app, Role.PLANNER), sign_in(app, Role.VIEWER)
    for path in ("/snapshots", "/snapshots/new", "/snapshots/1"):
        needs_sign_in(app, path)
    assert viewer.get("/snapshots/new").status_code == 403
    takes_only(planner, "/snapshots", "GET")
    for odd in ODD_IDS:
        says_so(planner, f"/snapshots/{odd}")
    assert "No snapshot has been taken yet" in page(viewer, "/snapshots")
    sent = {"csrf_token": token_of(planner, "/snapshots/new"), "name": "Yearly", "as_of": "2026-12-31", "horizon": "6"}
    for wrong, sentence in (
        ({"name": " "}, "Name the snapshot"),
        ({"name": "7"}, "figures alone"),
        ({"as_of": "soon"}, "is not a day"),
        ({"horizon": "999"}, "is not a horizon"),
        ({"recorded_on": "2026-09-01"}, "is not over yet"),
        ({"recorded_on": "1990-01-01"}, "Nothing was recorded yet on 1990-01-01"),
    ):
        answer = planner.post("/snapshots/new", data={**sent, **wrong})
        assert (answer.status_code, sentence in answer.get_data(as_text=True)) == (422, True), wrong
    answer = planner.post("/snapshots/new", data=sent)
    assert (answer.status_code, answer.location) == (303, "/snapshots/1")
    assert planner.post("/snapshots/new", data={**sent, "name": "YEARLY"}).status_code == 409
    assert "31 December 2026, 6 months ahead" in page(viewer, "/snapshots/1")
    assert "Yearly" in page(viewer, "/history?entity=snapshot")
    for query in ("recorded=snapshot-9", "recorded=yesterday", "recorded=2027-01-01", "recorded=1990-01-01"):
        says_so(viewer, f"/coverage?{query}")
    compared = page(viewer, "/coverage/compare?recorded=snapshot-1&with-recorded=-&with-as-of=2026-09-01")
    assert "as recorded: snapshot “Yearly”" in compared


def test_the_command_takes_lists_shows_and_verifies(app: Flask, terminal: Terminal) -> None:
    load(app)
    said = terminal("snapshot", "take", "By command", "--as-of", "2026-08-01", "--note", "A try")
    assert said.out.startswith("Snapshot 1, ")
    terminal("snapshot", "take", "by COMMAND").refused("already")
    terminal("snapshot", "take", "Later", "--recorded-on", "2199-01-01").refused("is not over yet")
    [line] = terminal("snapshot", "list", "--format", "json").data["snapshots"]
    assert (line["name"], line["as_of"]) == ("By command", "2026-08-01")
    frozen = terminal("coverage", "--recorded", "snapshot-1", "--format", "json").data
    assert (frozen["as_of"], frozen["filter"]) == ("2026-08-01", {"recorded": "snapshot-1"})
    shown = terminal("snapshot", "show", "by command", "-o", "s.json")
    assert shown.status == 0
    assert "Rebuilt from the change log, the facts are the frozen ones." in terminal("snapshot", "verify", "1").out
    terminal("snapshot", "verify", "2").refused("no such snapshot")
    terminal("snapshot", "show", "nothing").refused("no snapshot “nothing”")
