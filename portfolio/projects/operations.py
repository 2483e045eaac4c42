"""The only writer of projects: form, import, undo and command line all come here, inside the write door.

Many projects are written by the same few statements as one, so an import needs no writer of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.changes import Changes, diff
from portfolio.core.project import (
    FIELDS,
    LIST_FIELDS,
    FieldProblem,
    ProjectValue,
    empty,
    link_key,
    normal,
    problems,
    share_units,
)
from portfolio.errors import Conflict, NotFound, Refused
from portfolio.history.record import record, writing
from portfolio.history.rows import insert_rows
from portfolio.models.base import table_of
from portfolio.models.change import Change
from portfolio.models.objective import Framework, Objective
from portfolio.models.pieces import pieces
from portfolio.models.place import Place
from portfolio.models.project import Project, ProjectObjective, ProjectOrganisation, ProjectPlace
from portfolio.organisations.operations import canonical_names, ensure_organisations
from portfolio.projects.queries import load_projects
from portfolio.projects.ready import ReadyProject, columns_of, make_ready

_TABLES = {
    "objectives": table_of(ProjectObjective),
    "places": table_of(ProjectPlace),
    "organisations": table_of(ProjectOrganisation),
}

#: Fields of which no two projects have the same, and how sentences call them.
_UNIQUE = {"code": Project.code, "iati_identifier": Project.iati_identifier}
_IN_WORDS = {"code": "code", "iati_identifier": "IATI identifier"}


class InvalidProjects(Refused):
    """Some values cannot be kept: `by_index` has each one's problems, by its index in what was given."""

    def __init__(self, by_index: dict[int, list[FieldProblem]]) -> None:
        first = next(iter(by_index.values()))[0]
        super().__init__(first.sentence, "Correct it and save again; nothing was saved.")
        self.by_index = by_index


class StaleProject(Conflict):
    """The project moved since the form or the preview was made; `current` and `version` say where it stands now."""

    def __init__(self, project_id: int, version: int, current: ProjectValue) -> None:
        super().__init__(
            f"“{current['title'][:80]}” was changed by somebody else in the meantime.",
            "Look at both versions and save again; nothing of yours is lost.",
        )
        self.project_id = project_id
        self.version = version
        self.current = current


@dataclass(frozen=True, slots=True)
class ProjectUpdate:
    """New values for some fields of a project, and the version of it that the writer saw."""

    project_id: int
    seen_version: int
    values: Mapping[str, Any]


def create_project(session: Session, value: Mapping[str, Any]) -> int:
    """Add one project; gives its id. Raises InvalidProjects."""
    return create_projects(session, [value])[0]


def create_projects(session: Session, values: Sequence[Mapping[str, Any] | ReadyProject]) -> list[int]:
    """Add projects; gives their ids in order. Parents may be among them. Raises InvalidProjects, all or none.

    Whoever adds thousands makes them ready before the write door is taken.
    """
    if not values:
        return []
    now, first = writing(session), _next_id(session)
    made = _Made(1, now.at, now.actor.id)
    ready = [value if isinstance(value, ReadyProject) else make_ready(value) for value in values]
    return _insert(session, {number: (value, made) for number, value in enumerate(ready, first)})


def restore_projects(session: Session, values: Mapping[int, Mapping[str, Any]]) -> None:
    """Bring deleted projects ({id: value}) back under their numbers, as whoever made them first left them.

    Each is a version later than its deletion. Raises InvalidProjects, by index in the order of `values`, all or none.
    """
    made = _first_made(session, list(values))
    _insert(session, {number: (make_ready(value), made[number]) for number, value in values.items()})


@dataclass(frozen=True, slots=True)
class _Made:
    """A new row's version, and when and by whom its project was made."""

    version: int
    at: datetime
    by_id: int | None


def _first_made(session: Session, ids: Sequence[int]) -> dict[int, _Made]:
    """Of deleted projects, when and by whom they were made, and the version that comes next: one for each change."""
    found: dict[int, _Made] = {}
    for piece in pieces(ids):
        query = sa.select(Change.entity_id, Change.at, Change.actor_id).where(
            Change.entity == "project", Change.entity_id.in_(piece)
        )
        for number, at, by_id in session.execute(query.order_by(Change.position)):
            known = found.setdefault(number, _Made(1, at, by_id))
            found[number] = _Made(known.version + 1, known.at, known.by_id)
    return found


