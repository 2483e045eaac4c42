"""Reading the change log: who may read which change, pages of it, and a project's value as it stood. Nothing writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.changes import Changes
from portfolio.core.people import Actor, Permission
from portfolio.errors import NotFound, Refused
from portfolio.history.words import OF_PROJECTS, UNNAMED, FieldChange, describe, projects_in
from portfolio.models.base import LARGEST_INTEGER
from portfolio.models.change import Change
from portfolio.models.lookup import reference_names
from portfolio.models.merge import ProjectMerge
from portfolio.models.overlap import OverlapVerdict
from portfolio.models.pieces import pieces
from portfolio.models.project import Project
from portfolio.models.selection import (
    LARGEST_ID,
    readable_scenarios,
    visible_ids,
    visible_organisations,
    visible_projects,
)
from portfolio.web.paging import Page

#: Records of accounts: for administrators alone.
PRIVATE = ("user",)

#: Longest text of a filter.
LONGEST_FILTER = 300


@dataclass(frozen=True, slots=True)
class Edit:
    """Who changed a field last, when, why, and in which import (None: by form or command)."""

    by: str
    at: datetime
    batch_id: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """What the history page was asked for; empty text and None mean "not asked for"."""

    entity: str = ""
    entity_id: int | None = None
    actor: str = ""
    batch: int | None = None
    page: int = 1

    def query(self, **changes: Any) -> dict[str, str]:
        """The query string's arguments, defaults left out."""
        values = {
            "entity": self.entity, "id": self.entity_id, "actor": self.actor, "batch": self.batch, "page": self.page,
            **changes,
        }  # fmt: skip
        values = {name: value for name, value in values.items() if value not in ("", None)}
        if values.get("page") == 1:
            del values["page"]
        return {name: str(value) for name, value in values.items()}

    @property
    def narrows(self) -> bool:
        """Whether it leaves out any change."""
        return bool(self.entity or self.actor or self.entity_id is not None or self.batch is not None)


def installation_mark(session: Session) -> str:
    """What tells this installation's numbers from another's: the hash of its first change; empty before one."""
    return session.scalar(sa.select(Change.hash).where(Change.position == 1)) or ""


def count_since(session: Session, actor: Actor, since: datetime, most: int) -> int:
    """How many changes this person may read were made at `since` or later; it counts no further than `most`."""
    first = sa.select(sa.func.max(Change.position)).where(Change.at < since).scalar_subquery()
    found = readable(actor).with_only_columns(Change.position).where(Change.position > sa.func.coalesce(first, 0))
    return session.scalar(sa.select(sa.func.count()).select_from(found.limit(most).subquery())) or 0


def last_edits(session: Session, project_ids: Iterable[int]) -> dict[tuple[int, str], Edit]:
    """(project, field) -> the last change of that field, for projects that the caller may read."""
    found: dict[tuple[int, str], Edit] = {}
    for piece in pieces(sorted(set(project_ids))):
        query = (
            sa.select(Change.entity_id, Change.actor_label, Change.at, Change.batch_id, Change.reason, Change.changes)
            .where(Change.entity == "project", Change.entity_id.in_(piece))
            .order_by(Change.position)
        )
        for number, label, at, batch, reason, changes in session.execute(query):
            found.update(dict.fromkeys(((number, name) for name in changes), Edit(label, at, batch, reason)))
    return found


