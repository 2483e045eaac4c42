"""Marks in a workbook: coloured cells with comments, and a sheet of problems before all others. Runs in the child.

openpyxl takes a workbook wholly into memory and writes it anew, so it works within the reading process's limits. What
it writes of a file's own text is text, never a formula.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from imports.staging import decode

AUTHOR = "Cyber Portfolio"
#: How the sheet of problems begins; a sheet that begins so is an earlier one, and is written anew.
BEGINS = f"{AUTHOR} found this in the file"
HEADINGS = ("Where", "Effect", "In the file", "What is wrong", "What to do")
#: Cells with marks, and rows of the sheet of problems, at most: a comment costs much more than a cell.
MARKED, LISTED = 5_000, 20_000
_WIDTHS = (24, 22, 40, 70, 60)
_LONGEST = 32_767
_COLOURS = {"reject": "FFC7CE", "ask": "FFF2B2", "drop": "FFE0B2", "note": "DDEBF7"}
_EFFECTS = {"reject": "the row stays out", "ask": "asked", "drop": "the cell stays out", "note": "for information"}
#: Parts of a workbook that are not written again, by the beginning of their names.
_LOST = {
    "xl/charts/": "charts", "xl/media/": "pictures", "xl/vbaProject": "macros", "xl/activeX/": "controls",
    "xl/ctrlProps/": "controls", "xl/slicers/": "slicers", "xl/diagrams/": "diagrams",
    "xl/externalLinks/": "links to other workbooks",
}  # fmt: skip

Finding = Mapping[str, Any]


def mark(sent: bytes) -> bytes:
    """The marked workbook as xlsx. `sent` is a line of JSON {own, sheets, findings, said}, then the workbook's bytes.

    `own`: mark the workbook itself; else one is made of `sheets` [{name, hidden, rows: [[number, staged cells]]}].
    `findings` are problems as JSON, `said` are sentences for the head of the sheet of problems.
    """
    line, _, content = sent.partition(b"\n")
    order = json.loads(line)
    said = list(order["said"])
    if order["own"]:
        book = load_workbook(io.BytesIO(content), keep_links=False)
        if lost := _lost(content):
            said.append(f"This copy lacks {lost}, which cannot be written again; your own file still has them.")
        _remove_earlier(book)
        names = {name: name for name in book.sheetnames}
    else:
        book, names = _made_of(order["sheets"])
    findings = order["findings"]
    cells = _by_cell(findings, names)
    for (name, address), found in list(cells.items())[:MARKED]:
        _mark_cell(book[name], address, found)
    if len(cells) > MARKED:
        said.append(f"The first {MARKED} cells are marked; the list has them all.")
    _list(book, findings, names, said)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _lost(content: bytes) -> str:
    """What the workbook has that its copy will not, in words."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.namelist()
    found = [word for start, word in _LOST.items() if any(part.startswith(start) for part in parts)]
    return " and ".join(dict.fromkeys(found))


def _remove_earlier(book: Workbook) -> None:
    """Take out what an earlier marking put into the workbook."""
    for sheet in list(book.worksheets):
        if str(sheet["A1"].value or "").startswith(BEGINS):
            del book[sheet.title]
            continue
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is None or AUTHOR not in cell.comment.text:
                    continue
                text = _others(cell.comment.text)
                if text != cell.comment.text:
                    cell.comment = Comment(text, cell.comment.author) if text else None
                    cell.fill = PatternFill()


def _others(text: str) -> str:
    """A comment without what an earlier marking added to it."""
    return "" if text.startswith(f"{AUTHOR}: ") else text.partition(f"\n\n{AUTHOR}: ")[0]


def _made_of(sheets: Sequence[Mapping[str, Any]]) -> tuple[Workbook, dict[str, str]]:
    """A workbook with the same rows at the same addresses, and {name in the file: name in the workbook}."""
    book = Workbook()
    book.remove(book.worksheets[0])
    names: dict[str, str] = {}
    for sheet in sheets:
        title = _title(sheet["name"], book.sheetnames)
        names.setdefault(sheet["name"], title)
        page = book.create_sheet(title)
        if sheet["hidden"] and len(sheets) > 1:
            page.sheet_state = "hidden"
        for number, cells in sheet["rows"]:
            for column, staged in enumerate(cells, 1):
                value = decode(staged)
                if isinstance(value, str):
                    _put(page.cell(number, column), value)
                elif value is not None:
                    _put_value(page.cell(number, column), value)
    return book, names


def _title(name: str, taken: Iterable[str]) -> str:
    """A sheet's name as Excel allows it, and no other sheet's."""
    plain = "".join("-" if mark in "[]:*?/\\" else mark for mark in name if mark.isprintable()).strip("' ")[:28]
    plain, number = plain or "Sheet", 1
    title, used = plain, {one.casefold() for one in taken}
    while title.casefold() in used:
        number += 1
        title = f"{plain} {number}"
    return title


