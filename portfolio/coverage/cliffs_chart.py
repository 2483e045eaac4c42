"""The drawings of a cliff report: its states and its money month by month, alone or over what another report has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from portfolio.core.columns import Ints
from portfolio.core.terms import CellState
from portfolio.coverage.charts import Columns, stacked
from portfolio.coverage.cliffs import STACKED, CliffReport
from portfolio.web.display import day, eur, plural, short_amount

#: States in which somebody is at work in a cell, or coming.
SERVED = (CellState.COVERED, CellState.ENDING, CellState.THIN, CellState.PLANNED)


def served(cliffs: CliffReport) -> Ints:
    """How many of the chosen cells are served in each month."""
    found: Ints = cliffs.counts[[term.number for term in SERVED]].sum(axis=0)
    return found


def money_of(cliffs: CliffReport) -> Ints:
    """The euro cents of each month, the pipeline's with them."""
    return cliffs.course.running_eur_cents + cliffs.course.pipeline_eur_cents


def states_chart(cliffs: CliffReport, link: Callable[[date], str], today: CliffReport | None = None) -> Columns:
    """Cells by state; over them what `today`, a report of the same months, has, and what differs below."""

    def say(at: int) -> str:
        counts = [(int(cliffs.counts[term.number, at]), term.label.lower()) for term in STACKED]
        words = f"{day(cliffs.days[at])}: " + ", ".join(f"{number} {word}" for number, word in counts if number)
        return words if today is None else f"{words}; today {int(covered[at])} covered"

    over: dict[str, Any] = {}
    if today is not None:
        covered = today.counts[CellState.COVERED.number]
        more = cliffs.counts[CellState.COVERED.number] - covered
        over["outlines"] = [
            ("solid", "Covered today", covered.tolist()),
            ("dashed", "Covered, ending, thin or planned today", served(today).tolist()),
        ]
        over["differences"] = ("Cells covered, against today", more.tolist())
    return stacked(
        cliffs.days,
        [(term.value, term.label, cliffs.counts[term.number].tolist()) for term in cliffs.drawn],
        now=cliffs.report.as_of,
        say=say,
        link=lambda at: link(cliffs.days[at]),
        **over,
    )


def money_chart(cliffs: CliffReport, link: Callable[[date], str], today: CliffReport | None = None) -> Columns:
    """Money running in each month; over it what `today`, a report of the same months, has, and what differs below."""
    course = cliffs.course
    running, pipeline = course.running_eur_cents.tolist(), course.pipeline_eur_cents.tolist()
    before = np.zeros(len(running), dtype=np.int64) if today is None else money_of(today)

    def say(at: int) -> str:
        parts: list[Any] = [f"{day(cliffs.days[at])}: {plural(int(course.active[at]), 'project')} active"]
        parts.append(f"{eur(running[at], short=True)} running in the month")
        if pipeline[at]:
            parts.append(f"{eur(pipeline[at], short=True)} in the pipeline")
        if today is not None:
            parts.append(f"{eur(int(before[at]), short=True)} of both today")
        return ", ".join(parts)

    over: dict[str, Any] = {}
    if today is not None:
        over["outlines"] = [("solid", "Running and in the pipeline today", before.tolist())]
        over["differences"] = ("Money of the month, against today", (money_of(cliffs) - before).tolist())
    return stacked(
        cliffs.days,
        [("running", "Running", running), ("pipeline", "In the pipeline", pipeline)],
        now=cliffs.report.as_of,
        say=say,
        link=lambda at: link(cliffs.days[at]),
        write=short_amount,
        height=180,
        **over,
    )
