"""Snapshots: frozen for good, the same as the change log rebuilds, and for each reader only what they may see."""

from __future__ import annotations

import hashlib
import io
import json
import re
from datetime import date
from html import unescape
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
from portfolio.planning import snapshots
from portfolio.planning.operations import INDEX_VALUES
from portfolio.planning.snapshots import take_snapshot
from portfolio.web.filters import Filter
from tests.cast import sign_in, token_of
from tests.cli.conftest import terminal as terminal  # noqa: PLC0414
from tests.cli.terminal import Terminal
from tests.coverage.world import load
from tests.forgery import forge
from tests.planning.past import (
    Clock,
    create,
    edit,
    measured,
    remove_and_bring_back,
    respell,
    said_of_cells,
    ship_treaty,
    writing,
)
from tests.planning.past import clock as clock  # noqa: PLC0414
from tests.projects.battery import ODD_IDS, needs_sign_in, page, says_so, takes_only
from tests.projects.stock import CANARY, bare, full, hidden

TODAY = date(2026, 9, 1)


#: What stands above the countries of the history below.
STRIP = ["budapest-convention", "need", "index:gci"]


def _words(text: str) -> str:
    """What a page says, its tags left out."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def _take(app: Flask, name: str = "Mapping", as_of: date = TODAY, **more: Any) -> int:
    with app.app_context(), write(db.session(), COMMAND_LINE, "snapshot"):
        return take_snapshot(db.session(), name=name, as_of=as_of, horizon_months=12, today=TODAY, **more)


def _history(app: Flask, clock: Clock) -> None:
    """Every kind of change that coverage depends on, over three days."""
    load(app)
    create(app, full("OLD"), full("CHILD", parent="OLD", predecessor="OLD"), bare("WENT"), hidden())
    said_of_cells(app)
    measured(app)
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
        for asked in ({}, {"columns": "country", "strand": "cybercrime"}):
            # Above countries stands what was known of them.
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
            assert one == other
            assert not asked or [line["name"] for line in one["strip"]] == STRIP


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
    cells = re.findall(r'href="(/coverage/cell/6/[^"]*)"', text)
    assert f"/coverage/cell/6/pacific?recorded=snapshot-{number}" in cells
    assert page(planner, cells[0])
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
        ({"recorded_on": "1990-01-01"}, "Nothing was recorded yet on 1 January 1990"),
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


def test_a_snapshot_freezes_the_convention_and_the_indices_and_its_hash_holds_them(app: Flask, clock: Clock) -> None:
    load(app)
    measured(app)
    number = _take(app, as_of=date(2026, 6, 1))
    planner = sign_in(app, Role.PLANNER)
    content = json.loads(planner.get(f"/snapshots/{number}.json").data)
    assert content["format"] == "portfolio snapshot 2"
    assert {"KE", "FJ"} == {row["country"] for row in content["material"]["index_values"]}
    assert tuple(row["score"] for row in content["material"]["index_values"] if row["country"] == "KE") == (
        "82",
        "98.5",
    )
    text = page(planner, f"/snapshots/{number}?against-log=1")
    assert "Rebuilt from the change log, the facts are the frozen ones." in text
    assert "Cybersecurity Index values of 2024 2" in _words(text)
    clock.set(7, 10)
    ship_treaty(app, "TN", "signatory")
    with writing(app) as session:
        INDEX_VALUES.create(session, [{"index": "gci", "country": "FJ", "year": 2025, "score": "70"}])
    # What was frozen stays, also above the countries of the grid; what changed since is told.
    columns = f"/coverage.json?recorded=snapshot-{number}&columns=country"
    treaty, _, index = json.loads(planner.get(columns).data)["strip"]
    assert (treaty["values"]["TN"], index["values"]["FJ"]["value"]) == ("party", "T2")
    assert "the facts are the frozen ones" in page(planner, f"/snapshots/{number}?against-log=1")
    since = json.loads(planner.get(f"/changes-since.json?since=snapshot-{number}").data)
    assert since["countries"] == [
        {
            "what": "budapest-convention",
            "title": "Budapest Convention",
            "country": "TN",
            "before": "Party",
            "after": "Signed, not ratified",
        },
        {
            "what": "gci",
            "title": "Cybersecurity Index",
            "country": "FJ",
            "before": "T2 in 2024",
            "after": "70 in 2025",
        },
    ]
    told = page(planner, f"/changes-since?since=snapshot-{number}")
    assert "Cybersecurity Index: 1 country" in _words(told)
    book = openpyxl.load_workbook(io.BytesIO(planner.get(f"/changes-since.xlsx?since=snapshot-{number}").data))
    assert [row[1] for row in book["Countries"].iter_rows(min_row=2, values_only=True)] == ["Tunisia", "Fiji"]


def test_a_snapshot_of_the_first_format_still_holds_and_says_what_it_did_not_freeze(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _history(app, clock)
    whole = snapshots.material_of_tables

    def early(session: Any) -> Any:
        return {name: part for name, part in whole(session).items() if name not in snapshots.BACKGROUND}

    with monkeypatch.context() as patched:
        patched.setattr(snapshots, "FORMAT", "portfolio snapshot 1")
        patched.setattr(snapshots, "material_of_tables", early)
        number = _take(app, as_of=date(2026, 6, 1))
    planner = sign_in(app, Role.PLANNER)
    text = page(planner, f"/snapshots/{number}?against-log=1")
    for sentence in (
        "The content is what was frozen",
        "grid, gaps and caveats are the frozen ones",
        "Rebuilt from the change log, the facts are the frozen ones.",
        "were not frozen then",
    ):
        assert sentence in text, sentence
    assert json.loads(planner.get(f"/changes-since.json?since=snapshot-{number}").data)["countries"] is None
    assert "were not frozen then" in page(planner, f"/changes-since?since=snapshot-{number}")
    strip = json.loads(planner.get(f"/coverage.json?recorded=snapshot-{number}&columns=country").data)["strip"]
    assert [line["name"] for line in strip] == ["need"]


def test_a_later_snapshot_without_what_it_says_to_have_frozen_does_not_hold(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(app)
    whole = snapshots.material_of_tables
    with monkeypatch.context() as patched:
        patched.setattr(snapshots, "material_of_tables", lambda session: whole(session) | {"treaties": []})
        number = _take(app, as_of=date(2026, 6, 1))
    text = page(sign_in(app, Role.PLANNER), f"/snapshots/{number}?against-log=1")
    assert "the facts are NOT the frozen ones" in text
