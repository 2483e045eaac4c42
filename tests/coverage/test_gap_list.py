"""The gap list as it is read: narrowed, ordered, grouped; page, JSON, workbook and command carry the same filter."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import CellState, Role
from portfolio.web.filters import GAP_GROUPS, GAP_SORTS
from tests.cast import sign_in
from tests.coverage.world import load
from tests.planning.stock import need, needs
from tests.projects.battery import page


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    load(app)
    return sign_in(app, Role.VIEWER)


def _gaps(client: FlaskClient, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(client.get(f"/gaps.json?{query}").data)["gaps"]
    return found


def test_the_list_is_narrowed_to_gaps_to_risks_and_to_one_state(viewer: FlaskClient) -> None:
    every = _gaps(viewer)
    gaps, risks = _gaps(viewer, "gap-state=gap"), _gaps(viewer, "gap-state=risk")
    assert {gap["state"] for gap in gaps} == {"never", "lapsed", "unknown"}
    assert {gap["state"] for gap in risks} == {"planned", "thin", "ending"}
    assert len(gaps) + len(risks) == len(every)
    assert [(gap["row"], gap["column"]) for gap in _gaps(viewer, "gap-state=lapsed")] == [("9", "central-asia")]
    text = page(viewer, "/gaps?gap-state=lapsed")
    assert f"1 cell of {len(every)}" in text
    assert "State: <b>Lapsed</b>" in text
    assert "Central Asia" in text


def test_the_list_is_narrowed_by_need(app: Flask, viewer: FlaskClient) -> None:
    needs(app, need("KZ", 3), need("MN", 1))
    assert {gap["column"] for gap in _gaps(viewer, "columns=country&gap-need=3")} == {"KZ"}
    assert {gap["column"] for gap in _gaps(viewer, "columns=country&gap-need=1")} == {"MN"}
    assert "No cell of this report is such a gap" in page(viewer, "/gaps?columns=country&gap-need=2")


@pytest.mark.parametrize("order", list(GAP_SORTS))
def test_every_order_holds_the_same_gaps(viewer: FlaskClient, order: str) -> None:
    found = _gaps(viewer, f"gap-sort={order}")
    rows = [(gap["row"], gap["column"]) for gap in found]
    assert sorted(rows) == sorted((gap["row"], gap["column"]) for gap in _gaps(viewer))
    if order == "objective":
        assert [int(gap["row"]) for gap in found] == sorted(int(gap["row"]) for gap in found)
    if order == "cliff":
        assert (found[0]["row"], found[0]["column"]) == ("6", "pacific")
    if order == "state":
        numbers = [CellState(gap["state"]).number for gap in found]
        assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize(("columns", "by"), [*(("region", by) for by in GAP_GROUPS), ("country", "objective")])
def test_every_gap_stands_on_the_page_once_however_it_is_grouped(viewer: FlaskClient, by: str, columns: str) -> None:
    query, number, seen = f"columns={columns}&gap-group={by}", 1, ""
    while (answer := viewer.get(f"/gaps?{query}&page={number}")).status_code == 200:
        seen, number = seen + answer.get_data(as_text=True), number + 1
    links = Counter(re.findall(r'href="/coverage/cell/([^/]+)/([^?"]+)', seen))
    assert links == Counter((gap["row"], gap["column"]) for gap in _gaps(viewer, f"columns={columns}"))


def test_gaps_that_say_the_same_are_told_in_one_line(viewer: FlaskClient) -> None:
    text = page(viewer, "/gaps")
    assert text.count("No project has worked on this here.") < 40
    assert "Who is nearby" in text
    alone = page(viewer, "/gaps?gap-group=none")
    assert alone.count("No project has worked on this here.") > 40


def test_a_line_says_what_ended_what_comes_who_is_near_and_opens_the_formula(app: Flask, viewer: FlaskClient) -> None:
    needs(app, need("FJ", 2), need("GH", 3))
    text = page(viewer, "/gaps?columns=country&gap-state=ending")
    assert "Coverage ends on 31 December 2026" in text
    assert "1.20 = need 2 x ending 0.6" in text
    assert "0.90 = unknown need 1.5 x ending 0.6" in text
    assert "2.70 = need 3 x never 1" not in text
    assert "Last: <a" in text
    near = page(viewer, "/gaps?columns=country&as-of=2026-12-01&gap-state=ending")
    assert "as its end is near" in near
    ghana = page(viewer, "/gaps?within=west-africa&gap-group=place&gap-state=never")
    assert "Here on other objectives: European Union (1 project)." in ghana
    assert "Next: <a" in page(viewer, "/gaps?gap-state=planned")


@pytest.mark.parametrize("query", ["gap-state=covered", "gap-need=0", "gap-group=need", "gap-sort=x"])
def test_what_a_list_cannot_be_asked_for_is_refused_with_what_it_can(viewer: FlaskClient, query: str) -> None:
    answer = viewer.get(f"/gaps?{query}")
    assert answer.status_code == 422
    assert "Choose one of" in answer.get_data(as_text=True)


def test_the_workbook_has_exactly_the_gaps_of_the_list_and_says_so(viewer: FlaskClient) -> None:
    query = "gap-state=risk&gap-sort=cliff"
    book = openpyxl.load_workbook(io.BytesIO(viewer.get(f"/coverage.xlsx?{query}").data))
    rows = [[cell.value for cell in row] for row in book["Gaps"].iter_rows(min_row=2)]
    assert [row[5] for row in rows] == [gap["reason"] for gap in _gaps(viewer, query)]
    about = [[cell.value for cell in row] for row in book["About this file"].iter_rows()]
    assert ["Gaps: state", "At risk"] in [row[:2] for row in about]
    assert "/coverage.xlsx?gap-state=risk&amp;gap-sort=cliff" in page(viewer, f"/gaps?{query}")


def test_the_grid_keeps_what_the_list_was_asked_for(viewer: FlaskClient) -> None:
    text = page(viewer, "/coverage?gap-state=risk&measure=money")
    assert '<input type="hidden" name="gap-state" value="risk">' in text
    assert '<input type="hidden" name="measure" value="money">' in page(viewer, "/gaps?gap-state=risk&measure=money")


def test_alike_gaps_of_a_state_name_their_objective_once(viewer: FlaskClient) -> None:
    text = page(viewer, "/gaps?gap-group=state")
    heading = re.search(r'<th scope="row">(1 [^<:]+): \d+ places</th>', text)
    assert heading
    line = text[heading.start() : text.index("</tr>", heading.start())]
    assert line.count(heading.group(1)) == 1
    assert line.count("/coverage/cell/1/") >= 3
