"""Dialogues and instruments on the coverage grid: alike on page, JSON, csv and workbook, and never more than marks."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.coverage.facts import Shelf
from portfolio.coverage.report import build_report
from portfolio.coverage.tables import coverage_csv, gaps_csv
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.policy.operations import DIALOGUES, INSTRUMENTS
from portfolio.web.filters import parse_filter
from tests.cast import sign_in
from tests.coverage.world import AS_OF, load
from tests.planning.stock import objective, written
from tests.policy.stock import agreement, dialogue

QUERY = "as-of=2026-06-01&columns=country"


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    load(app)
    return sign_in(app, Role.VIEWER)


def _data(client: FlaskClient, address: str) -> Any:
    return json.loads(client.get(address).data)


def _one(found: list[dict[str, Any]], row: str, column: str) -> dict[str, Any]:
    return next(one for one in found if (one["row"], one["column"]) == (row, column))


def _mark(app: Flask) -> None:
    written(app, DIALOGUES, dialogue("EU-UA-4"), dialogue("GONE", archived=True, place="country:MD"))
    written(app, INSTRUMENTS, agreement("EU-JP"))


def test_a_dialogue_is_named_in_the_gaps_reason_and_changes_no_state(app: Flask, viewer: FlaskClient) -> None:
    before = _data(viewer, f"/coverage.json?{QUERY}")["cells"]
    _mark(app)
    after = _data(viewer, f"/coverage.json?{QUERY}")["cells"]
    marks = ("dialogues", "instruments")
    assert [{k: v for k, v in cell.items() if k not in marks} for cell in before] == [
        {k: v for k, v in cell.items() if k not in marks} for cell in after
    ]
    assert _one(after, "10", "UA")["dialogues"] == ["EU-UA-4"]
    assert _one(after, "9", "UA")["dialogues"] == []
    assert _one(after, "10", "MD")["dialogues"] == []
    gaps = _data(viewer, f"/gaps.json?{QUERY}")["gaps"]
    gap = _one(gaps, "10", "UA")
    assert gap["reason"] == "No project has worked on this here. Dialogue of 12 March 2026."
    assert (gap["state"], gap["priority"]) == ("never", 1.5)
    region = _one(_data(viewer, "/gaps.json?as-of=2026-06-01")["gaps"], "10", "eastern-neighbourhood")
    assert region["reason"].endswith("Dialogue with Ukraine of 12 March 2026.")


def test_the_pages_show_marks_by_sign_and_words(app: Flask, viewer: FlaskClient) -> None:
    _mark(app)
    text = viewer.get(f"/coverage?{QUERY}&within=eastern-neighbourhood").get_data(as_text=True)
    assert 'aria-label="gap ⇄, Ukraine: never, 0 projects, 1 dialogue"' in text
    assert text.count("⇄, ") == 1
    cell = viewer.get(f"/coverage/cell/10/UA?{QUERY}").get_data(as_text=True)
    for said in ("Cyber dialogue EU-UA-4", "12 March 2026", "serve this objective everywhere", "never turn a gap"):
        assert said in cell, said
    japan = viewer.get(f"/coverage/cell/4/JP?{QUERY}").get_data(as_text=True)
    assert "Instruments of this place" in japan
    assert "Partnership EU-JP" in japan
    assert "Dialogue of 12 March 2026." in viewer.get(f"/gaps?{QUERY}&within=eastern-neighbourhood").get_data(
        as_text=True
    )


def test_instruments_that_hold_everywhere_stand_beside_their_objective(viewer: FlaskClient) -> None:
    data = _data(viewer, "/coverage.json")
    assert "ETS 185" in data["instruments"]["6"]
    assert all(cell["instruments"] == [] for cell in data["cells"])


def test_workbook_and_csv_name_the_same_marks(app: Flask, viewer: FlaskClient) -> None:
    _mark(app)
    book = openpyxl.load_workbook(io.BytesIO(viewer.get(f"/coverage.xlsx?{QUERY}").data))
    heads = [cell.value for cell in book["Coverage"][1]]
    assert book["Coverage"].cell(11, heads.index("Ukraine") + 1).value == "Never; 1 dialogue"
    assert book["Coverage"].cell(5, heads.index("Japan") + 1).value == "Never; 1 instrument"
    names = [cell.value for cell in book["Gaps"][1]]
    rows = [dict(zip(names, (cell.value for cell in row), strict=True)) for row in book["Gaps"].iter_rows(min_row=2)]
    (row,) = [row for row in rows if row["Dialogues"]]
    assert (row["No"], row["Where"], row["Dialogues"]) == (10, "Ukraine", "Cyber dialogue EU-UA-4 (12 March 2026)")
    with app.app_context():
        report = build_report(
            db.session, Shelf(), COMMAND_LINE, parse_filter({"columns": "country"}), today=AS_OF, horizon_months=12
        )
        grid = list(csv.DictReader(io.StringIO(coverage_csv(report))))
        gaps = list(csv.DictReader(io.StringIO(gaps_csv(report))))
    assert [line["place_code"] for line in grid if line["dialogues"] == "EU-UA-4"] == ["UA"]
    named = [(line["row"], line["column"]) for line in gaps if "Instrument: Partnership EU-JP." in line["reason"]]
    assert named == [("4", "JP")]


def test_a_dialogue_that_changes_is_seen_by_the_next_report(app: Flask, viewer: FlaskClient) -> None:
    _mark(app)
    assert _one(_data(viewer, f"/coverage.json?{QUERY}")["cells"], "10", "UA")["dialogues"]
    with app.app_context(), write(db.session, COMMAND_LINE, "about something else"):
        (number,) = (n for n, s in DIALOGUES.load(db.session).items() if s.value["code"] == "EU-UA-4")
        DIALOGUES.change(db.session, number, seen_version=1, values={"objectives": [objective(1)]})
    cells = _data(viewer, f"/coverage.json?{QUERY}")["cells"]
    assert _one(cells, "10", "UA")["dialogues"] == []
    assert _one(cells, "1", "UA")["dialogues"] == ["EU-UA-4"]