def _insert(session: Session, new: Mapping[int, tuple[ReadyProject, _Made]]) -> list[int]:
    """Add projects under these numbers, with kin, links and change records; gives the numbers."""
    ids, ready = list(new), [one for one, _ in new.values()]
    for index in _spell_organisations(session, [one.value for one in ready]):
        ready[index] = make_ready(ready[index].value)
    projects = [one.value for one in ready]
    known = _Known(session, projects, dict(zip((value["code"] for value in projects), ids, strict=True)))
    found = {index: wrong for index, one in enumerate(ready) if (wrong := one.problems or known.problems(one.value))}
    _refuse_taken(session, projects, found)
    if found:
        raise InvalidProjects(found)
    now = writing(session).at
    rows = (
        {
            **one.columns, "id": project_id, "version": made.version, "created_at": made.at,
            "created_by_id": made.by_id, "updated_at": now,
        }
        for (project_id, (_, made)), one in zip(new.items(), ready, strict=True)
    )  # fmt: skip
    insert_rows(session, table_of(Project), rows)
    _write_kin(session, known, list(zip(ids, projects, strict=True)))
    _insert_links(session, known, list(zip(ids, projects, strict=True)), LIST_FIELDS)
    for project_id, one in zip(ids, ready, strict=True):
        record(session, "project", project_id, one.value["code"], "create", one.created)
    return ids


def update_project(session: Session, project_id: int, *, seen_version: int, values: Mapping[str, Any]) -> Changes:
    """Change some fields of one project; gives what changed. Raises StaleProject, InvalidProjects, NotFound."""
    return update_projects(session, [ProjectUpdate(project_id, seen_version, values)]).get(project_id, {})


def update_projects(session: Session, updates: Sequence[ProjectUpdate]) -> dict[int, Changes]:
    """Change projects; gives what changed by id, without those where nothing did. All or none.

    Raises StaleProject for the first whose version is not the seen one, InvalidProjects (by index), NotFound.
    """
    index_of = {update.project_id: index for index, update in enumerate(updates)}
    updates = sorted(updates, key=lambda update: update.project_id)
    stored = load_projects(session, [update.project_id for update in updates])
    after: dict[int, ProjectValue] = {}
    for update in updates:
        current = stored.get(update.project_id)
        if current is None:
            raise NotFound("This project does not exist any more.", "Look for it in the history.")
        if current.version != update.seen_version:
            raise StaleProject(update.project_id, current.version, current.value)
        after[update.project_id] = normal({**current.value, **update.values})
    _spell_organisations(session, list(after.values()))
    changes = {number: diff(stored[number].value, value, FIELDS) for number, value in after.items()}
    changes = {number: change for number, change in changes.items() if change}
    changed = [(number, after[number]) for number in changes]
    known = _Known(session, [value for _, value in changed], {})
    found = {
        index: wrong for index, (_, value) in enumerate(changed) if (wrong := problems(value) or known.problems(value))
    }
    own = [{name: value[name] for name in _UNIQUE if name in changes[number]} for number, value in changed]
    _refuse_taken(session, own, found)
    _refuse_circles(session, known, changed, found)
    if found:
        raise InvalidProjects({index_of[changed[at][0]]: wrong for at, wrong in found.items()})
    _update_rows(session, known, stored, changed)
    for field in LIST_FIELDS:
        touched = [(number, value) for number, value in changed if field in changes[number]]
        _delete_links(session, [number for number, _ in touched], field)
        _insert_links(session, known, touched, (field,))
    for number, value in changed:
        record(session, "project", number, value["code"], "update", changes[number])
    return changes


def archive_project(session: Session, project_id: int, *, seen_version: int, archived: bool = True) -> Changes:
    """Take a project out of lists and coverage, or bring it back; nothing of it is lost."""
    return update_project(session, project_id, seen_version=seen_version, values={"archived": archived})


