"""What changed since a day or a snapshot: projects and gaps, and whether a change or the passing of time did it."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from html import unescape
from typing import Any

import openpyxl
import pytest
from flask import Flask

from portfolio.core.terms import Role
from tests.cast import sign_in
from tests.cli.conftest import terminal as terminal  # noqa: PLC0414
from tests.cli.terminal import Terminal
from tests.coverage.world import country, load, objective
from tests.planning.past import Clock, create, edit, remove_and_bring_back, said_of_cells
from tests.planning.past import clock as clock  # noqa: PLC0414
from tests.projects.battery import needs_sign_in, page, says_so
from tests.projects.stock import CANARY, bare, hidden

TODAY = date(2027, 2, 1)


@pytest.fixture
def history(app: Flask, clock: Clock) -> None:
    """The small portfolio on 1 June 2026, changed in July; seen from February 2027, when ENDS has ended."""
    load(app)
    create(app, bare("LEAVES"), bare("ROLLS", planned_start="2026-10", planned_end="2030"))
    clock.set(7, 10)
    edit(app, LAST={"title": "Work that lasts", "places": [country("GH"), country("NG")]}, LEAVES={"archived": True})
    create(app, bare("COMES", planned_start="2026-07", objectives=[objective(4)], places=[country("FJ")]), hidden())
    remove_and_bring_back(app, "GONE", back=False)
    said_of_cells(app)
    app.config["TODAY"] = TODAY


def _data(app: Flask, role: Role, query: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sign_in(app, role).get(f"/changes-since.json?{query}").data)
    return found


def _became(found: dict[str, Any]) -> dict[str, tuple[list[str], bool]]:
    return {one["code"]: (one["became"], one["time_alone"]) for one in found["projects"]}


@pytest.mark.usefixtures("history")
def test_projects_and_gaps_are_told_with_the_changes_that_did_it(app: Flask) -> None:
    found = _data(app, Role.PLANNER, "since=2026-06-30")
    became = _became(found)
    assert became["COMES"] == (["new"], False)
    assert became["LEAVES"] == (["gone"], False)
    assert became["GONE"] == (["gone"], False)
    assert became["LAST"] == (["changed"], False)
    assert became["ROLLS"] == (["started"], True)
    assert became["ENDS"] == (["ended"], True)
    [last] = [one for one in found["projects"] if one["code"] == "LAST"]
    assert last["fields"]["title"] == ["Lasting work", "Work that lasts"]
    cells = {(one["objective"], one["place"]): one for one in found["cells"]}
    closed, opened = cells[4, "pacific"], cells[8, "pacific"]
    assert (closed["became"], closed["time_alone"]) == ("gap-closed", False)
    [comes] = [one for one in found["projects"] if one["code"] == "COMES"]
    assert closed["changes"] == comes["changes"]
    assert (opened["became"], opened["time_alone"], opened["changes"]) == ("gap-opened", True, [])
    # A declaration closed what time would have opened.
    declared = cells[6, "pacific"]
    assert (declared["became"], declared["after"], len(declared["changes"])) == ("out-of-risk", "not-applicable", 2)


@pytest.mark.usefixtures("history")
def test_page_workbook_and_downloads_say_the_same_and_hide_the_same(app: Flask) -> None:
    viewer, planner = sign_in(app, Role.VIEWER), sign_in(app, Role.PLANNER)
    address = "/changes-since?since=2026-06-30"
    needs_sign_in(app, address)
    text = page(viewer, address)
    for words in ("Work that lasts", "The passing of time alone", "Gap closed", "Gap opened", "COMES"):
        assert words in text, words
    assert CANARY not in text
    assert CANARY in page(planner, address)
    assert CANARY not in json.dumps(_data(app, Role.VIEWER, "since=2026-06-30"))
    book = openpyxl.load_workbook(io.BytesIO(viewer.get("/changes-since.xlsx?since=2026-06-30").data))
    assert book.sheetnames == ["Projects", "Gaps", "Countries", "About this file"]
    rows = [row for row in book["Projects"].values if row[1] == "LAST"]
    assert [row[3] for row in rows] == ["Title", "Places"]
    assert "Nothing" not in page(viewer, "/changes-since?since=2026-06-30&until=2026-06-30")
    assert "No project came, went or changed" in page(viewer, "/changes-since?since=2026-06-30&until=2026-06-30")
    for query in ("since=soon", "since=snapshot-4", "since=2026-07-10&until=2026-06-30", "until=2028-01-01"):
        says_so(viewer, f"/changes-since?{query}")


@pytest.mark.usefixtures("history")
def test_a_snapshot_is_chosen_from_a_list_and_goes_before_the_day_beside_it(app: Flask, terminal: Terminal) -> None:
    terminal("snapshot", "take", "Frozen", "--as-of", "2026-06-30", "--recorded-on", "2026-06-30")
    viewer = sign_in(app, Role.VIEWER)
    text = page(viewer, "/changes-since?since=2026-07-10&since-snapshot=snapshot-1&until=")
    assert '<option value="snapshot-1" selected>Frozen' in text
    assert "/changes-since.xlsx?since=snapshot-1" in text
    narrowed = page(viewer, "/changes-since?since=snapshot-1&strand=cybercrime&horizon=24&columns=country")
    link = unescape(re.search(r'href="(/coverage/compare[^"]*)"', narrowed).group(1))  # type: ignore[union-attr]
    assert set(link.split("?")[1].split("&")) == {
        *("strand=cybercrime", "horizon=24", "columns=country", "recorded=snapshot-1", "with-recorded=-")
    }
    assert "compared" in page(viewer, link)
    same = page(viewer, "/changes-since?since-snapshot=snapshot-1&until-snapshot=snapshot-1")
    assert "No project came, went or changed" in same


@pytest.mark.usefixtures("history")
def test_the_command_compares_a_snapshot_with_a_day_and_with_now(app: Flask, terminal: Terminal) -> None:
    terminal("snapshot", "take", "Start", "--as-of", "2026-06-30", "--recorded-on", "2026-06-30")
    found = terminal("snapshot", "changes", "Start", "--until", "2026-07-10", "--format", "json").data
    assert [moment["as_of"] for moment in found["moments"]] == ["2026-06-30", "2026-07-10"]
    assert _became(found)["LEAVES"] == (["gone"], False)
    assert "ROLLS" not in _became(found)
    said = terminal("snapshot", "changes", "2026-06-30").out
    assert "Changed: LAST Work that lasts: title, places" in said
    terminal("snapshot", "changes", "Never taken").refused("no snapshot “Never taken”")
