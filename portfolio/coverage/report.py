"""One coverage report: what a filter asks for, computed by core from the facts; every output reads this one value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from sqlalchemy.orm import Session

from portfolio.core.cellnotes import Declaration, GapNote
from portfolio.core.columns import Flags
from portfolio.core.coverage import build_grid
from portfolio.core.facts import Facts
from portfolio.core.gaps import Gap, build_gaps
from portfolio.core.geography import Geography, Place
from portfolio.core.grid import Grid
from portfolio.core.marks import Marks, build_marks
from portfolio.core.needs import Needs
from portfolio.core.people import Actor
from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.core.rows import facts_by
from portfolio.core.sentences import Name, Sentence, sentence
from portfolio.core.terms import Axis, CellState, PlaceKind, Rows, Scope
from portfolio.core.trust import Trust, trust_of
from portfolio.coverage.budgets import Budgets, budgets_of_cells
from portfolio.coverage.facts import Shelf, select_facts
from portfolio.coverage.rows import UNNAMED, build_rows_of
from portfolio.coverage.stock import Portfolio, Row
from portfolio.coverage.strip import StripLine, build_strip
from portfolio.errors import Refused
from portfolio.projects.lists import refuse_unknown
from portfolio.web.display import day as in_words
from portfolio.web.filters import SNAPSHOT, Filter


@dataclass(frozen=True)
class Report:
    """A grid with what it was asked for and the words for its rows and columns."""

    asked: Filter
    as_of: date
    horizon_months: int
    framework: str
    framework_title: str
    rows: tuple[Row, ...]
    within: Place | None
    grid: Grid
    portfolio: Portfolio
    reader: str = ""

    @property
    def kind(self) -> Rows:
        """What the rows are."""
        return Rows(self.asked.rows)

    @property
    def by_objective(self) -> bool:
        """Whether the rows are objectives: needs, declarations, dialogues and notes speak of these alone."""
        return self.kind is Rows.OBJECTIVE

    @cached_property
    def columns(self) -> tuple[Place, ...]:
        """The shown columns."""
        return tuple(self.grid.columns[column] for column in self.grid.shown)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Every gap and cell at risk of the shown columns, highest priority first."""
        shown = set(self.grid.shown)
        return tuple(
            gap for gap in build_gaps(self.grid, self.marks, unnamed=UNNAMED[self.kind]) if gap.column in shown
        )

    @cached_property
    def budgets(self) -> Budgets:
        """How many budgets stand behind the money of each cell, and how many nobody knows."""
        return budgets_of_cells(self.grid)

    @cached_property
    def marks(self) -> Marks:
        """Dialogues and instruments on the grid's cells and rows."""
        return build_marks(
            self.grid.geography,
            framework=self.grid.rows,
            axis=self.grid.axis,
            window=self.grid.window,
            dialogues=self.portfolio.dialogues if self.by_objective else (),
            instruments=self.portfolio.instruments if self.by_objective else (),
        )

    @cached_property
    def declared(self) -> dict[tuple[int, int], Declaration]:
        """The declarations in force on the day, by keys of objective and place."""
        return declared_on(self.portfolio, self.as_of) if self.by_objective else {}

    @cached_property
    def trust(self) -> Trust:
        """What the report's projects state, and what its unknowns could make of it."""
        return trust_of(self.grid)

    def over(
        self,
        axis: Axis,
        *,
        as_of: date | None = None,
        facts: Facts | None = None,
        geography: Geography | None = None,
        include_non_partner: bool = True,
    ) -> Report:
        """The same question over another axis, from another day, or over facts and a geography made from its own."""
        day = as_of or self.as_of
        grid = build_grid(
            facts or self.grid.facts,
            geography or self.grid.geography,
            framework=self.grid.rows,
            axis=axis,
            as_of=day,
            horizon_months=self.horizon_months,
            scope=self.grid.scope,
            include_non_partner=include_non_partner,
            not_applicable=declared_on(self.portfolio, day) if self.by_objective else (),
            needs=_needs_of(self.portfolio, self.kind),
        )
        return replace(self, as_of=day, within=None, grid=grid)

    @cached_property
    def opened(self) -> tuple[Place, ...]:
        """The shown columns that are opened into their countries. Refused where one is not of this report."""
        if self.grid.axis is Axis.COUNTRY:
            return ()
        codes = self.asked.opened_codes
        shown = {place.code.casefold(): place for place in self.columns}
        for code in codes:
            if code.casefold() not in shown:
                raise Refused(f"There is no column “{code[:60]}” to open.", "Open one that the grid shows.")
        return tuple(shown[code.casefold()] for code in codes)

    @cached_property
    def countries(self) -> Report:
        """The same report over all countries: what opened columns show of theirs."""
        return self.over(Axis.COUNTRY)

    @cached_property
    def spread(self) -> tuple[Place, ...]:
        """The shown columns with the countries of those that are opened, as the grid draws them."""
        found: list[Place] = []
        for place in self.columns:
            found.append(place)
            if place in self.opened:
                found += [self.countries.grid.columns[at] for at in self.inside(place)]
        return tuple(found)

    @cached_property
    def strip(self) -> tuple[StripLine, ...]:
        """What stands above the countries that the grid draws."""
        return build_strip(self.portfolio.background, self.portfolio.needs, self.spread)

    def inside(self, group: Place) -> tuple[int, ...]:
        """Positions, in the report over countries, of those that a shown region or organisation counts."""
        keys = self.grid.geography.countries_of(group.key, self.as_of)
        partners = self.grid.geography.partners(Axis.COUNTRY) | self.asked.every_region
        return tuple(
            at for at, place in enumerate(self.countries.grid.columns) if place.key in keys and bool(partners[at])
        )

    def note(self, gap: Gap) -> GapNote | None:
        """Who looks after a gap."""
        return self.note_at(gap.objective, gap.place)

    def note_at(self, objective: int, place: Place) -> GapNote | None:
        """Who looks after the cell of an objective's key at a place."""
        return self.portfolio.gap_notes.get((objective, place.key)) if self.by_objective else None

    def nearby(self, gap: Gap) -> tuple[str, ...]:
        """Names of the organisations that could act on a gap."""
        return tuple(self.portfolio.organisations.get(near.organisation, "") for near in gap.nearby)

    def short(self, place: Place) -> str:
        """A narrow heading of a column."""
        return self.portfolio.short_titles.get(place.key, place.title)

    @property
    def footnotes(self) -> list[tuple[str, str]]:
        """(name, footnote) of every country that the report shows or counts in a column."""
        shown = {place.key for place in self.columns}
        return [
            (place.title, self.portfolio.footnotes[place.key])
            for place in self.grid.geography.columns(Axis.COUNTRY)
            if place.key in self.portfolio.footnotes and (self.grid.axis is not Axis.COUNTRY or place.key in shown)
        ]

    @cached_property
    def state_counts(self) -> dict[CellState, int]:
        """How many shown cells have each state."""
        state = self.grid.state[:, list(self.grid.shown)]
        return {term: int((state == term.number).sum()) for term in CellState}

    @cached_property
    def gap_count(self) -> int:
        """How many shown cells are gaps; where nothing is needed there is none."""
        return sum(self.row_gaps)

    @cached_property
    def row_gaps(self) -> tuple[int, ...]:
        """How many shown cells of each row are gaps."""
        return tuple(self._wanting([term for term in CellState if term.is_gap]).sum(axis=1).tolist())

    @cached_property
    def risk_count(self) -> int:
        """How many shown cells are at risk; where nothing is needed there is no risk."""
        return int(self._wanting([term for term in CellState if term.is_at_risk]).sum())

    def _wanting(self, terms: list[CellState]) -> Flags:
        shown = list(self.grid.shown)
        found: Flags = np.isin(self.grid.state[:, shown], [term.number for term in terms])
        return found & ~(self.grid.need[:, shown] == 0)

    @property
    def listed(self) -> int:
        """How many cells the gap list has, without making the list."""
        return self.gap_count + self.risk_count

    def title(self) -> str:
        """What the report is, in words."""
        return str(self.say_title())

    def say_title(self) -> Sentence:
        """The same to be said in any language."""
        column = {Axis.REGION: "region", Axis.ORGANISATION: "partner organisation", Axis.COUNTRY: "country"}
        text = "Coverage of {framework} by " if self.by_objective else "Coverage by {rows:lower} and "
        text += column[self.grid.axis] + (" of {within}" if self.within else "")
        framework = Name("framework", self.framework, self.framework_title)
        return sentence(text, framework=framework, rows=self.kind, within=self.within)

    def narrowing(self) -> list[tuple[str, str]]:
        """What leaves projects out, as (label, value) pairs, by names."""
        return self.asked.words(self.portfolio.named)

    def filter_words(self) -> list[tuple[str, str]]:
        """Everything that narrows or dates the report, as (label, value) pairs."""
        found = [
            ("As of", in_words(self.as_of)),
            ("Horizon", f"{self.horizon_months} months"),
            ("Money", Scope(self.asked.scope).label),
            ("Objectives", self.framework_title),
        ]
        if self.within:
            found.append(("Countries of", self.within.title))
        if self.portfolio.recorded:
            found.append(("As recorded", self.portfolio.recorded.words))
        return found + self.narrowing()


