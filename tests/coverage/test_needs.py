"""Needs that planners record decide what is a gap and how urgent it is, alike on page, JSON, csv and workbook."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.planning.operations import NEEDS
from tests.cast import sign_in
from tests.coverage.world import load
from tests.planning.stock import need, needs


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    load(app)
    return sign_in(app, Role.VIEWER)


def _gaps(client: FlaskClient, query: str = "columns=country") -> dict[tuple[str, str], dict[str, Any]]:
    found = json.loads(client.get(f"/gaps.json?{query}").data)["gaps"]
    return {(gap["row"], gap["column"]): gap for gap in found}


def test_without_needs_every_need_is_unknown_and_weighs_one_and_a_half(viewer: FlaskClient) -> None:
    gap = _gaps(viewer)["1", "KE"]
    assert (gap["need"], gap["priority"]) == (None, 1.5)
    assert "No needs are recorded yet" in viewer.get("/gaps").get_data(as_text=True)


def test_a_need_sets_the_priority_of_its_gap_and_one_for_an_objective_goes_first(
    app: Flask, viewer: FlaskClient
) -> None:
    needs(app, need("KE", 1), need("KE", 3, 2))
    gaps = _gaps(viewer)
    assert (gaps["1", "KE"]["need"], gaps["1", "KE"]["priority"]) == (1, 1.0)
    assert (gaps["2", "KE"]["need"], gaps["2", "KE"]["priority"]) == (3, 3.0)
    assert gaps["1", "UG"]["need"] is None
    assert "No needs are recorded yet" not in viewer.get("/gaps").get_data(as_text=True)


def test_a_need_of_nothing_is_no_gap_anywhere(app: Flask, viewer: FlaskClient) -> None:
    query = "columns=country"
    before = json.loads(viewer.get(f"/gaps.json?{query}").data)["gaps"]
    needs(app, need("KE", 0))
    gaps = _gaps(viewer)
    assert not [key for key in gaps if key[1] == "KE"]
    assert len(gaps) == len(before) - 15
    cells = json.loads(viewer.get(f"/coverage.json?{query}").data)["cells"]
    cell = next(cell for cell in cells if (cell["row"], cell["column"]) == ("1", "KE"))
    assert (cell["state"], cell["need"]) == ("never", 0)
    page = viewer.get(f"/coverage?{query}").get_data(as_text=True)
    assert "Kenya: never, 0 projects, need 0, so it is no gap" in page
    assert f">{len([g for g in gaps.values() if g['state'] in ('never', 'lapsed', 'unknown')])}<" in page
    text = viewer.get(f"/coverage/cell/1/KE?{query}").get_data(as_text=True)
    assert "Nothing is needed here" in text
    assert "Priority" not in text


def test_a_region_needs_what_its_neediest_country_does(app: Flask, viewer: FlaskClient) -> None:
    needs(app, need("KE", 3))
    assert _gaps(viewer, "")["1", "eastern-africa"]["need"] == 3
    needs(app, need("GE", 0))
    assert _gaps(viewer, "")["1", "eastern-neighbourhood"]["need"] is None


def test_a_need_that_changes_is_seen_by_the_next_report(app: Flask, viewer: FlaskClient) -> None:
    (number,) = needs(app, need("KE", 1))
    assert _gaps(viewer)["1", "KE"]["need"] == 1
    with app.app_context(), write(db.session, COMMAND_LINE, "higher"):
        NEEDS.change(db.session, number, seen_version=1, values={"level": 2})
    assert _gaps(viewer)["1", "KE"]["need"] == 2
    with app.app_context(), write(db.session, COMMAND_LINE, "unknown again"):
        NEEDS.delete(db.session, {number: 2})
    assert _gaps(viewer)["1", "KE"]["need"] is None


def test_the_workbook_says_the_same_needs(app: Flask, viewer: FlaskClient) -> None:
    needs(app, need("KE", 0), need("UG", 3))
    book = openpyxl.load_workbook(io.BytesIO(viewer.get("/coverage.xlsx?columns=country").data))
    heads = [cell.value for cell in book["Coverage"][1]]
    assert book["Coverage"].cell(2, heads.index("Kenya") + 1).value == "Never, need 0"
    rows = [[cell.value for cell in row] for row in book["Gaps"].iter_rows(min_row=2)]
    assert {row[6] for row in rows if row[3] == "Uganda"} == {3}
    assert not [row for row in rows if row[3] == "Kenya"]
    assert {row[6] for row in rows if row[3] == "Rwanda"} == {"unknown"}
