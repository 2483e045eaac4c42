"""Match: drafts and what is stored -> new, same or unsure. Pure; unsure waits for a person.

A code decides, else the title, weighed with acronym, places, dates and funder. A wrong merge loses a project and a
question costs a click, so whatever contradicts is never merged: GLACY, GLACY+ and GLACY-e are three projects.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from rapidfuzz import fuzz

from imports.phases import Phase, phase_of
from portfolio.core.project import ProjectValue
from portfolio.core.text import fold

#: From here on two titles are one project, if nothing contradicts; between the two a person is asked.
SURE = 93.0
ASKED = 80.0
#: A rare word shared by more projects than this says nothing.
COMMON = 400
#: Candidates compared closely for one draft.
CLOSELY = 25
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


@dataclass(frozen=True, slots=True)
class _Face:
    """What titles are compared by."""

    title: str
    acronym: str
    title_phase: Phase
    phase: Phase
    years: tuple[int | None, int | None]
    places: frozenset[tuple[str, str]]
    funders: frozenset[str]


@dataclass
class Directory:
    """Stored projects that the person may see, and codes of those they may not; indexes are made when first asked."""

    projects: Sequence[Known]
    hidden_codes: frozenset[str] = frozenset()
    _codes: dict[str, Known] = field(default_factory=dict, repr=False)
    _folded_codes: dict[str, list[Known]] = field(default_factory=dict, repr=False)
    _titles: dict[str, list[Known]] | None = field(default=None, repr=False)
    _acronyms: dict[str, list[Known]] = field(default_factory=dict, repr=False)
    _words: dict[str, list[int]] | None = field(default=None, repr=False)
    _faces: dict[int, _Face] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.hidden_codes = frozenset(code.casefold() for code in self.hidden_codes)
        self._codes = {known.value["code"]: known for known in self.projects}
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

    def near(self, face: _Face) -> list[Known]:
        """Projects that share the rarest words of a title, those that share most first."""
        words = self._by_word()
        found: Counter[int] = Counter()
        rare = sorted((len(words[word]), word) for word in set(face.title.split()) if word in words)
        for count, word in rare[:5]:
            if count <= COMMON or not found:
                for index in words[word][:COMMON]:
                    found[index] += 1 / count
        return [self.projects[index] for index, _ in found.most_common(CLOSELY)]

    def face(self, known: Known) -> _Face:
        """The comparable face of a project, made once."""
        if known.id not in self._faces:
            self._faces[known.id] = _face(known.value)
        return self._faces[known.id]

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

    def _by_word(self) -> dict[str, list[int]]:
        if self._words is None:
            words: dict[str, list[int]] = defaultdict(list)
            for index, known in enumerate(self.projects):
                for word in set(fold(known.value["title"]).split()):
                    words[word].append(index)
            self._words = dict(words)
        return self._words


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
        taken = directory.find_code(code) if code else None
        return Match("same", "Same code.", taken, 100.0) if taken else Match("new", "New by your choice.")
    known = directory.find_code(answer)
    return Match("same", "The same project by your choice.", known, None) if known else _match(draft, directory)


def _match(draft: Row, directory: Directory) -> Match:
    code, title = draft.values.get("code"), draft.values.get("title")
    if code and (known := directory.find_code(code)):
        how = "Same code." if known.value["code"] == code else f"Same code but for letter case ({known.value['code']})."
        return Match("same", how, known, 100.0)
    if not title:
        # Without a title an acronym is all there is to go by, and it is asked.
        return _unsure_by_acronym(draft, directory) or Match("new", "No stored project has this code.")
    same_title = directory.with_title(title)
    if same_title:
        return _of_same_title(draft, same_title, directory, bool(code))
    if code:
        return Match("new", "No stored project has this code.")
    return _similar(draft, directory)


def _of_same_title(draft: Row, found: Sequence[Known], directory: Directory, has_code: bool) -> Match:
    """Rows whose title is stored: one project, or a question where the code, the phase or the years say otherwise."""
    face = _face(draft.values)
    free = [known for known in found if not _contradicts(face, directory.face(known), exact=True)]
    if not free:
        return Match("new", "The title is stored, but with another phase, acronym or time.")
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
    return Match("same", "Same title.", free[0], 100.0)


def _similar(draft: Row, directory: Directory) -> Match:
    face = _face(draft.values)
    pool = {known.id: known for known in directory.near(face)}
    named = directory.with_acronym(face.acronym) if face.acronym else []
    if not face.acronym:
        named = directory.with_acronym(str(draft.values["title"]))
    pool.update((known.id, known) for known in named)
    ranked = []
    for known in pool.values():
        score, why = _score(face, directory.face(known))
        if score >= ASKED:
            ranked.append((score, known, why))
    ranked.sort(key=lambda item: (-item[0], item[1].id))
    if not ranked:
        return Match("new", "No stored project is like it.")
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


def _face(value: Mapping[str, Any]) -> _Face:
    title, acronym = value.get("title") or "", value.get("acronym") or ""
    return _Face(
        title=fold(title),
        acronym=fold(acronym),
        title_phase=phase_of(title),
        phase=phase_of(title) | phase_of(acronym),
        years=(
            _year(value.get("actual_start") or value.get("planned_start")),
            _year(value.get("actual_end") or value.get("planned_end")),
        ),
        places=frozenset((str(link["kind"]), str(link["code"])) for link in value.get("places") or ()),
        funders=frozenset(fold(link["name"]) for link in value.get("organisations") or () if link["role"] == "funder"),
    )


def _year(text: Any) -> int | None:
    return int(text[:4]) if isinstance(text, str) and text[:4].isdigit() else None


def _contradicts(one: _Face, two: _Face, *, exact: bool) -> str:
    """Why two faces cannot be one project; empty when nothing says so. `exact`: the titles are the same."""
    if one.acronym and two.acronym:
        apart = not one.phase.agrees(two.phase)
    else:
        # Where only one side has an acronym, its mark may stand in the other's title, or nowhere.
        apart = not any(a.agrees(b) for a in (one.title_phase, one.phase) for b in (two.title_phase, two.phase))
    if apart:
        return "another phase"
    if one.acronym and two.acronym and one.acronym != two.acronym and exact:
        return "another acronym"
    (start, end), (other_start, other_end) = one.years, two.years
    if (end and other_start and end < other_start) or (other_end and start and other_end < start):
        return "another time"
    return ""


def _doubts(one: _Face, two: _Face) -> bool:
    """Whether something speaks against one project, though not for certain."""
    if one.phase.words != two.phase.words or (one.acronym and two.acronym and one.acronym != two.acronym):
        return True
    if one.places and two.places and not one.places & two.places:
        return True
    return bool(one.years[0] and two.years[0] and one.years[0] != two.years[0])


def _score(one: _Face, two: _Face) -> tuple[float, str]:
    """How far two faces are one project (0 to 100), and why in words; 0 where something contradicts."""
    if _contradicts(one, two, exact=False):
        return 0.0, ""
    score = max(_titles_alike(one.title, two.title), _titles_alike(*_without_acronyms(one, two)))
    why = [f"title {score:.0f}% alike"]
    same_acronym = bool(one.acronym and one.acronym == two.acronym) or two.acronym == one.title
    if same_acronym and two.acronym:
        score = max(score + 6, ASKED)
        why.append("same acronym")
    if score < ASKED - 8:
        return 0.0, ""
    if one.places and two.places and len(one.places & two.places) * 2 >= len(one.places | two.places):
        score += 3
        why.append("same places")
    if one.years[0] and one.years[0] == two.years[0]:
        score += 3
        why.append("same start")
    if one.funders & two.funders:
        score += 2
        why.append("same funder")
    return min(score, SURE - 0.1 if _doubts(one, two) else 99.0), ", ".join(why)


def _titles_alike(one: str, two: str) -> float:
    if not one or not two:
        return 0.0
    alike = max(fuzz.ratio(one, two), fuzz.token_sort_ratio(one, two))
    if alike < SURE and min(one.count(" "), two.count(" ")) >= 2:
        # A short title inside a long one is worth a question, never a merge.
        alike = max(alike, fuzz.token_set_ratio(one, two) * 0.88)
    return float(alike)


def _without_acronyms(one: _Face, two: _Face) -> tuple[str, str]:
    """Both titles without either acronym: "CyberEast - Action on …" beside "Action on …"."""
    titles = []
    for title in (one.title, two.title):
        for acronym in (one.acronym, two.acronym):
            if acronym and title.startswith(acronym + " "):
                title = title[len(acronym) + 1 :]
            elif acronym and title.endswith(" " + acronym):
                title = title[: -len(acronym) - 1]
        titles.append(title)
    return titles[0], titles[1]


def alike_rows(drafts: Iterable[Row]) -> dict[int, tuple[int, str]]:
    """Rows that name the project of an earlier row of the file: row -> (earlier row, why). For rows that are new."""
    seen: dict[tuple[str, str], list[tuple[int, _Face]]] = defaultdict(list)
    drafts = list(drafts)
    carried = Counter(fold(draft.values["acronym"]) for draft in drafts if draft.values.get("acronym"))
    found: dict[int, tuple[int, str]] = {}
    for draft in drafts:
        face = _face(draft.values)
        keys = [("title", face.title)] if face.title else []
        if face.acronym and carried[face.acronym] <= SERIES:
            keys.append(("acronym", face.acronym))
        for key in keys:
            for row, other in seen[key]:
                if draft.row not in found and not _contradicts(face, other, exact=key[0] == "title"):
                    found[draft.row] = (row, f"same {key[0]}")
            seen[key].append((draft.row, face))
    return found
