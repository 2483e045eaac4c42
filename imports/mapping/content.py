"""What the cells of a column are by themselves: places, dates, amounts, currencies, addresses, codes; counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Protocol

from imports.read.sheets import CellValue
from portfolio.core.money import MINOR_DIGITS
from portfolio.core.text import fold

#: From this share on the cells say what a column is.
MOST = 0.9
#: As many different cells it takes to speak against a heading.
ENOUGH = 3
_LONGEST_PLACES, _LONGEST_CODE = 200, 40
_CODE = re.compile(r"(?=.*\d)[A-Z]{1,12}[A-Z0-9]*[-_/. ]?[\w./-]{1,30}")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_YES_NO = frozenset(
    {"yes", "no", "true", "false", "y", "n", "oui", "non", "ja", "nein", "si", "sim", "nao", "vrai", "faux"}
)


class Recogniser(Protocol):
    """What content is judged by; `imports.normalise.Vocabulary` is one."""

    def is_place(self, text: str) -> bool:
        """Whether the cell names places and nothing else."""

    def is_objective(self, text: str) -> bool:
        """Whether the cell names objectives and nothing else."""

    def is_period(self, text: str) -> bool:
        """Whether the cell goes from one date to another, or says from when or until when."""

    def stretches(self, headings: Sequence[str]) -> Sequence[tuple[str, str] | None]:
        """From when to when each heading is, where it is a stretch of time and nothing else."""

    def follow(self, stretches: Iterable[tuple[str, str]]) -> bool:
        """Whether the stretches of time, in order, do not overlap."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the cells that say anything are of a kind."""

    found: int = 0
    of: int = 0

    @property
    def share(self) -> float:
        """From 0 to 1; 0 where no cell says anything."""
        return self.found / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.found} of {self.of}"


NONE = Count()


def _counted(cells: Sequence[str], test: Callable[[str], bool]) -> Count:
    return Count(sum(1 for cell in cells if test(cell)), len(cells))


def _texts(cells: Sequence[CellValue]) -> list[str]:
    return [cell if isinstance(cell, str) else str(cell) for cell in cells if not isinstance(cell, date)]


def places(cells: Sequence[CellValue], recogniser: Recogniser | None) -> Count:
    """Cells that name places. Long texts name more than places, and are not looked up."""
    texts = _texts(cells)
    if recogniser is None or not texts or sum(map(len, texts)) > _LONGEST_PLACES * len(texts):
        return NONE
    return _counted(texts, lambda text: len(text) <= _LONGEST_PLACES and recogniser.is_place(text))


def are_places(cells: Sequence[CellValue], recogniser: Recogniser | None) -> Count:
    """The count where nine of ten cells name places, else none; the first cells decide whether the others are read."""
    first = places(cells[:ENOUGH], recogniser)
    if first.found * 2 <= first.of:
        return NONE
    found = places(cells, recogniser)
    return found if found.share >= MOST else NONE


def objectives(cells: Sequence[CellValue], recogniser: Recogniser | None) -> Count:
    """Cells that name objectives by number or title."""
    return _counted(_texts(cells), recogniser.is_objective) if recogniser is not None else NONE


def periods(cells: Sequence[CellValue], recogniser: Recogniser | None) -> Count:
    """Cells that hold a start and an end."""
    return _counted(_texts(cells), recogniser.is_period) if recogniser is not None else NONE


def dates(cells: Sequence[CellValue]) -> Count:
    """Cells that are dates or are written like dates."""
    found = sum(1 for cell in cells if isinstance(cell, date) or (isinstance(cell, str) and _looks_like_date(cell)))
    return Count(found, len(cells))


def _looks_like_date(text: str) -> bool:
    figures = sum(mark.isdigit() for mark in text)
    return 4 <= figures <= 8 and len(text) <= 20 and any(mark in text for mark in "-./") and figures * 2 >= len(text)


def currencies(cells: Sequence[CellValue]) -> Count:
    """Cells that are the ISO code of a currency and nothing else."""
    return Count(sum(1 for cell in cells if isinstance(cell, str) and cell.strip() in MINOR_DIGITS), len(cells))


def links(cells: Sequence[CellValue]) -> Count:
    """Cells that are web addresses."""
    return Count(sum(1 for cell in cells if isinstance(cell, str) and _LINK.fullmatch(cell.strip())), len(cells))


def amounts(cells: Sequence[CellValue]) -> Count:
    """Cells that may be sums of money: numbers beyond a thousand, or texts of figures with a mark of thousands."""
    found = sum(1 for cell in cells if not isinstance(cell, bool) and _looks_like_amount(cell))
    return Count(found, len(cells))


def _looks_like_amount(cell: CellValue) -> bool:
    if isinstance(cell, int | float):
        return cell >= 1000
    return isinstance(cell, str) and bool(
        re.fullmatch(r"[€$£]?\s*\d{1,3}(?:[.,\s']\d{3})+(?:[.,]\d{1,2})?\s*\W?", cell)
    )


def codes(cells: Sequence[CellValue]) -> Count:
    """Cells that are short, of capitals and figures, and begin alike."""
    texts = [cell.strip() for cell in cells if isinstance(cell, str)]
    start = texts[0][:2] if texts else ""
    return Count(
        sum(1 for text in texts if len(text) <= _LONGEST_CODE and text.startswith(start) and _CODE.fullmatch(text)),
        len(cells),
    )


def say_yes_or_no(cells: Sequence[CellValue]) -> bool:
    """Whether every cell is a yes or a no."""
    return all(isinstance(cell, str) and fold(cell) in _YES_NO for cell in cells)


def have_figures(cells: Sequence[CellValue]) -> bool:
    """Whether any cell is a number or holds one."""
    return any(
        isinstance(cell, int | float) or (isinstance(cell, str) and any(mark.isdigit() for mark in cell))
        for cell in cells
    )


def are_running_numbers(cells: Sequence[CellValue]) -> bool:
    """Whether the cells count the rows: 1, 2, 3 …"""
    numbers = [
        float(cell) for cell in cells if isinstance(cell, int | float) or (isinstance(cell, str) and cell.isdecimal())
    ]
    steps = [after - before for before, after in pairwise(numbers)]
    return len(numbers) == len(cells) and bool(steps) and steps.count(1.0) * 10 >= len(steps) * 8 and numbers[0] < 3
