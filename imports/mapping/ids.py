"""A column of ids that the list gives its projects, and that are no codes of ours: told by heading and cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from imports.mapping.evidence import TAKEN_FROM
from imports.mapping.matches import ColumnMatch
from imports.read.sheets import CellValue
from portfolio.core.text import fold

#: Beginnings of the word "code" in headings of the shipped languages, folded.
_CODE = ("cod", "kod", "код", "κωδ", "sifr", "kurz", "kennung", "kenn")
_NUMBERS = "The cells are plain numbers: the list's own ids, not codes."
_BESIDE = "Another column is the code; this one has the list's own ids."


def with_source_ids(
    columns: Sequence[ColumnMatch], samples: Mapping[int, Sequence[CellValue]]
) -> tuple[ColumnMatch, ...]:
    """The columns, with one that could be the code but is not as the id in the source.

    A code named 412 would be anybody's: plain numbers are codes only where the heading says so. Running numbers are
    neither: the next file counts anew.
    """
    found = list(columns)
    if any(match.field == "source_id" for match in found):
        return tuple(found)
    codes = [at for at, match in enumerate(found) if _may_be_code(match)]
    named = [at for at in codes if _says_code(found[at].heading)]
    code = next((at for at in codes if found[at].field == "code" and found[at].taken), None)
    if code is None and len(named) == 1 and len(codes) > 1:
        code = named[0]  # "Code" beside "Reference": no question which one it is
        reason = f"The heading is “{found[code].heading}”."
        found[code] = replace(found[code], field="code", taken=True, reason=reason)
    if code is None:
        return tuple(found)
    others = [at for at in codes if at != code]
    if others:
        found[others[0]] = replace(found[others[0]], field="source_id", taken=True, score=TAKEN_FROM, reason=_BESIDE)
    elif not named and _plain_numbers(samples.get(found[code].column, ())):
        found[code] = replace(found[code], field="source_id", taken=True, score=TAKEN_FROM, reason=_NUMBERS)
    return tuple(found)


def _may_be_code(match: ColumnMatch) -> bool:
    """Whether the heading is sure to be a code's, whatever became of it."""
    if match.field == "code":
        return match.score >= TAKEN_FROM
    return match.field is None and any(name == "code" and score >= TAKEN_FROM for name, score in match.candidates)


def _says_code(heading: str) -> bool:
    return any(word.startswith(_CODE) for word in fold(heading).split())


def _plain_numbers(cells: Sequence[CellValue]) -> bool:
    """Whether there are cells, and every one is a short whole number."""
    texts = [str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell) for cell in cells]
    return bool(texts) and all(text.isascii() and text.strip().isdigit() and len(text) <= 6 for text in texts)
