"""A coverage grid as a value: what a page, a workbook or the API reads; the computing is done in `coverage`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from portfolio.core.activity import Caveats, Situation
from portfolio.core.columns import FAR_FUTURE, FAR_PAST, Days, Flags, Ints, Small
from portfolio.core.facts import Facts
from portfolio.core.geography import Geography, Place
from portfolio.core.needs import Matrix
from portfolio.core.periods import Window, day_from_number
from portfolio.core.presence import VIA, Cells, Expansion, Money
from portfolio.core.reach import EXTRA_COLUMNS
from portfolio.core.terms import Activity, Axis, CellState, Presence, Scope, Significance, Tier

#: The extra columns that can hold anything on each axis.
EXTRAS_OF_AXIS = {
    Axis.COUNTRY: ("unplaced", "regional"),
    Axis.REGION: ("unplaced", "several-regions"),
    Axis.ORGANISATION: ("unplaced", "regional", "members", "elsewhere"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One objective at one place. `row` and `column` are positions in the grid; money is in euro cents.

    `projects` counts what is active or upcoming (with the scope "all", ended too), `direct` and `via` divide it.
    `budget_eur_cents` is the money linked here; `via_eur_cents`, on the organisation axis, that linked to its members.
    `ends_on` is set for covered and ending cells: the last day of the strong projects, None if one is open.
    `countries` says, for a region or organisation, how many of its countries have each state.
    """

    row: int
    column: int
    objective: int
    place: Place
    state: CellState
    projects: int
    active: int
    upcoming: int
    ended: int
    direct: int
    via: int
    budget_eur_cents: int
    via_eur_cents: int
    depth: float
    ends_on: date | None
    last_ended_on: date | None
    next_start_on: date | None
    countries: dict[CellState, int] | None
    need: int | None

    @property
    def eur_cents(self) -> int:
        """The money linked here, and on the organisation axis that linked to its members."""
        return self.budget_eur_cents + self.via_eur_cents

    @property
    def unneeded(self) -> bool:
        """It would be a gap or at risk, but nothing is needed here: it is neither."""
        return self.need == 0 and (self.state.is_gap or self.state.is_at_risk)


@dataclass(frozen=True, slots=True)
class MarginCell:
    """What stands outside the cells: counted projects and their euro cents."""

    projects: int
    budget_eur_cents: int


@dataclass(frozen=True, slots=True)
class CellProject:
    """A project of a cell: its row in the facts, its id, how it is present, and its euro cents there in the scope.

    `presence`, `significance` and `tier` are None where the project is not present in that way (no objective, no
    place, or only its money is listed). A tier is of a direct link.
    """

    index: int
    id: int
    presence: Presence | None
    significance: Significance | None
    tier: Tier | None
    activity: Activity
    budget_eur_cents: int
    via_eur_cents: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Euro cents of a grid. All but `portfolio_eur_cents` are disjoint and add up to it on every axis.

    `cells` is the money of shown columns, `hidden` that of the others, `unclassified` the whole unclassified row
    (its extra columns included); the rest are the extra columns of the objectives' rows. On the organisation axis
    `cells` and `hidden` are what was linked to organisations, `members` what was linked to countries that belong to at
    least one, each amount once however many.
    """

    portfolio_eur_cents: int
    cells_eur_cents: int
    hidden_eur_cents: int
    unclassified_eur_cents: int
    unplaced_eur_cents: int
    regional_eur_cents: int
    several_regions_eur_cents: int
    members_eur_cents: int
    elsewhere_eur_cents: int

    @property
    def parts_eur_cents(self) -> int:
        """The sum of the parts."""
        return (
            self.cells_eur_cents
            + self.hidden_eur_cents
            + self.unclassified_eur_cents
            + self.unplaced_eur_cents
            + self.regional_eur_cents
            + self.several_regions_eur_cents
            + self.members_eur_cents
            + self.elsewhere_eur_cents
        )

    @property
    def adds_up(self) -> bool:
        """Whether the parts are the portfolio's total, to the cent."""
        return self.parts_eur_cents == self.portfolio_eur_cents


