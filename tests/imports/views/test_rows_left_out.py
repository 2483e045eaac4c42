"""Rows that are not read as projects: listed with their reason on both pages, read after all with one click."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from portfolio.core.terms import Role
from tests import cast
from tests.imports.books import csv_of, xlsx_of
from tests.imports.views.pages import post, text_of, upload

LIST = csv_of(
    "Code,Title,Status,Country,Start,Summary", "A-1,Alpha,closed,KE,2020,s", ",,,UG,,", "A-2,Beta,closed,GH,2021,s",
    "Total,,,,,", "Total,,,,,", ",\"* provisional\",,,,",
)  # fmt: skip


@pytest.fixture
def bo(app: Flask) -> FlaskClient:
    """A project manager who is signed in."""
    return cast.sign_in(app, Role.MANAGER)


def test_both_pages_list_every_row_that_is_left_out_with_its_reason(bo: FlaskClient) -> None:
    upload(bo, LIST)
    page = text_of(bo.get("/imports/1/columns"))
    assert "It has no title and no code, and continues row 2." in page
    assert "2 rows: totals" in page
    assert 'value="take-kind:total"' in page
    page = text_of(bo.get("/imports/1?tab=skipped"))
    assert "skips 4 rows" in page
    assert "Read row 3" in page
    assert "Read all 2 (totals)" in page
    assert "The project goes on in row 3" in text_of(bo.get("/imports/1?tab=create"))


def test_one_click_on_the_check_page_reads_a_row_and_another_leaves_it_out_again(bo: FlaskClient) -> None:
    upload(bo, LIST)
    answer = post(bo, "/imports/1/decide?tab=skipped", decide="take-row:5")
    assert answer.headers["Location"] == "/imports/1?tab=skipped"
    assert "Leave row 5 out" in text_of(bo.get("/imports/1?tab=rejected"))
    assert post(bo, "/imports/1/decide", decide="leave-row:5").headers["Location"] == "/imports/1"
    page = text_of(bo.get("/imports/1?tab=skipped"))
    assert "You left it out." in page
    post(bo, "/imports/1/decide", decide="undo-row:5")
    assert "It is a total of other rows." in text_of(bo.get("/imports/1?tab=skipped"))


def test_one_click_on_the_columns_page_reads_all_rows_of_a_reason_and_keeps_the_columns(bo: FlaskClient) -> None:
    upload(bo, LIST)
    fields = {"sheet": "0", "header_row": "1", "field-0": "code", "field-1": "title", "field-2": ""}
    answer = post(bo, "/imports/1/columns", decide="take-kind:total", **fields)
    assert answer.headers["Location"] == "/imports/1/columns#skipped"
    page = text_of(bo.get("/imports/1/columns"))
    assert "All totals are read." in page
    assert "2 rows: totals" not in page
    assert '<option value="" selected>not imported</option>' in page
    post(bo, "/imports/1/columns", decide="undo-all:rows", **fields)
    assert "2 rows: totals" in text_of(bo.get("/imports/1/columns"))


@pytest.mark.parametrize(
    "words", ["", "take", "take-row:x", "leave-kind:total", "take-kind:above", "take-kind:nothing"]
)
def test_what_is_no_decision_is_refused_and_changes_nothing(bo: FlaskClient, words: str) -> None:
    upload(bo, LIST)
    assert post(bo, "/imports/1/decide", decide=words).status_code == 422
    assert "Read all 2 (totals)" in text_of(bo.get("/imports/1?tab=skipped"))


def test_an_old_page_decides_nothing(bo: FlaskClient) -> None:
    upload(bo, LIST)
    assert post(bo, "/imports/1/decide", decide="take-row:5", version=99).status_code == 409


def test_hidden_rows_are_told_and_left_out_with_one_click(bo: FlaskClient) -> None:
    upload(bo, _with_hidden_row(), name="hidden.xlsx")
    page = text_of(bo.get("/imports/1/columns"))
    assert "1 row that the file hides is read." in page
    post(bo, "/imports/1/columns", sheet="0", header_row="1", decide="leave-hidden:rows")
    page = text_of(bo.get("/imports/1/columns"))
    assert "Row 3 is left out." in page
    assert "that the file hides" not in page
    assert "Adds 1 project" in text_of(bo.get("/imports/1"))


def _with_hidden_row() -> bytes:

    book = load_workbook(io.BytesIO(xlsx_of([["Code", "Title"], ["A-1", "Alpha"], ["A-2", "Beta"]])))
    book.worksheets[0].row_dimensions[3].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_skipped_rows_are_listed_even_where_no_column_is_a_title_yet(bo: FlaskClient) -> None:
    upload(bo, csv_of("Alpha,Beta,Country", "x,y,Kenya", "z,w,Ghana", "Total,,"))
    assert "It is a total of other rows." in text_of(bo.get("/imports/1/columns"))


def test_what_was_chosen_about_rows_holds_for_the_next_file_until_it_is_forgotten(bo: FlaskClient) -> None:
    upload(bo, LIST)
    post(bo, "/imports/1/decide", decide="take-kind:total")
    upload(bo, LIST.replace(b"Alpha", b"Gamma"))
    assert "totals" not in text_of(bo.get("/imports/2?tab=skipped"))
    page = text_of(bo.get("/imports/2/columns"))
    assert "Remembered for files with these headings:" in page
    assert "as bo@example.org chose them" in page or "as Bo" in page
    assert "All totals are read." in page
    assert post(bo, "/imports/2/forget").headers["Location"] == "/imports/2/columns"
    page = text_of(bo.get("/imports/2/columns"))
    assert "Remembered for files" not in page
    assert "2 rows: totals" in page
    upload(bo, LIST.replace(b"Alpha", b"Delta"))
    assert "Remembered for files" not in text_of(bo.get("/imports/3/columns"))


def test_the_row_of_headings_that_a_person_chose_is_found_in_the_next_file(bo: FlaskClient) -> None:
    first = csv_of("Name,Country", "Ref,Wording", "a-1,Alpha", "a-2,Beta")
    upload(bo, first)
    post(bo, "/imports/1/columns", sheet="0", header_row="2", step="look")
    post(bo, "/imports/1/columns", sheet="0", header_row="2", **{"field-0": "code", "field-1": "title"})
    upload(bo, csv_of("Second quarter,", "Name,Country", "Ref,Wording", "a-3,Gamma"), name="next.csv")
    page = text_of(bo.get("/imports/2"))
    assert "headings on row 3" in page
    assert "Adds 1 project" in page
