"""Reading sources: by what a list is known, what a source last said of each project, what was settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.text import fold_name
from portfolio.models.batch import ImportBatch
from portfolio.models.pieces import CHUNK, pieces
from portfolio.models.source import LONGEST_NAME, Source, SourceMark, SourceValue, SourceVerdict


@dataclass(frozen=True, slots=True)
class Word:
    """What a source says of one field: the value, and the cell and import that say it."""

    value: Any
    cell: str | None
    batch_id: int


#: What a source says of one project, by field.
Words = Mapping[str, Word]


def find_by_name(session: Session, name: str) -> Source | None:
    """The source of this name, whatever its spelling."""
    return session.scalars(sa.select(Source).where(Source.folded == fold_name(name, LONGEST_NAME))).one_or_none()


def find_by_mark(session: Session, signature: str, stem: str) -> Source | None:
    """The source whose list had these headings and this file name before.

    Where only the headings are known, the one source that a person named for them.
    """
    query = sa.select(Source).join(SourceMark, SourceMark.source_id == Source.id)
    query = query.where(SourceMark.signature == signature)
    exact = session.scalars(query.where(SourceMark.stem == stem)).one_or_none()
    if exact is not None:
        return exact
    named = session.scalars(query.where(Source.named_by.is_not(None)).distinct().limit(2)).all()
    return named[0] if len(named) == 1 else None


def names_by_headings(session: Session, signature: str, most: int = 5) -> list[str]:
    """Names of the sources whose lists had these headings, in the order of names."""
    query = sa.select(Source.name, Source.folded).join(SourceMark, SourceMark.source_id == Source.id)
    query = query.where(SourceMark.signature == signature).distinct().order_by(Source.folded).limit(most)
    return [name for name, _ in session.execute(query)]


def is_marked(session: Session, source_id: int, signature: str, stem: str) -> bool:
    """Whether a list with these headings and this file name came from this source before."""
    key = {"signature": signature, "stem": stem}
    mark = session.get(SourceMark, key)
    return mark is not None and mark.source_id == source_id


def source_names(session: Session) -> dict[int, str]:
    """Names of all sources by id."""
    return dict(session.execute(sa.select(Source.id, Source.name).order_by(Source.folded)).all())


def last_words(
    session: Session, *, source_id: int | None = None, project_ids: Sequence[int] | None = None
) -> dict[tuple[int, int], dict[str, Word]]:
    """(project, source) -> what that source last said of that project, over imports that were not taken back."""
    if project_ids is not None and len(project_ids) > CHUNK:
        found: dict[tuple[int, int], dict[str, Word]] = {}
        for piece in pieces(project_ids):
            found.update(last_words(session, source_id=source_id, project_ids=piece))
        return found
    conditions: list[sa.ColumnElement[bool]] = [ImportBatch.state == "applied"]
    if source_id is not None:
        conditions.append(SourceValue.source_id == source_id)
    if project_ids is not None:
        conditions.append(SourceValue.project_id.in_(project_ids))
    newest = (
        sa.select(SourceValue.project_id, SourceValue.source_id, sa.func.max(SourceValue.batch_id).label("batch_id"))
        .join(ImportBatch, ImportBatch.id == SourceValue.batch_id)
        .where(*conditions)
        .group_by(SourceValue.project_id, SourceValue.source_id)
        .subquery()
    )
    rows = sa.select(SourceValue.project_id, SourceValue.source_id, SourceValue.said).join(
        newest,
        sa.and_(
            SourceValue.project_id == newest.c.project_id,
            SourceValue.source_id == newest.c.source_id,
            SourceValue.batch_id == newest.c.batch_id,
        ),
    )
    undone = set(session.scalars(sa.select(ImportBatch.id).where(ImportBatch.state == "undone")))
    return {
        (project, source): {name: Word(*word) for name, word in said.items() if word[2] not in undone}
        for project, source, said in session.execute(rows)
    }


def load_verdicts(session: Session, project_ids: Iterable[int] | None = None) -> dict[tuple[int, int, str], Any]:
    """(project, source, field) -> the word of the source beside which the stored value was settled."""
    query = sa.select(SourceVerdict.project_id, SourceVerdict.source_id, SourceVerdict.field, SourceVerdict.value)
    if project_ids is not None:
        query = query.where(SourceVerdict.project_id.in_(list(project_ids)))
    return {(project, source, name): value[0] for project, source, name, value in session.execute(query)}