@dataclass(frozen=True, eq=False)
class Grid:
    """Coverage of one framework over one axis, for one portfolio and window.

    Arrays have the shape (objectives, places), all places of the axis, shown or not. `visible` marks the shown ones.
    `state` holds numbers of CellState; days count from 1 January 1970, FAR_PAST or FAR_FUTURE where there is none.
    `country_states` has one more dimension, the states; None on the country axis. `money` and `margin` have one more
    row (unclassified) and the extra columns behind the places. `need` is NaN where unknown.
    """

    axis: Axis
    rows: tuple[int, ...]
    columns: tuple[Place, ...]
    visible: Flags
    situation: Situation
    state: Small
    active: Ints
    upcoming: Ints
    ended: Ints
    direct: Ints
    via: Ints
    depth: Matrix
    strong_until: Days
    last_ended: Days
    next_start: Days
    country_states: Ints | None
    need: Matrix
    money: Ints
    via_money: Ints
    margin: Ints
    totals: Totals
    caveats: Caveats
    facts: Facts
    geography: Geography
    expansion: Expansion

    @property
    def window(self) -> Window:
        """The days the grid looks at."""
        return self.situation.window

    @property
    def scope(self) -> Scope:
        """Whose money and counts are shown."""
        return self.situation.scope

    @property
    def projects(self) -> Ints:
        """Counted projects of each cell."""
        return self.direct + self.via

    @cached_property
    def shown(self) -> tuple[int, ...]:
        """Positions of the shown columns."""
        return tuple(np.flatnonzero(self.visible).tolist())

    def cell(self, row: int, column: int) -> Cell:
        """One cell; IndexError if there is none."""
        return self._table([column], [row])[0][0]

    def line(self, row: int, columns: list[int]) -> list[Cell]:
        """The cells of an objective at these column positions, shown or not."""
        return self._table(columns, [row])[0]

    def down(self, column: int) -> list[Cell]:
        """The cells of a column position, one for each objective, shown or not."""
        return [line[0] for line in self._table([column], list(range(len(self.rows))))]

    def table(self) -> list[list[Cell]]:
        """The shown cells: a list for each objective."""
        return self._table(list(self.shown), list(range(len(self.rows))))

    def _table(self, columns: list[int], rows: list[int]) -> list[list[Cell]]:
        parts = (self.state, self.projects, self.active, self.upcoming, self.ended, self.direct, self.via)
        days = (self.strong_until, self.last_ended, self.next_start)
        chosen = np.ix_(rows, columns)
        money, via = self.money[chosen].tolist(), self.via_money[chosen].tolist()
        lists = [part[chosen].tolist() for part in (*parts, self.depth, *days, self.need)]
        countries = None if self.country_states is None else self.country_states[chosen].tolist()
        made = []
        for r, row in enumerate(rows):
            line = []
            for c, column in enumerate(columns):
                state, projects, active, upcoming, ended, direct, through, depth, until, last, coming, need = (
                    part[r][c] for part in lists
                )
                term = STATES[state]
                line.append(
                    Cell(
                        row, column, self.rows[row], self.columns[column], term, projects, active, upcoming, ended,
                        direct, through, money[r][c], via[r][c], depth,
                        _date(until) if term in (CellState.COVERED, CellState.ENDING) else None,
                        _date(last), _date(coming),
                        None if countries is None else dict(zip(STATES, countries[r][c], strict=True)),
                        None if need != need else int(need),
                    )
                )  # fmt: skip
            made.append(line)
        return made

    def unclassified(self, column: int | str) -> MarginCell:
        """The unclassified row at a column position or an extra column."""
        return self.beside(len(self.rows), column)

    def beside(self, row: int, column: int | str) -> MarginCell:
        """What stands in an extra column (by its name) of a row, or anywhere in the unclassified row.

        The unclassified row is the one after the last objective. An ordinary cell has no margin: ValueError.
        """
        at = self._column_number(column)
        if row < len(self.rows) and at < len(self.columns):
            raise ValueError("This cell stands inside the grid.")
        return MarginCell(int(self.margin[row, at]), int(self.money[row, at]))

    def extras(self) -> dict[str, list[MarginCell]]:
        """The extra columns of this axis, each with a cell for every objective and one for the unclassified row."""
        rows = range(len(self.rows) + 1)
        return {name: [self.beside(row, name) for row in rows] for name in EXTRAS_OF_AXIS[self.axis]}

    def projects_of(self, row: int, column: int | str) -> list[CellProject]:
        """The projects of a cell, of the unclassified row (the one after the last) or of an extra column (by name).

        Active, upcoming and ended ones are listed whatever the scope, then whoever has money in the cell under it.
        Their cents add up to the cell's. In the order of the facts.
        """
        at = self._column_number(column)
        inside = row < len(self.rows) and at < len(self.columns)
        width = self.margin.shape[1]
        table = self.expansion.cells if inside else self.expansion.margin
        entries = table.at(row * (len(self.columns) if inside else width) + at)
        direct = self._money_at(self.expansion.money, row * width + at)
        via = self._money_at(self.expansion.money.via, row * width + at)
        standing = {int(project): entry for project, entry in self._entries(table, entries)}
        activities = self.situation.activity
        listed = {p for p in standing if activities[p] <= Activity.ENDED.number} | direct.keys() | via.keys()
        made = []
        for project in sorted(listed):
            significance, grade = standing.get(project, (0, 0))
            placed = grade if at < len(self.columns) else 0
            made.append(
                CellProject(
                    index=project,
                    id=int(self.facts.ids[project]),
                    presence=None if not placed else Presence.VIA if placed == VIA else Presence.DIRECT,
                    significance=Significance.from_number(significance) if significance else None,
                    tier=Tier.from_number(placed - 1) if placed > VIA else None,
                    activity=ACTIVITIES[int(activities[project])],
                    budget_eur_cents=direct.get(project, 0),
                    via_eur_cents=via.get(project, 0),
                )
            )
        return made

    def _entries(self, table: Cells, at: slice) -> list[tuple[int, tuple[int, int]]]:
        columns = (table.project[at], table.significance[at], table.grade[at])
        return [(project, (sig, grade)) for project, sig, grade in zip(*(c.tolist() for c in columns), strict=True)]

    def _money_at(self, money: Money | None, bucket: int) -> dict[int, int]:
        if money is None:
            return {}
        at = slice(int(np.searchsorted(money.bucket, bucket)), int(np.searchsorted(money.bucket, bucket + 1)))
        pairs = zip(money.project[at].tolist(), money.cents[at].tolist(), strict=True)
        return {project: cents for project, cents in pairs if self.situation.in_scope[project]}

    def _column_number(self, column: int | str) -> int:
        if isinstance(column, str):
            if column not in EXTRA_COLUMNS:
                raise ValueError(f"There is no column “{column}”.")
            return len(self.columns) + EXTRA_COLUMNS.index(column)
        if not 0 <= column < len(self.columns):
            raise IndexError(f"There is no column {column}.")
        return column


STATES = tuple(CellState)
ACTIVITIES = tuple(Activity)


def _date(day: int) -> date | None:
    return None if day in (FAR_PAST, FAR_FUTURE) else day_from_number(day)
