"""The trust panel beside every report: what is stated, who reports well, and the bounds of each total."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from portfolio.coverage.trust import percent
from tests.cast import sign_in
from tests.coverage.world import load
from tests.projects.battery import page


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    load(app)
    return sign_in(app, Role.VIEWER)


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/coverage", "/coverage?measure=money&columns=country", "/coverage?columns=year", "/coverage/compare"),
        *("/gaps", "/cliffs", "/timeline", "/map", "/needs/supply"),
    ],
)
def test_the_panel_stands_beside_every_report(viewer: FlaskClient, address: str) -> None:
    text = page(viewer, address)
    for words in (
        "How far to trust these numbers",
        "What 7 projects state",
        "If all unknowns were empty, or covered",
        "European",
    ):
        assert words in text, words


def test_page_json_and_workbook_tell_the_same_bounds(viewer: FlaskClient) -> None:
    data = json.loads(viewer.get("/coverage.json").data)
    trust, cells = data["trust"], data["cells"]
    assert trust["bounds"]["covered"]["now"] == sum(cell["state"] == "covered" for cell in cells)
    gaps = [cell for cell in cells if cell["state"] in ("never", "lapsed", "unknown")]
    assert trust["bounds"]["gaps"]["now"] == len(gaps)
    # Jamaica's project names no objective: all fifteen could be served there; Kenya's has no date: it could run.
    assert trust["bounds"]["covered"]["if_covered"] == trust["bounds"]["covered"]["now"] + 15 + 1
    assert trust["stated"]["budget"] == 6
    book = openpyxl.load_workbook(io.BytesIO(viewer.get("/coverage.xlsx").data))
    rows = [[cell.value for cell in row] for row in book["Trust"].iter_rows(min_row=2)]
    assert rows[0][:8] == ["All projects", 7, *trust["stated"].values()]
    assert [row[0] for row in rows[1:]] == [line["name"] for line in trust["organisations"]]
    about = [[cell.value for cell in row][:2] for row in book["About this file"].iter_rows()]
    bound = trust["bounds"]["covered"]
    assert [
        "Bound",
        f"Cells covered: {bound['now']}; if all unknowns were empty {bound['if_empty']}, "
        f"if all were covered {bound['if_covered']}",
    ] in about


def test_the_panel_speaks_of_what_the_reader_may_see_and_the_filter_lets_through(
    app: Flask, viewer: FlaskClient
) -> None:
    planner = sign_in(app, Role.PLANNER)
    assert json.loads(planner.get("/coverage.json").data)["trust"]["projects"] == 8
    assert json.loads(viewer.get("/coverage.json?strand=cybercrime").data)["trust"]["projects"] == 1
    assert "What 0 projects state" in page(viewer, "/coverage?q=nothing-is-called-so")


@pytest.mark.parametrize(
    ("part", "whole", "words"), [(0, 0, "–"), (0, 9, "0 %"), (1, 999, "1 %"), (998, 999, "99 %"), (9, 9, "100 %")]
)
def test_a_share_is_all_or_nothing_only_where_it_is(part: int, whole: int, words: str) -> None:
    assert percent(part, whole) == words
