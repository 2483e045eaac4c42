"""How large a brief's text document can be set, and how long its lists can be, on one sheet; pure.

A word processor lays text documents out, so their height is estimated here: every text by its length, with room to
spare, since letters differ from one word processor to the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from portfolio.reports.document import Beside, Block, Bullets, Document, Facts, Figure, Paragraph, Table

#: Points of an A4 sheet, and of what stays free: at its sides, and at top and bottom with the line at the foot.
WIDE, HIGH = 595.3, 841.9
SIDE, ENDS = 37.0, 34.0
#: A letter's width and a line's height, by the size of the letters.
_LETTER, _LINE = 0.475, 1.22
#: How much of the sheet is planned for; the rest is what the estimate may be wrong by.
_SURE = 0.97
#: Sizes that are tried, the largest first, and the smallest letters: what has no room in them is left out.
_SCALES = (1.0, 0.95, 0.9, 0.85, 0.8)
SMALLEST = 8.0
#: What pads a table's cell at its sides.
_PADDING = 11.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """Points of the letters of a document, and of what stands free around its texts."""

    text: float
    small: float
    title: float
    subtitle: float
    heading: float
    number: float
    after: float
    above_heading: float
    picture: float

    @classmethod
    def of_brief(cls, scale: float) -> Sizes:
        """Those of a brief, so much smaller than usual."""
        text, small, title, subtitle, heading, number = (
            max(round(one * scale * 2) / 2, SMALLEST) for one in (9, 8, 18, 11, 12, 13)
        )
        after, above = (round(one * scale**3 * 2) / 2 for one in (3, 7))
        return cls(text, small, title, subtitle, heading, number, after, above, scale)


#: Of a document of many pages.
USUAL = Sizes(10, 8, 26, 12, 14, 13, 6, 24, 1)


def fitted(document: Document) -> tuple[Document, Sizes]:
    """What a document says where it keeps to its sheets, and the largest sizes in which it does.

    Of a brief that is too long even with the shortest lists that: it goes on on a second sheet, in letters that can be
    read.
    """
    if not document.one_page:
        return document, USUAL
    found = [Sizes.of_brief(scale) for scale in _SCALES]
    room = (HIGH - 2 * ENDS) * _SURE
    tried = document
    for tried in document.on_paper():
        for sizes in found:
            if height_of(tried, sizes) <= room:
                return tried, sizes
    return tried, found[-1]


def height_of(document: Document, sizes: Sizes) -> float:
    """Points that a brief's content is high, estimated."""
    cover = sum(len(label) + len(value) + 9 for label, value in document.cover)
    found = _lines(len(document.title), sizes.title) + _lines(len(document.lead), sizes.subtitle) + 8
    found += _lines(cover, sizes.text) + sizes.after
    for section in document.sections:
        found += _heading(sizes) if section.title else 0
        found += sum(_block(document, block, sizes) for block in section.blocks)
        found -= _LINE * sizes.small + 2 if section.headed and section.headed.rows else 0
    found += _heading(sizes) + _lines(sum(len(one) + 1 for one in document.caveats), sizes.text) + sizes.after
    return found + sum(_lines(len(note), sizes.small) + 1 for note in document.notes)


def _heading(sizes: Sizes) -> float:
    return sizes.above_heading + _LINE * sizes.heading + 2


def _lines(letters: float, size: float, room: float = WIDE - 2 * SIDE) -> float:
    """Points of the lines that so many letters take."""
    return max(ceil(letters * _LETTER * size / room), 1) * _LINE * size


def _block(document: Document, block: Block, sizes: Sizes) -> float:
    if isinstance(block, Paragraph):
        return _lines(len(block.text), sizes.text) + sizes.after
    if isinstance(block, Bullets):
        return sum(_lines(len(item), sizes.text, WIDE - 2 * SIDE - 18) + 1 for item in block.items)
    if isinstance(block, Facts):
        letters = sum(len(fact.label) + len(fact.text or document.write(fact.value)) * 1.5 for fact in block.entries)
        return max(_lines(letters + 5 * len(block.entries), sizes.text), _LINE * sizes.number) + sizes.after
    if isinstance(block, Beside):
        tables = (figure.brief for figure in block.figures)
        return pictured(block.figures, sizes) + sum(_table(document, table, sizes) for table in tables if table)
    if isinstance(block, Figure):
        return pictured((block,), sizes) + _table(document, block.shown, sizes)
    return sum(_table(document, part, sizes) for part in block.parts())


def pictured(figures: Iterable[Figure], sizes: Sizes) -> float:
    """Points that pictures beside one another are high, with their titles."""
    every = tuple(figures)
    wide = picture_width(len(every), sizes)
    return max(wide * figure.ratio for figure in every) + _LINE * (sizes.text + sizes.small) + 2


def picture_width(count: int, sizes: Sizes) -> float:
    """Points that each of so many pictures in a line is wide on a brief."""
    return ((WIDE - 2 * SIDE) / count - 8) * sizes.picture


def _table(document: Document, table: Table, sizes: Sizes) -> float:
    if not table.rows:
        return _lines(len(table.empty), sizes.text) + sizes.after
    columns = table.shown()
    whole = sum(column.width for column in columns)
    rooms = [max((WIDE - 2 * SIDE) * column.width / whole - _PADDING, 10.0) for column in columns]
    texts = [[column.heading for column in columns]]
    for title, rows in table.runs():
        texts += [[title]] if title else []
        texts += [[document.write(cell) for cell in row] for row in rows]
    found = sum(
        max(_lines(len(text), sizes.small, room) for text, room in zip(row, rooms, strict=False)) + 0.5 for row in texts
    )
    return found + _LINE * sizes.small + 2 + 5
