"""What is missing in a project's record or contradicts itself, in words; one SQL rule each, for lists and pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.activity import STALE_MONTHS
from portfolio.core.periods import add_months
from portfolio.core.terms import Status
from portfolio.models.objective import Objective
from portfolio.models.organisation import ExchangeRate
from portfolio.models.project import Project, ProjectObjective, ProjectPlace
from portfolio.models.selection import project_ends, project_starts

Condition = sa.ColumnElement[bool]

#: Hundredths of a percent in a whole.
_WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class DataProblem:
    """One kind of problem: its code in addresses, its name in a list of choices, what it says about one project."""

    code: str
    label: str
    sentence: str
    rule: Callable[[date], Condition]


def _alive() -> Condition:
    return sa.or_(Project.status.is_(None), Project.status != Status.CANCELLED.value)


def _dated() -> Condition:
    return sa.or_(project_starts.is_not(None), project_ends.is_not(None))


def _lacks(condition: Condition) -> Callable[[date], Condition]:
    """Missing facts matter for all but cancelled projects, as in the coverage page's caveats."""
    return lambda on: sa.and_(_alive(), condition)


def _without_links(model: type[ProjectObjective] | type[ProjectPlace]) -> Condition:
    return ~sa.exists().where(model.project_id == Project.id)


def _no_rate() -> Condition:
    known = sa.exists().where(ExchangeRate.currency == Project.budget_currency)
    return sa.and_(Project.budget_minor.is_not(None), Project.budget_currency != "EUR", ~known)


def _shares_over(on: date) -> Condition:
    objectives = (
        sa.select(sa.literal(1))
        .select_from(ProjectObjective)
        .join(Objective, Objective.id == ProjectObjective.objective_id)
        .where(ProjectObjective.project_id == Project.id)
        .group_by(Objective.framework_id)
        .having(sa.func.sum(ProjectObjective.share) > _WHOLE)
    )
    places = sa.select(sa.func.sum(ProjectPlace.share)).where(ProjectPlace.project_id == Project.id).scalar_subquery()
    return sa.and_(_alive(), sa.or_(objectives.correlate(Project).exists(), places > _WHOLE))


def _status_is(status: Status, condition: Callable[[date], Condition]) -> Callable[[date], Condition]:
    return lambda on: sa.and_(Project.status == status.value, condition(on))


def _not_updated(on: date) -> Condition:
    since = add_months(on, -STALE_MONTHS)
    return sa.and_(
        _alive(),
        sa.or_(project_ends.is_(None), project_ends >= on),
        Project.updated_at < datetime.combine(since, time.min, UTC),
        sa.or_(Project.last_reviewed_on.is_(None), Project.last_reviewed_on < since),
    )


#: In the order in which they are listed. The codes of contradictions are those of `core.activity.disagreements`.
DATA_PROBLEMS: tuple[DataProblem, ...] = (
    DataProblem(
        "closed-but-running", "Closed, but its dates run on",
        "Its status is closed, but by its dates it still runs or has no end.",
        _status_is(Status.CLOSED, lambda on: sa.and_(_dated(), sa.or_(project_ends.is_(None), project_ends >= on))),
    ),
    DataProblem(
        "running-but-ended", "In implementation, but past its end",
        "Its status is implementation, but its end lies in the past.",
        _status_is(Status.IMPLEMENTATION, lambda on: project_ends < on),
    ),
    DataProblem(
        "running-but-not-started", "In implementation, but not started",
        "Its status is implementation, but its start lies in the future.",
        _status_is(Status.IMPLEMENTATION, lambda on: project_starts > on),
    ),
    DataProblem(
        "pipeline-but-started", "In the pipeline, but past its start",
        "Its status is pipeline, but its start lies in the past.",
        _status_is(Status.PIPELINE, lambda on: project_starts <= on),
    ),
    DataProblem(
        "ends-before-it-starts", "Ends before it starts", "It ends before it starts.",
        lambda on: project_starts > project_ends,
    ),
    DataProblem(
        "shares-over-100", "Shares above 100 %",
        "Its shares of objectives or of places add up to more than 100 %; coverage scales them to 100.", _shares_over,
    ),
    DataProblem(
        "undated", "No dates", "It has neither a start nor an end, so it stands in no cell of coverage.",
        _lacks(~_dated()),
    ),
    DataProblem(
        "no-start", "No start", "It has an end, but no start.",
        _lacks(sa.and_(project_starts.is_(None), project_ends.is_not(None))),
    ),
    DataProblem(
        "no-end", "No end", "It has a start, but no end, so it counts as running on.",
        _lacks(sa.and_(project_starts.is_not(None), project_ends.is_(None))),
    ),
    DataProblem(
        "no-budget", "No budget", "Its budget is not known.", _lacks(Project.budget_minor.is_(None)),
    ),
    DataProblem(
        "no-rate", "No exchange rate",
        "No exchange rate of its currency is known, so its budget in euro is not known.", _lacks(_no_rate()),
    ),
    DataProblem(
        "no-status", "No status", "Its status is not known; its dates alone decide.", _lacks(Project.status.is_(None)),
    ),
    DataProblem(
        "no-strand", "No strand", "Its strand is not known.", _lacks(Project.strand.is_(None)),
    ),
    DataProblem(
        "no-objectives", "No objectives", "It is linked to no objective, so it fills no gap.",
        _lacks(_without_links(ProjectObjective)),
    ),
    DataProblem(
        "no-places", "No places", "It is linked to no place, so it stands in no column of coverage.",
        _lacks(_without_links(ProjectPlace)),
    ),
    DataProblem(
        "not-updated", f"Not updated for {STALE_MONTHS} months",
        f"Nobody changed or reviewed it in the last {STALE_MONTHS} months.", _not_updated,
    ),
)  # fmt: skip

BY_CODE = {problem.code: problem for problem in DATA_PROBLEMS}


def problems_of(session: Session, ids: Sequence[int], on: date) -> dict[int, list[DataProblem]]:
    """The data problems of each of these projects on a day, in one SELECT."""
    if not ids:
        return {}
    flags = [problem.rule(on).label(f"p{number}") for number, problem in enumerate(DATA_PROBLEMS)]
    rows = session.execute(sa.select(Project.id, *flags).where(Project.id.in_(ids)))
    return {row[0]: [DATA_PROBLEMS[number] for number, flag in enumerate(row[1:]) if flag] for row in rows}


def count_problems(session: Session, projects: sa.Select[Any], on: date) -> dict[str, int]:
    """How many of the projects (a SELECT of ids) have each problem, in one SELECT."""
    sums = [
        sa.func.coalesce(sa.func.sum(sa.case((problem.rule(on), 1), else_=0)), 0).label(f"p{number}")
        for number, problem in enumerate(DATA_PROBLEMS)
    ]
    row = session.execute(sa.select(*sums).where(Project.id.in_(projects))).one()
    return {problem.code: int(number) for problem, number in zip(DATA_PROBLEMS, row, strict=True)}
