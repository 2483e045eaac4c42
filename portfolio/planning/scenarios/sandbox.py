"""A scenario on the real portfolio as one person sees it: what is applied, and the reports before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from portfolio.core.cliffs import Loss, find_losses
from portfolio.core.comparison import HIDDEN, CliffPair, GapPair, MoneyPair, compare_cliffs, compare_gaps, compare_money
from portfolio.core.coverage import Marks
from portfolio.core.facts import Facts
from portfolio.core.geography import Geography
from portfolio.core.people import Actor
from portfolio.core.project import ProjectValue
from portfolio.core.reach import EXTRA_COLUMNS
from portfolio.core.scenario import AddDraft, Applied, Change, Ground, apply_changes, facts_after
from portfolio.core.terms import Axis
from portfolio.coverage.compare import Comparison, Sides
from portfolio.coverage.facts import Shelf, select_facts
from portfolio.coverage.report import Report, build_report, compute_report, declared_on
from portfolio.coverage.stock import Portfolio
from portfolio.planning.scenarios.queries import Step, StoredScenario, visible_values
from portfolio.projects.queries import load_rates
from portfolio.projects.wanted import wanted_by
from portfolio.web.filters import NOTHING_NARROWED, Filter


@dataclass(frozen=True)
class Sandbox:
    """A scenario applied for one person.

    `values` are the projects it touches as they stand, those that the person may see; `hidden` are the changes about
    others, which are left out of everything; `called` says what to call projects and drafts.
    """

    scenario: StoredScenario
    values: dict[int, ProjectValue]
    applied: Applied
    hidden: tuple[Change, ...]
    called: Mapping[int, str]
    sees_all: bool

    def shows(self, step: Step) -> bool:
        """Whether the reader may know what a change is about."""
        touched = (*step.change.projects, *(step.realised.project_ids if step.realised else ()))
        return self.sees_all or all(number < 0 or number in self.values for number in touched)


def build_sandbox(scenario: StoredScenario, values: dict[int, ProjectValue], *, sees_all: bool) -> Sandbox:
    """The scenario on these real values. Who does not see all cannot tell a hidden project from one that is gone."""
    every = [step.change for step in scenario.steps]
    drafts = {-change.number: change.value["code"] for change in every if isinstance(change, AddDraft)}
    hidden = () if sees_all else tuple(one for one in scenario.changes if _is_hidden(one, values))
    shown = [one for one in scenario.changes if one not in hidden]
    called = {**drafts, **{number: value["code"] for number, value in values.items()}}
    return Sandbox(scenario, values, apply_changes(values, shown), hidden, called, sees_all)


def _is_hidden(change: Change, values: dict[int, ProjectValue]) -> bool:
    return any(number > 0 and number not in values for number in change.projects)


def load_sandbox(session: Session, actor: Actor, scenario: StoredScenario) -> Sandbox:
    """The scenario for one person."""
    return load_sandboxes(session, actor, [scenario])[0]


def load_sandboxes(session: Session, actor: Actor, scenarios: Sequence[StoredScenario]) -> list[Sandbox]:
    """Scenarios for one person, by the same few SELECTs as one."""
    values = visible_values(session, actor, scenarios)
    return [build_sandbox(scenario, dict(values), sees_all=actor.sees_restricted) for scenario in scenarios]


@dataclass(frozen=True)
class Trial:
    """A scenario's report before and after, over the same cells; every page, workbook and JSON reads this value."""

    sandbox: Sandbox
    before: Report
    after: Report
    today: date

    @property
    def scenario(self) -> StoredScenario:
        """The scenario."""
        return self.sandbox.scenario

    @cached_property
    def comparison(self) -> Comparison:
        """Both reports, cell by cell."""
        return Comparison(Sides(self.before.asked, self.after.asked), self.before, self.after, fine=True)

    @cached_property
    def gaps(self) -> list[GapPair]:
        """The gaps of both, what opened first."""
        return compare_gaps(self.before.gaps, self.after.gaps)

    @cached_property
    def cliffs(self) -> list[CliffPair]:
        """The losses of both, new ones first."""
        return compare_cliffs(losses_of(self.before), losses_of(self.after))

    @cached_property
    def money(self) -> tuple[list[MoneyPair], list[MoneyPair]]:
        """Money by row and by column."""
        rows, columns = compare_money(self.before.grid, self.after.grid)
        every, size = slice(None), len(self.before.grid.columns)
        shown = {pair.at for pair in columns}

        def row(at: int | str) -> Any:
            return len(self.before.rows) if isinstance(at, str) else at

        def column(at: int | str) -> Any:
            if at == HIDDEN:
                return [one for one in range(size) if one not in shown]
            return size + EXTRA_COLUMNS.index(at) if isinstance(at, str) else at

        return (
            [self._unsaid(pair, row(pair.at), every) for pair in rows],
            [self._unsaid(pair, every, column(pair.at)) for pair in columns],
        )

    def _unsaid(self, pair: MoneyPair, *at: Any) -> MoneyPair:
        before, after = (
            not cents and report.budgets.unsaid(*at)
            for cents, report in ((pair.before, self.before), (pair.after, self.after))
        )
        return replace(pair, before_unsaid=before, after_unsaid=after)


