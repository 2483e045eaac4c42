"""The empty workbook to fill in: every field with its heading and note, drop-downs from a hidden sheet, no data."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from imports.fields import CLEAR, ImportField, Parse
from imports.kinds import Kind
from portfolio.core.money import MINOR_DIGITS, WITHDRAWN

#: Rows below the headings that carry drop-downs.
ROWS = 2000
LISTS = "Lists"
#: No clock in the file: the same version gives the same bytes.
_MADE = datetime(2026, 1, 1)  # noqa: DTZ001  (a workbook's own times know no zone)

_FIRST_CURRENCIES = ("EUR", "USD", "GBP", "CHF")

_WIDTHS = {
    Parse.TEXT: 30, Parse.CODE: 16, Parse.LINK: 30, Parse.DATE: 14, Parse.DAY: 14, Parse.MONEY: 16, Parse.CURRENCY: 10,
    Parse.TERM: 18, Parse.OBJECTIVES: 18, Parse.PLACES: 34, Parse.ORGANISATIONS: 30,
    Parse.NUMBER: 14, Parse.WHOLE: 10, Parse.PLACE: 24,
}  # fmt: skip

_PROJECT_NOTES = (
    ("One row is one project.", "The sheet “Projects” takes a row for each; the order of the columns is free."),
    ("A title or a code is needed.", "A code decides which project a row is about; without one the title does."),
)
_NOTES = (
    ("An empty cell changes nothing.", f"Write {CLEAR} into a cell to empty the field of what is stored."),
    ("Several things in one cell", "are separated by semicolons: “KE 60%; UG 40%”."),
    ("Dates", "are days, months or years: 2024-03-15, 2024-03 or 2024."),
    ("Hold the pointer over a heading", "to read what the column takes, with an example."),
)


def build_template(kind: Kind, places: Sequence[str]) -> bytes:
    """The template as xlsx. `places` are titles of countries, regions and partner organisations, for the drop-down."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = kind.title
    fields = [field for field in kind.fields if field.in_template]
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    for column, field in enumerate(fields, 1):
        _heading(sheet, column, field)
        _drop_down(book, sheet, lists, column, field, _choices(field, places))
    sheet.freeze_panes = "C2"
    sheet.row_dimensions[1].height = 32
    _notes(book.create_sheet("Notes", 1), kind)
    book.properties.title = f"{kind.title} to import"
    book.properties.creator = ""
    book.properties.created = book.properties.modified = _MADE
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _heading(sheet: Worksheet, column: int, field: ImportField) -> None:
    cell = sheet.cell(1, column, field.label)
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor="1F3A5F")
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    # The example stands in the note: an example row would be imported by everyone who forgets to delete it.
    example = f"\n\nExample: {field.example}" if field.example else ""
    note = Comment(field.help + example, "Cyber Portfolio")
    note.width, note.height = 320, 160
    cell.comment = note
    dimension = sheet.column_dimensions[get_column_letter(column)]
    dimension.width = _WIDTHS[field.parse]
    if field.parse not in (Parse.MONEY, Parse.NUMBER):
        # Text cells, so that the spreadsheet program does not turn "2024-03" or "6; 8" into something else.
        dimension.number_format = "@"


def _choices(field: ImportField, places: Sequence[str]) -> list[str]:
    if field.terms is not None:
        return [label for _, label in field.terms.choices()]
    if field.parse is Parse.CURRENCY:
        return [*_FIRST_CURRENCIES, *sorted(MINOR_DIGITS.keys() - WITHDRAWN - set(_FIRST_CURRENCIES))]
    if field.name == "places" or field.parse is Parse.PLACE:
        return list(places)
    return []


def _drop_down(
    book: Workbook, sheet: Worksheet, lists: Worksheet, column: int, field: ImportField, choices: Sequence[str]
) -> None:
    """A list below the heading. The values stand on the hidden sheet: inline lists end at 255 characters."""
    if not choices:
        return
    at = lists.max_column + 1 if lists.cell(1, 1).value else 1
    for row, choice in enumerate((field.label, *choices), 1):
        lists.cell(row, at, choice)
    letter = get_column_letter(at)
    name = f"list_{field.name}"
    reference = f"{quote_sheetname(LISTS)}!${letter}$2:${letter}${len(choices) + 1}"
    book.defined_names[name] = DefinedName(name, attr_text=reference)
    # Several places fit one cell, so another text is allowed there, as it is for what the lists do not know yet.
    rule = DataValidation("list", formula1=f"={name}", allow_blank=True, showErrorMessage=not field.multiple)
    rule.error, rule.errorTitle = "Choose one of the list.", field.label
    rule.prompt, rule.promptTitle = field.help[:250], field.label[:32]
    letter = get_column_letter(column)
    rule.add(f"{letter}2:{letter}{ROWS + 1}")
    sheet.add_data_validation(rule)


def _notes(sheet: Worksheet, kind: Kind) -> None:
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 90
    for row, (title, text) in enumerate((*_about(kind), *_NOTES), 1):
        sheet.cell(row, 1, title).font = Font(bold=True)
        sheet.cell(row, 2, text).alignment = Alignment(wrap_text=True)


def _about(kind: Kind) -> Sequence[tuple[str, str]]:
    if kind.records is None:
        return _PROJECT_NOTES
    registry = kind.records.registry
    labels = " and ".join(f"“{registry.by_name[name].label}”" for name in registry.key)
    return (
        (f"One row is one {kind.noun[0]}.", kind.sentence),
        ("What tells rows apart", f"is {labels}; it decides what a row is about, and is never changed by one."),
    )
