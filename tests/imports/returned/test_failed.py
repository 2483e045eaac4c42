"""The rows to correct, alone: the file's own headings and cells, and back again."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from flask import Flask

from imports.at_once import Imported
from imports.failed import FailedRow, FailedSheet, failed_workbook
from imports.fields import OWN_HEADING
from imports.returned import of_preview
from portfolio.errors import Refused
from tests.imports.books import codes, csv_of, run

LINES = [
    "Code,Title,Status,Remark",
    "A-1,Alpha,closed,kept",
    "A-2,,pipeline,lost",
    "A-3,Gamma,closed,",
    "A-4,,closed,x",
]


@pytest.fixture(autouse=True)
def _in_application(app: Flask) -> Any:
    with app.app_context():
        yield


def rows_of(book: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def given_back(data: bytes, imported: Imported) -> bytes:
    return of_preview(data, imported.workbook.format, imported.workbook.sheets, imported.preview).failed()


def test_only_the_rows_that_failed_are_there_with_what_to_correct(app: Flask) -> None:
    data = csv_of(*LINES)
    rows = rows_of(given_back(data, run(app, data, rows="good")))
    assert rows[0] == ["Code", "Title", "Status", "Remark", OWN_HEADING]
    assert [row[:4] for row in rows[1:]] == [["A-2", None, "pipeline", "lost"], ["A-4", None, "closed", "x"]]
    assert rows[1][4].startswith("B3: A new project needs a title, and no stored one has the code")


def test_corrected_and_brought_back_only_those_come_in(app: Flask) -> None:
    data = csv_of(*LINES)
    book = openpyxl.load_workbook(io.BytesIO(given_back(data, run(app, data, rows="good"))))
    sheet = book.active
    assert sheet is not None
    sheet["B2"] = "Beta"
    buffer = io.BytesIO()
    book.save(buffer)
    again = run(app, buffer.getvalue(), rows="good")
    assert (again.counts["create"], again.counts["rejected"]) == (1, 1)
    assert codes() == ["A-1", "A-2", "A-3"]
    assert again.preview.mapping is not None
    own = [match for match in again.preview.mapping.columns if match.heading == OWN_HEADING]
    assert [(match.field, match.taken) for match in own] == [(None, False)]


def test_what_was_remembered_for_the_file_holds_for_its_failed_rows(app: Flask) -> None:
    data = csv_of(*LINES)
    first = run(app, data, rows="good")
    again = run(app, given_back(data, first), apply=False)
    assert first.preview.mapping is not None
    assert again.preview.mapping is not None
    assert again.preview.mapping.signature == first.preview.mapping.signature


def test_the_column_of_problems_does_not_grow_with_each_round(app: Flask) -> None:
    data = csv_of(*LINES)
    first = given_back(data, run(app, data, rows="good"))
    second = rows_of(given_back(first, run(app, first, rows="good")))
    assert second[0].count(OWN_HEADING) == 1
    assert len(second) == 3


def test_nothing_is_written_where_nothing_failed(app: Flask) -> None:
    data = csv_of(*LINES[:2])
    with pytest.raises(Refused, match="No row of this import"):
        given_back(data, run(app, data))


def test_cells_keep_their_types_and_text_that_looks_like_a_formula_is_text() -> None:
    cells = ["=1+1", 7, 2.5, True, date(2024, 3, 15), datetime(2024, 3, 15, 10, 30), "007", None, "'=2"]
    row = FailedRow(9, cells, (), "Say which it is.")
    found = rows_of(failed_workbook([FailedSheet("A/B", {0: "Title"}, [row])]))[1]
    assert found == [
        "=1+1", 7, 2.5, True, datetime(2024, 3, 15), datetime(2024, 3, 15, 10, 30), "007", None, "''=2",
        "row 9: Say which it is.",
    ]  # fmt: skip
