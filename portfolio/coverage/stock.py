"""What reports compute from, now or as it was: facts, places, objectives, and what is said of cells."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portfolio.core.cellnotes import Declaration, GapNote
from portfolio.core.facts import Facts
from portfolio.core.geography import Geography
from portfolio.core.marks import DialogueMark, InstrumentMark
from portfolio.core.needs import Needs
from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.core.rates import RateTable
from portfolio.core.terms import PlaceKind
from portfolio.coverage.past import Recorded
from portfolio.coverage.strip import Background


@dataclass(frozen=True, slots=True)
class Row:
    """An objective as a row of a grid."""

    key: int
    code: str
    number: int
    title: str
    statement: str


@dataclass(frozen=True)
class Portfolio:
    """Everything a report computes from, as it stood at one position of the change log."""

    position: int
    facts: Facts
    geography: Geography
    frameworks: dict[str, tuple[str, tuple[Row, ...]]]
    organisations: dict[int, str]
    short_titles: dict[int, str]
    footnotes: dict[int, str]
    needs: Needs
    dialogues: tuple[DialogueMark, ...]
    instruments: tuple[InstrumentMark, ...]
    declarations: tuple[Declaration, ...]
    gap_notes: dict[tuple[int, int], GapNote]
    background: Background
    archived: NDArray[np.bool_]
    rates: RateTable | None = None
    #: Where this is not the portfolio of now: the past that it was made from.
    recorded: Recorded | None = None
    #: Names are not a matter of the past: documents take them from the portfolio of now.
    french_titles: dict[int, str] = field(default_factory=dict)
    selections: OrderedDict[Any, Facts] = field(default_factory=OrderedDict, repr=False)
    #: Selections of the position before: most of what was worked out from them still holds.
    before: dict[Any, Facts] = field(default_factory=dict, repr=False)
    #: What filter bars offer each reader, under who reads.
    offered: dict[Any, dict[str, Any]] = field(default_factory=dict, repr=False)

    def named(self, asked: str, given: str) -> str:
        """What a field of a filter (`asked`) asks for: regions, places and objectives by name, others as they are."""
        first, _, code = given.rpartition(":")
        if asked == "objective":
            _, rows = self.frameworks.get(first or DEFAULT_FRAMEWORK, ("", ()))
            return next((f"{row.code} {row.title}" for row in rows if row.code == code), given)
        if asked not in ("region", "place"):
            return given
        kind = PlaceKind.REGION.value if asked == "region" else first
        places = (place for place in self.geography.places if not kind or place.kind.value == kind)
        return next((place.title for place in places if place.code.casefold() == code.casefold()), given)
