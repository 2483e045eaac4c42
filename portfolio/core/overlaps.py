"""Pairs of projects that work on the same objective, at the same place, at the same time; pure, dated by its caller.

Two projects meet at a place that both link, or at a country that one links and the other reaches through its region or
organisation; two groups that merely share members do not meet. Only what is active or upcoming counts, and neither a
programme against its own parts nor two projects of the same funders and the same implementers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from portfolio.core.activity import situation_of
from portfolio.core.allocation import REST, Allocation, allocate, objective_rows
from portfolio.core.candidates import Cells, cells_of, compare, groups_of, may_overlap
from portfolio.core.columns import FAR_FUTURE, FAR_PAST, Ints, Links
from portfolio.core.facts import Facts
from portfolio.core.geography import Geography
from portfolio.core.periods import Window, day_from_number, day_number
from portfolio.core.reach import Reach, reach_of
from portfolio.core.terms import Axis, OrganisationRole, Scope

#: The most points of each part; together 100.
OBJECTIVE_POINTS, PLACE_POINTS, PERIOD_POINTS, ORGANISATION_POINTS = 30, 30, 20, 20
#: So many projects in one cell make a cluster.
CLUSTER_SIZE = 3

_ROLES = (OrganisationRole.FUNDER, OrganisationRole.IMPLEMENTER)
#: How the organisations of a role compare, and how many halves of that role's points each is worth.
SAME, NOT_KNOWN, PARTLY, DIFFERENT = range(4)
_HALVES = np.array([0, 1, 1, 2])


@dataclass(frozen=True, slots=True)
class Meeting:
    """A place where two projects meet: linked by both, or (`direct` false) reached by one through a group."""

    place: int
    direct: bool


@dataclass(frozen=True, slots=True)
class Overlap:
    """One pair in full. `first` and `second` are rows of the facts, `objectives` rows of the framework.

    `starts_on` and `ends_on` bound the shared time, None where no one said; `months` is it in whole months, None where
    it runs on. `cents` is each project's money on the shared objectives at the links that meet, for its whole life.
    `parts` are the points of objectives, places, period and organisations; `funders` and `implementers` are SAME,
    NOT_KNOWN, PARTLY (some in common) or DIFFERENT.
    """

    first: int
    second: int
    score: int
    parts: tuple[int, int, int, int]
    objectives: tuple[int, ...]
    meetings: tuple[Meeting, ...]
    starts_on: date | None
    ends_on: date | None
    months: int | None
    cents: tuple[int, int]
    funders: int
    implementers: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """An objective at a place that several projects of different organisations link; `projects` are rows of facts."""

    objective: int
    place: int
    projects: tuple[int, ...]
    funders: int
    implementers: int


@dataclass(frozen=True, eq=False)
class Overlaps:
    """All pairs, best score first: parallel columns, and each pair in full on request.

    `crowded` are cells (objective row, place key, projects) that were too full to be compared two by two.
    """

    facts: Facts
    geography: Geography
    framework: tuple[int, ...]
    window: Window
    first: Ints
    second: Ints
    parts: Ints
    crowded: tuple[tuple[int, int, int], ...]
    clusters: tuple[Cluster, ...]

    def __len__(self) -> int:
        return len(self.first)

    @cached_property
    def score(self) -> Ints:
        """Points of each pair, 0 to 100."""
        total: Ints = self.parts.sum(axis=1)
        return total

    def find(self, one: int, other: int) -> int | None:
        """The number of the pair of two rows, None where they do not overlap."""
        codes, order = self._codes
        at = int(np.searchsorted(codes, min(one, other) * len(self.facts) + max(one, other)))
        found = at < len(codes) and codes[at] == min(one, other) * len(self.facts) + max(one, other)
        return int(order[at]) if found else None

    @cached_property
    def _codes(self) -> tuple[Ints, Ints]:
        codes = np.minimum(self.first, self.second) * len(self.facts) + np.maximum(self.first, self.second)
        order = np.argsort(codes)
        return codes[order], order

    @cached_property
    def _money(self) -> tuple[Allocation, Ints]:
        allocation = allocate(self.facts, self.geography, self.framework)
        return allocation, np.searchsorted(allocation.project, np.arange(len(self.facts) + 1))

    @cached_property
    def _row_of(self) -> dict[int, int]:
        return {key: row for row, key in enumerate(self.framework)}

    @cached_property
    def _order(self) -> dict[int, tuple[int, str]]:
        return {place.key: (place.kind.number, place.title) for place in self.geography.places}

    @cached_property
    def _members(self) -> dict[int, frozenset[int]]:
        members = self.geography.members_at(self.window.as_of)
        return members | {
            place.key: self.geography.countries_of(place.key, self.window.as_of)
            for place in self.geography.columns(Axis.REGION)
        }

    def pair(self, number: int) -> Overlap:
        """A pair in full."""
        one, other = int(self.first[number]), int(self.second[number])
        objectives = sorted(self._objectives(one) & self._objectives(other))
        meetings, ends = self._meet(one, other)
        starts = max(int(self.facts.starts[one]), int(self.facts.starts[other]))
        last = min(int(self.facts.ends[one]), int(self.facts.ends[other]))
        known = starts != FAR_PAST and last != FAR_FUTURE
        parts = tuple(self.parts[number].tolist())
        return Overlap(
            first=one,
            second=other,
            score=sum(parts),
            parts=(parts[0], parts[1], parts[2], parts[3]),
            objectives=tuple(objectives),
            meetings=meetings,
            starts_on=None if starts == FAR_PAST else day_from_number(starts),
            ends_on=None if last == FAR_FUTURE else day_from_number(last),
            months=months_in(last - starts + 1) if known else None,
            cents=(self._cents(one, objectives, ends[0]), self._cents(other, objectives, ends[1])),
            funders=self._compared(OrganisationRole.FUNDER, one, other),
            implementers=self._compared(OrganisationRole.IMPLEMENTER, one, other),
        )

    def _objectives(self, row: int) -> set[int]:
        return {self._row_of[key] for key in _keys(self.facts.objectives, row) if key in self._row_of}

    def _meet(self, one: int, other: int) -> tuple[tuple[Meeting, ...], tuple[set[int], set[int]]]:
        """Where two projects meet, and which of each one's links do."""
        mine, theirs = _keys(self.facts.places, one), _keys(self.facts.places, other)
        direct = dict.fromkeys(mine & theirs, True)
        met: tuple[set[int], set[int]] = (set(direct), set(direct))
        via: dict[int, bool] = {}
        for near, far, at in ((mine, theirs, 0), (theirs, mine, 1)):
            for group in far:
                for country in near & self._members.get(group, frozenset()):
                    via[country] = False
                    met[at].add(country)
                    met[1 - at].add(group)
        found = sorted((via | direct).items(), key=lambda one: self._order[one[0]])
        return tuple(Meeting(key, near) for key, near in found), met

    def _cents(self, row: int, objectives: list[int], places: set[int]) -> int:
        allocation, first = self._money
        part = slice(int(first[row]), int(first[row + 1]))
        wanted = np.isin(allocation.row[part], objectives) & np.isin(allocation.place[part], list(places))
        return int(allocation.cents[part][wanted].sum())

    def _compared(self, role: OrganisationRole, one: int, other: int) -> int:
        return int(_same(self.facts, role, np.array([one]), np.array([other]))[0])


