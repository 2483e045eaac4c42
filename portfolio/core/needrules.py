"""Rules that turn an index into needs: what a rule is, what it says of each country, and what that would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portfolio.core.gaps import SEVERITY, severity_of
from portfolio.core.grid import STATES, Grid
from portfolio.core.indices import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_CODE,
    LONGEST_NOTE,
    LONGEST_TIER,
    LONGEST_TITLE,
    MOST_TIERS,
    SCORE_BOUND,
    SCORE_DIGITS,
)
from portfolio.core.needs import LARGEST_NEED, Matrix, weight_of
from portfolio.core.periods import day_from_number
from portfolio.core.project import FieldProblem
from portfolio.core.shape import Field, Shape, Value, code, decimal, objective, text, whole
from portfolio.core.terms import CellState, NeedOrigin

#: Fields of the bounds, with the need that each gives, the neediest first.
BOUNDS = (("high", 3), ("medium", 2), ("low", 1))


def _tier_levels(given: Any) -> list[str]:
    """Lines like "T5 = 3", each tier once, written "T5=3"."""
    if not isinstance(given, list | tuple):
        raise ValueError(f"“{str(given)[:40]}” is not a list of tiers.")
    found: dict[str, str] = {}
    for line in given:
        tier, equals, level = (part.strip() for part in str(line).rpartition("="))
        if not tier or not equals or level not in map(str, range(LARGEST_NEED + 1)) or len(tier) > LONGEST_TIER:
            raise ValueError(f"“{str(line)[:60]}” is not a tier with its need, like “T5 = 3”.")
        if tier in found:
            raise ValueError(f"The tier “{tier}” is given twice.")
        found[tier] = level
    if len(found) > MOST_TIERS:
        raise ValueError(f"{len(found)} are too many; {MOST_TIERS} fit.")
    return [f"{tier}={level}" for tier, level in found.items()]


def _bounds_or_tiers(value: Value) -> Iterator[FieldProblem]:
    given = [Decimal(value[name]) for name, _ in BOUNDS if value[name] is not None]
    if given and value["tiers"]:
        yield FieldProblem("tiers", "Give bounds of the value or needs of the tiers, not both.")
    elif not given and not value["tiers"]:
        yield FieldProblem("high", "Give at least one bound of the value, or the needs of the tiers.")
    elif given != sorted(set(given)) and given != sorted(set(given), reverse=True):
        yield FieldProblem("high", "The bounds of need 3, 2 and 1 must rise, or fall, in this order.")


#: A rule: bounds of an index's value, or a need for each of its tiers; without an objective it holds for all.
NEED_RULE = Shape(
    (
        Field("code", "Code", code(LONGEST_CODE), required=True),
        Field("title", "Title", text(LONGEST_TITLE), required=True),
        Field("index", "Index", text(LONGEST_CODE), required=True),
        Field("objective", "Objective", objective),
        Field("high", "Bound of need 3", decimal(SCORE_BOUND, SCORE_DIGITS)),
        Field("medium", "Bound of need 2", decimal(SCORE_BOUND, SCORE_DIGITS)),
        Field("low", "Bound of need 1", decimal(SCORE_BOUND, SCORE_DIGITS)),
        Field("tiers", "Needs of tiers", _tier_levels, default=[]),
        Field("oldest_year", "Oldest year that counts", whole(FIRST_YEAR, LAST_YEAR)),
        Field("note", "Note", text(LONGEST_NOTE, lines=True)),
    ),
    _bounds_or_tiers,
)


@dataclass(frozen=True, slots=True)
class Derived:
    """What a rule says of a country: its need, and the value that it rests on."""

    level: int
    year: int
    score: str | None
    tier: str | None


def tier_needs(rule: Value) -> dict[str, int]:
    """The needs of a rule's tiers."""
    return {tier: int(level) for tier, _, level in (line.rpartition("=") for line in rule["tiers"])}


def falls(rule: Value) -> bool | None:
    """Whether the bounds fall from need 3 to need 1; None with fewer than two of them."""
    given = [Decimal(rule[name]) for name, _ in BOUNDS if rule[name] is not None]
    return None if len(given) < 2 else given[0] > given[-1]


def level_of(rule: Value, score: Decimal, *, higher_is_better: bool) -> int:
    """The need of a value. Of an index where higher is better, need 3 is up to its bound, else from its bound on."""
    for name, level in BOUNDS:
        if rule[name] is not None:
            bound = Decimal(rule[name])
            if score <= bound if higher_is_better else score >= bound:
                return level
    return 0


