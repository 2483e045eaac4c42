"""Which row of a sheet holds the headings: scored over its first rows, by what is known of headings and by shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imports.fields.meanings import OF_PROJECTS, Headings, Rule
from imports.read.sheets import Sheet
from imports.table.headings import LONGEST_HEADING, is_tags
from imports.table.words import filled_in, texts_of
from portfolio.core.text import fold

ROWS_LOOKED_AT = 30


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
        texts = [text for _, text in texts_of(row)]
        folded = tuple(map(fold, texts))
        if folded in looked_at:  # headings that are repeated further down
            continue
        looked_at.add(folded)
        header = _score(sheet, at, texts, len(set(folded)), usual, known)
        if header is not None and (best is None or header.score > best.score):
            best = header
    return best


def _score(sheet: Sheet, at: int, texts: Sequence[str], distinct: int, usual: int, headings: Headings) -> Header | None:
    """The row at that index as headings; `texts` are its words, of which so many are distinct."""
    if not texts:
        return None
    row = sheet.rows[at]
    below = next((other for other in sheet.rows[at + 1 :] if filled_in(other)), None)
    if below is None:
        return None
    known, heard = 0, 0.0
    fields = set()
    for text in texts:
        found = headings.meaning(text) if len(text) <= LONGEST_HEADING else None
        if found is None:
            heard -= 1
        elif found.field is not None and found.rule is not Rule.PERHAPS:
            known += 1
            fields.add(found.field)
        elif found.rule is not Rule.NONE:
            heard += 0.5
    numbers = filled_in(row) - len(texts)
    if len(texts) == 1 and usual > 1 and not fields & headings.identity:
        return None
    score = 3.0 * len(fields) + 0.5 * (known - len(fields)) + heard
    score += 2.0 * distinct / max(usual, 1) - 1.5 * numbers - 0.5 * (len(texts) - distinct)
    score += 0.5 if any(not isinstance(cell, str) and cell is not None for cell in below) else 0.0
    score += 1.0 if is_tags(below) else 0.0
    score -= 2.0 if is_tags(row) else 0.0
    return Header(sheet.first_row + at, score, len(fields))
