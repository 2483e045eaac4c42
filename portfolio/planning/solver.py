"""Solves a program of interventions exactly with HiGHS; whatever it answers is checked in whole numbers before use."""

from __future__ import annotations

import math
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from time import monotonic
from typing import Any

import numpy as np

from portfolio.core.programming import CellProgram, Limit, Program
from portfolio.errors import Busy

#: A set that does not keep the limits to the cent (the solver works in floating point) is forbidden and looked for
#: again; more often than this it has never been necessary.
MOST_REPAIRS = 5
#: Programs are solved one at a time in each process: a solve takes a whole core.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Solution:
    """A set that keeps every limit, its gain in parts of a point, and what no set can exceed."""

    chosen: frozenset[int]
    gain: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether no set is better."""
        return self.gain >= self.bound

    @property
    def gap(self) -> float:
        """How far it may be from the best, as a part of the best possible."""
        return 0.0 if self.proven else (self.bound - self.gain) / self.bound


class Infeasible(Exception):
    """No set keeps every limit."""


class OutOfTime(Exception):
    """No set was found in the time."""


@contextmanager
def turn(seconds: float) -> Iterator[None]:
    """Wait for the turn to solve; Busy after so many seconds."""
    if not _ONE_AT_A_TIME.acquire(timeout=seconds):
        raise Busy("Another best set is being looked for.", "Wait a few seconds and try again.")
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()


def best_set(program: Program, *, seconds: float, others: tuple[Limit, ...] = ()) -> Solution:
    """The set with the highest gain under the program's limits and `others`. Raises Infeasible and OutOfTime."""
    return _solve(program, others, seconds, weights=None)


def least_set(
    program: Program, weights: Mapping[int, int], *, seconds: float, gain: int, others: tuple[Limit, ...] = ()
) -> Solution | None:
    """Of the sets with at least `gain`, the one whose weights add up to least; None where time is up."""
    try:
        return _solve(program, others, seconds, weights=weights, gain=gain)
    except (OutOfTime, Infeasible):
        return None


def can_be_kept(program: Program, limits: tuple[Limit, ...], *, seconds: float) -> bool:
    """Whether some set keeps these limits, whatever it gains. Raises OutOfTime."""
    try:
        _solve(Program(program.costs, (), limits), (), seconds, weights=None)
    except Infeasible:
        return False
    return True


def _solve(
    program: Program, others: tuple[Limit, ...], seconds: float, *, weights: Mapping[int, int] | None, gain: int = 0
) -> Solution:
    limits = (*program.limits, *others)
    if not program.costs:
        if all(limit.holds(()) for limit in limits):
            return Solution(frozenset(), 0, 0)
        raise Infeasible
    until = monotonic() + seconds
    for _ in range(MOST_REPAIRS):
        model = _Model(program, limits, weights, gain)
        chosen, bound = model.run(max(until - monotonic(), 0.05))
        found = program.gain(chosen)
        if all(limit.holds(chosen) for limit in limits) and found >= gain:
            return Solution(chosen, found, max(bound, found))
        limits = (*limits, _not_this(chosen, len(program.costs)))
    raise OutOfTime


def _not_this(chosen: Collection[int], size: int) -> Limit:
    """Forbid exactly one set."""
    weights = {one: 1 if one in chosen else -1 for one in range(size)}
    return Limit("not-this", "another set", weights, most=len(chosen) - 1)


