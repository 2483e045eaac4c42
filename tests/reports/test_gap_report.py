"""The gap report has the numbers of the gap list in every format, and what it was asked for on its face."""

from __future__ import annotations

import io
import json
import warnings
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl.workbook import Workbook

from portfolio.core.terms import CellState, Role
from tests.cast import sign_in
from tests.coverage.test_report import statements
from tests.coverage.world import load


def book(data: bytes) -> Workbook:
    """A workbook as openpyxl has it; what it cannot read of shades of columns is no matter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(data))


def rows(workbook: Workbook, sheet: str) -> list[tuple[Any, ...]]:
    """The rows of a sheet below its headings."""
    return list(workbook[sheet].iter_rows(min_row=2, values_only=True))


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    load(app)
    return sign_in(app, Role.VIEWER)


def test_the_workbook_has_every_gap_of_the_list_with_its_numbers_as_numbers(viewer: FlaskClient) -> None:
    query = "?as-of=2026-06-01&gap-state=risk"
    gaps = json.loads(viewer.get(f"/gaps.json{query}").data)["gaps"]
    answer = viewer.get(f"/reports/gaps/as/xlsx{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert "gaps-2026-06-01.xlsx" in answer.headers["Content-Disposition"]
    found = book(answer.data)
    listed = rows(found, "Gaps")
    expected = [(gap["row"], CellState(gap["state"]).label, gap["priority"]) for gap in gaps]
    assert sorted((row[0].split()[0], row[2], round(row[5], 4)) for row in listed) == sorted(expected)
    about = {f"{label}: {value}" for label, value in found["About this file"].iter_rows(values_only=True)}
    assert {"Seen from: 1 June 2026", "State: At risk", "Caveat: 1 project without any date, in no cell."} <= about
    (money,) = [row[1] for row in rows(found, "In numbers") if row[0] == "In the totals"]
    assert money == float(json.loads(viewer.get("/coverage.json?as-of=2026-06-01").data)["totals"]["portfolio_eur"])
    months = rows(found, "Months")
    assert len(months) == 120
    assert months[0][0].year == 2024
    assert len(found["Chart Months"]._charts) == 1
    assert found["Gaps"].conditional_formatting


def test_rows_of_a_workbook_are_as_high_as_their_texts(viewer: FlaskClient) -> None:
    sheet = book(viewer.get("/reports/gaps/as/xlsx?as-of=2026-06-01").data)["Gaps"]
    heights = set()
    for row in range(2, sheet.max_row + 1):
        why = str(sheet.cell(row, 4).value)
        high = sheet.row_dimensions[row].height or 15
        # The column holds some 52 letters in a line.
        assert high >= 15 * -(-len(why) // 53), why
        heights.add(high)
    assert len(heights) > 1


def test_the_page_says_what_it_was_asked_for_and_offers_itself_as_files(viewer: FlaskClient) -> None:
    answer = viewer.get("/reports/gaps?as-of=2026-06-01&funder=European+Union")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200, text
    assert "<dt>Seen from</dt><dd>1 June 2026</dd>" in text
    assert "<dt>Funder</dt><dd>European Union</dd>" in text
    assert "/reports/gaps/as/xlsx?funder=European+Union&amp;as-of=2026-06-01" in text


def test_the_form_leads_to_the_document_and_to_its_file(viewer: FlaskClient) -> None:
    page = viewer.get("/reports/choose?document=gaps&format=&language=fr&as-of=2026-06-01")
    assert (page.status_code, page.location) == (303, "/reports/gaps?as-of=2026-06-01&language=fr")
    file = viewer.get("/reports/choose?document=gaps&format=xlsx&strand=cybercrime")
    assert (file.status_code, file.location) == (303, "/reports/gaps/as/xlsx?strand=cybercrime")


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/reports/nothing", 404, "There is no such report"),
        ("/reports/gaps/as/doc", 404, "not written in this format"),
        ("/reports/gaps?language=xx", 422, "There are no documents in “xx”"),
        ("/reports/choose?document=x", 422, "There is no such document"),
        ("/reports/choose?document=gaps&format=doc", 422, "not written as “doc”"),
        ("/reports/gaps?as-of=yesterday", 422, "is not a day"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(
    sqlite_app: Flask, address: str, status: int, sentence: str
) -> None:
    answer = sign_in(sqlite_app, Role.VIEWER).get(address)
    assert answer.status_code == status
    assert sentence in answer.get_data(as_text=True)


def test_a_restricted_project_is_in_nobody_elses_document(app: Flask, viewer: FlaskClient) -> None:
    assert b"zanzibar" not in viewer.get("/reports/gaps/as/html?as-of=2026-06-01").data
    planner = sign_in(app, Role.PLANNER).get("/reports/gaps/as/html?as-of=2026-06-01&horizon=24")
    assert b"zanzibar" in planner.data


def test_a_report_makes_the_same_few_queries_however_many_projects(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    before = statements(app, client, "/reports/gaps")
    load(app)
    assert before == statements(app, client, "/reports/gaps") <= 14
