"""The only writer of merges of projects, and their reader. Writes run inside the write door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.changes import Changes, undoable
from portfolio.core.merging import merged
from portfolio.core.people import Actor
from portfolio.core.project import LABELS
from portfolio.errors import NotFound, Refused
from portfolio.history.keyed import KeptTable, create_records, delete_records, load_records
from portfolio.history.record import writing
from portfolio.models.merge import ProjectMerge
from portfolio.models.project import Project
from portfolio.models.selection import LARGEST_ID, visible_projects
from portfolio.projects.operations import ProjectUpdate, StaleProject, update_projects
from portfolio.projects.queries import StoredProject, load_projects

_MERGES = KeptTable(
    ProjectMerge,
    "merge",
    # Numbers, not codes: the change log is read by people who may see only one of the two.
    lambda row: f"of project {row['lost_id']} into {row['kept_id']}",
    frozenset({"done", "merged_by", "merged_at"}),
)
_KIN = ("parent", "predecessor")


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A merge as a page tells it: the project that was merged into another."""

    id: int
    lost_id: int
    code: str
    title: str
    merged_by: str
    merged_at: datetime


def merged_into(session: Session) -> dict[int, int]:
    """The project that each merged one is now, through however many merges; all numbers."""
    pairs = dict(session.execute(sa.select(ProjectMerge.lost_id, ProjectMerge.kept_id)).all())
    found = {}
    for lost in pairs:
        at, seen = lost, {lost}
        while at in pairs and pairs[at] not in seen:
            at = pairs[at]
            seen.add(at)
        found[lost] = at
    return found


def merges_of(session: Session, actor: Actor, kept_id: int) -> list[MergeLine]:
    """The projects that this person may see and that were merged into one, the newest merge first."""
    visible = visible_projects(actor).with_only_columns(Project.id)
    query = (
        sa.select(
            ProjectMerge.id, ProjectMerge.lost_id, Project.code, Project.title, ProjectMerge.merged_by,
            ProjectMerge.merged_at,
        )
        .join(Project, Project.id == ProjectMerge.lost_id)
        .where(ProjectMerge.kept_id == kept_id, ProjectMerge.lost_id.in_(visible))
        .order_by(ProjectMerge.id.desc())
    )  # fmt: skip
    return [MergeLine(*row) for row in session.execute(query)]


def merge_projects(
    session: Session, kept_id: int, lost_id: int, *, seen: Mapping[int, int], taken: Mapping[str, str]
) -> Changes:
    """Make two projects one: `kept_id` gets what is `taken` of both (core.merging), the other is archived.

    Whatever named the other as programme or predecessor names the kept one. Gives what changed of the kept one. `seen`
    are both versions. Raises NotFound, StaleProject, Refused, and InvalidProjects where the result cannot be kept.
    """
    if kept_id == lost_id:
        raise Refused("A project cannot be merged with itself.", "Name two projects.")
    stored = load_projects(session, [kept_id, lost_id])
    for number in (kept_id, lost_id):
        if number not in stored:
            raise NotFound("One of the two projects does not exist any more.", "Look for it in the history.")
        if stored[number].version != seen.get(number):
            raise StaleProject(number, stored[number].version, stored[number].value)
    kept, lost = stored[kept_id], stored[lost_id]
    _refuse_merged(session, kept, lost)
    try:
        values = merged(kept.value, lost.value, taken)
    except ValueError as error:
        raise Refused(str(error), "Choose again; nothing was saved.") from None
    for name in _KIN:
        if values.get(name, kept.value[name]) == lost.value["code"]:
            above = lost.value[name]
            values[name] = None if above == kept.value["code"] else above
        elif values.get(name) == kept.value["code"]:
            values[name] = None
    gone: dict[str, Any] = {"archived": True}
    if lost.value["iati_identifier"] and values.get("iati_identifier") == lost.value["iati_identifier"]:
        gone["iati_identifier"] = None  # no two projects have the same
    done = update_projects(session, [ProjectUpdate(lost_id, lost.version, gone)])
    updates = [ProjectUpdate(kept_id, kept.version, values)]
    updates += [
        ProjectUpdate(one.id, one.version, dict.fromkeys(names, kept.value["code"]))
        for one, names in _kin_of(session, lost, kept_id)
    ]
    done |= update_projects(session, updates)
    now = writing(session)
    row = {"lost_id": lost_id, "kept_id": kept_id, "done": {str(number): one for number, one in done.items()}}
    create_records(session, _MERGES, [{**row, "merged_by": now.actor.label, "merged_at": now.at}])
    return done.get(kept_id, {})