def losses_of(report: Report) -> tuple[Loss, ...]:
    """The cells of a report that lose their last strong project within two years."""

    def declared(day: date) -> Marks:
        return declared_on(report.portfolio, day)

    return find_losses(report.grid, declared)


def scenario_filter(scenario: StoredScenario, asked: Filter) -> Filter:
    """What is asked of a scenario: it has a day and a horizon of its own unless asked, and is made on the present."""
    usual = Filter()
    value = scenario.stored.value
    as_of = asked.as_of or (date.fromisoformat(value["as_of"]) if value["as_of"] else None)
    horizon = value["horizon_months"] if asked.horizon_months is None else asked.horizon_months
    plain: dict[str, Any] = {"rows": usual.rows, "recorded": usual.recorded, "archived": False}
    return replace(asked, **plain, as_of=as_of, horizon_months=horizon)


def build_trial(
    session: Session,
    shelf: Shelf,
    actor: Actor,
    sandbox: Sandbox,
    asked: Filter,
    *,
    today: date,
    horizon_months: int,
    own_day: bool = True,
) -> Trial:
    """Both reports of a scenario, seen from its own day unless asked. Refused as `build_report` refuses.

    A filter reads the real portfolio on the first side and the scenario on the second: a project that is turned to
    another region leaves the one and comes to the other.
    """
    asked = scenario_filter(sandbox.scenario, asked) if own_day else asked
    before = build_report(session, shelf, actor, asked, today=today, horizon_months=horizon_months)
    portfolio, facts = before.portfolio, before.grid.facts
    if sandbox.applied.values:
        every = select_facts(session, portfolio, actor, replace(asked, **NOTHING_NARROWED))
        ground = ground_of(portfolio, every, sandbox, load_rates(session))
        changed = facts_after(every, sandbox.applied.values, ground, today)
        facts = _narrowed(portfolio, changed, facts, sandbox, asked)
    after = compute_report(portfolio, facts, before.asked, before.as_of, before.horizon_months)
    return Trial(sandbox, before, after, today)


def _narrowed(portfolio: Portfolio, changed: Facts, before: Facts, sandbox: Sandbox, asked: Filter) -> Facts:
    """Of all facts of a scenario those that a filter asks for: what it touches is asked as the scenario has it."""
    if not asked.narrows:
        return changed
    wanted = wanted_by(asked, lambda code: _inside(portfolio.geography, code))
    touched = sandbox.applied.values
    kept = set(before.ids.tolist()) - touched.keys() | {number for number, value in touched.items() if wanted(value)}
    return changed.select(np.isin(changed.ids, np.array(sorted(kept), dtype=np.int64)))


def _inside(geography: Geography, code: str) -> set[tuple[str, str]]:
    """A region and its countries, by kind and code."""
    region = next((place.key for place in geography.columns(Axis.REGION) if place.code == code), None)
    if region is None:
        return set()
    return {(place.kind.value, place.code) for place in geography.places if region in (place.key, place.region)}


def ground_of(portfolio: Portfolio, facts: Facts, sandbox: Sandbox, rates: Any) -> Ground:
    """What the project values of a scenario name, as the facts of this portfolio know it."""
    parents = {value["parent"] for number, value in sandbox.applied.values.items() if number < 0} - {None}
    projects = {code: number for code, number in zip(facts.codes, facts.ids.tolist(), strict=True) if code in parents}
    drafts = {value["code"]: number for number, value in sandbox.applied.values.items() if number < 0}
    return Ground(
        objectives={
            (framework, row.number): row.key for framework, (_, rows) in portfolio.frameworks.items() for row in rows
        },
        places={(place.kind.value, place.code): place.key for place in portfolio.geography.places},
        organisations={name: number for number, name in portfolio.organisations.items()},
        projects={**drafts, **projects},
        rates=rates,
    )
