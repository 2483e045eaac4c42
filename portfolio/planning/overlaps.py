"""Overlaps as people ask for them: the pairs of what they may see, each with its verdict and whether it still holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from portfolio.core.activity import situation_of
from portfolio.core.allocation import REST, objective_rows
from portfolio.core.columns import NOT_KNOWN as NO_BUDGET
from portfolio.core.columns import Flags
from portfolio.core.facts import Facts
from portfolio.core.overlaps import (
    Cluster,
    Overlap,
    Overlaps,
    find_overlaps,
    months_in,
)
from portfolio.core.people import Actor
from portfolio.core.periods import Window
from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.core.terms import OrganisationRole, Scope, Verdict
from portfolio.core.text import clean
from portfolio.coverage.facts import Shelf, select_facts
from portfolio.coverage.stock import Portfolio, Row
from portfolio.errors import NotFound, Refused
from portfolio.planning.verdicts import Ruling, load_rulings
from portfolio.projects.lists import refuse_unknown
from portfolio.web.display import day, eur, plural
from portfolio.web.filters import Filter

#: Which pairs a list shows. A pair is to be judged while nobody has, or when what it shares changed since.
STANDINGS = {
    "open": "To be judged",
    "changed": "Changed since the verdict",
    **{verdict.value: verdict.label for verdict in Verdict},
    "all": "All",
}
#: Filters that both projects must meet, and those that one of them must.
_OF_BOTH = ("region", "place", "objective")
_OF_ONE = ("text", "strand", "status", "funder", "implementer")
#: What a verdict rests on, in words.
FACT_WORDS = {
    "objectives": "the shared objectives",
    "places": "where they meet",
    "period": "the shared time",
    "budgets": "a budget",
    "funders": "the funders",
    "implementers": "the implementers",
}


@dataclass(frozen=True, slots=True)
class OverlapQuery:
    """Which pairs: of which projects and day (`asked`), how they stand, with at least how many points."""

    asked: Filter
    standing: str = "open"
    least: int = 0

    def query(self) -> dict[str, str]:
        """The query string's arguments, defaults left out."""
        found = self.asked.query()
        if self.standing != "open":
            found["standing"] = self.standing
        if self.least:
            found["least"] = str(self.least)
        return found


def parse_overlap_query(arguments: Mapping[str, str], asked: Filter) -> OverlapQuery:
    """What a query string asks for beside the filter; Refused for what cannot be used."""
    standing = clean(arguments.get("standing", ""), lines=False) or "open"
    least = clean(arguments.get("least", ""), lines=False) or "0"
    if standing not in STANDINGS:
        raise Refused(f"“{standing[:40]}” is not how a pair can stand.", f"Choose one of {', '.join(STANDINGS)}.")
    if not (least.isascii() and least.isdigit() and len(least) <= 3 and int(least) <= 100):
        raise Refused(f"“{least[:20]}” is not a score.", "Give whole points from 0 to 100.")
    if asked.recorded:
        # A verdict is of what is recorded now; to show the present under the name of the past would be worse than this.
        raise Refused("Overlaps are those of what is recorded now.", "Leave out the moment of the past.")
    return OverlapQuery(asked, standing, int(least))


@dataclass(frozen=True, slots=True)
class Line:
    """A pair with its verdict; `changed` names the facts that are no longer as they were when it was given."""

    overlap: Overlap
    ruling: Ruling | None
    facts: dict[str, Any]
    changed: tuple[str, ...]


