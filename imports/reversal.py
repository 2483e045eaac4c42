"""What every undo does alike: the claim on the batch, later edits, and the receipt with its three outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.errors import Conflict
from portfolio.history.record import writing
from portfolio.models.batch import ImportBatch
from portfolio.models.change import Change

#: Ids of one statement.
_CHUNK = 900


@dataclass(frozen=True, slots=True)
class Later:
    """The last edit of a field, or of a whole record, after the batch."""

    by: str
    at: str


@dataclass
class Reversal:
    """What becomes of each record of a batch: reversed, kept because edited since, failed for a reason, deleted."""

    labels: Mapping[str, str]
    reversed: list[dict[str, Any]] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, Any]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    def keep(self, code: str, name: str, now: Any, before: Any, edit: Later | None) -> None:
        """Note a field that stays because somebody edited it since."""
        by = edit.by if edit else None
        words = f"{self.labels.get(name, name)} was edited{f' by {by}' if by else ''} since."
        self.kept.append({"code": code, "field": name, "now": now, "before": before, "by": by,
                          "at": edit.at if edit else None, "sentence": words})  # fmt: skip

    def keep_whole(self, code: str, noun: str, edit: Later) -> None:
        """Note a record that was added, and stays because somebody edited it since."""
        self.kept.append({"code": code, "field": None, "by": edit.by, "at": edit.at,
                          "sentence": f"The {noun} was edited by {edit.by} since."})  # fmt: skip

    def fail(self, code: str, fields: Sequence[str], sentence: str) -> None:
        """Note what could not be reversed; no fields stand for the whole record."""
        self.failed.append({"code": code, "fields": list(fields), "sentence": sentence})

    def close(self, session: Session, batch: ImportBatch) -> dict[str, Any]:
        """The undo's receipt as JSON, kept in the batch."""
        now = writing(session)
        receipt = {
            "kind": batch.kind,
            "undone_at": now.at.isoformat(timespec="seconds"),
            "undone_by": now.actor.label,
            "counts": {
                "reversed": len(self.reversed),
                "deleted": len(self.deleted),
                "kept": len(self.kept),
                "failed": len(self.failed),
            },
            "reversed": self.reversed,
            "deleted": self.deleted,
            "kept": self.kept,
            "failed": self.failed,
        }
        batch.receipt = {**(batch.receipt or {}), "undo": receipt}
        return receipt


def claim_undo(session: Session, batch: ImportBatch) -> None:
    """Make an applied batch an undone one. Raises Conflict unless it is applied."""
    now = writing(session)
    claimed = session.connection().execute(
        sa.update(ImportBatch)
        .where(ImportBatch.id == batch.id, ImportBatch.state == "applied")
        .values(state="undone", undone_at=now.at, undone_by=now.actor.label, version=ImportBatch.version + 1)
    )
    session.refresh(batch)
    if claimed.rowcount != 1:
        if batch.state == "undone":
            raise Conflict("This import was taken back already.", "Its receipt says what was reversed.")
        raise Conflict("Only an import that was applied can be taken back.", "There is nothing to take back.")


def later_edits(session: Session, entity: str, ids: Sequence[int], last: int) -> dict[tuple[int, str], Later]:
    """(record, field) -> its last edit after position `last` of the change log; the field "" stands for any."""
    found: dict[tuple[int, str], Later] = {}
    for start in range(0, len(ids), _CHUNK):
        query = (
            sa.select(Change.entity_id, Change.actor_label, Change.at, Change.changes)
            .where(Change.entity == entity, Change.position > last, Change.entity_id.in_(ids[start : start + _CHUNK]))
            .order_by(Change.position)
        )
        for number, label, at, changes in session.execute(query):
            edit = Later(label, at.isoformat(timespec="seconds"))
            found[number, ""] = edit
            found.update(((number, name), edit) for name in changes)
    return found
