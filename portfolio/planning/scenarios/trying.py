"""A change as somebody is about to make it: read, based on what projects say now, and refused where it cannot be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from portfolio.core.people import Actor
from portfolio.core.project import FieldProblem, ProjectValue
from portfolio.core.scenario import AddDraft, Change, InvalidChange, apply_changes, read_change, rebased
from portfolio.models.project import Project
from portfolio.models.selection import NOT_ARCHIVED, visible_projects
from portfolio.planning.scenarios.queries import StoredScenario, visible_values
from portfolio.projects.queries import load_projects

#: Codes of projects that a form offers; any other can be typed.
CODES_OFFERED = 1000


def find_project(session: Session, actor: Actor, scenario: StoredScenario | None, code: str) -> int:
    """A draft of the scenario or a project that this person may see, by its code. ValueError where there is none."""
    code = code.strip()
    for step in scenario.steps if scenario else ():
        if isinstance(step.change, AddDraft) and step.is_open and step.change.value["code"] == code:
            return -step.number
    query = visible_projects(actor).with_only_columns(Project.id).where(Project.code == code, NOT_ARCHIVED)
    found = session.scalar(query)
    if found is None:
        raise ValueError(f"There is no project “{code[:80]}”, or it is archived or not for you.")
    return int(found)


def code_choices(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """(code, title) of projects, as many as a form offers."""
    query = visible_projects(actor).with_only_columns(Project.code, Project.title).where(NOT_ARCHIVED)
    return [(code, title) for code, title in session.execute(query.order_by(Project.code).limit(CODES_OFFERED))]


def make_change(
    session: Session, actor: Actor, scenario: StoredScenario, kind: str, raw: dict[str, Any], number: int = 0
) -> Change:
    """A change read from its JSON value and made on what projects say now; `number` where it replaces another.

    Raises InvalidChange, also where the scenario as it stands leaves no room for it.
    """
    return rebased_in(session, actor, scenario, read_change(kind, raw, number))


def rebased_in(session: Session, actor: Actor, scenario: StoredScenario, change: Change) -> Change:
    """A change made on what projects say now, at its place in the scenario or behind all. Raises InvalidChange."""
    values = visible_values(session, actor, [scenario])
    values.update(_visible(session, actor, [one for one in change.projects if one > 0 and one not in values]))
    if any(one > 0 and one not in values for one in change.projects):
        raise InvalidChange([FieldProblem("project_id", "There is no such project, or it is not for you.")])
    made = rebased(change, values)
    others = scenario.changes
    if made.number:
        tried = [made if one.number == made.number else one for one in others]
    else:
        # A draft stands under its number: a provisional one that no change of this scenario has.
        tried = [*others, rebased(_provisional(made, scenario), values)]
    applied = apply_changes(values, tried)
    for conflict in applied.conflicts:
        if conflict.number == (made.number or tried[-1].number):
            raise InvalidChange([FieldProblem("", conflict.sentence)])
    return made


def _provisional(change: Change, scenario: StoredScenario) -> Change:
    return replace(change, number=max((step.number for step in scenario.steps), default=0) + 1)


def _visible(session: Session, actor: Actor, ids: list[int]) -> dict[int, ProjectValue]:
    seen = session.scalars(visible_projects(actor).with_only_columns(Project.id).where(Project.id.in_(ids))).all()
    return {number: stored.value for number, stored in load_projects(session, list(seen)).items()}