def parse_number(text: str | None, word: str) -> int | None:
    """A record's number from a query string; Refused unless it is a whole number that a record can have."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 16 and int(text) <= LARGEST_ID):
        raise Refused(f"“{text[:20]}” is not the number of {word}.", "Numbers are whole and count from 1.")
    return int(text)


def parse_text(text: str | None, word: str) -> str:
    """A text of the filter; Refused when it is longer than any such text."""
    if text and len(text) > LONGEST_FILTER:
        raise Refused(f"The {word} is longer than {LONGEST_FILTER} characters.", "Shorten it.")
    return (text or "").replace("\0", "").strip()


def readable(actor: Actor) -> sa.Select[Any]:
    """`select(Change)` of what this person may read.

    A change of a project follows the project as it stands now. When the project is gone, nobody can tell any more whose
    it was: its changes are for those who see every project, and for whoever made them. A verdict on an overlap, and a
    merge, are for those who see both projects. A scenario's changes say what projects said when they were planned: they
    are for those who see every project, and the scenario.
    """
    query = sa.select(Change)
    if not actor.may(Permission.administer):
        query = query.where(Change.entity.not_in(PRIVATE))
        scenarios = Change.entity_id.in_(readable_scenarios(actor)) if actor.sees_restricted else sa.false()
        query = query.where(sa.or_(Change.entity != "scenario", scenarios))
    if actor.sees_restricted:
        return query
    projects: sa.ColumnElement[bool] = Change.entity_id.in_(visible_ids(actor))
    if actor.id is not None:
        gone = Change.entity_id.not_in(sa.select(Project.id))
        projects = sa.or_(projects, sa.and_(gone, Change.actor_id == actor.id))
    organisations = visible_organisations(actor)
    names = sa.select(organisations.subquery().c.id)
    seen = visible_ids(actor)
    pairs = sa.select(OverlapVerdict.id).where(OverlapVerdict.first_id.in_(seen), OverlapVerdict.second_id.in_(seen))
    merges = sa.select(ProjectMerge.id).where(ProjectMerge.kept_id.in_(seen), ProjectMerge.lost_id.in_(seen))
    return query.where(
        sa.or_(Change.entity.not_in(OF_PROJECTS), projects),
        sa.or_(Change.entity != "organisation", Change.entity_id.in_(names)),
        sa.or_(Change.entity != "overlap", Change.entity_id.in_(pairs)),
        sa.or_(Change.entity != "merge", Change.entity_id.in_(merges)),
    )


def page_changes(session: Session, actor: Actor, asked: HistoryQuery, size: int) -> Page[ReadableChange]:
    """One page of the change log, newest first. NotFound past its last page."""
    query = _narrowed(readable(actor), asked)
    total = session.scalar(sa.select(sa.func.count()).select_from(query.with_only_columns(Change.position).subquery()))
    page: Page[ReadableChange] = Page([], asked.page, size, total or 0)
    page.require()
    rows = query.order_by(Change.position.desc()).limit(size).offset((asked.page - 1) * size)
    return Page(_masked(session, actor, session.scalars(rows).all()), asked.page, size, total or 0)


def _narrowed(query: sa.Select[Any], asked: HistoryQuery) -> sa.Select[Any]:
    if asked.entity:
        query = query.where(Change.entity == asked.entity)
    if asked.entity_id is not None:
        query = query.where(Change.entity_id == asked.entity_id)
    if asked.actor:
        query = query.where(Change.actor_label == asked.actor)
    if asked.batch is not None:
        query = query.where(Change.batch_id == asked.batch)
    return query


def get_change(session: Session, actor: Actor, position: int) -> ReadableChange:
    """One change by its position; NotFound when there is none, or none for this person."""
    if not 0 < position <= LARGEST_INTEGER:
        raise NotFound("There is no such change.")
    change = session.scalars(readable(actor).where(Change.position == position)).one_or_none()
    if change is None:
        raise NotFound("There is no such change, or it is not for you.", "Look for it in the history.")
    return _masked(session, actor, [change])[0]


def changes_of(session: Session, actor: Actor, entity: str, entity_id: int, most: int) -> list[ReadableChange]:
    """The newest changes of one record; whoever calls has loaded the record for this person."""
    query = readable(actor).where(Change.entity == entity, Change.entity_id == entity_id)
    return _masked(session, actor, session.scalars(query.order_by(Change.position.desc()).limit(most)).all())


def changes_in_words(
    session: Session, actor: Actor, entity: str, entity_id: int | None, most: int
) -> list[tuple[ReadableChange, list[FieldChange]]]:
    """The newest changes of one record, each with its fields in words; none of a record that is not there yet."""
    found = changes_of(session, actor, entity, entity_id, most) if entity_id is not None else []
    names = names_in(session, actor, found) if found else UNNAMED
    return [(change, describe(change.entity, change.changes, names)) for change in found]


def names_in(session: Session, actor: Actor, changes: Iterable[ReadableChange]) -> dict[str, str]:
    """What to call places, objectives and the projects that these changes name by id, by reference."""
    ids = {number for change in changes for number in projects_in(change.entity, change.changes)}
    codes = project_codes(session, actor, ids)
    return reference_names(session) | {f"project:{number}": code for number, code in codes.items()}


def entities(session: Session, actor: Actor) -> list[str]:
    """The kinds of records that this person's part of the change log has."""
    names = readable(actor).with_only_columns(Change.entity).distinct().order_by(Change.entity)
    return list(session.scalars(names))


