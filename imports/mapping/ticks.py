"""Columns whose headings are places, one each, with ticks or shares in their cells: “Kenya | Uganda | Ghana” over x."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from imports.mapping.content import Recogniser
from imports.mapping.evidence import TAKEN_FROM, Option, Proposal
from imports.read.sheets import CellValue
from portfolio.core.text import fold

#: So many columns of a kind stand beside each other before they are believed.
FEWEST = 2
_YES = frozenset({"x", "xx", "1", "yes", "y", "true", "ja", "oui", "si", "sim", "tak", "ano", "ναι", "da", "vrai"})
_NO = frozenset({"0", "no", "n", "false", "nein", "non", "nao", "nie", "ne", "οχι", "faux"})
_MARKS, _DASHES = frozenset("✓✔☑✅●•■×☒*"), frozenset("-–—✗✘☐")
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d{1,4})?)\s?%")


def is_tick(cell: CellValue) -> bool:
    """Whether the cell says yes and nothing else."""
    if isinstance(cell, str):
        return cell.strip() in _MARKS or fold(cell) in _YES
    return isinstance(cell, int | float | Decimal) and cell == 1


def is_no(cell: CellValue) -> bool:
    """Whether the cell says no and nothing else."""
    if isinstance(cell, str):
        return cell.strip() in _DASHES or fold(cell) in _NO
    return isinstance(cell, int | float | Decimal) and cell == 0


def is_blank(cell: CellValue) -> bool:
    """Whether the cell says nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def share_of(cell: CellValue) -> str | None:
    """A part of the whole in percent, of 0.6 or “60 %”; None for anything else."""
    if isinstance(cell, float | Decimal) and 0 < cell < 1:
        return f"{(Decimal(str(cell)) * 100).normalize():f}"
    found = _SHARE.fullmatch(cell.strip()) if isinstance(cell, str) else None
    return found[1].replace(",", ".") if found else None


def are_ticks(cells: Sequence[CellValue]) -> bool:
    """Whether the cells hold ticks, shares and noes alone, and some of them a tick or a share."""
    said = [cell for cell in cells if not is_blank(cell)]
    return all(is_tick(cell) or is_no(cell) or share_of(cell) for cell in said) and not all(map(is_no, said))


def are_mostly_ticks(cells: Sequence[CellValue]) -> bool:
    """Whether most cells are ticks, shares and noes: among columns of ticks, “lead” or “(x)” says something more."""
    said = [cell for cell in cells if not is_blank(cell)]
    sure = sum(1 for cell in said if is_tick(cell) or is_no(cell) or share_of(cell))
    return bool(said) and 2 * sure >= len(said) and not all(map(is_no, said))


def tick_places(proposals: Sequence[Proposal], recogniser: Recogniser | None) -> None:
    """Columns of ticks or shares under a place each are the places of the projects; two of them at least."""
    if recogniser is None:
        return
    empty = [one for one in proposals if one.heading and not one.cells]
    found = [one for one in proposals if one.heading and one.is_open and are_ticks(one.cells)]
    found = [one for one in found if recogniser.is_place(one.heading)]
    if len(found) < FEWEST:
        return
    more = [one for one in proposals if one.heading and one.is_open and are_mostly_ticks(one.cells)]
    found += [one for one in more if one not in found and recogniser.is_place(one.heading)]
    for one in (*found, *(one for one in empty if one.is_open and recogniser.is_place(one.heading))):
        reason = "The heading is a place, and the cells are ticks or shares."
        one.options.append(Option("places", TAKEN_FROM + 4, reason, final=True))
