"""A workbook as people really keep them: a title above, headings on row 4, dates of every kind, lists in cells."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl

NAME = "Projekte & projects – FINAL (2).xlsx"
HEADINGS = ["Ref.", "Project title", "Countries", "Objectives", "Start date", "End date", "Budget (EUR)",
            "Implementing organisation", "Funder", "Status", "Remarks of the desk"]  # fmt: skip
ROWS: tuple[tuple[object, ...], ...] = (
    ("X-01", "Cyber, Peace and Trust, phase II", "Kenya; Uganda 40%", "6 (principal); 8", datetime(2025, 3, 1),
     date(2028, 12, 31), 1234567.89, "Bangladesh, Bhutan and India Centre, Ltd.", "European Union", "Implementation",
     "call Anna"),
    ("X-02", "Ελλάδα and the Pacific", "Fiji\nSamoa\nTonga", "9", "2025-06", "2027", 500000, None, "European Union",
     "Implementation", None),
    (None, "=Sum of trust", "Ghana", "Obj. 6", "15.01.2026", "30.06.2026", "250 000,50", None, None, "Pipeline", None),
    ("X-04", None, "Kenya", "6", "2024", "2025", 1, None, None, "Closed", "the title is missing"),
    ("X-05", "Somewhere else", "Nowhereland; Senegal", "10", "1 March 2024", "31. Dez 2026", "€ 75.000,00", None, None,
     "Implementation", None),
    ("LAST", "Lasting work", "Ghana; Senegal; Nigeria; Togo", "6", "2024", "2030", 900, None, "European Union",
     None, None),
)  # fmt: skip
#: The file's own numbers of the rows.
FIRST_ROW = 5


def messy_workbook() -> bytes:
    """The workbook's bytes; its first row of data is row 5, and a total stands under the data."""
    book = openpyxl.Workbook()
    front = book.active
    assert front is not None
    front.title = "Read me"
    front["A1"] = "Ask Anna before changing anything here."
    sheet = book.create_sheet("Liste 2026")
    sheet["A1"] = "Cyber capacity building: our projects"
    sheet["A2"] = "Stand: 01.11.2026, internal draft"
    for row, cells in enumerate((HEADINGS, *ROWS), start=4):
        for column, value in enumerate(cells, start=1):
            if value is None:
                continue
            cell = sheet.cell(row, column, value)
            if isinstance(value, str) and value.startswith("="):
                cell.data_type = "s"
    sheet.cell(5 + len(ROWS), 1, "Total")
    sheet.cell(5 + len(ROWS), 7, 2060467.39)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
