"""Changes applied to projects as they stand: what comes of it, and which changes the real portfolio has overtaken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from portfolio.core.changes import Changes, diff
from portfolio.core.project import ProjectValue, normal, problems
from portfolio.core.scenario.changes import AddDraft, Change, Impossible, Values
from portfolio.core.terms import ConflictKind


@dataclass(frozen=True, slots=True)
class Conflict:
    """A change that is not applied, and why. `moved` is {field: [when the change was made, today]} of one project."""

    number: int
    kind: ConflictKind
    project_id: int
    moved: Changes
    sentence: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What changes make of projects.

    `values` are the touched projects and the drafts as the scenario has them, `effects` what each change did, by its
    number and project: `{field: [before, after]}`. Conflicts did nothing.
    """

    values: dict[int, ProjectValue]
    effects: dict[int, dict[int, Changes]]
    conflicts: tuple[Conflict, ...]


def apply_changes(values: Values, changes: Sequence[Change]) -> Applied:
    """Apply changes in their order, drafts before all others, to real values (by id, of every project they touch).

    A project that is not in `values` is gone. Every change stands or falls as a whole.
    """
    now: dict[int, ProjectValue] = {}
    effects: dict[int, dict[int, Changes]] = {}
    conflicts: dict[int, Conflict] = {}
    for change in sorted(changes, key=lambda change: not isinstance(change, AddDraft)):
        found = find_conflict(change, values, now)
        if found is None:
            seen = {number: now.get(number) or values[number] for number in change.projects}
            try:
                after = _after(change, seen)
            except Impossible as error:
                about = next(iter(change.projects), -change.number)
                found = Conflict(change.number, ConflictKind.IMPOSSIBLE, about, {}, str(error))
            else:
                effects[change.number] = {number: diff(seen.get(number, {}), value) for number, value in after.items()}
                now.update(after)
        if found is not None:
            conflicts[change.number] = found
    return Applied(now, effects, tuple(conflicts[one.number] for one in changes if one.number in conflicts))


def _after(change: Change, seen: Values) -> Values:
    """The projects as a change leaves them; Impossible where one could not be kept so."""
    after = {number: normal({**seen.get(number, {}), **new}) for number, new in change.effect(seen).items()}
    for value in after.values():
        for problem in problems(value):
            raise Impossible(problem.sentence)
    return after


def find_conflict(change: Change, values: Values, drafts: Values) -> Conflict | None:
    """What keeps a change from being applied to these real values, as far as its base tells."""
    for number in change.projects:
        if number < 0:
            if number not in drafts:
                return Conflict(change.number, ConflictKind.GONE, number, {}, "The draft is no longer in the scenario.")
            continue
        value = values.get(number)
        if value is None:
            return Conflict(change.number, ConflictKind.GONE, number, {}, "The project does not exist any more.")
        if value["archived"]:
            return Conflict(change.number, ConflictKind.ARCHIVED, number, {}, "The project is archived.")
        if moved := diff(change.base.get(number, {}), value, change.fields()):
            sentence = f"{value['code']} was changed since this was planned."
            return Conflict(change.number, ConflictKind.MOVED, number, moved, sentence)
    return None


def rebased(change: Change, values: Values) -> Change:
    """The same change, made on what the projects say now. Raises KeyError where one is not there."""
    base = {
        number: {name: values[number][name] for name in change.fields()} for number in change.projects if number > 0
    }
    return replace(change, base=base)
