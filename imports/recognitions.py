"""Recognitions: the only reader and writer of what was learnt of lists' rows. Writes run inside the write door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imports.outcomes import Outcome, PlannedRow
from imports.recall import Lesson, Recollection, Verdict
from portfolio.history.record import record, writing
from portfolio.models.base import table_of
from portfolio.models.pieces import pieces
from portfolio.models.project import Project
from portfolio.models.recognition import Recognition
from portfolio.projects.merging import merged_into


def load_recollection(session: Session, source_id: int) -> Recollection:
    """What was learnt of the rows of a source's lists, the newest first; of projects that are gone nothing is known.

    What was learnt of a project that was merged into another holds for that one.
    """
    columns = (
        Recognition.row_key, Recognition.project_id, Recognition.same, Recognition.said, Recognition.taught_by,
        Recognition.taught_at,
    )  # fmt: skip
    query = (
        sa.select(*columns)
        .join(Project, Project.id == Recognition.project_id)
        .where(Recognition.source_id == source_id)
    )
    into = merged_into(session)
    found: dict[str, list[Verdict]] = {}
    newest_first = query.order_by(Recognition.taught_at.desc(), Recognition.id.desc())
    for key, project_id, same, said, by, at in session.execute(newest_first):
        found.setdefault(key, []).append(Verdict(into.get(project_id, project_id), same, said, by, at))
    return Recollection(found)


def learn(session: Session, source_id: int, lessons: Iterable[Lesson]) -> None:
    """Keep what an import teaches of a source's list; a row that is another project now was never the earlier one."""
    taught = {(one.key, one.project_id): one for one in lessons}
    if not taught:
        return
    now = writing(session)
    table = table_of(Recognition)
    known: dict[tuple[str, int], tuple[int, bool, bool]] = {}
    keys = {key for key, _ in taught}
    columns = (table.c.id, table.c.row_key, table.c.project_id, table.c.same, table.c.said)
    for number, key, project_id, same, said in session.execute(
        sa.select(*columns).where(table.c.source_id == source_id)
    ):
        if key in keys:
            known[key, project_id] = (number, same, said)
    now_same = {key: one.project_id for (key, _), one in taught.items() if one.same}
    gone = [
        number
        for (key, project_id), (number, same, _) in known.items()
        if (same and now_same.get(key, project_id) != project_id)
        or ((one := taught.get((key, project_id))) is not None and one.same != same)
    ]
    _delete(session, gone)
    rows = [
        {
            "source_id": source_id, "row_key": key, "project_id": project_id, "same": one.same, "said": one.said,
            "taught_by": now.actor.label, "taught_at": now.at,
        }
        for (key, project_id), one in taught.items()
        if (key, project_id) not in known or known[key, project_id][0] in gone
    ]  # fmt: skip
    if rows:
        session.connection().execute(sa.insert(table), rows)
    for row in rows:
        if row["said"]:
            word = "is" if row["same"] else "is not"
            record(session, "recognition", int(str(row["project_id"])), str(row["row_key"]), "create",
                   {"verdict": [None, word]})  # fmt: skip


def lessons_of(session: Session, rows: Iterable[PlannedRow]) -> list[Lesson]:
    """What rows that were carried out teach: which project each is, and which ones a person said it is not."""
    rows = [row for row in rows if row.key is not None]
    codes = {row.code for row in rows} | {one.code for row in rows if row.chosen for one in row.match.candidates}
    ids: dict[str, int] = {}
    for piece in pieces(sorted(code for code in codes if code is not None)):
        ids.update(session.execute(sa.select(Project.code, Project.id).where(Project.code.in_(piece))).all())
    lessons = []
    for row in rows:
        number = row.project_id or ids.get(row.code or "")
        if row.key is None or number is None:
            continue
        lessons.append(Lesson(row.key, number, True, row.chosen))
        if row.chosen and row.outcome is Outcome.CREATE:
            others = (ids.get(one.code) for one in row.match.candidates)
            lessons += [Lesson(row.key, other, False, True) for other in others if other not in (None, number)]
    return lessons


def unlearn(session: Session, source_id: int, key: str) -> int:
    """Take back what was learnt of a row of a source's list; gives how many verdicts that were."""
    query = sa.select(Recognition).where(Recognition.source_id == source_id, Recognition.row_key == key)
    found = session.scalars(query).all()
    for one in found:
        record(session, "recognition", one.project_id, key, "delete",
               {"verdict": ["is" if one.same else "is not", None]})  # fmt: skip
    _delete(session, [one.id for one in found])
    return len(found)


def _delete(session: Session, ids: Sequence[int]) -> None:
    for piece in pieces(ids):
        session.execute(sa.delete(table_of(Recognition)).where(Recognition.id.in_(piece)))