def _put_value(cell: Any, value: Any) -> None:
    if isinstance(value, date | datetime) and value.year < 1900:  # before the first day of spreadsheets
        _put(cell, value.isoformat())
    else:
        cell.value = value


def _put(cell: Any, text: str, **style: Any) -> None:
    """Write text as text: what begins like a formula stays text."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", text)[:_LONGEST]
    if cell.data_type != "s":
        cell.data_type = "s"
        cell.quotePrefix = True
    for name, value in style.items():
        setattr(cell, name, value)


def _by_cell(findings: Iterable[Finding], names: Mapping[str, str]) -> dict[tuple[str, str], list[Finding]]:
    """Problems by sheet and cell; those of a whole row are put at its first cell."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        address = one["cell"] or (f"A{one['row']}" if one["row"] else None)
        if address and one["sheet"] in names:
            found.setdefault((names[one["sheet"]], address), []).append(one)
    return found


def _mark_cell(sheet: Worksheet, address: str, found: Sequence[Finding]) -> None:
    cell = _writable(sheet, address)
    severities = {one["severity"] for one in found}
    worst = next((severity for severity in _COLOURS if severity in severities), "note")
    cell.fill = PatternFill("solid", fgColor=_COLOURS[worst])
    said = "\n".join(dict.fromkeys(f"{one['message']} {one['remedy']}" for one in found))
    before = f"{cell.comment.text}\n\n" if cell.comment is not None else ""
    comment = Comment(ILLEGAL_CHARACTERS_RE.sub(" ", f"{before}{AUTHOR}: {said}")[:_LONGEST], AUTHOR)
    comment.width, comment.height = 340, 60 + 18 * min(12, len(comment.text) // 45 + 1)
    cell.comment = comment


def _writable(sheet: Worksheet, address: str) -> Cell:
    """The cell, or the first one of the merged cells it belongs to."""
    cell = sheet[address]
    if isinstance(cell, MergedCell):
        area = next(area for area in sheet.merged_cells.ranges if address in area)
        cell = sheet.cell(area.min_row, area.min_col)
    assert isinstance(cell, Cell)
    return cell


def _list(book: Workbook, findings: Sequence[Finding], names: Mapping[str, str], said: Sequence[str]) -> None:
    """The sheet of problems, before all others: where (a link to the cell), its effect, what is wrong, what to do."""
    sheet = book.create_sheet(_title("Problems", book.sheetnames), 0)
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    top, wrap = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
    _put(sheet["A1"], f"{BEGINS}; correct the marked cells, save it, and upload it again.", font=Font(bold=True))
    for row, sentence in enumerate(said, 2):
        _put(sheet.cell(row, 1), sentence)
    first = len(said) + 3
    for column, heading in enumerate(HEADINGS, 1):
        _put(sheet.cell(first, column), heading, font=Font(bold=True), alignment=top)
    sheet.freeze_panes = sheet.cell(first + 1, 1)
    for row, one in enumerate(_sorted(findings)[:LISTED], first + 1):
        where = sheet.cell(row, 1)
        place = one["cell"] or (f"row {one['row']}" if one["row"] else "")
        _put(where, f"{one['sheet']}, {place}" if place else str(one["sheet"]), alignment=wrap)
        if place and one["sheet"] in names:
            target = f"{quote_sheetname(names[one['sheet']])}!{one['cell'] or 'A' + str(one['row'])}"
            where.hyperlink = Hyperlink(ref=where.coordinate, location=target)
            where.font = Font(color="0563C1", underline="single")
        effect = sheet.cell(row, 2)
        _put(effect, _EFFECTS[one["severity"]], alignment=wrap, fill=_fill(one["severity"]))
        for column, text in enumerate((one["value"], one["message"], one["remedy"]), 3):
            _put(sheet.cell(row, column), str(text or ""), alignment=wrap)
    if len(findings) > LISTED:
        _put(sheet.cell(first + LISTED + 1, 1), f"… and {len(findings) - LISTED} more.")
    book.active = 0
    for page in book.worksheets:
        page.sheet_view.tabSelected = page is sheet


def _fill(severity: str) -> PatternFill:
    return PatternFill("solid", fgColor=_COLOURS[severity])


def _sorted(findings: Sequence[Finding]) -> list[Finding]:
    """What keeps rows out comes first, then the order of the file."""
    order = list(_COLOURS)
    sheets = list(dict.fromkeys(one["sheet"] for one in findings))
    return sorted(findings, key=lambda one: (order.index(one["severity"]), sheets.index(one["sheet"]), one["row"] or 0))