def build_report(
    session: Session, shelf: Shelf, actor: Actor, asked: Filter, *, today: date, horizon_months: int
) -> Report:
    """The report that `asked` describes, over what `actor` may see. Refused for an unknown framework or place.

    As recorded in the past, it is seen from that day unless `asked` says otherwise.
    """
    refuse_unknown(session, asked)
    portfolio = shelf.recorded(session, asked.recorded) if asked.recorded else shelf.get(session)
    past = portfolio.recorded
    if past is not None:
        if past.day > today and not asked.recorded.startswith(SNAPSHOT):
            raise Refused(f"{in_words(past.day)} is still to come.", "Choose a day that is over, or today.")
        today = past.day
        horizon_months = horizon_months if past.horizon is None else past.horizon
    as_of = asked.as_of or today
    horizon = horizon_months if asked.horizon_months is None else asked.horizon_months
    found = compute_report(portfolio, select_facts(session, portfolio, actor, asked), asked, as_of, horizon)
    return replace(found, reader=actor.label)


def compute_report(portfolio: Portfolio, selected: Facts, asked: Filter, as_of: date, horizon: int) -> Report:
    """The report that `asked` describes over chosen facts. Refused for an unknown framework or place."""
    code = asked.framework or DEFAULT_FRAMEWORK
    if code not in portfolio.frameworks:
        raise Refused(f"There is no framework “{code[:60]}”.", f"Choose one of {', '.join(portfolio.frameworks)}.")
    title, rows = portfolio.frameworks[code]
    within = find_place(portfolio, asked.within) if asked.within else None
    if within is not None and within.kind is PlaceKind.COUNTRY:
        raise Refused(f"{within.title} has no countries in it.", "Name a region or a partner organisation.")
    axis = Axis.COUNTRY if within is not None else asked.axis
    kind = Rows(asked.rows)
    by_objective = kind is Rows.OBJECTIVE
    facts = facts_by(selected, kind)
    if not by_objective:
        rows = build_rows_of(facts, kind, portfolio.organisations)
    grid = build_grid(
        facts,
        portfolio.geography,
        framework=tuple(row.key for row in rows),
        axis=axis,
        as_of=as_of,
        horizon_months=horizon,
        scope=Scope(asked.scope),
        within=None if within is None else within.key,
        include_non_partner=asked.every_region or (within is not None and not portfolio.geography.is_partner(within)),
        not_applicable=declared_on(portfolio, as_of) if by_objective else (),
        needs=_needs_of(portfolio, kind),
    )
    return Report(asked, as_of, horizon, code, title, rows, within, grid, portfolio)


