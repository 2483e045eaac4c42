"""Making a scenario's changes real, and taking them back: through the ordinary writers of projects, inside the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from portfolio.core.changes import Changes, invert, undoable
from portfolio.core.project import FIELDS
from portfolio.core.scenario import AddDraft, Change, Reallocate, apply_changes, rebased
from portfolio.core.terms import Status
from portfolio.errors import Conflict, Refused
from portfolio.planning.scenarios.operations import put_changes
from portfolio.planning.scenarios.queries import Realised, Step, StoredScenario
from portfolio.projects.operations import ProjectUpdate, create_project, delete_projects, update_projects
from portfolio.projects.queries import StoredProject, load_projects

_FIRST = "Make that one real before, or put this one above it."


def plan_realising(scenario: StoredScenario, step: Step, real: dict[int, StoredProject]) -> dict[int, Changes]:
    """What making a change real would write, by project: `{field: [now, then]}`; a draft stands under its own number.

    Raises Refused where it cannot be made real as things stand, with the reason.
    """
    change = step.change
    if not step.is_open:
        raise Refused("This change is removed, or real already.", "Look at the scenario again.")
    if isinstance(change, AddDraft):
        value = {**change.value, "status": Status.PIPELINE.value}
        return {-change.number: {name: [None, value[name]] for name in FIELDS if value[name] not in (None, [])}}
    for number in change.projects:
        if number < 0:
            raise Refused("It is about a draft, which is no project yet.", f"Make change {-number} real first.")
    for earlier in scenario.changes:
        if earlier.number == change.number:
            break
        if _meet(earlier, change):
            raise Refused(f"Change {earlier.number} of the same project comes first.", _FIRST)
    applied = apply_changes({number: stored.value for number, stored in real.items()}, [change])
    for conflict in applied.conflicts:
        raise Refused(conflict.sentence, "Decide on the conflict first.")
    return applied.effects[change.number]


def realise_change(
    session: Session, scenario: StoredScenario, number: int, seen: dict[int, int] | None = None
) -> tuple[int, ...]:
    """Make one change real; gives the ids of the projects written. `seen` are versions of projects as shown before.

    A draft becomes a project in the pipeline. Later changes of the scenario on the same projects go on from there.
    Raises Refused, Conflict where a project moved since it was seen, InvalidProjects as the writer of projects does.
    """
    step = scenario.step(number)
    real = load_projects(session, [one for one in step.change.projects if one > 0])
    for project_id, version in (seen or {}).items():
        if project_id in real and real[project_id].version != version:
            raise Conflict("A project was changed in the meantime.", "Look again at what would be written.")
    planned = plan_realising(scenario, step, real)
    after: dict[int, Change] = {}
    if isinstance(step.change, AddDraft):
        project_id = create_project(session, {**step.change.value, "status": Status.PIPELINE.value})
        outcome = Realised((project_id,), {})
        after = _repointed(scenario, -number, project_id)
    else:
        values = {one: {name: pair[1] for name, pair in changes.items()} for one, changes in planned.items()}
        wrote = update_projects(session, [ProjectUpdate(one, real[one].version, new) for one, new in values.items()])
        outcome = Realised(tuple(sorted(wrote)), {str(one): changes for one, changes in sorted(wrote.items())})
    after = _going_on(session, scenario, step, after, outcome.project_ids)
    put_changes(session, scenario, after, {number: outcome})
    return outcome.project_ids


def take_back(session: Session, scenario: StoredScenario, number: int) -> None:
    """Undo what making a change real wrote: a draft's project goes, fields get back what they said.

    Raises Refused where a field was changed since, or where other projects name the draft's.
    """
    step = scenario.step(number)
    if step.realised is None:
        raise Refused("This change is not real.", "Look at the scenario again.")
    real = load_projects(session, step.realised.project_ids)
    after: dict[int, Change] = {}
    if isinstance(step.change, AddDraft):
        if changed := [stored.value["code"] for stored in real.values() if stored.version != 1]:
            raise Refused(
                f"{changed[0]} was changed since the draft became a project.",
                "Archive the project instead, on its page.",
            )
        after = _repointed(scenario, step.realised.project_ids[0], -number)
        delete_projects(session, {one: stored.version for one, stored in real.items()})
    else:
        updates = [_undone(stored, step.realised.wrote[str(one)]) for one, stored in real.items()]
        update_projects(session, updates)
    after = _going_on(session, scenario, step, after, step.realised.project_ids)
    put_changes(session, scenario, after, {number: None})


def _undone(stored: StoredProject, changes: Changes) -> ProjectUpdate:
    free, kept = undoable(stored.value, changes)
    if kept:
        fields = ", ".join(sorted(name.replace("_", " ") for name in kept))
        raise Refused(f"{stored.value['code']} was changed since: {fields}.", "Change it on its page.")
    assert free.keys() <= invert(changes).keys()
    return ProjectUpdate(stored.id, stored.version, {name: pair[1] for name, pair in free.items()})


def _meet(one: Change, other: Change) -> bool:
    """Whether two changes rest on a field of the same project."""
    return bool(set(one.projects) & set(other.projects)) and bool(set(one.fields()) & set(other.fields()))


def _repointed(scenario: StoredScenario, before: int, now: int) -> dict[int, Change]:
    """The changes that speak of a draft, speaking of its project instead, or the other way round."""
    found: dict[int, Change] = {}
    for step in scenario.steps:
        change = step.change
        if isinstance(change, Reallocate) and before in change.projects and step.realised is None:
            base = {one: seen for one, seen in change.base.items() if one != before}
            giver, getter = (now if one == before else one for one in change.projects)
            found[change.number] = replace(change, base=base, from_id=giver, to_id=getter)
    return found


def _going_on(
    session: Session, scenario: StoredScenario, done: Step, after: dict[int, Change], written: Sequence[int]
) -> dict[int, Change]:
    """The changes to be written with it: those that rest on what was just written now rest on what it says now.

    Only those without a conflict of their own: what somebody else changed is still for a person to decide.
    """
    found = dict(after)
    touched = {number for step in scenario.steps if step.is_open for number in step.change.projects if number > 0}
    touched |= {number for change in after.values() for number in change.projects if number > 0}
    now = {number: stored.value for number, stored in load_projects(session, sorted(touched)).items()}
    for step in scenario.steps:
        change = found.get(step.number, step.change)
        if not step.is_open or step.number == done.number or not set(change.projects) & set(written):
            continue
        if all(number in now for number in change.projects if number > 0) and _rests(change, done.change, written, now):
            moved = rebased(change, now)
            if moved != step.change:
                found[step.number] = moved
    return found


def _rests(change: Change, done: Change, written: Sequence[int], now: dict[int, Any]) -> bool:
    """Whether a change's base differs from today in nothing but what was just written."""
    for number in change.projects:
        if number < 0:
            continue
        differing = {name for name in change.fields() if change.base.get(number, {}).get(name) != now[number][name]}
        free = isinstance(done, AddDraft) or bool(differing <= set(done.fields()))
        if differing and not (number in written and free):
            return False
    return True
