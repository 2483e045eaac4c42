"""Words that the commands of imports share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: What becomes of a row, by its outcome, in the order in which rows are counted.
OUTCOMES = {
    "create": "new", "update": "changed", "unchanged": "unchanged", "conflict": "asked", "rejected": "rejected",
    "skipped": "left out",
}  # fmt: skip


def counts_in_words(counts: Mapping[str, Any] | None) -> str:
    """The rows of an import by what became of them: "12 new, 3 changed, 140 unchanged"."""
    found = counts or {}
    return ", ".join(f"{found[name]} {word}" for name, word in OUTCOMES.items() if found.get(name))


def short(text: str, longest: int) -> str:
    """The text in one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
