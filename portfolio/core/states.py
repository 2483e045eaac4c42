"""The state of every cell of an axis, from who is present there and what they are on the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from portfolio.core.activity import Situation
from portfolio.core.columns import FAR_FUTURE, FAR_PAST, Days, Flags, Small
from portfolio.core.facts import Facts
from portfolio.core.periods import day_number
from portfolio.core.presence import Cells, Expansion
from portfolio.core.terms import Activity, CellState

Value = TypeVar("Value", bound=np.generic)

#: Days that may lie between the end of coverage and the start of what follows.
SUCCESSION_DAYS = 90


@dataclass(frozen=True, eq=False, slots=True)
class States:
    """`state` (numbers of CellState) and the last day of active strong projects (FAR_PAST: none), by row and column."""

    state: Small
    strong_until: Days


def states_of(facts: Facts, situation: Situation, expansion: Expansion, not_applicable: Flags) -> States:
    """Try the rules of the coverage contract's section "State of a cell", the last first, so that the first holds."""
    shape = (expansion.rows, expansion.columns)
    cells, strong = expansion.cells, expansion.cells.strong
    seen = np.left_shift(np.uint8(1), situation.activity.astype(np.uint8))
    here = fill(np.bitwise_or, cells, seen, 0, shape)
    unnamed = fill(np.bitwise_or, expansion.column_only, seen, 0, (expansion.columns,))
    strong_until = fill(np.maximum, strong, ends_while(facts, situation, Activity.ACTIVE), FAR_PAST, shape)
    followed = fill(np.minimum, strong, starts_while(facts, situation, Activity.UPCOMING), FAR_FUTURE, shape)

    is_active = has(here, Activity.ACTIVE)
    is_strong = strong_until > FAR_PAST
    lasts = (strong_until >= day_number(situation.window.last)) | (followed <= strong_until + SUCCESSION_DAYS)

    state = np.full(shape, CellState.NEVER.number, dtype=np.int8)
    state[:, has(unnamed, Activity.ACTIVE)] = CellState.UNKNOWN.number
    state[has(here, Activity.ENDED)] = CellState.LAPSED.number
    state[has(here, Activity.UPCOMING)] = CellState.PLANNED.number
    state[is_active] = CellState.THIN.number
    state[is_strong] = CellState.ENDING.number
    state[is_strong & lasts] = CellState.COVERED.number
    state[not_applicable] = CellState.NOT_APPLICABLE.number
    return States(state, strong_until)


def ends_while(facts: Facts, situation: Situation, activity: Activity) -> Days:
    """End of every project that is so now, FAR_PAST for the others: ready for a maximum."""
    return np.where(situation.activity == activity.number, facts.ends, np.int32(FAR_PAST))


def starts_while(facts: Facts, situation: Situation, activity: Activity) -> Days:
    """Known start of every project that is so now, FAR_FUTURE for the others: ready for a minimum."""
    known = (situation.activity == activity.number) & (facts.starts != FAR_PAST)
    return np.where(known, facts.starts, np.int32(FAR_FUTURE))


def has(seen: NDArray[np.uint8], activity: Activity) -> Flags:
    """Where the bit of an activity is set."""
    found: Flags = (seen & (1 << activity.number)) != 0
    return found


def fill(
    ufunc: np.ufunc,
    cells: Cells,
    of_project: NDArray[Value],
    empty: int,
    shape: tuple[int, ...],
    by: NDArray[Value] | None = None,
) -> NDArray[Value]:
    """Reduce a value of each project, times `by` of each entry, over the cells it is in; `empty` where nobody is."""
    flat = np.full(int(np.prod(shape)), empty, dtype=of_project.dtype)
    values = of_project.take(cells.project)
    cells.groups.reduce(ufunc, values if by is None else np.multiply(values, by), flat)
    return flat.reshape(shape)
