"""The tables of a text document: heading rows that are repeated, rows that stay whole, states on their colours."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import _Cell

from portfolio.reports.document import Cell, Document, State, Table
from portfolio.reports.fitting import Sizes

_GROUNDS = {
    "covered": "CFE6E1",
    "ending": "FFE1A3",
    "thin": "E6F2EF",
    "planned": "E4ECFB",
    "lapsed": "F1DFE5",
    "unknown": "E9E1F6",
    "never": "FDEADD",
    "not-applicable": "EDF0F3",
}
_RUN = "EDF1F5"
_NUMBERS = ("number", "decimal", "money")


def write_table(file: Any, document: Document, table: Table, sizes: Sizes, *, captioned: bool = True) -> None:
    """A table, or what is said where it has no rows. Programs that read aloud have the caption where none is shown."""
    if not table.rows:
        file.add_paragraph(table.empty)
        return
    if captioned:
        caption = file.add_paragraph(table.caption, style="Caption")
        caption.paragraph_format.keep_with_next = True
    columns, runs, small = table.shown(), table.runs(), Pt(sizes.small)
    made = file.add_table(rows=1 + sum(len(rows) + bool(title) for title, rows in runs), cols=len(columns))
    made.style, made.autofit = "Table Grid", False
    _name(made, table.caption)
    section = file.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    whole = sum(column.width for column in columns)
    for at, column in enumerate(columns):
        made.columns[at].width = int(room * column.width / whole)
    lines = iter(made._tbl.tr_lst)
    head = next(lines)
    _repeat(head)
    for cell, column in zip(_cells(made, head), columns, strict=True):
        _fill(cell, column.heading, small, number=column.kind in _NUMBERS, bold=True, leads=True)
    for title, rows in runs:
        if title:
            cells = _cells(made, next(lines))
            _fill(cells[0].merge(cells[-1]), title, small, bold=True, ground=_RUN, leads=True)
        for row in rows:
            line = next(lines)
            _keep_whole(line)
            for cell, column, value in zip(_cells(made, line), columns, row, strict=True):
                _fill(cell, document.write(value), small, number=column.kind in _NUMBERS, ground=_ground(value))
    after = file.add_paragraph()
    after.paragraph_format.space_after = Pt(0)
    if document.one_page:
        after.paragraph_format.line_spacing = Pt(5)


def _ground(value: Cell) -> str:
    return _GROUNDS[value.state.value] if isinstance(value, State) else ""


def _cells(table: Any, row: Any) -> list[Any]:
    """The cells of a row, as they stand in the file: the library's own way looks through the whole table for each."""
    return [_Cell(cell, table) for cell in row.tc_lst]


def _name(table: Any, caption: str) -> None:
    """What a table is called by programs that read aloud."""
    name = OxmlElement("w:tblCaption")
    name.set(qn("w:val"), caption)
    table._tbl.tblPr.append(name)


def _repeat(row: Any) -> None:
    """A heading row: told as such, and repeated on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row.get_or_add_trPr().append(mark)


def _keep_whole(row: Any) -> None:
    """A row that does not break between two pages."""
    mark = OxmlElement("w:cantSplit")
    mark.set(qn("w:val"), "true")
    row.get_or_add_trPr().append(mark)


def _fill(
    cell: Any, text: str, size: Pt, *, number: bool = False, bold: bool = False, ground: str = "", leads: bool = False
) -> None:
    """Write a cell; one that `leads` stays with the row that follows it."""
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.font.size, run.bold = size, bold or None
    paragraph.paragraph_format.space_after = Pt(0)
    if leads:
        paragraph.paragraph_format.keep_with_next = True
    if number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if ground:
        shade = OxmlElement("w:shd")
        for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", ground)):
            shade.set(qn(name), value)
        cell._tc.get_or_add_tcPr().append(shade)
