"""The map report: how many projects are active in each country, or what state one objective has there."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from portfolio import reference
from portfolio.core.columns import Ints
from portfolio.core.geography import Place
from portfolio.core.presence import VIA
from portfolio.core.terms import Activity, Axis, CellState
from portfolio.coverage.budgets import budgets_of_columns, money_words
from portfolio.coverage.report import Report, find_row
from portfolio.web.filters import Filter

#: The steps of the shading: the least number of active projects of each, and its words.
STEPS = ((1, "1 project"), (2, "2"), (3, "3 or 4"), (5, "5 to 7"), (8, "8 or more"))


@dataclass(frozen=True, slots=True)
class Country:
    """A shown country: projects active there by a link of their own, and via a region or organisation.

    `state` is that of the chosen objective, None where none is chosen. Euro cents are those linked to the country;
    `budgets_known` and `budgets_unknown` say of how many projects they are, and are not.
    """

    place: Place
    region: str
    direct: int
    via: int
    state: CellState | None
    budget_eur_cents: int
    budgets_known: int
    budgets_unknown: int

    @property
    def money_unsaid(self) -> bool:
        """Whether nothing but unknown budgets is linked to it."""
        return not self.budgets_known and bool(self.budgets_unknown)

    @property
    def money(self) -> str:
        """Its money in words."""
        return money_words(self.budget_eur_cents, self.budgets_known, self.budgets_unknown)

    @property
    def present(self) -> bool:
        """Whether any project is active there, in whatever way."""
        return self.direct + self.via > 0

    @property
    def kind(self) -> str:
        """Its class on the map."""
        if self.state is not None:
            return self.state.value
        return f"lv{sum(self.direct >= least for least, _ in STEPS)}" if self.direct else "via" if self.via else "never"


@dataclass(frozen=True)
class MapReport:
    """What the map page shows."""

    report: Report
    row: int | None
    countries: tuple[Country, ...]

    @property
    def by_code(self) -> dict[str, Country]:
        """The shown countries under their codes."""
        return {country.place.code: country for country in self.countries}


@lru_cache(maxsize=1)
def world() -> dict[str, Any]:
    """The shapes of the world, as portfolio/reference/world_map.json has them."""
    path = Path(reference.__file__).parent / "world_map.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def map_filter(asked: Filter) -> Filter:
    """The filter, over countries."""
    return replace(asked, columns=Axis.COUNTRY.value, measure="state")


def build_map(report: Report, row_code: str) -> MapReport:
    """The map of a report over countries; Refused for an objective that it does not have."""
    grid = report.grid
    row = find_row(report, row_code)
    direct, via = _crowds(report, row)
    money = grid.money[:, : len(grid.columns)].sum(axis=0) if row is None else grid.money[row, : len(grid.columns)]
    budgets = budgets_of_columns(grid, row)
    terms = tuple(CellState)
    by_key = grid.geography.by_key
    countries = [
        Country(
            place=place,
            region=by_key[place.region].title if place.region is not None else "",
            direct=int(direct[column]),
            via=int(via[column]),
            state=None if row is None else terms[int(grid.state[row, column])],
            budget_eur_cents=int(money[column]),
            budgets_known=int(budgets.known[column]),
            budgets_unknown=int(budgets.unknown[column]),
        )
        for column, place in zip(grid.shown, report.columns, strict=True)
    ]
    countries.sort(key=lambda country: (-country.direct, -country.via, country.place.title))
    return MapReport(report, row, tuple(countries))


def _crowds(report: Report, row: int | None) -> tuple[Ints, Ints]:
    """How many projects are active in each country, each once: linked to it, and only via a group."""
    grid = report.grid
    width, size = len(grid.columns), max(len(grid.facts), 1)
    cells, lone = grid.expansion.cells, grid.expansion.column_only
    chosen = np.ones(len(cells.cell), dtype=np.bool_) if row is None else cells.cell // width == row
    column, project, grade = cells.cell[chosen] % width, cells.project[chosen], cells.grade[chosen]
    if row is None:
        column = np.concatenate([column, lone.cell])
        project = np.concatenate([project, lone.project])
        grade = np.concatenate([grade, lone.grade])
    active = grid.situation.activity[project] == Activity.ACTIVE.number
    pairs, direct = (column * size + project)[active], (grade > VIA)[active]
    linked = np.unique(pairs[direct])
    others = np.setdiff1d(pairs[~direct], linked)
    return np.bincount(linked // size, minlength=width), np.bincount(others // size, minlength=width)
