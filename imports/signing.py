"""Conflicts get their authors and dates: who changed the field here, and who brings the file in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from imports.merge import Clash
from imports.outcomes import PlannedRow
from imports.preview import Preview
from portfolio.core.people import Actor
from portfolio.history.queries import Edit, last_edits


def sign_clashes(session: Session, actor: Actor, preview: Preview) -> Preview:
    """The preview with every conflict signed; the file's values are those of the person who brings them."""
    if preview.plan is None:
        return preview
    ids = {row.project_id for row in preview.plan.rows if row.clashes and row.project_id is not None}
    if not ids:
        return preview
    edits = last_edits(session, ids)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    rows = tuple(
        replace(row, clashes=tuple(_signed(row, clash, edits, actor, now) for clash in row.clashes))
        if row.clashes
        else row
        for row in preview.plan.rows
    )
    return replace(preview, plan=replace(preview.plan, rows=rows))


def _signed(row: PlannedRow, clash: Clash, edits: dict[tuple[int, str], Edit], actor: Actor, now: str) -> Clash:
    found = [edit for name in clash.keep if (edit := edits.get((row.project_id or 0, name)))]
    ours = max(found, key=lambda edit: edit.at, default=None)
    return clash.signed(
        ours_by=ours.by if ours else None,
        ours_at=ours.at.isoformat(timespec="seconds") if ours else None,
        theirs_by=actor.label,
        theirs_at=now,
    )
