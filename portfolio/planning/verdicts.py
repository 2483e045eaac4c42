"""The only writer of verdicts on overlaps: `judge_overlap`. Runs inside the write door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.changes import diff
from portfolio.core.terms import Verdict
from portfolio.core.text import clean
from portfolio.errors import Conflict, Refused
from portfolio.history.keyed import KeptTable, RecordUpdate, create_records, delete_records, update_records
from portfolio.history.record import writing
from portfolio.models.overlap import OverlapVerdict

LONGEST_NOTE = 1000

_VERDICTS = KeptTable(
    OverlapVerdict,
    "overlap",
    # Numbers, not codes: the change log is read by people who may see only one of the two.
    lambda row: f"of projects {row['first_id']} and {row['second_id']}",
    frozenset({"decided_by", "decided_at"}),
)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict as it stands; `facts` is what the pair shared when it was given."""

    id: int
    version: int
    verdict: Verdict
    note: str | None
    facts: Mapping[str, Any]
    decided_by: str
    decided_at: datetime


def load_rulings(session: Session) -> dict[tuple[int, int], Ruling]:
    """Every verdict, under the ids of its projects, the smaller first."""
    return {
        (row.first_id, row.second_id): Ruling(
            row.id, row.version, Verdict(row.verdict), row.note, row.facts, row.decided_by, row.decided_at
        )
        for row in session.execute(sa.select(OverlapVerdict.__table__))
    }


def judge_overlap(
    session: Session,
    first_id: int,
    second_id: int,
    *,
    seen_version: int,
    verdict: Verdict | None,
    note: str,
    facts: Mapping[str, Any],
) -> None:
    """Say what two projects are to each other, or (None) take back what was said; `seen_version` 0 is no verdict yet.

    Raises Conflict when somebody else judged in the meantime, Refused for a note that is too long.
    """
    first_id, second_id = sorted((first_id, second_id))
    note = clean(note)
    if len(note) > LONGEST_NOTE:
        raise Refused(f"The note is longer than {LONGEST_NOTE} characters.", "Shorten it.")
    stored = load_rulings(session).get((first_id, second_id))
    if (stored.version if stored else 0) != seen_version:
        raise Conflict(
            "Somebody else gave or changed the verdict on this pair in the meantime.",
            "Open the pair again and look at it; nothing was saved.",
        )
    said = {"verdict": verdict and verdict.value, "note": note or None, "facts": dict(facts)}
    who = {"decided_by": writing(session).actor.label, "decided_at": writing(session).at}
    if stored is None:
        if verdict is not None:
            create_records(session, _VERDICTS, [{"first_id": first_id, "second_id": second_id, **said, **who}])
    elif verdict is None:
        delete_records(session, _VERDICTS, {stored.id: seen_version})
    else:
        before = {"verdict": stored.verdict.value, "note": stored.note, "facts": stored.facts}
        update_records(session, _VERDICTS, [RecordUpdate(stored.id, seen_version, diff(before, said))], who)