@dataclass(slots=True)
class _Model:
    """The program as HiGHS wants it: a column for each candidate (0 or 1) and for each outcome of a cell (0 to 1).

    Outcomes need no whole numbers of their own: once the candidates are chosen, what allows an outcome is 0 or more
    than 1, so the best outcome is taken whole. The gain is the sum of loss before less loss after.
    """

    program: Program
    limits: tuple[Limit, ...]
    weights: Mapping[int, int] | None
    least_gain: int
    gains: list[int] = field(default_factory=list)
    rows: list[tuple[float, float, dict[int, int]]] = field(default_factory=list)

    def run(self, seconds: float) -> tuple[frozenset[int], int]:
        """(what is chosen, what the gain of no set exceeds). Raises Infeasible and OutOfTime."""
        size = len(self.program.costs)
        self.gains = [0] * size
        for cell in self.program.cells:
            self._cell(cell)
        for limit in self.limits:
            self._limit(limit)
        if self.weights is None:
            costs = [-gain for gain in self.gains]
        else:
            self.rows.append((self.least_gain, math.inf, {at: gain for at, gain in enumerate(self.gains) if gain}))
            costs = [self.weights.get(one, 0) for one in range(size)] + [0] * (len(self.gains) - size)
        return self._highs(costs, size, seconds)

    def _cell(self, cell: CellProgram) -> None:
        """One outcome is taken, each only where the chosen set allows it; what one candidate alone does, it gains."""
        touching = cell.candidates
        if len(touching) == 1:
            self.gains[next(iter(touching))] += cell.loss - cell.loss_with(touching)
            return
        worst = max(outcome.loss for outcome in cell.outcomes)
        taken: dict[int, int] = {}
        for outcome in cell.outcomes:
            column = self._column(cell.loss - outcome.loss)
            taken[column] = 1
            if not outcome.always:
                needs = {column: 1, **dict.fromkeys(outcome.any_of, -1)}
                for one, before in outcome.pairs:
                    both = self._column(0)
                    needs[both] = -1
                    self.rows.append((-math.inf, 0, {both: 1, one: -1}))
                    self.rows.append((-math.inf, 0, {both: 1, **dict.fromkeys(before, -1)}))
                self.rows.append((-math.inf, 0, needs))
            # What is the worst anyway need not be forbidden.
            for one in outcome.none_of if outcome.loss < worst else ():
                self.rows.append((-math.inf, 1, {column: 1, one: 1}))
        self.rows.append((1, 1, taken))

    def _column(self, gain: int) -> int:
        self.gains.append(gain)
        return len(self.gains) - 1

    def _limit(self, limit: Limit) -> None:
        """In the largest unit that divides it, since floating point is exact for small whole numbers only."""
        unit = reduce(math.gcd, (abs(weight) for weight in limit.weights.values()), 0) or 1
        # A bound that is no whole number of units is rounded to the inside, which leaves the same sets.
        least = -math.inf if limit.least is None else -(-limit.least // unit)
        most = math.inf if limit.most is None else limit.most // unit
        self.rows.append((least, most, {one: weight // unit for one, weight in limit.weights.items()}))

    def _highs(self, costs: list[int], size: int, seconds: float) -> tuple[frozenset[int], int]:
        # Brought in here: it takes longer than the rest of the room, and few requests need it.
        import highspy

        highs = highspy.Highs()
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 1),
            ("time_limit", seconds),
            ("mip_rel_gap", 0.0),
            # Gains and weights are whole: a set within less than one of the best is the best.
            ("mip_abs_gap", 0.9),
        ):
            highs.setOptionValue(name, value)
        highs.passModel(self._lp(highspy, costs, size))
        highs.run()
        status, info = highs.getModelStatus(), highs.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise Infeasible
        values = np.asarray(highs.getSolution().col_value)
        if len(values) < size or info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            raise OutOfTime
        bound = -info.mip_dual_bound if self.weights is None else 0.0
        chosen = frozenset(np.flatnonzero(values[:size] > 0.5).tolist())
        everything = sum(cell.loss for cell in self.program.cells)
        return chosen, min(everything, math.floor(bound + 1e-4)) if math.isfinite(bound) else everything

    def _lp(self, highspy: Any, costs: list[int], size: int) -> Any:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(costs), len(self.rows)
        lp.col_cost_ = np.array(costs, dtype=np.float64)
        lp.col_lower_ = np.zeros(len(costs))
        lp.col_upper_ = np.ones(len(costs))
        lp.row_lower_ = np.array([row[0] for row in self.rows], dtype=np.float64)
        lp.row_upper_ = np.array([row[1] for row in self.rows], dtype=np.float64)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(row[2]) for row in self.rows)])
        lp.a_matrix_.index_ = np.array([at for row in self.rows for at in row[2]], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([value for row in self.rows for value in row[2].values()], dtype=np.float64)
        whole = [highspy.HighsVarType.kInteger] * size
        lp.integrality_ = whole + [highspy.HighsVarType.kContinuous] * (len(costs) - size)
        return lp