def changes_since(session: Session, project_id: int, *, seen: int, now: int) -> list[Change] | None:
    """The changes that took a project from version `seen` to `now`, oldest first; None where they are not known.

    Each change of a project is one version and one row of the log.
    """
    if not 0 < seen <= now:
        return None
    query = sa.select(Change).where(Change.entity == "project", Change.entity_id == project_id)
    rows = session.scalars(query.order_by(Change.position.desc()).limit(now - seen)).all()
    return list(reversed(rows)) if len(rows) == now - seen else None


@dataclass(frozen=True, slots=True)
class ReadableChange:
    """A change as somebody reads it: what it says of projects that are not theirs to see is taken out."""

    position: int
    at: Any
    actor_label: str
    reason: str
    batch_id: int | None
    entity: str
    entity_id: int
    entity_key: str
    action: str
    changes: Changes


#: What stands for the code of a project that the reader may not see.
HIDDEN = "(a project that you may not see, or that is gone)"

_KIN = ("parent", "predecessor")


def _masked(session: Session, actor: Actor, changes: Sequence[Change]) -> list[ReadableChange]:
    if actor.sees_restricted:
        return [_copy(change, change.changes) for change in changes]
    codes = {code for change in changes if change.entity == "project" for code in _kin_codes(change.changes)}
    seen = visible_codes(session, actor, codes)
    return [
        _copy(
            change,
            change.changes
            if change.entity != "project"
            else {
                name: [HIDDEN if code and code not in seen else code for code in pair] if name in _KIN else pair
                for name, pair in change.changes.items()
            },
        )
        for change in changes
    ]


def _kin_codes(changes: Changes) -> Iterable[str]:
    return (code for name in _KIN for code in changes.get(name, ()) if code)


def visible_codes(session: Session, actor: Actor, codes: Iterable[str]) -> set[str]:
    """Those of the codes that are codes of projects this person may see."""
    wanted = sorted(set(codes))
    if not wanted:
        return set()
    found: set[str] = set()
    for piece in pieces(wanted):
        found.update(
            session.scalars(visible_projects(actor).with_only_columns(Project.code).where(Project.code.in_(piece)))
        )
    return found


def project_codes(session: Session, actor: Actor, ids: Iterable[int]) -> dict[int, str]:
    """Codes by id of the projects that this person may see; no SELECT for none."""
    found: dict[int, str] = {}
    for piece in pieces(sorted(set(ids))):
        query = visible_projects(actor).with_only_columns(Project.id, Project.code).where(Project.id.in_(piece))
        found.update((number, code) for number, code in session.execute(query))
    return found


def _copy(change: Change, changes: Changes) -> ReadableChange:
    return ReadableChange(
        change.position, change.at, change.actor_label, change.reason, change.batch_id, change.entity, change.entity_id,
        change.entity_key, change.action, changes,
    )  # fmt: skip
