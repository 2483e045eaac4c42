"""The only writer of sources and of what they say. Runs inside the write door.

What a source says is written with the import that says it, whose changes are in the log; a settled disagreement and a
source's name have records of their own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portfolio.core.text import clean, fold_name
from portfolio.errors import Refused
from portfolio.history.record import record, writing
from portfolio.history.rows import insert_rows
from portfolio.models.base import table_of
from portfolio.models.source import LONGEST_NAME, Source, SourceMark, SourceValue, SourceVerdict
from portfolio.models.types import JsonText, canonical_json
from portfolio.sources.queries import find_by_name, last_words


def make_saying(values: Mapping[str, Any], cells: Mapping[str, str], batch_id: int) -> JsonText:
    """What import `batch_id` says of one project, as it is kept: {field: [value, cell, import]}, of field -> value and
    field -> cell. Pure, so done before the write door is taken.
    """
    return JsonText(canonical_json({name: [value, cells.get(name), batch_id] for name, value in values.items()}))


def ensure_source(session: Session, name: str, *, named: bool) -> int:
    """The id of the source of this name, made where there is none; `named`: a person said so. Raises Refused."""
    name = clean(name, lines=False)
    if not name or len(name) > LONGEST_NAME:
        raise Refused(f"A source's name has 1 to {LONGEST_NAME} characters.", "Write another one.")
    found = find_by_name(session, name)
    now = writing(session)
    if found is None:
        found = Source(name=name, folded=fold_name(name, LONGEST_NAME), created_at=now.at)
        found.named_by = now.actor.label if named else None
        session.add(found)
        session.flush()
        record(session, "source", found.id, name, "create", {"name": [None, name]})
    elif named and found.named_by is None:
        record(session, "source", found.id, found.name, "update", {"named_by": [None, now.actor.label]})
        found.named_by = now.actor.label
        session.flush()
    return found.id


def mark_source(session: Session, source_id: int, signature: str, stem: str) -> None:
    """Know the source's next list by its headings and its file's name."""
    mark = session.get(SourceMark, {"signature": signature, "stem": stem})
    if mark is None:
        session.add(SourceMark(signature=signature, stem=stem, source_id=source_id))
    else:
        mark.source_id = source_id
    session.flush()


def keep_sayings(session: Session, source_id: int, batch_id: int, sayings: Mapping[int, JsonText]) -> None:
    """Keep what a list says of projects, by number; a field that it does not state is still said as it was before."""
    before = last_words(session, source_id=source_id)

    def kept(project_id: int, saying: JsonText) -> JsonText:
        words = before.get((project_id, source_id))
        if not words:
            return saying
        said = {name: [word.value, word.cell, word.batch_id] for name, word in words.items()}
        return JsonText(canonical_json({**said, **json.loads(saying)}))

    rows = (
        {"project_id": number, "source_id": source_id, "batch_id": batch_id, "said": kept(number, saying)}
        for number, saying in sayings.items()
    )
    insert_rows(session, table_of(SourceValue), rows)


def settle(session: Session, project_id: int, code: str, source_id: int, field: str, *, word: Any, kept: Any) -> None:
    """Say that the stored value `kept` stands beside this word of the source, until the source says something else."""
    key = {"project_id": project_id, "source_id": source_id, "field": field}
    verdict = session.get(SourceVerdict, key)
    if verdict is None:
        verdict = SourceVerdict(**key)
        session.add(verdict)
    now = writing(session)
    verdict.value, verdict.settled_by, verdict.settled_at = [word], now.actor.label, now.at
    session.flush()
    record(session, "disagreement", project_id, code, "settle", {field: [word, kept]})
