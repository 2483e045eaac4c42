"""Columns whose headings are stretches of time in order, with marks in their cells: “Jan 2025 | Feb 2025” over x."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from imports.mapping import content
from imports.mapping.content import Recogniser
from imports.mapping.evidence import ENDS, STARTS, TAKEN_FROM, Option, Proposal
from imports.mapping.ticks import FEWEST, is_blank, is_no, is_tick
from imports.read.sheets import CellValue
from portfolio.core.text import fold

_LONGEST_MARK, _LONGEST_SIGN = 40, 2
_RUNS = "The heading is a stretch of time beside others, and a project runs from its first marked one to its last"


def mark_timeline(proposals: Sequence[Proposal], recogniser: Recogniser | None) -> None:
    """Say of columns of stretches of time what they are: marks, unless other columns hold the dates, or the cells more.

    Amounts of years are no marks, figures are asked about, and where nothing is marked the file may say it in colours.
    """
    if recogniser is None:
        return
    known = [one for one in proposals if one.heading and one.is_open]
    found = recogniser.stretches([one.heading for one in known])
    timed = [one for stretch, one in zip(found, known, strict=True) if stretch is not None]
    if len(timed) < FEWEST or not recogniser.follow(filter(None, found)):
        return
    option = _option(proposals, [cell for one in timed for cell in one.cells])
    for one in timed:
        one.options.append(option)


def _option(proposals: Sequence[Proposal], cells: Sequence[CellValue]) -> Option:
    marks = [cell for cell in cells if not is_blank(cell) and not is_no(cell)]
    if not marks:
        return _left_out("The heading is a stretch of time, but no cell under such a heading is marked; colours are"
                         " not read.")  # fmt: skip
    if content.amounts(marks).found:
        return _left_out("The heading is a stretch of time, and the cells are amounts; a project has one budget here.")
    starts, ends = (any(one.takes(*names) for one in proposals) for names in (STARTS, ENDS))
    if starts and ends:
        return _left_out("The heading is a stretch of time, but other columns say when a project starts and ends.")
    if starts or ends:
        other = "start" if starts else "end"
        return Option("timeline_mark", TAKEN_FROM - 10, f"{_RUNS}; but another column says the {other}.")
    if any(_is_figure(mark) for mark in marks):
        return Option("timeline_mark", TAKEN_FROM - 10, f"{_RUNS}; but the cells are figures, and may be no marks.")
    words = {fold(mark) if isinstance(mark, str) else str(mark) for mark in marks if not _is_sign(mark)}
    if len(words) > 1 or any(len(word) > _LONGEST_MARK for word in words):
        return Option("timeline_mark", TAKEN_FROM - 10, f"{_RUNS}; but the cells say more than a mark does.")
    return Option("timeline_mark", TAKEN_FROM + 4, f"{_RUNS}.", final=True)


def _left_out(reason: str) -> Option:
    return Option(None, 0, reason, final=True)


def _is_sign(mark: CellValue) -> bool:
    """Whether a cell is a tick, or one or two letters or signs as people mark something with."""
    return is_tick(mark) or (isinstance(mark, str) and len(mark.strip()) <= _LONGEST_SIGN)


def _is_figure(mark: CellValue) -> bool:
    if is_tick(mark) or isinstance(mark, date):
        return False
    return not isinstance(mark, str) or any(sign.isdigit() for sign in mark)