@dataclass(frozen=True)
class OverlapReport:
    """The pairs and clusters of what one person may see, narrowed by a query."""

    wanted: OverlapQuery
    portfolio: Portfolio
    found: Overlaps
    objectives: tuple[Row, ...]
    rulings: dict[tuple[int, int], Ruling]
    chosen: Flags

    @property
    def day_query(self) -> dict[str, Any]:
        """The part of the query string that dates the report: a pair is opened on the day on which it was listed."""
        asked = self.wanted.asked
        return Filter(as_of=asked.as_of, horizon_months=asked.horizon_months).query()

    @property
    def facts(self) -> Facts:
        """The projects that the rows of pairs and clusters are of."""
        return self.found.facts

    @cached_property
    def judged(self) -> dict[int, Ruling]:
        """Verdicts under the numbers of their pairs."""
        row_of = {number: row for row, number in enumerate(self.facts.ids.tolist())}
        pairs = {}
        for (first, second), ruling in self.rulings.items():
            if first in row_of and second in row_of:
                number = self.found.find(row_of[first], row_of[second])
                if number is not None:
                    pairs[number] = ruling
        return pairs

    @cached_property
    def numbers(self) -> list[int]:
        """The pairs that the query asks for, best score first."""
        kept = self.chosen & (self.found.score >= self.wanted.least)
        return [number for number in np.flatnonzero(kept).tolist() if self._stands(number)]

    def _stands(self, number: int) -> bool:
        standing, ruling = self.wanted.standing, self.judged.get(number)
        if standing == "all":
            return True
        if ruling is None:
            return standing == "open"
        if standing in ("open", "changed"):
            return bool(self.line(number).changed)
        return ruling.verdict.value == standing

    def line(self, number: int) -> Line:
        """A pair in full."""
        overlap, ruling = self.found.pair(number), self.judged.get(number)
        facts = self._facts_of(overlap)
        changed = [name for name in FACT_WORDS if ruling is not None and facts[name] != ruling.facts.get(name)]
        return Line(overlap, ruling, facts, tuple(changed))

    def _facts_of(self, overlap: Overlap) -> dict[str, Any]:
        """What a verdict rests on. Nothing in it moves with the day of the report, with a filter or with the reader.

        Budgets are the projects' own, in euro cents: what a programme's parts leave of it depends on who looks.
        """
        places, facts = self.found.geography.by_key, self.facts
        rows = sorted((overlap.first, overlap.second), key=lambda row: int(facts.ids[row]))
        budgets = [int(facts.budget[row]) for row in rows]
        return {
            "objectives": [self.objectives[row].number for row in overlap.objectives],
            "places": [f"{places[met.place].kind.value}:{places[met.place].code}" for met in overlap.meetings],
            "period": [day and day.isoformat() for day in (overlap.starts_on, overlap.ends_on)],
            "budgets": [None if cents == NO_BUDGET else cents for cents in budgets],
            "funders": [self._organisations(row, OrganisationRole.FUNDER) for row in rows],
            "implementers": [self._organisations(row, OrganisationRole.IMPLEMENTER) for row in rows],
        }

    def _organisations(self, row: int, role: OrganisationRole) -> list[int]:
        links = self.facts.organisations
        first, last = np.searchsorted(links.project, [row, row + 1])
        keys: list[int] = links.key[first:last][links.grade[first:last] == role.number].tolist()
        return sorted(keys)

    def names(self, row: int, role: str) -> list[str]:
        """Names of a project's funders or implementers."""
        keys = self._organisations(row, OrganisationRole(role))
        return sorted(self.portfolio.organisations.get(key, "") for key in keys)

    def period_words(self, overlap: Overlap) -> str:
        """The shared time with its months; where no end is known, those up to the day of the report."""
        starts, ends = overlap.starts_on, overlap.ends_on
        words = f"{day(starts) or 'no start known'} to {day(ends) or 'no end known'}"
        if overlap.months:
            return f"{words} ({plural(overlap.months, 'month')})"
        as_of = self.found.window.as_of
        if starts is None or ends is not None or starts > as_of:
            return words
        return f"{words} ({plural(months_in((as_of - starts).days + 1), 'month')} so far)"

    def money_words(self, overlap: Overlap, at: int) -> str:
        """Money of the first (0) or second (1) in the shared part; a budget that is not known is not 0."""
        row = (overlap.first, overlap.second)[at]
        return "budget not known" if self.facts.budget[row] == NO_BUDGET else eur(overlap.cents[at])

    def code(self, row: int) -> str:
        """A project's code."""
        return self.facts.codes[row]

    @cached_property
    def clusters(self) -> list[Cluster]:
        """Clusters with at least one project of a pair that the filter leaves."""
        left = np.zeros(len(self.facts), dtype=np.bool_)
        left[self.found.first[self.chosen]] = left[self.found.second[self.chosen]] = True
        return [cluster for cluster in self.found.clusters if left[list(cluster.projects)].any()]

    def get(self, first_id: int, second_id: int) -> Line:
        """The pair of two projects; NotFound where they do not overlap, or one is not for this person."""
        rows = [np.flatnonzero(self.facts.ids == number).tolist() for number in (first_id, second_id)]
        number = self.found.find(rows[0][0], rows[1][0]) if all(rows) else None
        if number is None:
            raise NotFound("These two projects do not overlap.", "Look for the pair in the list of overlaps.")
        return self.line(number)

    def caveats(self) -> list[str]:
        """What the list does not know, in sentences."""
        counted = situation_of(self.facts, self.found.window, Scope.CURRENT).counted
        served = self.facts.objectives.project[objective_rows(self.facts.objectives, self.found.framework) != REST]
        mute = counted.copy()
        mute[np.intersect1d(served, self.facts.places.project)] = False
        words = []
        if mute.any():
            number = int(mute.sum())
            words.append(
                f"{number} of {int(counted.sum())} active or upcoming projects name no objective or no place: whom they"
                " overlap with is not known."
            )
        for row, place, number in self.found.crowded:
            title = self.found.geography.by_key[place].title
            words.append(
                f"Objective {self.objectives[row].number} in {title} has {number} projects, too many to compare two by"
                " two: its pairs are not listed."
            )
        return words


