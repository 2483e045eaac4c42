"""Needs typed in a table: what was shown, what was typed, and the records to add, change and take out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portfolio.core.needs import LARGEST_NEED
from portfolio.core.shape import Stored
from portfolio.core.terms import NeedOrigin
from portfolio.errors import Conflict
from portfolio.history.keyed import RecordUpdate
from portfolio.planning.operations import NEEDS
from portfolio.planning.queries import load_needs

#: (country, objective or None for all)
Key = tuple[str, str | None]
#: Inputs of one page: a form carries at most 1,000 parts.
MOST_INPUTS = 900


def field_name(key: Key) -> str:
    """The name of a cell's input."""
    return f"need-{key[0]}-{key[1] or 'all'}"


@dataclass(frozen=True)
class Typed:
    """What a table sent: the levels that differ from what it showed (None: taken out), and what could not be read."""

    changes: dict[Key, int | None]
    wrong: dict[Key, str]


def seen_text(recorded: Mapping[Key, Stored], keys: Sequence[Key]) -> str:
    """Which versions and levels a table shows, as one hidden field carries them (level.version)."""
    parts = []
    for key in keys:
        if key in recorded:
            stored = recorded[key]
            parts.append(f"{field_name(key)}={stored.value['level']}.{stored.version}")
    return " ".join(parts)


def parse_seen(text: str) -> dict[str, tuple[str, int]]:
    """Level (as typed) and version of every need that the table showed, by the name of its input."""
    found = {}
    for part in text.split():
        name, _, shown = part.rpartition("=")
        level, _, version = shown.partition(".")
        if level.isascii() and level.isdigit() and version.isascii() and version.isdigit() and len(version) < 16:
            found[name] = (level, int(version))
    return found


def read_table(sent: Mapping[str, str], keys: Sequence[Key], seen: Mapping[str, tuple[str, int]]) -> Typed:
    """The cells that somebody typed otherwise than they stood. An input that was not sent says nothing."""
    changes: dict[Key, int | None] = {}
    wrong: dict[Key, str] = {}
    for key in keys:
        name = field_name(key)
        if name not in sent:
            continue
        typed = sent[name].strip()
        if typed == seen.get(name, ("", 0))[0]:
            continue
        if typed == "":
            changes[key] = None
        elif typed.isascii() and typed.isdigit() and len(typed) == 1 and int(typed) <= LARGEST_NEED:
            changes[key] = int(typed)
        else:
            wrong[key] = f"“{typed[:10]}” is not a need: write 0, 1, 2 or 3, or leave it empty."
    return Typed(changes, wrong)


def save_table(session: Session, changes: Mapping[Key, int | None], seen: Mapping[str, tuple[str, int]]) -> int:
    """Write what was typed, all or none; gives how many needs that were. Inside the write door.

    Conflict where a need moved, came or went since the table was shown.
    """
    recorded = {(one.value["country"], one.value["objective"]): one for one in load_needs(session).values()}
    moved = [
        key
        for key in changes
        if (recorded[key].version if key in recorded else 0) != seen.get(field_name(key), ("", 0))[1]
    ]
    if moved:
        named = ", ".join(f"{country} {objective or 'all objectives'}" for country, objective in moved[:5])
        raise Conflict(f"Somebody else changed needs that you changed too: {named}.", "Look at them, and save again.")
    NEEDS.delete(session, {recorded[key].id: recorded[key].version for key, level in changes.items() if level is None})
    made: list[dict[str, Any]] = []
    updates = []
    for (country, objective), level in changes.items():
        if level is None:
            continue
        stored = recorded.get((country, objective))
        entered = {"origin": NeedOrigin.ENTERED.value, "rule": None}
        if stored is None:
            made.append({"country": country, "objective": objective, "level": level, **entered})
        else:
            after = {"level": level, **entered}
            updates.append(
                RecordUpdate(
                    stored.id, stored.version, {name: [stored.value[name], new] for name, new in after.items()}
                )
            )
    NEEDS.create(session, made)
    NEEDS.update(session, updates)
    return len(changes)
