"""A moment of the past as reports read it: what was recorded, whence, and a filter's choice of its projects; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from portfolio.core.sentences import Sentence
from portfolio.core.terms import PlaceKind
from portfolio.coverage.material import Material
from portfolio.projects.wanted import wanted_by
from portfolio.web.filters import Filter


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
    wanted = wanted_by(asked, lambda code: _inside(material, code))
    return [row["id"] for row in material["projects"] if wanted(row["value"])]


def _inside(material: Material, code: str) -> set[tuple[str, str]]:
    """A region and its countries, by kind and code."""
    kind = PlaceKind.REGION.value
    number = next((row["id"] for row in material["places"] if (row["kind"], row["code"]) == (kind, code)), None)
    if number is None:
        return set()
    return {(row["kind"], row["code"]) for row in material["places"] if number in (row["id"], row["region_id"])}
