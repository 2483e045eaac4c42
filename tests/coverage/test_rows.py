"""Reports by strand, funder, implementer and programme: page, JSON, workbook and command agree and add up."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role, Rows
from portfolio.planning.operations import DECLARATIONS, GAP_NOTES
from tests.cast import sign_in
from tests.coverage.world import load
from tests.planning.stock import need, needs, objective, written
from tests.projects.battery import page, says_so

OTHERS = [rows.value for rows in Rows if rows is not Rows.OBJECTIVE]


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    load(app)
    return sign_in(app, Role.VIEWER)


def _data(client: FlaskClient, query: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(f"/coverage.json?{query}").data)
    return found


@pytest.mark.parametrize("rows", OTHERS)
@pytest.mark.parametrize("columns", ["region", "country", "organisation"])
def test_money_adds_up_on_every_axis_and_is_the_portfolios(viewer: FlaskClient, rows: str, columns: str) -> None:
    found = _data(viewer, f"rows={rows}&columns={columns}")
    assert found["rows_kind"] == rows
    assert found["totals"]["adds_up"]
    assert found["totals"]["portfolio_eur"] == _data(viewer, f"columns={columns}")["totals"]["portfolio_eur"]


def test_strands_and_funders_are_rows_with_their_names(viewer: FlaskClient) -> None:
    strands = _data(viewer, "rows=strand")
    assert [row["title"] for row in strands["rows"]] == ["Cyber resilience", "Cybercrime"]
    states = {(cell["row"], cell["column"]): cell["state"] for cell in strands["cells"]}
    assert states["2", "west-africa"] == "covered"
    assert states["1", "pacific"] == "ending"
    assert states["1", "caribbean"] == "unknown"
    text = page(viewer, "/coverage?rows=funder")
    assert "Coverage by funder and region" in text
    assert "European Union" in text
    assert "/organisations/" in text
    assert '<td class="lv0"' in text  # where a funder never was is no gap to look at
    assert "state-never" not in text.split("<tbody>")[1].split("</tbody>")[0]
    assert "divided equally" in page(viewer, "/coverage?rows=funder&measure=money")
    assert _data(viewer, "rows=programme")["cells"] == []


@pytest.mark.parametrize("rows", OTHERS)
def test_every_page_of_other_rows_answers(app: Flask, viewer: FlaskClient, rows: str) -> None:
    planner = sign_in(app, Role.PLANNER)
    for address in ("/coverage", "/gaps", "/gaps?gap-group=place", "/coverage?measure=depth"):
        assert "Assign" not in page(planner, f"{address}{'&' if '?' in address else '?'}rows={rows}")
    cells = _data(viewer, f"rows={rows}")["cells"]
    for cell in cells[:3]:
        text = page(planner, f"/coverage/cell/{cell['row']}/{cell['column']}?rows={rows}")
        assert "Declare not applicable" not in text


def test_a_project_without_a_strand_is_said_to_lack_one(viewer: FlaskClient) -> None:
    text = page(viewer, "/gaps?rows=strand&gap-state=unknown")
    assert "runs here, but its strand is not recorded" in text
    assert "without a strand" in text
    assert "without an objective." not in text


def test_what_planners_say_of_objectives_says_nothing_of_other_rows(app: Flask, viewer: FlaskClient) -> None:
    before = _data(viewer, "rows=strand&columns=country")["cells"]
    cell = {"objective": objective(1), "place": "country:KE"}
    written(app, DECLARATIONS, {**cell, "note": "No", "declared_on": "2026-01-01", "expires_on": "2027-01-01"})
    written(app, GAP_NOTES, {**cell, "status": "accepted"})
    needs(app, need("KE", 3, 1))
    assert _data(viewer, "rows=strand&columns=country")["cells"] == before
    needs(app, need("KE", 2))
    kenya = [one for one in _data(viewer, "rows=strand&columns=country")["cells"] if one["column"] == "KE"]
    assert {one["need"] for one in kenya} == {2}


def test_the_workbook_is_headed_by_what_its_rows_are(viewer: FlaskClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(viewer.get("/coverage.xlsx?rows=funder&measure=money").data))
    sheet = [[cell.value for cell in row] for row in book["Coverage"].iter_rows()]
    assert sheet[0][1] == "Funder"
    assert "European Union" in [row[1] for row in sheet]
    assert "Unclassified: without a funder" in [row[1] for row in sheet]


def test_rows_that_do_not_exist_are_refused(viewer: FlaskClient) -> None:
    says_so(viewer, "/coverage?rows=colour")
    says_so(viewer, "/coverage/cell/999/pacific?rows=funder")