def delete_projects(session: Session, versions: Mapping[int, int]) -> None:
    """Remove projects ({id: seen version}), as undo of an import does; their last values stay in the change log.

    Raises StaleProject, and Refused when a project that stays names one of them as programme or predecessor.
    """
    ids = sorted(versions)
    stored = load_projects(session, ids)
    for number, current in stored.items():
        if current.version != versions[number]:
            raise StaleProject(number, current.version, current.value)
    if kin := find_kin(session, ids):
        raise Refused(
            "Other projects name this one as programme or predecessor.", f"Change them first: {', '.join(kin)}."
        )
    nothing = empty()
    for piece in pieces(list(stored)):
        session.execute(
            sa.update(table_of(Project)).where(Project.id.in_(piece)).values(parent_id=None, predecessor_id=None)
        )
    for piece in pieces(list(stored)):
        for table in _TABLES.values():
            session.execute(sa.delete(table).where(table.c.project_id.in_(piece)))
        session.execute(sa.delete(table_of(Project)).where(Project.id.in_(piece)))
    for number, current in stored.items():
        record(session, "project", number, current.value["code"], "delete", diff(current.value, nothing, FIELDS))


def find_kin(session: Session, ids: Sequence[int]) -> list[str]:
    """Codes of projects outside `ids` that name one of them as parent or predecessor."""
    gone, codes = set(ids), []
    for piece in pieces(sorted(gone)):
        query = sa.select(Project.id, Project.code).where(
            sa.or_(Project.parent_id.in_(piece), Project.predecessor_id.in_(piece))
        )
        codes += [code for number, code in session.execute(query) if number not in gone]
    return sorted(set(codes))


def _spell_organisations(session: Session, values: Sequence[ProjectValue]) -> list[int]:
    """Write each organisation's name as it is kept, so that another spelling of it is no change.

    Gives the indexes of the values in which that changed a name.
    """
    written = {link["name"] for value in values for link in value["organisations"] if isinstance(link["name"], str)}
    spelling = canonical_names(session, written)
    other = {name: kept for name, kept in spelling.items() if name != kept}
    respelt = []
    for index, value in enumerate(values) if other else ():
        links = value["organisations"]
        if any(link["name"] in other for link in links):
            for link in links:
                link["name"] = other.get(link["name"], link["name"])
            links.sort(key=link_key)
            respelt.append(index)
    return respelt


def _next_id(session: Session) -> int:
    """One more than any project's number ever: a deleted project's, still in the change log, is not used again."""
    ever = sa.select(sa.func.max(Change.entity_id)).where(Change.entity == "project")
    return max(session.scalar(sa.select(sa.func.max(Project.id))) or 0, session.scalar(ever) or 0) + 1


class _Known:
    """Ids of what project values name, fetched once for all of them."""

    def __init__(self, session: Session, values: Sequence[ProjectValue], new: dict[str, int]) -> None:
        self.places = {
            (kind, code): number for number, kind, code in session.execute(sa.select(Place.id, Place.kind, Place.code))
        }
        self.objectives = {
            (framework, objective): number
            for number, framework, objective in session.execute(
                sa.select(Objective.id, Framework.code, Objective.number).join(
                    Framework, Framework.id == Objective.framework_id
                )
            )
        }
        kin = {value[field] for value in values for field in ("parent", "predecessor")} - {None}
        self.projects: dict[str, int] = {}
        for piece in pieces(sorted(kin)):
            query = sa.select(Project.code, Project.id).where(Project.code.in_(piece))
            self.projects.update(session.execute(query).all())
        self.projects.update(new)
        self.organisations: dict[str, int] = {}

    def problems(self, value: ProjectValue) -> list[FieldProblem]:
        """What the value names that does not exist."""
        found = [
            FieldProblem("places", f"There is no {link['kind']} {link['code']}.")
            for link in value["places"]
            if (link["kind"], link["code"]) not in self.places
        ]
        found += [
            FieldProblem("objectives", f"There is no objective {link['number']} in {link['framework']}.")
            for link in value["objectives"]
            if (link["framework"], link["number"]) not in self.objectives
        ]
        for field, word in (("parent", "programme"), ("predecessor", "predecessor")):
            if value[field] is not None and value[field] not in self.projects:
                found.append(FieldProblem(field, f"There is no project {value[field][:80]} to be the {word}."))
            elif value[field] is not None and value[field] == value["code"]:
                found.append(FieldProblem(field, f"A project is not its own {word}."))
        return found


