"""Which row of a sheet holds the headings: scored over its first rows, by what is known of headings and by shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imports.fields.meanings import OF_PROJECTS, Headings, Rule
from imports.read.sheets import Sheet
from imports.table.headings import LONGEST_HEADING, is_tags
from imports.table.words import Row, calendar_cells, filled_in, texts_of
from portfolio.core.text import fold

ROWS_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Header:
    """A row of headings: its number in the file, how well it fits, and how many headings are known fields."""

    row: int
    score: float
    known: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row that may hold the headings: its place in the sheet's rows, its words, and its score but for what they mean.

    `alone` is a row of one text in a table of more columns: a title, unless the text names projects.
    """

    at: int
    texts: Sequence[str]
    score: float
    alone: bool


def lines_of(sheet: Sheet) -> Sequence[Line]:
    """What may be headings among the first 30 rows that hold something, whatever kind of list it is."""
    found: list[Line] = []
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
        texts = [text for _, text in texts_of(row)]
        folded = tuple(map(fold, texts))
        if not texts or folded in looked_at:  # headings that are repeated further down
            continue
        looked_at.add(folded)
        below = next((other for other in rows[at + 1 :] if filled_in(other)), None)
        if below is not None:
            score = _shape_score(row, below, len(texts), len(set(folded)), usual)
            found.append(Line(at, texts, score, len(texts) == 1 and usual > 1))
    return found


def best_header(sheet: Sheet, known: Headings = OF_PROJECTS, lines: Sequence[Line] | None = None) -> Header | None:
    """The row most like headings of that kind; the upper one of equals. `lines` are the sheet's, where known."""
    best: Header | None = None
    for line in lines_of(sheet) if lines is None else lines:
        header = _scored(sheet, line, known)
        if header is not None and (best is None or header.score > best.score):
            best = header
    return best


def _shape_score(row: Row, below: Row, texts: int, distinct: int, usual: int) -> float:
    """How much a row looks like headings by its cells and by the row below; so many of its texts are distinct."""
    odd = filled_in(row) - texts - len(calendar_cells(row))
    score = 2.0 * distinct / max(usual, 1) - 1.5 * odd - 0.5 * (texts - distinct)
    score += 0.5 if any(not isinstance(cell, str) and cell is not None for cell in below) else 0.0
    score += 1.0 if is_tags(below) else 0.0
    score -= 2.0 if is_tags(row) else 0.0
    return score


def _scored(sheet: Sheet, line: Line, headings: Headings) -> Header | None:
    """The line as headings of that kind; None for what is none."""
    known, heard = 0, 0.0
    fields = set()
    for text in line.texts:
        found = headings.meaning(text) if len(text) <= LONGEST_HEADING else None
        if found is None:
            heard -= 1
        elif found.field is not None and found.rule is not Rule.PERHAPS:
            known += 1
            fields.add(found.field)
        elif found.rule is not Rule.NONE:
            heard += 0.5
    if line.alone and not fields & headings.identity:
        return None
    score = 3.0 * len(fields) + 0.5 * (known - len(fields)) + heard + line.score
    return Header(sheet.first_row + line.at, score, len(fields))