def _refuse_merged(session: Session, kept: StoredProject, lost: StoredProject) -> None:
    into = merged_into(session)
    for one in (kept, lost):
        if one.id in into:
            raise Refused(f"{one.value['code']} was merged into another project already.", "Take that back first.")
    if kept.value["archived"]:
        raise Refused(f"{kept.value['code']} is archived.", "Bring it back, or let the other one stay.")


def _kin_of(session: Session, lost: StoredProject, kept_id: int) -> list[tuple[StoredProject, list[str]]]:
    """Other projects that name the lost one, each with the fields that do."""
    query = sa.select(Project.id).where(
        sa.or_(Project.parent_id == lost.id, Project.predecessor_id == lost.id), Project.id.not_in((kept_id, lost.id))
    )
    found = load_projects(session, session.scalars(query).all())
    return [(one, [name for name in _KIN if one.value[name] == lost.value["code"]]) for _, one in sorted(found.items())]


def take_back_merge(session: Session, lost_id: int) -> list[str]:
    """Undo the merge of a project into another: both are as they were, but for fields edited since, given in words.

    Raises NotFound where it was not merged, Refused where one of the two is gone.
    """
    number = session.scalar(sa.select(ProjectMerge.id).where(ProjectMerge.lost_id == lost_id))
    if number is None:
        raise NotFound("This project was not merged into another.", "Look for it in the history.")
    row = load_records(session, _MERGES, [number])[number]
    done: dict[int, Changes] = {int(key): changes for key, changes in row["done"].items()}
    stored = load_projects(session, list(done))
    for needed in (row["lost_id"], row["kept_id"]):
        if needed in done and needed not in stored:
            raise Refused("One of the two projects was removed since.", "Bring it back first.")
    stays: list[str] = []
    updates: dict[int, ProjectUpdate] = {}
    for project_id, one in stored.items():
        free, edited = undoable(one.value, done[project_id])
        stays += [f"{LABELS[name].lower()} of {one.value['code']}" for name in edited]
        if free:
            updates[project_id] = ProjectUpdate(one.id, one.version, {name: pair[1] for name, pair in free.items()})
    # The kept one first: it may hold an identifier that the lost one takes back.
    first = updates.pop(row["kept_id"], None)
    if first is not None:
        update_projects(session, [first])
    update_projects(session, list(updates.values()))
    delete_records(session, _MERGES, {number: None})
    return stays


def find_kept(session: Session, actor: Actor, lost_id: int) -> int | None:
    """The project that a merged one is now, if this person may see it."""
    kept = merged_into(session).get(lost_id) if 0 < lost_id <= LARGEST_ID else None
    if kept is None:
        return None
    return session.scalar(visible_projects(actor).with_only_columns(Project.id).where(Project.id == kept))


@dataclass(frozen=True, slots=True)
class Called:
    """What lists may still call a project, of those that were merged into it."""

    codes: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()


def load_called(session: Session) -> dict[int, Called]:
    """By project, what those that were merged into it are, or were, called."""
    into = merged_into(session)
    lost = load_projects(session, list(into)) if into else {}
    done: dict[int, Any] = dict(session.execute(sa.select(ProjectMerge.lost_id, ProjectMerge.done)).all())
    found: dict[int, Called] = {}
    for number, one in lost.items():
        known = found.get(into[number], Called())
        changed = [changes.get("iati_identifier", ()) for changes in done[number].values()]
        own = {part for pair in (*changed, (one.value["iati_identifier"],)) for part in pair if part}
        found[into[number]] = Called(
            known.codes | {one.value["code"]}, known.identifiers | own, known.titles | {one.value["title"]}
        )
    return found
