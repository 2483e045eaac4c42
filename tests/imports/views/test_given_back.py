"""From the check page and the receipt: the marked workbook, the rows to correct, and rows left out one by one."""

from __future__ import annotations

import io

import openpyxl
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from tests import cast
from tests.imports.books import codes, xlsx_of
from tests.imports.views.pages import post, text_of, upload

ROWS = [["Code", "Title", "Website"], ["A-1", "Alpha", "https://example.org"], ["A-2", None, "https://example.org"],
        ["A-3", "Gamma", "nowhere"]]  # fmt: skip


def fetched(client: FlaskClient, path: str) -> openpyxl.Workbook:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def test_the_marked_workbook_corrected_and_sent_again_brings_in_only_what_failed(app: Flask) -> None:
    bo = cast.sign_in(app, Role.MANAGER)
    upload(bo, xlsx_of(ROWS), "ours.xlsx", rows="good")
    assert "Rows to correct" in text_of(bo.get("/imports/1"))
    post(bo, "/imports/1/apply")
    assert "Your workbook, marked" in text_of(bo.get("/imports/1/receipt"))
    book = fetched(bo, "/imports/1/marked.xlsx")
    sheet = book["Projects"]
    assert book.sheetnames[0] == "Problems"
    assert "not a web address" in sheet["C4"].comment.text
    assert "A new project needs a title" in sheet["B3"].comment.text
    sheet["B3"], sheet["C4"] = "Beta", "https://example.org/gamma"
    buffer = io.BytesIO()
    book.save(buffer)
    upload(bo, buffer.getvalue(), "ours-marked.xlsx")
    page = text_of(bo.get("/imports/2"))
    assert "Adds 1 project, changes 1 field of 1 project, leaves 1 alone; deletes nothing." in page
    post(bo, "/imports/2/apply")
    with app.app_context():
        assert codes() == ["A-1", "A-2", "A-3"]


def test_the_rows_to_correct_can_be_had_from_the_check_page(app: Flask) -> None:
    bo = cast.sign_in(app, Role.MANAGER)
    upload(bo, xlsx_of(ROWS), "ours.xlsx")
    assert fetched(bo, "/imports/1/failed.xlsx").active.max_row == 2  # type: ignore[union-attr]
    assert bo.get("/imports/2/failed.xlsx").status_code == 404


def test_nobody_fetches_another_persons_workbooks(app: Flask) -> None:
    upload(cast.sign_in(app, Role.MANAGER), xlsx_of(ROWS), "ours.xlsx")
    stranger = cast.sign_in(app, Role.MANAGER, email="other@example.org")
    assert stranger.get("/imports/1/marked.xlsx").status_code == 404
    assert stranger.get("/imports/1/failed.xlsx").status_code == 404


def test_a_row_is_left_out_and_taken_again_with_a_button(app: Flask) -> None:
    bo = cast.sign_in(app, Role.MANAGER)
    upload(bo, xlsx_of(ROWS), "ours.xlsx")
    assert "Leave row 3 out" in text_of(bo.get("/imports/1?tab=rejected"))
    answer = post(bo, "/imports/1/rows?tab=rejected", leave="3")
    assert answer.headers["Location"] == "/imports/1?tab=rejected"
    page = text_of(bo.get("/imports/1?tab=skipped"))
    assert "Adds 2 projects, skips 1 row; deletes nothing." in page
    assert "Take row 3 after all" in page
    post(bo, "/imports/1/rows", take="3")
    assert "rejects 1 row" in text_of(bo.get("/imports/1"))
