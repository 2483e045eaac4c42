"""What could be done next, as values: a project run longer, a new one, a draft; and the portfolio that has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from portfolio.core.columns import FAR_PAST
from portfolio.core.facts import NO_PARENT, Facts, ProjectFact
from portfolio.core.gaps import SEVERITY
from portfolio.core.grid import Grid
from portfolio.core.periods import add_months, day_from_number, day_number
from portfolio.core.renewal import joined
from portfolio.core.terms import Activity, Intervention, Precision, Significance, Status, Strand, Tier


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that could be paid for. `key` names it among the others and keeps doing so from day to day.

    An extension has `extends` (the project's row in the facts) and `ends_on`, its new last day; the others have
    `project`, which joins the portfolio. A template has the `row` and `column` of the cell it was made for.
    """

    key: str
    kind: Intervention
    title: str
    cost_eur_cents: int
    project: ProjectFact | None = None
    extends: int | None = None
    ends_on: date | None = None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Unpriced:
    """An ending project that cannot be offered for extension, and why: "no budget in euro", "no start date"."""

    row: int
    why: str


def build_extensions(grid: Grid, months: int) -> tuple[list[Candidate], list[Unpriced]]:
    """An extension of every project that is active and ends inside the window, at what it costs by the day.

    Its price is its own budget divided by the days of its life, times the days that `months` add, rounded up to the
    cent. A project that names none of the grid's objectives, or no place, is not offered: nothing would come of it.
    """
    facts, situation = grid.facts, grid.situation
    ends_inside = (situation.activity == Activity.ACTIVE.number) & (facts.ends <= day_number(grid.window.last))
    inside = np.zeros(len(facts), dtype=np.bool_)
    inside[grid.expansion.cells.project] = True
    offered: list[Candidate] = []
    unpriced: list[Unpriced] = []
    for row in np.flatnonzero(ends_inside & inside).tolist():
        found = price_extension(facts, row, add_months(day_from_number(int(facts.ends[row])), months))
        if isinstance(found, Candidate):
            offered.append(found)
        else:
            unpriced.append(found)
    return offered, unpriced


def price_extension(facts: Facts, row: int, until: date) -> Candidate | Unpriced:
    """A project that runs on to a later day; its price is said at `build_extensions`."""
    start, end, budget = int(facts.starts[row]), int(facts.ends[row]), int(facts.own_budget[row])
    if budget <= 0 or start == FAR_PAST or start > end:
        return Unpriced(row, "no budget of its own in euro" if budget <= 0 else "no start before its end")
    days, life = day_number(until) - end, end - start + 1
    key, cost = f"extend-{int(facts.ids[row])}", -(-budget * days // life)
    return Candidate(key, Intervention.EXTENSION, facts.titles[row], cost, extends=row, ends_on=until)


def build_templates(
    grid: Grid, *, months: int, cost_of: Callable[[int], int], title_of: Callable[[int, int], str]
) -> list[Candidate]:
    """A new project for each shown cell that is a gap or at risk and is not known to need nothing.

    It runs from the report's day for `months`, for that objective alone (principal), at that place alone (priority).
    `cost_of` is the price in euro cents for an objective's row, `title_of` its name for a row and a column.
    """
    wanting = np.isin(grid.state, [state.number for state in SEVERITY]) & grid.visible & ~(grid.need == 0)
    strands = [_usual_strand(grid, row) for row in range(len(grid.rows))]
    until = add_months(grid.window.as_of, months)
    made = []
    for row, column in zip(*(index.tolist() for index in np.nonzero(wanting)), strict=True):
        place = grid.columns[column]
        key = f"new-{grid.rows[row]}-{place.key}"
        project = ProjectFact(
            id=-1,
            code=key,
            title=title_of(row, column),
            strand=strands[row],
            status=Status.IMPLEMENTATION,
            planned_start=grid.window.as_of,
            planned_end=until,
            budget_eur_cents=cost_of(row),
            last_reviewed_on=grid.window.as_of,
            objectives=((grid.rows[row], Significance.PRINCIPAL, None),),
            places=((place.key, Tier.PRIORITY, None),),
        )
        made.append(
            Candidate(key, Intervention.TEMPLATE, project.title, cost_of(row), project=project, row=row, column=column)
        )
    return made


def _usual_strand(grid: Grid, row: int) -> str:
    """The strand of most projects for which an objective is principal; both where there are none or as many."""
    links = grid.facts.objectives
    of_row = (links.key == grid.rows[row]) & (links.grade == Significance.PRINCIPAL.number)
    counts = np.bincount(grid.facts.strand[links.project[of_row]], minlength=4)
    one, other = int(counts[Strand.CYBER_RESILIENCE.number]), int(counts[Strand.CYBERCRIME.number])
    if one == other:
        return Strand.BOTH
    return Strand.CYBER_RESILIENCE if one > other else Strand.CYBERCRIME


def with_candidates(facts: Facts, chosen: Sequence[Candidate]) -> Facts:
    """The portfolio with these: ends moved (budgets stay as they are), new projects behind the others."""
    longer = [one for one in chosen if one.extends is not None]
    ends, precision = facts.ends.copy(), facts.end_precision.copy()
    for one in longer:
        assert one.ends_on is not None
        ends[one.extends] = day_number(one.ends_on)
        precision[one.extends] = Precision.DAY.number
    moved = replace(facts, ends=ends, end_precision=precision, descent=None, _kept={})
    new = [one.project for one in chosen if one.project is not None]
    return joined(moved, _numbered(new)) if new else moved


def in_order(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Extensions in the order of the facts, then the others as they come; ValueError for two of one project."""
    longer: list[Candidate] = []
    new: list[Candidate] = []
    for one in candidates:
        (new if one.extends is None else longer).append(one)
    if len({one.extends for one in longer}) < len(longer):
        raise ValueError("A project can be extended in one way only.")
    return (*sorted(longer, key=lambda one: one.extends or 0), *new)


def candidates_alone(facts: Facts, candidates: Sequence[Candidate]) -> Facts:
    """A portfolio of the candidates alone (as `in_order` has them), a row for each, its cost as its budget.

    What it holds beside `facts` is exactly what choosing adds: an extended project stands where it stood, longer.
    """
    mask = np.zeros(len(facts), dtype=np.bool_)
    mask[[one.extends for one in candidates if one.extends is not None]] = True
    alone = joined(
        with_candidates(facts, [one for one in candidates if one.extends is not None]).select(mask),
        _numbered([one.project for one in candidates if one.project is not None]),
    )
    costs = np.array([one.cost_eur_cents for one in candidates], dtype=np.int64)
    return replace(
        alone, budget=costs, parent_ids=np.full(len(costs), NO_PARENT, dtype=np.int64), descent=None, _kept={}
    )


def _numbered(projects: Sequence[ProjectFact]) -> Facts:
    """New projects as facts; they have no number yet, so they get negative ones."""
    return Facts.from_projects(replace(project, id=-at) for at, project in enumerate(projects, start=1))
