"""Match: drafts and what is stored -> new, same or unsure. Pure; unsure waits for a person.

A code decides, then an IATI identifier, else the title; what is merely alike is weighed by imports.likeness.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from imports.candidates import Titles
from imports.likeness import ASKED, NEAR, SURE, Face, contradicts, face_of, likeness
from portfolio.core.project import ProjectValue
from portfolio.core.text import fold

#: An acronym that more projects or rows than this carry names a series, not a project.
SERIES = 3

#: A person's answers for a row: this project (its code), a new one, or leave the row out.
NEW, LEAVE_OUT = "new", "leave-out"


class Row(Protocol):
    """What matching reads of a draft: the file's own row number and the stated values."""

    @property
    def row(self) -> int: ...

    @property
    def values(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Known:
    """A stored project: number, version and value."""

    id: int
    version: int
    value: ProjectValue


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored project that a row may mean: `score` 0 to 100, `why` in words."""

    code: str
    title: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Match:
    """What a row is: `known` is set where it is "same"; `candidates`, best first, where it is "unsure"."""

    kind: Literal["new", "same", "unsure", "left-out"]
    how: str
    known: Known | None = None
    score: float | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass
class Directory:
    """Stored projects that the person may see, and codes of those they may not; indexes are made when first asked."""

    projects: Sequence[Known]
    hidden_codes: frozenset[str] = frozenset()
    hidden_identifiers: frozenset[str] = frozenset()
    _identifiers: dict[str, Known] = field(default_factory=dict, repr=False)
    _codes: dict[str, Known] = field(default_factory=dict, repr=False)
    _folded_codes: dict[str, list[Known]] = field(default_factory=dict, repr=False)
    _titles: dict[str, list[Known]] | None = field(default=None, repr=False)
    _acronyms: dict[str, list[Known]] = field(default_factory=dict, repr=False)
    _near: Titles | None = field(default=None, repr=False)
    _faces: dict[int, Face] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.hidden_codes = frozenset(code.casefold() for code in self.hidden_codes)
        self._codes = {known.value["code"]: known for known in self.projects}
        self._identifiers = {own: known for known in self.projects if (own := known.value["iati_identifier"])}
        folded: dict[str, list[Known]] = defaultdict(list)
        for known in self.projects:
            folded[known.value["code"].casefold()].append(known)
        self._folded_codes = dict(folded)

    def find_code(self, code: str) -> Known | None:
        """The project with this code: exactly, else in other letter case where only one is."""
        if exact := self._codes.get(code):
            return exact
        alike = self._folded_codes.get(code.casefold(), ())
        return alike[0] if len(alike) == 1 else None

    def find_exact(self, code: str) -> Known | None:
        """The project with exactly this code."""
        return self._codes.get(code)

    def find_identifier(self, identifier: str) -> Known | None:
        """The project with this IATI identifier."""
        return self._identifiers.get(identifier)

    def is_taken(self, code: str) -> bool:
        """Whether a project has this code in any letter case, visible or not."""
        folded = code.casefold()
        return folded in self._folded_codes or folded in self.hidden_codes

    def is_hidden(self, code: str) -> bool:
        """Whether a project that the person may not see has this code."""
        return code.casefold() in self.hidden_codes

    def with_title(self, text: str) -> list[Known]:
        """Projects of this very title, but for case, accents and punctuation."""
        return self._by_title().get(fold(text), [])

    def with_acronym(self, text: str) -> list[Known]:
        """Projects of this very acronym; none where so many share it that it names a series."""
        self._by_title()
        found = self._acronyms.get(fold(text), [])
        return found if len(found) <= SERIES else []

    def near(self, title: str) -> list[Known]:
        """Projects whose titles are worth comparing with this one."""
        if self._near is None:
            self._near = Titles([fold(known.value["title"]) for known in self.projects])
        return [self.projects[index] for index in self._near.near(fold(title), NEAR)]

    def face(self, known: Known) -> Face:
        """The comparable face of a project, made once."""
        face = self._faces.get(known.id)
        if face is None:
            face = self._faces[known.id] = face_of(known.value)
        return face

    def _by_title(self) -> dict[str, list[Known]]:
        if self._titles is None:
            titles: dict[str, list[Known]] = defaultdict(list)
            acronyms: dict[str, list[Known]] = defaultdict(list)
            for known in self.projects:
                titles[fold(known.value["title"])].append(known)
                if known.value["acronym"] and (short := fold(known.value["acronym"])):
                    acronyms[short].append(known)
            self._titles, self._acronyms = dict(titles), dict(acronyms)
        return self._titles


def match_drafts(drafts: Sequence[Row], directory: Directory, answers: Mapping[int, str] | None = None) -> list[Match]:
    """What each draft is, in the drafts' order. `answers`: row number -> a project's code, NEW or LEAVE_OUT."""
    answers = answers or {}
    return [
        _answered(draft, directory, answers[draft.row]) if draft.row in answers else _match(draft, directory)
        for draft in drafts
    ]


def _answered(draft: Row, directory: Directory, answer: str) -> Match:
    if answer == LEAVE_OUT:
        return Match("left-out", "Left out by your choice.")
    code = draft.values.get("code")
    if answer == NEW:
        # An answer cannot make a second project of a code that is taken.
        taken = directory.find_exact(code) if code else None
        return Match("same", "Same code.", taken, 100.0) if taken else Match("new", "New by your choice.")
    known = directory.find_code(answer)
    return Match("same", "The same project by your choice.", known, None) if known else _match(draft, directory)


def _match(draft: Row, directory: Directory) -> Match:
    code, title = draft.values.get("code"), draft.values.get("title")
    if code and (known := directory.find_code(code)):
        return _of_same_code(draft, known, directory)
    identifier = draft.values.get("iati_identifier")
    if identifier and (known := directory.find_identifier(identifier)):
        return _of_same_identifier(known, has_code=bool(code))
    if not title:
        # Without a title an acronym is all there is to go by, and it is asked.
        return _unsure_by_acronym(draft, directory) or Match("new", "No stored project has this code.")
    same_title = directory.with_title(title)
    if same_title:
        return _of_same_title(draft, same_title, directory, bool(code))
    if code:
        return Match("new", "No stored project has this code.")
    return _similar(draft, directory)


def _of_same_code(draft: Row, known: Known, directory: Directory) -> Match:
    """The project of this code; where only letter case differs and the title is another, it is asked about."""
    if known.value["code"] == draft.values["code"]:
        return Match("same", "Same code.", known, 100.0)
    how = f"Same code but for letter case ({known.value['code']})."
    title = draft.values.get("title")
    if title and fold(title) != fold(known.value["title"]):
        score, _ = likeness(face_of(draft.values), directory.face(known))
        if score < ASKED:
            return Match("unsure", how, None, 85.0, (_candidate(known, 85.0, "same code but for letter case"),))
    return Match("same", how, known, 100.0)


def _of_same_identifier(known: Known, *, has_code: bool) -> Match:
    """The project of this IATI identifier; where the row calls it by a code that is not stored, it is asked about."""
    if has_code:
        candidates = (_candidate(known, 98.0, "same IATI identifier, another code"),)
        return Match("unsure", "The IATI identifier is stored under another code.", None, 98.0, candidates)
    return Match("same", "Same IATI identifier.", known, 100.0)


def _of_same_title(draft: Row, found: Sequence[Known], directory: Directory, has_code: bool) -> Match:
    """Rows whose title is stored: one project, or a question where the code, the phase or the years say otherwise."""
    face = face_of(draft.values)
    free = [known for known in found if not contradicts(face, directory.face(known))]
    if not free:
        return Match("new", "The title is stored, but with another phase or time.")
    if has_code:
        candidates = tuple(_candidate(known, 90.0, "same title, another code") for known in free[:5])
        return Match("unsure", "The title is stored under another code.", None, 90.0, candidates)
    if len(free) > 1:
        # Two projects may carry one title: the one about which the row says nothing new is meant.
        silent = [known for known in free if not _differs(draft.values, known.value)]
        if len(silent) != 1:
            agreeing = sorted(free, key=lambda known: (_differs(draft.values, known.value), known.id))
            candidates = tuple(_candidate(known, 95.0, "same title") for known in agreeing[:5])
            return Match("unsure", f"{len(free)} stored projects have this title.", None, 95.0, candidates)
        free = silent
    stored = directory.face(free[0]).acronym
    if face.acronym and stored and face.acronym != stored:
        candidates = (_candidate(free[0], 90.0, "same title, another acronym"),)
        return Match("unsure", "The title is stored with another acronym.", None, 90.0, candidates)
    return Match("same", "Same title.", free[0], 100.0)


_UNLIKE = Match("new", "No stored project is like it.")


def _similar(draft: Row, directory: Directory) -> Match:
    title = draft.values["title"]
    pool = {known.id: known for known in directory.near(title)}
    pool.update((known.id, known) for known in directory.with_acronym(draft.values.get("acronym") or title))
    if not pool:
        return _UNLIKE
    face = face_of(draft.values)
    ranked = []
    for known in pool.values():
        score, why = likeness(face, directory.face(known))
        if score >= ASKED:
            ranked.append((score, known, why))
    ranked.sort(key=lambda item: (-item[0], item[1].id))
    if not ranked:
        return _UNLIKE
    best, known, why = ranked[0]
    if best >= SURE and (len(ranked) == 1 or best - ranked[1][0] > 3):
        return Match("same", f"Alike: {why}.", known, round(best, 1))
    candidates = tuple(_candidate(known, score, why) for score, known, why in ranked[:5])
    return Match("unsure", "It may be a project that is stored already.", None, round(best, 1), candidates)


def _unsure_by_acronym(draft: Row, directory: Directory) -> Match | None:
    acronym = draft.values.get("acronym")
    if not acronym or draft.values.get("code"):
        return None
    found = directory.with_acronym(acronym)
    if not found:
        return None
    candidates = tuple(_candidate(known, 85.0, "same acronym") for known in found)
    return Match("unsure", "A stored project has this acronym.", None, 85.0, candidates)


def _candidate(known: Known, score: float, why: str) -> Candidate:
    return Candidate(known.value["code"], known.value["title"], round(score, 1), why)


def _differs(stated: Mapping[str, Any], value: Mapping[str, Any]) -> int:
    """How many stated fields say something else than the stored value; code left aside."""
    return sum(1 for name, said in stated.items() if name != "code" and _plain(said) != _plain(value.get(name)))


def _plain(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value


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
    return names + ([("acronym", acronym)] if acronym and carried[acronym] <= SERIES else [])