def _keys(links: Links, row: int) -> set[int]:
    first, last = np.searchsorted(links.project, [row, row + 1])
    return set(links.key[first:last].tolist())


def months_in(days: int) -> int:
    """A number of days in whole months, at least one."""
    return max(1, round(days * 12 / 365.25))


def find_overlaps(facts: Facts, geography: Geography, *, framework: tuple[int, ...], window: Window) -> Overlaps:
    """Every pair of the portfolio that overlaps, and the clusters. `framework`: keys of its objectives, in order.

    Candidates are blocked by (objective, place): only projects in one cell are ever compared. Score = objectives 30
    (shared / those of the project with fewer) + places 30 (likewise; half where they meet only through a group) +
    period 20 (shared days / the shorter project's, open ends cut at the window's) + organisations 20 (10 for different
    funders, 10 for different implementers; half of it where some are in common or one side is not known).
    """
    reach = reach_of(geography, Axis.COUNTRY, window.as_of)
    counted = situation_of(facts, window, Scope.CURRENT).counted
    cells = cells_of(facts, geography, reach, framework, counted)
    one, other, direct = compare(cells)
    kept = may_overlap(facts, one, other)
    one, other, direct = one[kept], other[kept], direct[kept]
    rank = facts.code_rank
    swap = rank[one] > rank[other]
    one, other = np.where(swap, other, one), np.where(swap, one, other)
    code, at = np.unique(one * len(facts) + other, return_inverse=True)
    shared_cells = np.bincount(at, weights=direct, minlength=len(code)).astype(np.int64)
    first, second = code // max(len(facts), 1), code % max(len(facts), 1)
    funders, implementers = (_same(facts, role, first, second) for role in _ROLES)
    apart = (funders != SAME) | (implementers != SAME)
    first, second, shared_cells = first[apart], second[apart], shared_cells[apart]
    organisations = (_HALVES[funders] + _HALVES[implementers])[apart] * (ORGANISATION_POINTS // 4)
    parts = _points(facts, framework, window, first, second, shared_cells, organisations)
    order = np.lexsort((rank[second], rank[first], -parts.sum(axis=1)))
    return Overlaps(
        facts=facts,
        geography=geography,
        framework=framework,
        window=window,
        first=first[order],
        second=second[order],
        parts=parts[order],
        crowded=tuple((cell // len(reach.keys), int(reach.keys[cell % len(reach.keys)]), n) for cell, n in cells.full),
        clusters=_clusters(facts, reach, cells),
    )


def _same(facts: Facts, role: OrganisationRole, first: Ints, second: Ints) -> Ints:
    """SAME, NOT_KNOWN, PARTLY or DIFFERENT for each pair."""
    groups = groups_of(facts, role)
    one, other = groups.number[first], groups.number[second]
    known = (one > 0) & (other > 0)
    compared: Ints = np.where(known, np.where(one == other, SAME, DIFFERENT), NOT_KNOWN)
    # Two sets of one organisation each have nothing in common when they differ, and most sets are such.
    several = np.array([len(members) > 1 for members in groups.sets], dtype=np.bool_)
    for at in np.flatnonzero((compared == DIFFERENT) & (several[one] | several[other])).tolist():
        if not groups.sets[one[at]].isdisjoint(groups.sets[other[at]]):
            compared[at] = PARTLY
    return compared


def _points(
    facts: Facts, framework: tuple[int, ...], window: Window, first: Ints, second: Ints, cells: Ints, apart: Ints
) -> Ints:
    """The parts of each pair's score; `cells` counts the (objective, place) that both link."""
    rows = objective_rows(facts.objectives, framework)
    serves = np.zeros((len(facts), len(framework)), dtype=np.bool_)
    serves[facts.objectives.project[rows != REST], rows[rows != REST]] = True
    shared = (serves[first] & serves[second]).sum(axis=1)
    fewer = np.minimum(*(serves.sum(axis=1)[side] for side in (first, second)))
    places = np.bincount(facts.places.project, minlength=len(facts))
    fewer_places = np.minimum(places[first], places[second])
    # Objectives and places are linked apart, so a pair shares every shared objective at every shared place.
    near = np.maximum(cells / np.maximum(shared, 1) / np.maximum(fewer_places, 1), np.where(cells == 0, 0.5, 0))
    starts = np.where(facts.starts == FAR_PAST, day_number(window.as_of), facts.starts).astype(np.int64)
    ends = np.where(facts.ends == FAR_FUTURE, day_number(window.last), facts.ends).astype(np.int64)
    ends = np.maximum(ends, starts)
    days = np.minimum(ends[first], ends[second]) - np.maximum(starts[first], starts[second]) + 1
    shorter = np.minimum(*((ends - starts + 1)[side] for side in (first, second)))
    shares = (
        OBJECTIVE_POINTS * shared / np.maximum(fewer, 1),
        PLACE_POINTS * near,
        PERIOD_POINTS * np.clip(days / shorter, 0, 1),
    )
    return np.stack([*(np.rint(share).astype(np.int64) for share in shares), apart], axis=1)


def _clusters(facts: Facts, reach: Reach, cells: Cells) -> tuple[Cluster, ...]:
    """Cells with several projects of different organisations, the fullest first."""
    found = []
    known, start, numbers = np.unique(cells.cell, return_index=True, return_counts=True)
    sides = [groups_of(facts, role) for role in _ROLES]
    for at in np.flatnonzero(numbers >= CLUSTER_SIZE).tolist():
        rows = cells.project[start[at] : start[at] + numbers[at]]
        groups = [set(side.number[rows].tolist()) for side in sides]
        if all(len(one) == 1 and 0 not in one for one in groups):
            continue
        funders, implementers = (
            len(frozenset().union(*(side.sets[number] for number in one)))
            for side, one in zip(sides, groups, strict=True)
        )
        objective, place = divmod(int(known[at]), len(reach.keys))
        rows = rows[np.argsort(facts.code_rank[rows])]
        found.append(Cluster(objective, int(reach.keys[place]), tuple(rows.tolist()), funders, implementers))
    return tuple(sorted(found, key=lambda one: (-len(one.projects), one.objective, one.place)))
