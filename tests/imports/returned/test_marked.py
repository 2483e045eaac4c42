"""The person's own workbook comes back: bad cells coloured and commented, the sheet of problems before all others."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from imports.marked import mark_workbook
from imports.marking import BEGINS
from imports.read import Limits, read
from portfolio.errors import Refused


def problem(cell: str | None, severity: str = "reject", **facts: Any) -> dict[str, Any]:
    row = int(cell[1:]) if cell else None
    return {
        "sheet": "Projects", "row": row, "cell": cell, "severity": severity, "value": "=1+1",
        "message": "It is wrong.", "remedy": "Correct it.", **facts,
    }  # fmt: skip


def theirs() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Projects"
    for row in (["Code", "Title", "Start"], ["A-1", "Alpha", "soon"], ["A-2", "Beta", "2024"]):
        sheet.append(row)
    sheet["A1"].font = Font(bold=True)
    sheet["B3"].fill = PatternFill("solid", fgColor="00FF00")
    sheet["B2"].comment = Comment("Ask Anna", "Bo")
    sheet.column_dimensions["B"].width = 44
    book.create_sheet("Other")
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def marked(data: bytes, *found: dict[str, Any], name: str = "p.xlsx", limits: Limits = Limits()) -> openpyxl.Workbook:
    workbook = read(data, name)
    return openpyxl.load_workbook(
        io.BytesIO(mark_workbook(data, workbook.format, lambda: workbook.sheets, found, limits)), data_only=False
    )


def test_bad_cells_are_coloured_and_commented_and_nothing_else_changes() -> None:
    book = marked(saved(theirs()), problem("C2"), problem("B2", "note"))
    sheet = book["Projects"]
    assert sheet["C2"].fill.fgColor.rgb.endswith("FFC7CE")
    assert sheet["C2"].comment.text == "Cyber Portfolio: It is wrong. Correct it."
    assert sheet["B2"].comment.text == "Ask Anna\n\nCyber Portfolio: It is wrong. Correct it."
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Code", "Title", "Start"], ["A-1", "Alpha", "soon"], ["A-2", "Beta", "2024"],
    ]  # fmt: skip
    assert sheet["A1"].font.bold
    assert sheet["B3"].fill.fgColor.rgb == "0000FF00"
    assert sheet.column_dimensions["B"].width == 44


def test_the_sheet_of_problems_comes_first_and_leads_to_the_cells() -> None:
    book = marked(saved(theirs()), problem("C3", "note"), problem("C2"), problem(None, "note", message="All in all."))
    assert book.sheetnames == ["Problems", "Projects", "Other"]
    sheet = book["Problems"]
    assert str(sheet["A1"].value).startswith(BEGINS)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert rows[0] == ["Projects, C2", "the row stays out", "=1+1", "It is wrong.", "Correct it."]
    assert [row[0] for row in rows] == ["Projects, C2", "Projects", "Projects, C3"]
    assert sheet["A4"].hyperlink.location == "'Projects'!C2"


def test_text_that_looks_like_a_formula_stays_text() -> None:
    book = marked(b"Title,Start\n=1+1,soon\n", problem("A2"), name="p.csv")
    assert (book["p"]["A2"].data_type, book["p"]["A2"].value) == ("s", "=1+1")
    assert {book["Problems"][f"C{row}"].data_type for row in (5, 6)} <= {"s", "n"}


def test_what_is_no_workbook_comes_back_as_one_with_the_same_addresses() -> None:
    data = b"A list of ours;\nTitle;Start\nAlpha;soon\n"
    name = read(data, "list.csv").sheets[0].name
    book = marked(data, problem("B3", sheet=name), name="list.csv")
    assert [[cell.value for cell in row] for row in book[name].iter_rows()][1:] == [
        ["Title", "Start"], ["Alpha", "soon"],
    ]  # fmt: skip
    assert book[name]["B3"].comment is not None
    assert "new workbook with the same rows" in str(book["Problems"]["A2"].value)


def test_a_second_marking_takes_the_first_ones_marks_away() -> None:
    first = marked(saved(theirs()), problem("C2"), problem("B2"))
    again = marked(saved(first), problem("C3"))
    assert again.sheetnames == ["Problems", "Projects", "Other"]
    sheet = again["Projects"]
    assert sheet["C2"].comment is None
    assert sheet["C2"].fill.fill_type is None
    assert sheet["B2"].comment.text == "Ask Anna"
    assert sheet["C3"].comment is not None


def test_merged_cells_are_marked_at_their_first_one() -> None:
    book = theirs()
    book["Projects"].merge_cells("B2:C2")
    assert marked(saved(book), problem("C2"))["Projects"]["B2"].comment.text.endswith("Correct it.")


def test_what_the_copy_lacks_is_said() -> None:
    book = theirs()
    book["Other"].add_chart(BarChart(), "A1")
    said = str(marked(saved(book), problem("C2"))["Problems"]["A2"].value)
    assert said.startswith("This copy lacks charts")


def test_a_workbook_that_is_too_much_for_the_child_is_refused_in_words(tmp_path: Path) -> None:
    data = saved(theirs())
    sheets = read(data, "p.xlsx").sheets
    with pytest.raises(Refused, match="too large to be marked"):
        mark_workbook(
            data, "xlsx", lambda: sheets, [problem("C2")], Limits(child_memory=2**24), lock_path=tmp_path / "lock"
        )