def _needs_of(portfolio: Portfolio, kind: Rows) -> Needs:
    """The needs of these rows; of others than objectives only those that hold for all say anything."""
    if kind is Rows.OBJECTIVE:
        return portfolio.needs
    return {(objective, place): level for (objective, place), level in portfolio.needs.items() if objective is None}


def declared_on(portfolio: Portfolio, day: date) -> dict[tuple[int, int], Declaration]:
    """The declarations in force on a day, by keys of objective and place."""
    return {(one.objective, one.place): one for one in portfolio.declarations if one.holds(day)}


def find_place(portfolio: Portfolio, code: str) -> Place:
    """The region, partner organisation or country with this code; Refused where there is none."""
    for kind in (PlaceKind.REGION, PlaceKind.ORGANISATION, PlaceKind.COUNTRY):
        for place in portfolio.geography.places:
            if place.kind is kind and place.code.casefold() == code.casefold():
                return place
    raise Refused(f"There is no place “{code[:60]}”.", "Use the code of a region or partner organisation.")


def find_row(report: Report, code: str) -> int | None:
    """The position of the objective with this code, None for no code; Refused where there is none."""
    if not code:
        return None
    for number, row in enumerate(report.rows):
        if row.code == code:
            return number
    raise Refused(f"There is no objective “{code[:40]}” in this report.", "Choose one from the list.")
