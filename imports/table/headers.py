"""Which row of a sheet holds the headings: scored over its first rows, by what is known of headings and by shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imports.fields.meanings import OF_PROJECTS, Headings, Rule
from imports.read.sheets import Sheet
from imports.table.rows import Row, filled_in, is_tags, texts_of
from portfolio.core.text import clean, fold

ROWS_LOOKED_AT = 30
_LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class Header:
    """A row of headings: its number in the file, how well it fits, and how many headings are known fields."""

    row: int
    score: float
    known: int


def best_header(sheet: Sheet, known: Headings = OF_PROJECTS) -> Header | None:
    """The row most like headings among the first 30 rows that hold something; the upper one of equals."""
    best: Header | None = None
    rows = sheet.rows
    seen = 0
    looked_at: set[tuple[str, ...]] = set()
    widths = [filled_in(row) for row in rows[: ROWS_LOOKED_AT * 4]]
    usual = max(widths, default=0)
    for at, row in enumerate(rows[: len(widths)]):
        if not widths[at]:
            continue
        seen += 1
        if seen > ROWS_LOOKED_AT:
            break
        texts = tuple(fold(text) for _, text in texts_of(row))
        if texts in looked_at:  # headings that are repeated further down
            continue
        looked_at.add(texts)
        header = _score(sheet, at, row, usual, known)
        if header is not None and (best is None or header.score > best.score):
            best = header
    return best


def _score(sheet: Sheet, at: int, row: Row, usual: int, headings: Headings) -> Header | None:
    texts = texts_of(row)
    if not texts:
        return None
    below = next((other for other in sheet.rows[at + 1 :] if filled_in(other)), None)
    if below is None:
        return None
    known, heard = 0, 0.0
    fields = set()
    for _, text in texts:
        found = headings.meaning(text) if len(text) <= _LONGEST_HEADING else None
        if found is None:
            heard -= 1
        elif found.field is not None and found.rule is not Rule.PERHAPS:
            known += 1
            fields.add(found.field)
        elif found.rule is not Rule.NONE:
            heard += 0.5
    numbers = filled_in(row) - len(texts)
    distinct = len({fold(text) for _, text in texts})
    if len(texts) == 1 and usual > 1 and not fields & headings.identity:
        return None
    score = 3.0 * len(fields) + 0.5 * (known - len(fields)) + heard
    score += 2.0 * distinct / max(usual, 1) - 1.5 * numbers - 0.5 * (len(texts) - distinct)
    score += 0.5 if any(not isinstance(cell, str) and cell is not None for cell in below) else 0.0
    score += 1.0 if is_tags(below) else 0.0
    score -= 2.0 if is_tags(row) else 0.0
    return Header(sheet.first_row + at, score, len(fields))


def headings_of(sheet: Sheet, header_row: int, data_columns: Sequence[int]) -> tuple[tuple[int, str], ...]:
    """(column, heading) of every column that has a heading or data, in order; a heading may be empty.

    A heading that stands twice is told apart by the band above it (“Planned” over “Start”), and an empty one is
    taken from above when a cell there reaches down to it.
    """
    at = header_row - sheet.first_row
    row = sheet.rows[at] if 0 <= at < len(sheet.rows) else ()
    own = [clean(str(cell), lines=False)[: _LONGEST_HEADING * 2] if cell is not None else "" for cell in row]
    above = _bands(sheet, at - 1, len(own))
    counts: dict[str, int] = {}
    for text in own:
        counts[fold(text)] = counts.get(fold(text), 0) + 1
    headings = {}
    for column, text in enumerate(own):
        band, direct = above.get(column, ("", False))
        if not text and direct:
            text = band
        elif text and counts[fold(text)] > 1 and band:
            text = f"{band} {text}"
        if text:
            headings[column] = text
    return tuple((column, headings.get(column, "")) for column in sorted({*headings, *data_columns}))


def _bands(sheet: Sheet, at: int, width: int) -> dict[int, tuple[str, bool]]:
    """Column -> the text above it and whether it stands in that very column, where the row above is a band of headings.

    A title over the table is one cell; a band has at least two, and short ones.
    """
    if at < 0:
        return {}
    texts = texts_of(sheet.rows[at])
    if len(texts) < 2 or any(len(text) > 80 for _, text in texts) or filled_in(sheet.rows[at]) != len(texts):
        return {}
    starts = dict(texts)
    bands: dict[int, tuple[str, bool]] = {}
    current = ""
    for column in range(width):
        if column in starts:
            current = clean(starts[column], lines=False)
        if current:
            bands[column] = (current, column in starts)
    return bands