def build_overlaps(
    session: Session, shelf: Shelf, actor: Actor, wanted: OverlapQuery, *, today: date, horizon_months: int
) -> OverlapReport:
    """The overlaps that `wanted` asks for among the fifteen objectives, over what `actor` may see.

    Pairs are found in all that the person sees and narrowed after, so that a filter never hides one side of a pair.
    """
    refuse_unknown(session, wanted.asked)
    portfolio, asked = shelf.get(session), wanted.asked
    objectives = portfolio.frameworks[DEFAULT_FRAMEWORK][1]
    framework = tuple(row.key for row in objectives)
    horizon = horizon_months if asked.horizon_months is None else asked.horizon_months
    window = Window(asked.as_of or today, horizon)
    facts = select_facts(session, portfolio, actor, Filter())
    geography = portfolio.geography
    found = facts.kept(
        ("overlaps", id(geography), framework, window),
        lambda: (geography, find_overlaps(facts, geography, framework=framework, window=window)),
    )[1]
    one = np.isin(facts.ids, select_facts(session, portfolio, actor, _only(asked, _OF_ONE)).ids)
    both = np.isin(facts.ids, select_facts(session, portfolio, actor, _only(asked, _OF_BOTH)).ids)
    chosen = (one[found.first] | one[found.second]) & both[found.first] & both[found.second]
    return OverlapReport(wanted, portfolio, found, objectives, load_rulings(session), chosen)


def count_overlaps(
    session: Session, shelf: Shelf, actor: Actor, project_id: int, *, today: date, horizon_months: int
) -> int:
    """With how many projects that `actor` may see this one overlaps, judged or not; kept until something changes."""
    wanted = OverlapQuery(Filter(), standing="all")
    report = build_overlaps(session, shelf, actor, wanted, today=today, horizon_months=horizon_months)
    rows = np.flatnonzero(report.found.facts.ids == project_id)
    return int(np.isin(report.found.first, rows).sum() + np.isin(report.found.second, rows).sum())


def common_filter(asked: Filter) -> Filter:
    """What every project of a pair meets, with the day that the pairs are seen from."""
    return replace(_only(asked, _OF_BOTH), as_of=asked.as_of, horizon_months=asked.horizon_months)


def _only(asked: Filter, names: tuple[str, ...]) -> Filter:
    return Filter(**{name: getattr(asked, name) for name in names})
