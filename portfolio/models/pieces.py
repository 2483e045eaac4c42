"""Lists of values cut so that they fit a statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

#: Values bound into one statement at a time: SQLite takes at most 999 in old builds.
CHUNK = 900


def pieces(values: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    """`values` in pieces that fit one statement."""
    return (values[start : start + size] for start in range(0, len(values), size))
