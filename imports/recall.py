"""What was learnt of a list's rows, by their ids there, else their titles: which project each is, and is not. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portfolio.core.text import fold

#: Longest key that is kept, in characters; a title is cut.
LONGEST_KEY = 300


def row_key(values: Mapping[str, Any]) -> str | None:
    """What a row is recognised by in the same list's next file: its id there, else its title; None without both."""
    if own := values.get("source_id"):
        return f"id:{own}"[:LONGEST_KEY]
    title = fold(values.get("title") or "")
    return f"title:{title}"[:LONGEST_KEY] if title else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a row is a project: `said` by a person, or seen when a file was imported; by whom and when."""

    project_id: int
    same: bool
    said: bool
    by: str
    at: datetime

    def in_words(self, code: str) -> str:
        """The verdict as a sentence on the project of this code."""
        when = f"{self.at.day} {self.at:%B %Y}"
        if not self.said:
            return f"The list's id was this project's on {when}."
        return f"{self.by} said on {when} that it is {'' if self.same else 'not '}{code}."


@dataclass(frozen=True, slots=True)
class Recollection:
    """Verdicts on one list's rows, by their keys, the newest first."""

    verdicts: Mapping[str, Sequence[Verdict]] = field(default_factory=dict)

    def of(self, values: Mapping[str, Any]) -> Sequence[Verdict]:
        """What was learnt of a row that states these values."""
        if not self.verdicts:
            return ()
        key = row_key(values)
        return self.verdicts.get(key, ()) if key else ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """What an import teaches of a row: it is a project, or is not one."""

    key: str
    project_id: int
    same: bool
    said: bool
