"""A moment of the past as reports read it: what was recorded, whence, and a filter's choice of its projects; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.core.sentences import Sentence
from portfolio.core.terms import OrganisationRole, PlaceKind
from portfolio.core.text import fold
from portfolio.coverage.material import Material
from portfolio.web.filters import Filter

NONE = "none"
Value = Mapping[str, Any]
Test = Callable[[Value], bool]


@dataclass(frozen=True)
class Recorded:
    """What was recorded at a moment: `day` and `horizon` date a report that says nothing else; `said` names it."""

    material: Material
    position: int
    day: date
    horizon: int | None
    said: Sentence

    @property
    def words(self) -> str:
        """What names it, in English."""
        return str(self.said)

    @cached_property
    def values(self) -> dict[int, dict[str, Any]]:
        """Project values by number."""
        return {row["id"]: row["value"] for row in self.material["projects"]}


def recorded_ids(material: Material, asked: Filter) -> list[int]:
    """The projects that a filter asks for, by the rules of the list of projects, read from what was recorded."""
    tests = _tests(material, asked)
    return [row["id"] for row in material["projects"] if all(test(row["value"]) for test in tests)]


def _tests(material: Material, asked: Filter) -> list[Test]:
    found: list[Test] = [lambda value: value["archived"] == asked.archived]
    found += [_says(word) for word in asked.text.split()]
    for name in ("strand", "status"):
        if wanted := getattr(asked, name):
            found.append(lambda value, name=name, wanted=wanted: value[name] == wanted)  # type: ignore[misc]
    for name, role in ((asked.funder, OrganisationRole.FUNDER), (asked.implementer, OrganisationRole.IMPLEMENTER)):
        if name:
            found.append(_with_organisation(name, role))
    if asked.region:
        found.append(_in_region(material, asked.region))
    if asked.place:
        found.append(_at_place(asked.place))
    if asked.objective:
        found.append(_serving(asked.objective))
    return found


def _says(word: str) -> Test:
    lowered, folded = word.lower(), fold(word)

    def says(value: Value) -> bool:
        texts = (value[name] or "" for name in ("code", "acronym", "title", "summary"))
        return any(lowered in text.lower() for text in texts) or bool(folded and folded in fold(value["title"])[:500])

    return says


def _with_organisation(name: str, role: OrganisationRole) -> Test:
    def names(value: Value) -> set[str]:
        return {_folded(link["name"]) for link in value["organisations"] if link["role"] == role.value}

    if name == NONE:
        return lambda value: not names(value)
    return lambda value: _folded(name) in names(value)


def _folded(name: str) -> str:
    return fold(name)[:300] or name.casefold()[:300]


def _in_region(material: Material, code: str) -> Test:
    if code == NONE:
        return lambda value: not value["places"]
    kind = PlaceKind.REGION.value
    number = next((row["id"] for row in material["places"] if (row["kind"], row["code"]) == (kind, code)), None)
    inside = {(row["kind"], row["code"]) for row in material["places"] if number in (row["id"], row["region_id"])}
    if number is None:
        inside = set()
    return lambda value: any((link["kind"], link["code"]) in inside for link in value["places"])


def _at_place(written: str) -> Test:
    if written == NONE:
        return lambda value: not value["places"]
    kind, colon, code = written.partition(":")
    code = (code if colon else written).lower()
    return lambda value: any(
        link["code"].lower() == code and (not colon or link["kind"] == kind) for link in value["places"]
    )


def _serving(written: str) -> Test:
    framework, _, number = written.rpartition(":")
    if written == NONE:
        return lambda value: not value["objectives"]
    wanted = framework or DEFAULT_FRAMEWORK
    if number == NONE:
        return lambda value: all(link["framework"] != wanted for link in value["objectives"])
    return lambda value: any(
        link["framework"] == wanted and str(link["number"]) == number for link in value["objectives"]
    )
