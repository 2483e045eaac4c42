"""A save that came too late: what the person wrote, what others wrote meanwhile, and what stood there before both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portfolio.core.changes import apply, invert
from portfolio.core.project import FIELDS, LABELS, ProjectValue
from portfolio.history.queries import changes_since
from portfolio.history.words import value_texts
from portfolio.models.change import Change
from portfolio.models.lookup import reference_names

YOURS, THEIRS = "yours", "theirs"


@dataclass(frozen=True, slots=True)
class FieldClash:
    """One field whose two versions differ. Texts are words for people; `base` is None where it is not known.

    `choice` is what is proposed: yours or theirs where only one side changed the field, nothing where both did.
    """

    name: str
    label: str
    base: tuple[str, ...] | None
    yours: tuple[str, ...]
    theirs: tuple[str, ...]
    who: str
    at: datetime | None
    choice: str


def value_at(session: Session, project_id: int, current: ProjectValue, *, now: int, seen: int) -> ProjectValue | None:
    """The project's value at version `seen`, wound back from the current one; None where the log does not reach it."""
    changes = changes_since(session, project_id, seen=seen, now=now)
    if changes is None:
        return None
    value = dict(current)
    for change in reversed(changes):
        value = apply(value, invert(change.changes))
    return value


def build_clashes(
    session: Session, project_id: int, *, seen: int, now: int, current: ProjectValue, yours: Mapping[str, Any]
) -> list[FieldClash]:
    """Every field where what is kept and what the person would keep differ, in the order of the form.

    `yours` holds the fields the person sent, as a normal value has them.
    """
    base = value_at(session, project_id, current, now=now, seen=seen)
    authors = _authors(changes_since(session, project_id, seen=seen, now=now) or [])
    clashes, names = [], reference_names(session)
    for name in FIELDS:
        if name not in yours or yours[name] == current[name]:
            continue
        who, at = authors.get(name, ("", None))
        clashes.append(
            FieldClash(
                name=name,
                label=LABELS[name],
                base=None if base is None else value_texts(name, base[name], names),
                yours=value_texts(name, yours[name], names),
                theirs=value_texts(name, current[name], names),
                who=who,
                at=at,
                choice=_proposed(base, current, yours, name),
            )
        )
    return clashes


def _authors(changes: list[Change]) -> dict[str, tuple[str, datetime | None]]:
    """Who changed each field last."""
    return {name: (change.actor_label, change.at) for change in changes for name in change.changes}


def _proposed(base: ProjectValue | None, current: ProjectValue, yours: Mapping[str, Any], name: str) -> str:
    if base is None:
        return ""
    if yours[name] == base[name]:
        return THEIRS
    return YOURS if current[name] == base[name] else ""
