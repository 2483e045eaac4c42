"""Text in csv files: what a spreadsheet program would run as a formula gets an apostrophe before it."""

from __future__ import annotations

from typing import Any

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


def guarded(value: Any) -> Any:
    """`value`, text that begins like a formula prefixed with an apostrophe; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_STARTS) and not _is_number(value):
        return "'" + value
    return doubled(value)


def doubled(value: Any) -> Any:
    """`value`, text that begins with a guarding apostrophe of its own given a second: an import takes one away."""
    if isinstance(value, str) and value.startswith("'") and value[1:].startswith(_STARTS):
        return "'" + value
    return value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text[1:2].isdigit()
