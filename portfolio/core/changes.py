"""A change is a value, `{field: [before, after]}`: audit, preview, conflict check and undo all read this one shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

#: One record's change; values are JSON values.
Changes = dict[str, list[Any]]


def diff(before: Mapping[str, Any], after: Mapping[str, Any], fields: Iterable[str] | None = None) -> Changes:
    """What differs from `before` to `after`, over `fields` (default: the fields of `after`); absent counts as None."""
    changes: Changes = {}
    for name in after if fields is None else fields:
        old, new = before.get(name), after.get(name)
        if old != new:
            changes[name] = [old, new]
    return changes


def invert(changes: Mapping[str, list[Any]]) -> Changes:
    """The change that takes `changes` back."""
    return {name: [new, old] for name, (old, new) in changes.items()}


def apply(before: Mapping[str, Any], changes: Mapping[str, list[Any]]) -> dict[str, Any]:
    """`before` with the new values of `changes`."""
    return {**before, **{name: pair[1] for name, pair in changes.items()}}


def undoable(current: Mapping[str, Any], changes: Mapping[str, list[Any]]) -> tuple[Changes, Changes]:
    """The inverse of `changes` split in two: fields that still hold what was written, and fields edited since.

    The first part can be applied to `current`; the second is `{field: [current value, value undo would restore]}`.
    """
    free: Changes = {}
    kept: Changes = {}
    for name, (old, new) in changes.items():
        now = current.get(name)
        if now == new:
            free[name] = [new, old]
        elif now != old:
            kept[name] = [now, old]
    return free, kept
