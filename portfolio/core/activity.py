"""What every project is on a day: active, upcoming, ended or none of these; the day comes from the caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from portfolio.core.columns import FAR_FUTURE, FAR_PAST, NOT_KNOWN, Days, Flags, Ints, Small
from portfolio.core.facts import Facts
from portfolio.core.periods import Window, add_months, day_number
from portfolio.core.presence import Expansion
from portfolio.core.terms import Activity, Scope, Status

#: A project nobody looked at for so long is called not updated.
STALE_MONTHS = 6


@dataclass(frozen=True, eq=False, slots=True)
class Situation:
    """Every project of a portfolio in one window.

    `activity` is the number of its term; `overlap` the days of the window that count for depth; `counted` whether the
    project counts in cells, `in_scope` whether its money is shown, both under the scope.
    """

    window: Window
    scope: Scope
    activity: Small
    overlap: Days
    counted: Flags
    in_scope: Flags


def situation_of(facts: Facts, window: Window, scope: Scope) -> Situation:
    """Every project in a window: its activity, and what follows from it under the scope."""
    first, last = day_number(window.as_of), day_number(window.last)
    activity = activity_on(facts, window)
    works = (activity <= Activity.UPCOMING.number) & (facts.status != Status.PIPELINE.number)
    days = np.minimum(facts.ends, last) - np.maximum(facts.starts, first) + 1
    overlap = np.where(works, np.maximum(days, 0), 0).astype(np.int32)
    in_scope = (
        counted_under(Scope.CURRENT, activity) if scope is Scope.CURRENT else activity != Activity.CANCELLED.number
    )
    return Situation(window, scope, activity, overlap, counted_under(scope, activity), in_scope)


def activity_on(facts: Facts, window: Window) -> Small:
    """What every project is in a window."""
    return activity_of(facts.starts, facts.ends, case_of_any_day(facts), window)


def activity_of(starts: Days, ends: Days, case: NDArray[np.uint8], window: Window) -> Small:
    """What projects are in a window: `case_of_any_day` and dates compared with the window make the number of a case."""
    first, last = day_number(window.as_of), day_number(window.last)
    for digit, holds in enumerate((ends < first, starts > first, starts > last)):
        case = case | holds.view(np.uint8) << np.uint8(digit)
    return _ACTIVITY_OF_CASE.take(case)


def case_of_any_day(facts: Facts) -> NDArray[np.uint8]:
    """What of every project's case is the same in every window: its status, and whether it has no date at all."""

    def make() -> NDArray[np.uint8]:
        return case_of(facts.status.astype(np.uint8), facts.starts, facts.ends)

    return facts.kept("case of any day", make)


def case_of(status: NDArray[np.uint8], starts: Days, ends: Days) -> NDArray[np.uint8]:
    """The part of projects' cases that is the same in every window, from the numbers of their statuses and dates."""
    is_undated = (starts == FAR_PAST) & (ends == FAR_FUTURE)
    case: NDArray[np.uint8] = status << 4 | is_undated.view(np.uint8) << 3
    return case


def never_counts(facts: Facts) -> Flags:
    """Undated, suspended and cancelled projects: that is what they are in every window."""
    never: Flags = _ACTIVITY_OF_CASE.take(case_of_any_day(facts)) >= Activity.UNDATED.number
    return never


def counted_under(scope: Scope, activity: Small) -> Flags:
    """Who counts in cells."""
    last = Activity.UPCOMING if scope is Scope.CURRENT else Activity.ENDED
    counted: Flags = activity <= last.number
    return counted


def _activity_of_case() -> Small:
    """Apply the rules of the coverage contract's section "Dates", in its order, to every case of `activity_of`.

    An interval that contains the day is active, else one that starts inside the window is upcoming, else one that ends
    before the day has ended, else it starts later. Pipeline is upcoming until its end whatever its start, unless that
    lies after the window; past its end it was never there, and is in no cell.
    """
    case = np.arange(256)
    is_over, starts_after, is_beyond, is_undated = ((case >> digit & 1).astype(np.bool_) for digit in range(4))
    status = case >> 4
    activity = np.full(len(case), Activity.LATER.number, dtype=np.int8)
    activity[is_over] = Activity.ENDED.number
    activity[starts_after & ~is_beyond] = Activity.UPCOMING.number
    activity[~starts_after & ~is_over] = Activity.ACTIVE.number

    pipeline = status == Status.PIPELINE.number
    activity[pipeline] = Activity.UPCOMING.number
    activity[pipeline & is_beyond] = Activity.LATER.number
    activity[pipeline & is_over] = Activity.MISSED.number
    activity[is_undated] = Activity.UNDATED.number
    activity[status == Status.SUSPENDED.number] = Activity.SUSPENDED.number
    activity[status == Status.CANCELLED.number] = Activity.CANCELLED.number
    return activity


