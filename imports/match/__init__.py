"""Match: drafts and what is stored -> new, same or unsure. Pure; unsure waits for a person.

A code decides, then an IATI identifier, then what was learnt of the list's earlier files, else the title; what is
merely alike is weighed by imports.likeness. Modules: stored (the projects that rows are held against), alike (rows of
one file about one project), twins (what they differ in, and putting them together), rows (what is read of a row).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from imports.likeness import ASKED, SURE, contradicts, face_of, likeness
from imports.match.alike import alike_rows
from imports.match.rows import Row
from imports.match.stored import Directory, Known
from imports.match.twins import differences, join_rows
from imports.recall import Recollection, Verdict
from portfolio.core.text import fold

__all__ = [
    "LEAVE_OUT", "NEW", "Candidate", "Directory", "Known", "Match", "Row", "alike_rows", "differences", "join_rows",
    "match_drafts",
]  # fmt: skip

#: A person's answers for a row: this project (its code), a new one, or leave the row out.
NEW, LEAVE_OUT = "new", "leave-out"
#: What a row says of itself and not of the project.
_OWN = ("code", "source_id")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored project that a row may mean: `score` 0 to 100, `why` in words."""

    code: str
    title: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Match:
    """What a row is: `known` is set where it is "same"; `candidates`, best first, where it is "unsure".

    A new project "by your choice" has as candidates what it is not. `recalled` says that something learnt of an
    earlier file decides, `said` that a person taught it.
    """

    kind: Literal["new", "same", "unsure", "left-out"]
    how: str
    known: Known | None = None
    score: float | None = None
    candidates: tuple[Candidate, ...] = ()
    recalled: bool = False
    said: bool = False


def match_drafts(
    drafts: Sequence[Row],
    directory: Directory,
    answers: Mapping[int, str] | None = None,
    recollection: Recollection = Recollection(),
) -> list[Match]:
    """What each draft is, in the drafts' order. `answers`: row number -> a project's code, NEW or LEAVE_OUT.

    `recollection` is what was learnt of the same list's earlier files.
    """
    answers = answers or {}
    return [
        _answered(draft, directory, answers[draft.row], recollection.of(draft.values))
        if draft.row in answers
        else _match(draft, directory, recollection.of(draft.values))
        for draft in drafts
    ]


def _answered(draft: Row, directory: Directory, answer: str, learnt: Sequence[Verdict]) -> Match:
    if answer == LEAVE_OUT:
        return Match("left-out", "Left out by your choice.")
    code = draft.values.get("code")
    if answer == NEW:
        # An answer cannot make a second project of a code that is taken.
        taken = directory.find_exact(code) if code else None
        if taken:
            return Match("same", "Same code.", taken, 100.0)
        without = _match(draft, directory, learnt)
        refused = without.candidates or ((_candidate(without.known, 0, ""),) if without.known else ())
        return Match("new", "New by your choice.", candidates=refused)
    known = directory.find_code(answer)
    return Match("same", "The same project by your choice.", known, None) if known else _match(draft, directory)


def _match(draft: Row, directory: Directory, learnt: Sequence[Verdict] = ()) -> Match:
    code = draft.values.get("code")
    if code and (known := directory.find_code(code)):
        return _of_same_code(draft, known, directory)
    identifier = draft.values.get("iati_identifier")
    if identifier and (known := directory.find_identifier(identifier)):
        return _of_same_identifier(known, has_code=bool(code))
    if identifier and not code and (known := directory.find_code(identifier)) and not known.value["iati_identifier"]:
        return Match("same", "The IATI identifier is the project's code.", known, 100.0)
    if learnt and (recalled := _recalled(learnt, directory, has_code=bool(code))):
        return recalled
    apart = {verdict.project_id: verdict for verdict in learnt if not verdict.same}
    if apart:
        return _without(apart, _by_title(draft, _Others(directory, apart)), directory)
    return _by_title(draft, directory)


def _by_title(draft: Row, directory: Directory | _Others) -> Match:
    """What a row is as far as title, acronym and evidence tell."""
    code, title = draft.values.get("code"), draft.values.get("title")
    if not title:
        # Without a title an acronym is all there is to go by, and it is asked.
        return _unsure_by_acronym(draft, directory) or _NO_SUCH_CODE
    same_title = directory.with_title(title)
    if same_title:
        return _of_same_title(draft, same_title, directory, bool(code))
    if code:
        return _NO_SUCH_CODE
    return _similar(draft, directory)


class _Others:
    """The directory without the projects that a row is known not to be."""

    def __init__(self, directory: Directory, apart: Mapping[int, Verdict]) -> None:
        self._directory = directory
        self._apart = apart
        self.face = directory.face

    def with_title(self, text: str) -> list[Known]:
        return self._without(self._directory.with_title(text))

    def with_acronym(self, text: str) -> list[Known]:
        return self._without(self._directory.with_acronym(text))

    def near(self, title: str) -> list[Known]:
        return self._without(self._directory.near(title))

    def _without(self, found: Sequence[Known]) -> list[Known]:
        return [known for known in found if known.id not in self._apart]


def _recalled(learnt: Sequence[Verdict], directory: Directory, *, has_code: bool) -> Match | None:
    """The project that a row was before, where it still is there; under a code that is not stored it is asked about."""
    for verdict in learnt:
        if not verdict.same or (known := directory.by_id(verdict.project_id)) is None:
            continue
        how = verdict.in_words(known.value["code"])
        if has_code:
            return Match("unsure", how, None, 95.0, (_candidate(known, 95.0, "was this row, under another code"),))
        return Match("same", how, known, 100.0, recalled=True, said=verdict.said)
    return None


def _without(apart: Mapping[int, Verdict], match: Match, directory: Directory) -> Match:
    """A match made without what the row is known not to be, with who said so."""
    if match.kind != "new":
        return match
    said = [verdict.in_words(known.value["code"]) for number, verdict in apart.items()
            if (known := directory.by_id(number))]  # fmt: skip
    return replace(match, how=" ".join(said), recalled=True) if said else match


def _of_same_code(draft: Row, known: Known, directory: Directory) -> Match:
    """The project of this code; where only letter case differs and the title is another, it is asked about."""
    if known.value["code"] == draft.values["code"]:
        return Match("same", "Same code.", known, 100.0)
    if known.was_called(draft.values["code"]):
        return Match("same", f"Merged into {known.value['code']}.", known, 100.0)
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


def _of_same_title(draft: Row, found: Sequence[Known], directory: Directory | _Others, has_code: bool) -> Match:
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


_NO_SUCH_CODE = Match("new", "No stored project has this code.")
_UNLIKE = Match("new", "No stored project is like it.")


def _similar(draft: Row, directory: Directory | _Others) -> Match:
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


def _unsure_by_acronym(draft: Row, directory: Directory | _Others) -> Match | None:
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
    return sum(1 for name, said in stated.items() if name not in _OWN and _plain(said) != _plain(value.get(name)))


def _plain(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value
