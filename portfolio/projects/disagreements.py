"""Where a source says something else than is stored: found, shown with who says what, and settled one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.people import Actor
from portfolio.core.project import FIELDS, LABELS, LIST_FIELDS, link_key
from portfolio.errors import Conflict, NotFound
from portfolio.history.words import Names, value_texts
from portfolio.models.batch import ImportBatch
from portfolio.models.pieces import pieces
from portfolio.models.selection import visible_ids
from portfolio.projects.operations import StaleProject, update_project
from portfolio.projects.queries import StoredProject, load_projects
from portfolio.sources.operations import settle
from portfolio.sources.queries import Word, last_words, load_verdicts, source_names

#: Fields of which a source's word is shown: not the code, by which its rows are found, nor projects that a reader may
#: not be allowed to know of.
_SPOKEN = tuple(name for name in FIELDS if name not in ("code", "archived", "parent", "predecessor"))
#: The part of a link by which a list may be the business of several columns.
_PARTS = {"organisations": "role", "places": "tier"}
_MONEY = ("budget_amount", "budget_currency")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field of a project of which a source says something else than is stored; texts are words for people."""

    project_id: int
    version: int
    code: str
    title: str
    field: str
    label: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    source_id: int
    source: str
    word: Word
    file_name: str
    said_by: str
    said_at: datetime | None
    settled: bool


def find_disagreements(
    session: Session,
    actor: Actor,
    names: Names,
    project_ids: Sequence[int] | None = None,
    *,
    source_id: int | None = None,
) -> list[Disagreement]:
    """All of them, settled ones too, in projects that the actor may see; by code, then in the order of the fields.

    `names` are those of places and objectives.
    """
    words = last_words(session, source_id=source_id, project_ids=project_ids)
    visible = set(session.scalars(visible_ids(actor)))
    words = {key: said for key, said in words.items() if key[0] in visible}
    stored = load_projects(session, sorted({project for project, _ in words}))
    verdicts = load_verdicts(session, project_ids)
    sources = source_names(session)
    files = _batches(session, {word.batch_id for said in words.values() for word in said.values()})
    found = [
        _disagreement(stored[project], name, source, sources[source], word, files, verdicts, names)
        for (project, source), said in words.items()
        if project in stored
        for name, word in said.items()
        if name in _SPOKEN and differs(name, word.value, stored[project].value[name])
    ]
    order = {name: at for at, name in enumerate(FIELDS)}
    return sorted(found, key=lambda one: (one.code, one.project_id, order[one.field], one.source))


def differs(name: str, word: Any, stored: Any) -> bool:
    """Whether a source's word is another value; of a list only the roles and tiers that the source speaks of count."""
    if name not in LIST_FIELDS:
        return bool(word != stored and (word or stored))
    return _links(word or ()) != _links(_spoken_of(name, word or (), stored))


def _links(links: Iterable[Mapping[str, Any]]) -> dict[Any, Mapping[str, Any]]:
    return {link_key(link): link for link in links}


def _spoken_of(name: str, word: Sequence[Mapping[str, Any]], stored: Sequence[Any]) -> list[Any]:
    part = _PARTS.get(name)
    scope = {link[part] for link in word} if part else set()
    return [link for link in stored if not scope or link[part] in scope]


def _disagreement(
    project: StoredProject,
    name: str,
    source_id: int,
    source: str,
    word: Word,
    files: Mapping[int, Any],
    verdicts: Mapping[tuple[int, int, str], Any],
    names: Names,
) -> Disagreement:
    key = (project.id, source_id, name)
    file_name, by, at = files.get(word.batch_id, ("", "", None))
    return Disagreement(
        project.id, project.version, project.value["code"], project.value["title"], name, LABELS[name],
        value_texts(name, project.value[name], names),
        value_texts(name, word.value or ([] if name in LIST_FIELDS else None), names),
        source_id, source, word, file_name, by, at, key in verdicts and verdicts[key] == word.value,
    )  # fmt: skip


def _batches(session: Session, ids: Iterable[int]) -> dict[int, Any]:
    columns = (ImportBatch.id, ImportBatch.file_name, ImportBatch.applied_by, ImportBatch.applied_at)
    found: dict[int, Any] = {}
    for piece in pieces(sorted(set(ids))):
        query = sa.select(*columns).where(ImportBatch.id.in_(piece))
        found.update({number: (name, by or "", at) for number, name, by, at in session.execute(query)})
    return found


def decide(
    session: Session,
    project_id: int,
    *,
    seen_version: int,
    source_id: int,
    field: str,
    seen_batch: int,
    take: bool,
) -> None:
    """Take the source's word, or let the stored value stand beside it. Inside the write door; the caller authorised.

    Raises StaleProject, Conflict where the source said something else meanwhile, NotFound and InvalidProjects.
    """
    project = load_projects(session, [project_id])[project_id]
    if project.version != seen_version:
        raise StaleProject(project_id, project.version, project.value)
    said = last_words(session, source_id=source_id, project_ids=[project_id]).get((project_id, source_id), {})
    word = said.get(field)
    if word is None or field not in _SPOKEN:
        raise NotFound("This source says nothing of that field.", "Reload the page of disagreements.")
    if word.batch_id != seen_batch:
        raise Conflict("The source said something else meanwhile.", "Look at its new word first.")
    if not take:
        settle(session, project_id, project.value["code"], source_id, field,
               word=word.value, kept=project.value[field])  # fmt: skip
        return
    update_project(session, project_id, seen_version=seen_version, values=_taken(project, field, said))


def _taken(project: StoredProject, field: str, said: Mapping[str, Word]) -> dict[str, Any]:
    """The fields as the source has them; an amount with its currency, a list without other roles and tiers."""
    if field in _MONEY:
        return {name: said[name].value for name in _MONEY if name in said}
    if field not in LIST_FIELDS:
        return {field: said[field].value}
    word, stored = said[field].value or [], project.value[field]
    spoken = _links(_spoken_of(field, word, stored))
    named = _links(word)
    return {field: [*word, *(link for link in stored if link_key(link) not in spoken.keys() | named.keys())]}
