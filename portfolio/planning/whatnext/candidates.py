"""What could be done next in a report: extensions at their price by the day, new projects, a scenario's drafts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from sqlalchemy.orm import Session

from portfolio.core.activity import situation_of
from portfolio.core.facts import Facts
from portfolio.core.interventions import (
    Candidate,
    Unpriced,
    build_extensions,
    build_templates,
    in_order,
    price_extension,
)
from portfolio.core.people import Actor
from portfolio.core.periods import day_number
from portfolio.core.project import ProjectValue, parse_date
from portfolio.core.scenario import AddDraft, Extend
from portfolio.core.terms import Activity, Intervention, Status
from portfolio.coverage.report import Report
from portfolio.errors import Refused
from portfolio.planning.scenarios.queries import get_scenario_for
from portfolio.planning.scenarios.sandbox import Sandbox, ground_of, load_sandbox
from portfolio.planning.whatnext.question import Question
from portfolio.projects.queries import load_rates

#: More than this, and the question is refused: a set could not be proven best in a person's patience.
MOST_CANDIDATES = 4000
#: The status of what is paid for.
RUNNING = Status.IMPLEMENTATION.value


@dataclass(frozen=True, slots=True)
class NotOffered:
    """Something that could have been a candidate, and why it is none. `project_id` is None for a draft."""

    title: str
    why: str
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """The candidates in the order of the program, what is not offered, and the drafts' own values by candidate key."""

    candidates: tuple[Candidate, ...]
    not_offered: tuple[NotOffered, ...]
    drafts: dict[str, ProjectValue]
    scenario: str = ""

    def find(self, key: str) -> int | None:
        """The position of a candidate."""
        return next((at for at, one in enumerate(self.candidates) if one.key == key), None)


def build_offer(session: Session, actor: Actor, report: Report, question: Question, *, today: date) -> Offer:
    """Everything that can be chosen. Refused where there are too many candidates or the scenario is not there."""
    grid = report.grid
    unknown = [row for row, _ in question.unit_costs if row not in {line.code for line in report.rows}]
    if unknown:
        raise Refused(f"There is no objective “{unknown[0][:40]}” to cost.", "Use the number of one of the objectives.")
    found: list[Candidate] = []
    not_offered: list[NotOffered] = []
    drafts: dict[str, ProjectValue] = {}
    name = ""
    if question.scenario is not None:
        sandbox = load_sandbox(session, actor, get_scenario_for(session, actor, question.scenario))
        name = sandbox.scenario.name
        own = _Drafts(report, sandbox, today)
        found, not_offered, drafts = own.read(session)
    if not question.without_extensions:
        offered, unpriced = build_extensions(grid, question.extension_months)
        planned = {one.extends for one in found}
        found += [one for one in offered if one.extends not in planned]
        not_offered += [_not_offered(grid.facts, one) for one in unpriced]
    if not question.without_templates:
        found += build_templates(
            grid,
            months=question.template_months,
            cost_of=lambda row: question.cost_of(report.rows[row].code),
            title_of=lambda row, column: f"{report.rows[row].title}, {grid.columns[column].title}",
        )
    if len(found) > MOST_CANDIDATES:
        raise Refused(
            f"There would be {len(found)} candidates; a best set is proven for {MOST_CANDIDATES} at most.",
            "Look at one region (“Countries of”), leave out the new projects, or narrow the objectives.",
        )
    return Offer(in_order(found), tuple(not_offered), drafts, name)


def _not_offered(facts: Facts, one: Unpriced) -> NotOffered:
    return NotOffered(facts.titles[one.row], one.why, int(facts.ids[one.row]))


@dataclass(frozen=True, slots=True)
class _Drafts:
    """A scenario's drafts and extensions as candidates; its other changes are no offers."""

    report: Report
    sandbox: Sandbox
    today: date

    def read(self, session: Session) -> tuple[list[Candidate], list[NotOffered], dict[str, ProjectValue]]:
        grid = self.report.grid
        ground = ground_of(self.report.portfolio, grid.facts, self.sandbox, load_rates(session))
        found: list[Candidate] = []
        left: list[NotOffered] = []
        values: dict[str, ProjectValue] = {}
        for change in self.sandbox.scenario.changes:
            if isinstance(change, AddDraft):
                # A draft stands in the pipeline while nobody pays for it; the question is what if somebody does.
                value = self.sandbox.applied.values.get(-change.number, change.value)
                approved = {**value, "status": RUNNING} if value["status"] == Status.PIPELINE else value
                fact = ground.fact(-change.number, approved, self.today)
                why = self._why_not(Facts.from_projects([fact]), fact.budget_eur_cents)
                if why:
                    left.append(NotOffered(fact.title, why))
                    continue
                key = f"draft-{change.number}"
                cost = fact.budget_eur_cents or 0
                found.append(
                    Candidate(key, Intervention.DRAFT, fact.title, cost, project=replace(fact, parent_id=None))
                )
                values[key] = approved
            elif isinstance(change, Extend) and change.number in self.sandbox.applied.effects:
                self._extension(change, found, left)
        return found, left, values

    def _why_not(self, alone: Facts, budget: int | None) -> str:
        """Why a draft is no candidate; empty where it is one."""
        grid = self.report.grid
        activity = int(situation_of(alone, grid.window, grid.scope).activity[0])
        if budget is None:
            return "no budget in euro"
        if not np.isin(alone.objectives.key, grid.rows).any() or not len(alone.places.key):
            return "names none of these objectives, or no place"
        if activity > Activity.UPCOMING.number:
            return "has no dates, or none inside the months looked at"
        return ""

    def _extension(self, change: Extend, found: list[Candidate], left: list[NotOffered]) -> None:
        facts = self.report.grid.facts
        rows = np.flatnonzero(facts.ids == change.project_id).tolist()
        until = parse_date(change.ends_on).last()
        if not rows or day_number(until) <= int(facts.ends[rows[0]]) or any(one.extends == rows[0] for one in found):
            return
        made = price_extension(facts, rows[0], until)
        if isinstance(made, Candidate):
            found.append(made)
        else:
            left.append(_not_offered(facts, made))
