"""What imports learned from persons: which heading meant which field, and what words mean; writes the first alone.

Words are other names (`portfolio.places.operations`); here they are listed with who taught them, and unlearned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imports.table.layouts import Layout
from portfolio.errors import Conflict, NotFound
from portfolio.history.record import record, writing
from portfolio.models.batch import ImportMapping
from portfolio.models.place import Alias
from portfolio.places.operations import delete_aliases


@dataclass(frozen=True, slots=True)
class Remembered:
    """The columns of one row of headings, {folded heading: field or None}, with who chose them and when."""

    id: int
    kind: str
    columns: Mapping[str, str | None]
    taught_by: str
    taught_at: datetime


@dataclass(frozen=True, slots=True)
class Word:
    """What a person said that a word means; `subject` is what it names (place, status …)."""

    id: int
    subject: str
    text: str
    target: str
    taught_by: str
    taught_at: datetime


def page_mappings(session: Session, page: int, size: int) -> tuple[Sequence[Remembered], int]:
    """One page of the remembered rows of headings, the newest first, and how many there are."""
    table = ImportMapping
    query = sa.select(table.id, table.kind, table.columns, table.taught_by, table.taught_at)
    query = query.order_by(table.taught_at.desc(), table.id.desc()).limit(size).offset((page - 1) * size)
    total = session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
    return [Remembered(*row) for row in session.execute(query)], total


def all_mappings(session: Session) -> Sequence[Remembered]:
    """Every remembered row of headings, the newest first."""
    found = session.scalar(sa.select(sa.func.count()).select_from(ImportMapping)) or 0
    return page_mappings(session, 1, max(found, 1))[0]


def page_words(session: Session, page: int, size: int) -> tuple[Sequence[Word], int]:
    """One page of the words that persons taught, the newest first, and how many there are."""
    taught = Alias.taught_by.is_not(None)
    query = sa.select(Alias).where(taught).order_by(Alias.taught_at.desc(), Alias.id.desc())
    query = query.limit(size).offset((page - 1) * size)
    total = session.scalar(sa.select(sa.func.count()).select_from(Alias).where(taught)) or 0
    words = [
        Word(one.id, one.subject, one.text, one.target, one.taught_by, one.taught_at)
        for one in session.scalars(query)
        if one.taught_by is not None and one.taught_at is not None
    ]
    return words, total


def remember_mapping(
    session: Session, kind: str, signature: str, layout: Layout, columns: Mapping[str, str | None] | None = None
) -> None:
    """Keep, for files with the same headings, which sheet and rows were read and, if given, which heading is what.

    What a heading is counts, more weakly, for other files that have it.
    """
    now, kept = writing(session), find_mapping(session, kind, signature)
    action = "create" if kept is None else "update"
    if kept is None:
        kept = ImportMapping(kind=kind, signature=signature, columns={})
        session.add(kept)
    before: Mapping[str, str | None] = kept.columns
    after = before if columns is None else columns
    rows = ", ".join(kept.layout["kinds"]) if kept.layout else "", ", ".join(sorted(layout.kinds))
    kept.columns, kept.layout, kept.taught_by, kept.taught_at = dict(after), layout.as_json(), now.actor.label, now.at
    session.flush()
    changes = {
        heading: [before.get(heading), after.get(heading)]
        for heading in sorted({*before, *after})
        if before.get(heading) != after.get(heading)
    }
    if rows[0] != rows[1]:
        changes["rows read"] = [*rows]
    record(session, "mapping", kept.id, _name(sorted(layout.headings)), action, changes)


def find_mapping(session: Session, kind: str, signature: str) -> ImportMapping | None:
    """What is remembered of files with these headings."""
    query = sa.select(ImportMapping).where(ImportMapping.kind == kind, ImportMapping.signature == signature)
    return session.scalars(query).one_or_none()


def forget_signature(session: Session, kind: str, signature: str) -> None:
    """Remember nothing of files with these headings any more."""
    kept = find_mapping(session, kind, signature)
    if kept is not None:
        _forget(session, kept)


def forget_mapping(session: Session, mapping_id: int, seen_at: str | None = None) -> None:
    """Forget a remembered row of headings. Raises NotFound, and Conflict when it was chosen anew since `seen_at`.

    `seen_at` is `taught_at` in ISO form, as the page showed it; None where nothing was shown.
    """
    kept = session.get(ImportMapping, mapping_id)
    if kept is None:
        raise NotFound("These headings are not remembered any more.", "Look at the list again.")
    if seen_at is not None:
        _refuse_newer(kept.taught_at, seen_at)
    _forget(session, kept)


def _forget(session: Session, kept: ImportMapping) -> None:
    gone = {heading: [name, None] for heading, name in sorted(kept.columns.items()) if name is not None}
    record(session, "mapping", kept.id, _name(kept.columns), "delete", gone)
    session.delete(kept)
    session.flush()


def forget_word(session: Session, word_id: int, seen_at: str) -> None:
    """Unlearn a word that a person taught. Raises NotFound, and Conflict when it was taught anew since `seen_at`."""
    kept = session.get(Alias, word_id)
    if kept is None or kept.taught_by is None or kept.taught_at is None:
        raise NotFound("Nobody taught this word, or it is forgotten already.", "Look at the list again.")
    _refuse_newer(kept.taught_at, seen_at)
    delete_aliases(session, {word_id: None})


def _refuse_newer(taught_at: datetime, seen_at: str) -> None:
    if taught_at.isoformat() != seen_at:
        raise Conflict("It was chosen anew since the page was shown.", "Look at the list again.")


def _name(headings: Iterable[str]) -> str:
    return ", ".join(headings) or "no headings"
