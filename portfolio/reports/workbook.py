"""A document as a workbook: each table a sheet with real numbers and days, figures as native charts, and what it is."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from math import ceil
from typing import Any

from portfolio.core.sentences import Euro
from portfolio.core.terms import CellState
from portfolio.coverage.workbook import FILLS
from portfolio.reports.document import Cell, Document, Fact, Facts, Figure, State, Table
from portfolio.reports.figures import standing_alone
from portfolio.reports.typesetting import draw_pictures
from portfolio.web.sheets import Cents, Sheets, put

#: Headings of numbers stand above them.
_HEAD = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "align": "right"}
#: Size of a chart, and how many names one of bars has: the first of its sheet.
_WIDE, _HIGH, _MOST_BARS = 960, 360, 25
#: Points of a line, and the highest that a row can be.
_LINE, _HIGHEST = 15, 405
#: A letter of a text is so much narrower than the digit in which widths are counted.
_LETTER = 0.92


def write_workbook(document: Document) -> bytes:
    """The bytes of an xlsx file."""
    sheets = Sheets(document.title)
    taken: Counter[str] = Counter()
    figures = document.figures()
    for table in document.tables():
        sheet = _sheet(sheets, document, table, _unused(document.language.word(table.name), taken))
        for figure in figures:
            if figure.table is table and figure.series and table.rows:
                _chart(sheets, document, figure, sheet)
            if figure.table is table and figure.bars:
                drawn = standing_alone(figure.svg, document.press.styles)
                _map(sheets, document, figure, draw_pictures([drawn])[0])
    _facts(sheets, document)
    sheets.about(_about(document), document.language.word("About this file"))
    return sheets.done()


def _unused(name: str, taken: Counter[str]) -> str:
    """A sheet's name that no other has."""
    taken[name] += 1
    return name if taken[name] == 1 else f"{name[:27]} {taken[name]}"


def _sheet(sheets: Sheets, document: Document, table: Table, name: str) -> Any:
    headings = [column.heading for column in table.columns]
    widths = [max(column.width, len(column.heading) // 2) + 2 for column in table.columns]
    sheet = sheets.sheet(name, headings, widths)
    if any(len(heading) > width for heading, width in zip(headings, widths, strict=True)):
        # Not every program finds the height of a line that is broken.
        sheet.set_row(0, 30)
    for at, column in enumerate(table.columns):
        if column.kind in ("number", "decimal", "money", "day"):
            put(sheet, 0, at, column.heading, sheets.format(**_HEAD))
    rows = table.single()
    sheets.rows(sheet, ([_value(cell) for cell in row] for row in rows))
    for number, row in enumerate(rows, start=1):
        _heighten(sheet, number, [cell.text if isinstance(cell, State) else cell for cell in row], widths)
    last = max(len(rows), 1)
    sheet.autofilter(0, 0, last, len(headings) - 1)
    for at, column in enumerate(table.columns):
        if column.kind == "state":
            _shade_states(sheets, document, sheet, at, last)
    if table.scale is not None:
        bar = {"type": "data_bar", "bar_color": "#E8A77C", "bar_solid": True, "min_type": "num", "min_value": 0}
        sheet.conditional_format(1, table.scale, last, table.scale, bar)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _heighten(sheet: Any, number: int, texts: Sequence[Any], widths: Sequence[int]) -> None:
    """Room for the lines of a row's longest text: not every program finds it."""
    lines = max(
        (
            ceil(len(text) * _LETTER / max(width, 1))
            for text, width in zip(texts, widths, strict=True)
            if isinstance(text, str)
        ),
        default=1,
    )
    if lines > 1:
        sheet.set_row(number, min(_LINE * lines, _HIGHEST))


def _map(sheets: Sheets, document: Document, figure: Figure, picture: bytes) -> None:
    """The map as the page has it, on a sheet of its own: a chart of a workbook knows no countries."""
    place = sheets.book.add_worksheet(document.language.word("Map"))
    place.set_landscape()
    place.fit_to_pages(1, 1)
    place.hide_gridlines(2)
    options = {
        "image_data": io.BytesIO(picture),
        "description": figure.alt,
        "object_position": 2,
        **dict.fromkeys(("x_scale", "y_scale"), _WIDE / _pixels(picture)),
    }
    put(place, 0, 0, figure.title, sheets.bold)
    place.insert_image(1, 0, "map.png", options)


def _pixels(picture: bytes) -> int:
    """How wide a PNG is: its head says so."""
    return int.from_bytes(picture[16:20], "big")


def _value(cell: Cell) -> Any:
    if isinstance(cell, State):
        return cell.text
    return Cents(cell) if isinstance(cell, Euro) else cell


def _shade_states(sheets: Sheets, document: Document, sheet: Any, column: int, last: int) -> None:
    """Colour the states by what is written, so that a state that somebody changes changes its colour."""
    for state in CellState:
        criteria = {"type": "text", "criteria": "begins with", "value": document.language.say(state)}
        sheet.conditional_format(1, column, last, column, criteria | {"format": sheets.format(**FILLS[state])})


def _chart(sheets: Sheets, document: Document, figure: Figure, sheet: Any) -> None:
    """The figure as a chart of its sheet's own cells, on a sheet after it."""
    count, name = len(figure.table.single()), sheet.get_name()
    if figure.bars:
        count = min(count, _MOST_BARS)
    chart = sheets.book.add_chart({"type": "bar" if figure.bars else "column", "subtype": "stacked"})
    for at, colour in zip(figure.series, figure.colours, strict=True):
        chart.add_series(
            {
                "name": [name, 0, at],
                "categories": [name, 1, 0, count, 0],
                "values": [name, 1, at, count, at],
                "fill": {"color": colour},
                "gap": 20,
            }
        )
    chart.set_title({"name": figure.title, "name_font": {"size": 12}})
    if figure.bars:
        # Lying bars begin at the bottom, a list at its top.
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"num_format": "0", "min": 0})
        chart.set_legend({"none": True})
    else:
        chart.set_x_axis({"date_axis": True, "num_format": "yyyy", "major_unit": 1, "major_unit_type": "years"})
        chart.set_legend({"position": "bottom"})
    chart.set_size({"width": _WIDE, "height": max(_HIGH, 22 * count + 80) if figure.bars else _HIGH})
    place = sheets.book.add_worksheet(f"{document.language.word('Chart')} {name}"[:31])
    place.set_landscape()
    place.fit_to_pages(1, 1)
    place.hide_gridlines(2)
    place.insert_chart(0, 0, chart, {"description": figure.alt, "object_position": 2})


def _facts(sheets: Sheets, document: Document) -> None:
    """The big numbers, as numbers."""
    entries: list[Fact] = []
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Facts):
                entries += block.entries
    word = document.language.word
    sheet = sheets.sheet(word("In numbers"), [word("What"), word("Number"), word("Of")], [40, 20, 20])
    sheets.rows(sheet, ([fact.label, _value(fact.value), fact.more] for fact in entries))


def _about(document: Document) -> list[tuple[str, str]]:
    word = document.language.word
    lines = [(word("What"), f"{document.title}. {document.lead}"), (word("From"), document.site_name)]
    lines += document.cover
    lines += [(word("Caveat"), sentence) for sentence in document.caveats]
    lines += document.rules
    return lines + [(word("Note"), sentence) for sentence in document.notes]