def _refuse_taken(session: Session, values: Sequence[Mapping[str, Any]], found: dict[int, list[FieldProblem]]) -> None:
    for name, column in _UNIQUE.items():
        indexes: dict[str, int] = {}
        for index, value in enumerate(values):
            own = value.get(name)
            if isinstance(own, str) and own in indexes:
                sentence = f"The {_IN_WORDS[name]} {own} is given twice."
                found.setdefault(index, []).append(FieldProblem(name, sentence))
            elif isinstance(own, str):
                indexes[own] = index
        for piece in pieces(sorted(indexes)):
            for own in session.scalars(sa.select(column).where(column.in_(piece))):
                assert own is not None
                sentence = f"The {_IN_WORDS[name]} {own} is another project's."
                found.setdefault(indexes[own], []).append(FieldProblem(name, sentence))


def _refuse_circles(
    session: Session, known: _Known, changed: Sequence[tuple[int, ProjectValue]], found: dict[int, list[FieldProblem]]
) -> None:
    for field, column, word in (
        ("parent", Project.parent_id, "programme"),
        ("predecessor", Project.predecessor_id, "predecessor"),
    ):
        if not any(value[field] for _, value in changed):
            continue
        above = dict(session.execute(sa.select(Project.id, column).where(column.is_not(None))).all())
        for number, value in changed:
            above[number] = known.projects.get(value[field]) if value[field] else None
        for index, (number, value) in enumerate(changed):
            step, seen = above.get(number), set()
            while step is not None and step not in seen:
                if step == number:
                    sentence = f"{value[field]} lies below this project, so it cannot be its {word}."
                    found.setdefault(index, []).append(FieldProblem(field, sentence))
                    break
                seen.add(step)
                step = above.get(step)


def _write_kin(session: Session, known: _Known, projects: Sequence[tuple[int, ProjectValue]]) -> None:
    """Parent and predecessor, after every project of the call exists."""
    rows = [
        {
            "_id": number,
            "parent": known.projects.get(value["parent"]),
            "before": known.projects.get(value["predecessor"]),
        }
        for number, value in projects
        if value["parent"] is not None or value["predecessor"] is not None
    ]
    if rows:
        table = table_of(Project)
        statement = (
            sa.update(table)
            .where(table.c.id == sa.bindparam("_id"))
            .values(parent_id=sa.bindparam("parent"), predecessor_id=sa.bindparam("before"))
        )
        session.connection().execute(statement, rows)


def _update_rows(
    session: Session, known: _Known, stored: Mapping[int, Any], changed: Sequence[tuple[int, ProjectValue]]
) -> None:
    if not changed:
        return
    now = writing(session).at
    rows = []
    for number, value in changed:
        row = columns_of(value)
        row.update(
            _id=number,
            _version=stored[number].version,
            version=stored[number].version + 1,
            updated_at=now,
            parent_id=known.projects.get(value["parent"]),
            predecessor_id=known.projects.get(value["predecessor"]),
        )
        rows.append(row)
    table = table_of(Project)
    names = [name for name in rows[0] if not name.startswith("_")]
    statement = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("_id"), table.c.version == sa.bindparam("_version"))
        .values({name: sa.bindparam(name) for name in names})
    )
    result = session.connection().execute(statement, rows)
    if result.rowcount not in (-1, len(rows)):
        raise Conflict("A project was changed by somebody else in the meantime.", "Try again; nothing was saved.")


def _delete_links(session: Session, ids: Sequence[int], field: str) -> None:
    table = _TABLES[field]
    for piece in pieces(ids):
        session.execute(sa.delete(table).where(table.c.project_id.in_(piece)))


def _insert_links(
    session: Session, known: _Known, projects: Sequence[tuple[int, ProjectValue]], fields: Sequence[str]
) -> None:
    for field in fields:
        if field == "organisations":
            names = {link["name"] for _, value in projects for link in value[field]}
            known.organisations.update(ensure_organisations(session, names - known.organisations.keys()))
        rows = (
            {"project_id": number, "share": share_units(link["share"]), **_link_columns(field, link, known)}
            for number, value in projects
            for link in value[field]
        )
        insert_rows(session, _TABLES[field], rows)


def _link_columns(field: str, link: Mapping[str, Any], known: _Known) -> dict[str, Any]:
    if field == "objectives":
        number = known.objectives[link["framework"], link["number"]]
        return {"objective_id": number, "significance": link["significance"], "note": link["note"]}
    if field == "places":
        return {"place_id": known.places[link["kind"], link["code"]], "tier": link["tier"]}
    return {"organisation_id": known.organisations[link["name"]], "role": link["role"]}