def derive(rule: Value, readings: Iterable[Value], *, higher_is_better: bool) -> dict[str, Derived]:
    """Need by country: of the latest value (of its index) that has what the rule asks for and is not too old.

    A tier that the rule gives no need leaves the country out.
    """
    tiers = tier_needs(rule)
    latest: dict[str, Value] = {}
    for value in readings:
        counts = value["tier"] is not None if tiers else value["score"] is not None
        if counts and (rule["oldest_year"] is None or value["year"] >= rule["oldest_year"]):
            known = latest.get(value["country"])
            if known is None or known["year"] < value["year"]:
                latest[value["country"]] = value
    found = {}
    for country, value in sorted(latest.items()):
        level = (
            tiers.get(value["tier"])
            if tiers
            else level_of(rule, Decimal(value["score"]), higher_is_better=higher_is_better)
        )
        if level is not None:
            found[country] = Derived(level, value["year"], value["score"], value["tier"])
    return found


@dataclass(frozen=True, slots=True)
class KnownNeed:
    """A recorded need: its record's id and version, level, origin, and the rule that made it ("code@version")."""

    id: int
    version: int
    country: str
    objective: str | None
    level: int
    origin: str
    rule: str | None

    @property
    def rule_code(self) -> str:
        """The code of the rule that made it, empty where none did."""
        return (self.rule or "").rpartition("@")[0] if self.origin == NeedOrigin.RULE.value else ""


@dataclass(frozen=True)
class NeedPlan:
    """What applying a rule does: needs to add, to change (with what was there), to take out, and those that stay.

    `kept` are needs that somebody entered or imported: they win, whatever the rule says. `same` are the rule's own
    that stay at their level.
    """

    added: tuple[tuple[str, int], ...]
    changed: tuple[tuple[KnownNeed, int], ...]
    removed: tuple[KnownNeed, ...]
    same: tuple[KnownNeed, ...]
    kept: tuple[tuple[KnownNeed, int], ...]

    @property
    def moves(self) -> bool:
        """Whether any need becomes another."""
        return bool(self.added or self.changed or self.removed)


def plan_needs(
    rule_code: str, objective_of: str | None, derived: Mapping[str, Derived], known: Iterable[KnownNeed]
) -> NeedPlan:
    """The plan of a rule over the recorded needs, each list by country."""
    here: dict[str, KnownNeed] = {}
    removed = []
    for need in sorted(known, key=lambda one: (one.country, one.objective or "")):
        if need.objective == objective_of:
            here[need.country] = need
        elif need.rule_code == rule_code:
            removed.append(need)
    added, changed, same, kept = [], [], [], []
    for country, wanted in sorted(derived.items()):
        need_here = here.get(country)
        if need_here is None:
            added.append((country, wanted.level))
        elif need_here.rule_code != rule_code:
            kept.append((need_here, wanted.level))
        elif need_here.level != wanted.level:
            changed.append((need_here, wanted.level))
        else:
            same.append(need_here)
    removed += [need for need in here.values() if need.rule_code == rule_code and need.country not in derived]
    return NeedPlan(tuple(added), tuple(changed), tuple(removed), tuple(same), tuple(kept))


@dataclass(frozen=True, slots=True)
class Shift:
    """A cell whose need changes, None for unknown; priorities are 0 where it is (or becomes) no gap."""

    row: int
    column: int
    state: CellState
    before: int | None
    after: int | None
    priority_before: float
    priority_after: float


def shifts_of(grid: Grid, after: Matrix) -> tuple[Shift, ...]:
    """The shown cells whose need differs between a grid and a matrix of its shape; the largest change first."""
    before = grid.need
    same = (before == after) | ((before != before) & (after != after))
    found = []
    for row in range(len(grid.rows)):
        for column in grid.shown:
            if not same[row, column]:
                state = STATES[grid.state[row, column]]
                ends = day_from_number(int(grid.strong_until[row, column])) if state is CellState.ENDING else None
                levels = [None if level != level else int(level) for level in (before[row, column], after[row, column])]
                was, will = (_priority(state, level, grid.window.as_of, ends) for level in levels)
                found.append(Shift(row, column, state, levels[0], levels[1], was, will))
    return tuple(sorted(found, key=lambda one: (-abs(one.priority_after - one.priority_before), one.row, one.column)))


def _priority(state: CellState, need: int | None, as_of: date, ends_on: date | None) -> float:
    return weight_of(need) * severity_of(state, as_of, ends_on) if state in SEVERITY else 0.0


def level_counts(shifts: Sequence[Shift]) -> dict[int | None, int]:
    """How many cells become each need."""
    levels: tuple[int | None, ...] = (3, 2, 1, 0, None)
    return {level: sum(shift.after == level for shift in shifts) for level in levels}
