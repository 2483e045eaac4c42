"""What taking an import back and applying it again do alike: the claim, the changes, later edits, the receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.errors import Conflict
from portfolio.history.record import writing
from portfolio.models.batch import ImportBatch
from portfolio.models.change import Change
from portfolio.models.pieces import pieces


@dataclass(frozen=True, slots=True)
class Act:
    """Taking an import back, or applying it again: its place in the receipt, the states before and after.

    `whole` and `fields` are what the receipt calls records that went or came as a whole, and those set field by field.
    """

    name: str
    before: str
    after: str
    whole: str
    fields: str


UNDO = Act("undo", "applied", "undone", "deleted", "reversed")
REDO = Act("again", "undone", "applied", "restored", "changed")

#: State of the batch -> why the act is refused; None stands for every other state.
_REFUSALS: Mapping[str, Mapping[str | None, tuple[str, str]]] = {
    UNDO.name: {
        "undone": ("This import was taken back already.", "Its receipt says what was reversed."),
        None: ("Only an import that was applied can be taken back.", "There is nothing to take back."),
    },
    REDO.name: {
        "applied": ("This import stands as it was applied.", "Its receipt says what it did."),
        None: ("Only an import that was taken back can be applied again.", "There is nothing to apply again."),
    },
}


@dataclass(frozen=True, slots=True)
class Later:
    """The last edit of a field, or of a whole record, after the act that is turned round."""

    by: str
    at: str


@dataclass
class Reversal:
    """What becomes of each record: turned round, whole or by field; kept because edited since; failed for a reason."""

    act: Act
    labels: Mapping[str, str]
    turned: list[dict[str, Any]] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, Any]] = field(default_factory=list)

    def turn(self, code: str, fields: Sequence[str]) -> None:
        """Note fields of a record that have their other value again."""
        self.turned.append({"code": code, "fields": list(fields)})

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
        """Note what could not be turned round; no fields stand for the whole record."""
        self.failed.append({"code": code, "fields": list(fields), "sentence": sentence})

    def close(self, session: Session, batch: ImportBatch) -> dict[str, Any]:
        """The act's receipt as JSON, kept in the batch's beside that of the act it turns round."""
        now, act = writing(session), self.act
        receipt = {
            "kind": batch.kind,
            f"{act.after}_at": now.at.isoformat(timespec="seconds"),
            f"{act.after}_by": now.actor.label,
            "counts": {
                act.fields: len(self.turned),
                act.whole: len(self.whole),
                "kept": len(self.kept),
                "failed": len(self.failed),
            },
            act.fields: self.turned,
            act.whole: self.whole,
            "kept": self.kept,
            "failed": self.failed,
        }
        kept = {name: value for name, value in (batch.receipt or {}).items() if act is REDO or name != REDO.name}
        batch.receipt = {**kept, act.name: receipt}
        return receipt


def claim_turn(session: Session, batch: ImportBatch, act: Act) -> datetime:
    """Bring a batch to the act's state; gives the moment of what it turns round. Raises Conflict in another state."""
    now = writing(session)
    session.refresh(batch)
    moment: datetime | None = getattr(batch, f"{act.before}_at")
    stamps = {f"{act.after}_at": now.at, f"{act.after}_by": now.actor.label}
    if act is REDO:
        stamps |= {"undone_at": None, "undone_by": None}
    claimed = session.connection().execute(
        sa.update(ImportBatch)
        .where(ImportBatch.id == batch.id, ImportBatch.state == act.before)
        .values(state=act.after, version=ImportBatch.version + 1, **stamps)
    )
    session.refresh(batch)
    if claimed.rowcount != 1 or moment is None:
        refusals = _REFUSALS[act.name]
        raise Conflict(*refusals.get(batch.state, refusals[None]))
    return moment


def act_changes(session: Session, batch: ImportBatch, entity: str, moment: datetime) -> Sequence[Change]:
    """What one act of the batch did to records of this sort; each act has its own moment."""
    query = sa.select(Change).where(Change.batch_id == batch.id, Change.entity == entity, Change.at == moment)
    return session.scalars(query.order_by(Change.position)).all()


def later_edits(session: Session, entity: str, ids: Sequence[int], last: int) -> dict[tuple[int, str], Later]:
    """(record, field) -> its last edit after position `last` of the change log; the field "" stands for any."""
    found: dict[tuple[int, str], Later] = {}
    for piece in pieces(ids):
        query = (
            sa.select(Change.entity_id, Change.actor_label, Change.at, Change.changes)
            .where(Change.entity == entity, Change.position > last, Change.entity_id.in_(piece))
            .order_by(Change.position)
        )
        for number, label, at, changes in session.execute(query):
            edit = Later(label, at.isoformat(timespec="seconds"))
            found[number, ""] = edit
            found.update(((number, name), edit) for name in changes)
    return found
