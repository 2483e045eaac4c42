"""Rows of one file that are about one project. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from rapidfuzz import fuzz

from imports.candidates import near_pairs
from imports.likeness import SURE, Face, contradicts, face_of, likeness
from imports.match.rows import Row
from imports.match.stored import SERIES
from portfolio.core.text import fold

#: Titles that are less alike are not asked about: a list names its projects after one pattern, and all else that may
#: speak for one project together adds less than what is missing.
_NEARLY = SURE - 8
#: Two words so much alike (0 to 100) are one, written wrongly; words of so few letters may be there or not.
_SLIP, _SMALL = 75, 3
#: What tells projects apart: rows that state two different ones are about two projects.
_TELLING = ("code", "iati_identifier")


def _never(one: Row, two: Row) -> bool:
    return False


def alike_rows(drafts: Sequence[Row], apart: Callable[[Row, Row], bool] = _never) -> dict[int, tuple[int, str]]:
    """Rows that are about the project of an earlier row of the file, as their id in the list, title or acronym says, or
    as a title that is nearly the same lets one ask: row -> (earlier row, why). For rows that are new; `apart` tells
    pairs that are known to be two projects, such as a programme and its part.
    """
    search = _Search(drafts, apart)
    search.by_names()
    search.by_likeness()
    return search.found


class _Search:
    """One look through the rows of a file; faces are made once, for the rows that need one."""

    def __init__(self, drafts: Sequence[Row], apart: Callable[[Row, Row], bool]) -> None:
        self.drafts = drafts
        self.apart = apart
        self.found: dict[int, tuple[int, str]] = {}
        self._faces: dict[int, Face] = {}

    def by_names(self) -> None:
        """Rows of the same name."""
        carried = Counter(fold(draft.values["acronym"]) for draft in self.drafts if draft.values.get("acronym"))
        seen: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for draft in self.drafts:
            for key in _names(draft, carried):
                # Rows of one title that all contradict each other are a series; a few of them tell as much as all.
                for other in seen[key][:SERIES]:
                    if draft.row not in self.found and self._may_be_one(draft, other):
                        self.found[draft.row] = (other.row, f"same {key[0]}")
                seen[key].append(draft)

    def by_likeness(self) -> None:
        """Rows whose titles are nearly the same, if nothing speaks against it."""
        first: dict[str, Row] = {}
        for draft in self.drafts:
            if title := fold(draft.values.get("title") or ""):
                first.setdefault(title, draft)
        rows = list(first.values())
        for earlier, later in near_pairs(list(first), _NEARLY):
            one, two = rows[earlier], rows[later]
            if two.row in self.found or not self._may_be_one(two, one):
                continue
            score, why = likeness(self._face(two), self._face(one))
            if score >= SURE and _misspelt(self._face(one).title, self._face(two).title):
                self.found[two.row] = (one.row, why)

    def _may_be_one(self, one: Row, two: Row) -> bool:
        if any(_differ(one.values.get(name), two.values.get(name)) for name in _TELLING):
            return False
        return not contradicts(self._face(one), self._face(two)) and not self.apart(one, two)

    def _face(self, draft: Row) -> Face:
        face = self._faces.get(draft.row)
        if face is None:
            face = self._faces[draft.row] = face_of(draft.values)
        return face


def _misspelt(one: str, two: str) -> bool:
    """Whether two folded titles have the same words but for slips of the pen and small words: a list names its projects
    after one pattern, and “… in Kenya” is nearly “… in Uganda”.
    """
    words, others = set(one.split()), set(two.split())
    first, second = words - others, others - words
    for word in sorted(first):
        near = max(sorted(second), key=lambda other: fuzz.ratio(word, other), default="")
        if word.isalpha() and near.isalpha() and fuzz.ratio(word, near) >= _SLIP:
            first.discard(word)
            second.discard(near)
    return not (first and second) and all(len(word) <= _SMALL and word.isalpha() for word in first | second)


def _differ(one: str | None, two: str | None) -> bool:
    return bool(one and two and one.casefold() != two.casefold())


def _names(draft: Row, carried: Mapping[str, int]) -> list[tuple[str, str]]:
    title, acronym = fold(draft.values.get("title") or ""), fold(draft.values.get("acronym") or "")
    names = [("title", title)] if title else []
    if own := draft.values.get("source_id"):
        names.append(("id in the list", str(own)))
    return names + ([("acronym", acronym)] if acronym and carried[acronym] <= SERIES else [])
