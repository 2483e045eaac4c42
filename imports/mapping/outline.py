"""Columns that number a list and its parts: “1”, “1.1”, “1.2”, “2” above each other under “No.”, or “A”, “A.1”."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imports.fields.meanings.lexicon import concepts_of
from imports.mapping.evidence import TAKEN_FROM, Option, Proposal
from imports.problems import shown
from imports.read.sheets import CellValue
from portfolio.core.text import fold

_OUTLINE = re.compile(r"(?:\d{1,3}|[A-Z]|[IVX]{1,5})(?:[.\-/]\d{1,3})*")
_MARK = re.compile(r"[.\-/]")
_FEWEST_PARTS = 2
#: Words for the number of a row, folded, besides those for numbers and codes.
_ROWS = frozenset({"lfd", "laufende", "lp", "por", "sr", "ser", "serial", "sl", "item", "pos", "poz", "position", "row",
                   "line", "ordre", "orden", "ordem", "ordine", "zeile", "ligne", "fila"})  # fmt: skip
_REASON = "The cells number a list and its parts, as “{part}” is one of “{whole}”."


def outline_of(cell: CellValue) -> tuple[str, ...]:
    """The numbers of a cell from the outermost to the innermost, (“1”, “2”) of “1.2.”; empty where it is none.

    “1.0” is “1”: it stands above “1.1”.
    """
    if isinstance(cell, bool) or not isinstance(cell, str | int | float) or (isinstance(cell, str) and len(cell) > 40):
        return ()
    text = shown(cell).rstrip(".)")
    if not _OUTLINE.fullmatch(text):
        return ()
    numbers = [one.lstrip("0") or "0" for one in _MARK.split(text)]
    return tuple(numbers[:-1] if len(numbers) > 1 and numbers[-1] == "0" else numbers)


def number_parts(proposals: Sequence[Proposal]) -> None:
    """A column that numbers parts tells their wholes where its heading is no more than a word for numbers."""
    if any(one.takes("parent") for one in proposals):
        return
    for one in proposals:
        if any(option.field is not None and option.score >= TAKEN_FROM for option in one.options):
            continue
        told = any(option.score == 100 for option in one.options)  # a person said what the column is
        pair = None if told else _part_and_whole(one.cells)
        if pair is None:
            continue
        reason = _REASON.format(part=pair[0], whole=pair[1])
        if _says_number(one.heading):
            one.options[:] = [Option("outline", TAKEN_FROM + 4, reason, final=True)]
            return
        if one.is_open:
            one.options.append(Option("outline", TAKEN_FROM - 10, reason))


def _says_number(heading: str) -> bool:
    words = fold(heading).split()
    return all(len(word) == 1 or word in _ROWS or "code" in concepts_of(word).values() for word in words)


def _part_and_whole(cells: Sequence[CellValue]) -> tuple[str, str] | None:
    """A part and its whole, if every cell is such a number and nearly every part stands beside its whole."""
    found = []
    for cell in cells:
        number = outline_of(cell)
        if not number:  # most columns say so with their first cell
            return None
        found.append(number)
    parts = [one for one in found if len(one) > 1]
    if len(parts) < _FEWEST_PARTS:
        return None
    known = set(found)
    under = [one for one in parts if one[:-1] in known]
    if len(under) * 10 < len(parts) * 8 or len(known) == len(parts):
        return None
    return ".".join(under[0]), ".".join(under[0][:-1])
