"""Marks under headings that are stretches of time: a project runs from its first marked stretch to its last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from imports.mapping.ticks import is_blank, is_no
from imports.normalise.columns import Column
from imports.normalise.flaws import BLANK, Cell, Flaw
from imports.normalise.stretches import Stretch, in_order, stretches
from imports.normalise.texts import absent
from portfolio.core.periods import PartialDate


def read_mark(value: object) -> Cell:
    """Whether a cell marks its stretch: anything but a blank, a zero, a dash, a no or “n/a”."""
    if is_blank(value) or is_no(value) or absent(value) is not None:  # type: ignore[arg-type]
        return Cell(BLANK)
    return Cell(True)


def runs_of(columns: Sequence[Column], note: Callable[[int, Flaw, int], None]) -> list[Stretch | None]:
    """For each row the time from its first marked stretch to its last; None where none is marked.

    `note` takes the row, a flaw and the column: stretches without a mark between marked ones, and marks under a heading
    that is no stretch of time.
    """
    found = stretches([column.match.heading for column in columns])
    timed = sorted(
        ((stretch, column) for stretch, column in zip(found, columns, strict=True) if stretch is not None),
        key=lambda one: one[0],
    )
    for stretch, column in zip(found, columns, strict=True):
        if stretch is None:
            for at, mark in enumerate(column.values):
                if mark is not BLANK:
                    note(at, Flaw("no-stretch", words={"heading": column.match.heading}), column.match.column)
    ordered = in_order([stretch for stretch, _ in timed])
    runs: list[Stretch | None] = []
    for at, marks in enumerate(zip(*(column.values for _, column in timed), strict=True)):
        marked = [number for number, mark in enumerate(marks) if mark is not BLANK]
        if not marked:
            runs.append(None)
            continue
        first, last = marked[0], max(marked, key=lambda number: PartialDate.parse(timed[number][0][1]).last())
        runs.append((timed[first][0][0], timed[last][0][1]))
        gaps = sorted({*range(first, last + 1)} - {*marked})
        if gaps and ordered:
            note(at, _gap(timed, gaps, runs[-1]), timed[first][1].match.column)
    return runs


def _gap(timed: Sequence[tuple[Stretch, Column]], gaps: Sequence[int], run: Any) -> Flaw:
    names = ", ".join(timed[gap][1].match.heading for gap in gaps[:6])
    more = f" and {len(gaps) - 6} more" if len(gaps) > 6 else ""
    return Flaw("timeline-gap", words={"start": run[0], "end": run[1], "gaps": names + more})
