"""Rows of one file that are about one project. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from imports.likeness import contradicts, face_of
from imports.match.rows import Row
from imports.match.stored import SERIES
from portfolio.core.text import fold


def alike_rows(drafts: Iterable[Row]) -> dict[int, tuple[int, str]]:
    """Rows that name the project of an earlier row of the file: row -> (earlier row, why). For rows that are new."""
    drafts = list(drafts)
    carried = Counter(fold(draft.values["acronym"]) for draft in drafts if draft.values.get("acronym"))
    seen: dict[tuple[str, str], list[Row]] = defaultdict(list)
    found: dict[int, tuple[int, str]] = {}
    for draft in drafts:
        for key in _names(draft, carried):
            # Rows of one title that all contradict each other are a series; a few of them tell as much as all.
            for other in seen[key][:SERIES]:
                if draft.row not in found and not contradicts(face_of(draft.values), face_of(other.values)):
                    found[draft.row] = (other.row, f"same {key[0]}")
            seen[key].append(draft)
    return found


def _names(draft: Row, carried: Mapping[str, int]) -> list[tuple[str, str]]:
    title, acronym = fold(draft.values.get("title") or ""), fold(draft.values.get("acronym") or "")
    names = [("title", title)] if title else []
    if own := draft.values.get("source_id"):
        names.append(("id in the list", str(own)))
    return names + ([("acronym", acronym)] if acronym and carried[acronym] <= SERIES else [])