_ACTIVITY_OF_CASE = _activity_of_case()


def disagreements(facts: Facts, on: date) -> dict[str, Ints]:
    """Rows of the projects whose status and dates contradict each other on a day, under the kind of contradiction.

    A project may stand under several kinds. Nothing is mended by it.
    """
    today = day_number(on)
    starts, ends, status = facts.starts, facts.ends, facts.status
    dated = (starts != FAR_PAST) | (ends != FAR_FUTURE)
    running = status == Status.IMPLEMENTATION.number
    masks = {
        "closed-but-running": (status == Status.CLOSED.number) & dated & (ends >= today),
        "running-but-ended": running & (ends < today),
        "running-but-not-started": running & (starts > today),
        "pipeline-but-started": (status == Status.PIPELINE.number) & (starts != FAR_PAST) & (starts <= today),
        "ends-before-it-starts": starts > ends,
    }
    return {kind: np.flatnonzero(mask) for kind, mask in masks.items()}


@dataclass(frozen=True, slots=True)
class Caveats:
    """What a reader must know beside a grid's numbers: counts of projects of the portfolio as selected.

    `projects` is all of them. `cancelled`, `suspended`, `undated` (neither start nor end), `later` (after the window)
    and `missed` (pipeline past its end) are in no cell. The others leave out cancelled projects: `without_start` has
    an end only, `open_ended` a start only, `without_rate` a budget that no rate turns into euro (also counted in
    `without_budget`), `without_shares` money divided equally for want of shares, `shares_over` shares above 100
    (scaled), `shares_short` below 100 (the rest stands unclassified or unplaced). `not_updated` counts those not yet
    ended that nobody reviewed in the six months before the day. `disagreements` holds kinds of status against dates.
    """

    projects: int
    cancelled: int
    suspended: int
    undated: int
    later: int
    missed: int
    without_budget: int
    without_rate: int
    without_start: int
    open_ended: int
    without_objectives: int
    without_places: int
    without_shares: int
    shares_over: int
    shares_short: int
    not_updated: int
    disagreements: dict[str, int]


def caveats_of(facts: Facts, situation: Situation, expansion: Expansion) -> Caveats:
    """Count what stands beside the numbers; see `Caveats`."""
    activity = situation.activity
    alive = activity != Activity.CANCELLED.number
    objectives, places = expansion.allocation.objectives, expansion.allocation.places
    stale = facts.reviewed < day_number(add_months(situation.window.as_of, -STALE_MONTHS))
    no_start, no_end = facts.starts == FAR_PAST, facts.ends == FAR_FUTURE

    def number(mask: NDArray[np.bool_]) -> int:
        return int(np.count_nonzero(mask))

    by_activity = np.bincount(activity, minlength=len(Activity)).tolist()
    return Caveats(
        projects=len(facts),
        cancelled=by_activity[Activity.CANCELLED.number],
        suspended=by_activity[Activity.SUSPENDED.number],
        undated=by_activity[Activity.UNDATED.number],
        later=by_activity[Activity.LATER.number],
        missed=by_activity[Activity.MISSED.number],
        without_budget=number(alive & (facts.budget == NOT_KNOWN)),
        without_rate=number(alive & facts.without_rate),
        without_start=number(alive & no_start & ~no_end),
        open_ended=number(alive & no_end & ~no_start),
        without_objectives=number(alive & objectives.none),
        without_places=number(alive & places.none),
        without_shares=number(alive & (objectives.unstated | places.unstated)),
        shares_over=number(alive & (objectives.over | places.over)),
        shares_short=number(alive & (objectives.short | places.short)),
        not_updated=number(alive & stale & (activity != Activity.ENDED.number)),
        disagreements={kind: len(rows) for kind, rows in disagreements(facts, situation.window.as_of).items()},
    )
