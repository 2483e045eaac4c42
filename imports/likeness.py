"""How far two projects are one: titles compared, weighed with acronym, places, dates and funder. Pure.

A wrong merge loses a project and a question costs a click, so what contradicts is never merged: GLACY, GLACY+ and
GLACY-e are three projects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from imports.phases import Phase, phase_of
from portfolio.core.text import fold

#: From here on two titles are one project, if nothing contradicts; between the two a person is asked.
SURE = 93.0
ASKED = 80.0
#: Titles less alike than this are not looked at: no evidence could bring them up to a question.
NEAR = 70.0


@dataclass(frozen=True, slots=True)
class Face:
    """What titles are compared by."""

    title: str
    acronym: str
    title_phase: Phase
    phase: Phase
    years: tuple[int | None, int | None]
    places: frozenset[tuple[str, str]]
    funders: frozenset[str]


def face_of(value: Mapping[str, Any]) -> Face:
    title, acronym = value.get("title") or "", value.get("acronym") or ""
    return Face(
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


def contradicts(one: Face, two: Face) -> str:
    """Why two faces cannot be one project: another phase, or times that do not touch; empty when nothing says so."""
    if one.acronym and two.acronym:
        apart = not one.phase.agrees(two.phase)
    else:
        # Where only one side has an acronym, its mark may stand in the other's title, or nowhere.
        apart = not any(a.agrees(b) for a in (one.title_phase, one.phase) for b in (two.title_phase, two.phase))
    if apart:
        return "another phase"
    (start, end), (other_start, other_end) = one.years, two.years
    if (end and other_start and end < other_start) or (other_end and start and other_end < start):
        return "another time"
    return ""


def _doubts(one: Face, two: Face) -> bool:
    """Whether something speaks against one project, though not for certain."""
    if one.phase.words != two.phase.words or (one.acronym and two.acronym and one.acronym != two.acronym):
        return True
    if one.places and two.places and not one.places & two.places:
        return True
    return bool(one.years[0] and two.years[0] and one.years[0] != two.years[0])


def likeness(one: Face, two: Face) -> tuple[float, str]:
    """How far two faces are one project (0 to 100), and why in words; 0 where something contradicts."""
    same_acronym = bool(two.acronym) and two.acronym in (one.acronym, one.title)
    if not same_acronym and not fuzz.token_ratio(one.title, two.title, score_cutoff=NEAR):
        return 0.0, ""  # the common case, told by one comparison
    if contradicts(one, two):
        return 0.0, ""
    score = max(_titles_alike(one.title, two.title), _titles_alike(*_without_acronyms(one, two)))
    why = [f"title {score:.0f}% alike"]
    if same_acronym:
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


def _without_acronyms(one: Face, two: Face) -> tuple[str, str]:
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
