"""A scenario's projects as facts: the real portfolio with some rows in other words and the drafts behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from portfolio.core.columns import FAR_PAST, RowsById
from portfolio.core.facts import NO_PARENT, Facts, ProjectFact
from portfolio.core.money import Money
from portfolio.core.periods import PartialDate, day_from_number
from portfolio.core.project import DATE_FIELDS, ProjectValue, parse_date
from portfolio.core.rates import RateTable
from portfolio.core.renewal import joined
from portfolio.core.scenario.changes import Values
from portfolio.core.terms import Precision


@dataclass(frozen=True, slots=True)
class Ground:
    """What project values name, as facts know it: keys of objectives by (framework, number) and of places by
    (kind, code), ids of organisations by name and of projects by code, and the rates of exchange."""

    objectives: Mapping[tuple[str, int], int]
    places: Mapping[tuple[str, str], int]
    organisations: Mapping[str, int]
    projects: Mapping[str, int]
    rates: RateTable

    def fact(self, project_id: int, value: ProjectValue, reviewed: date | None = None) -> ProjectFact:
        """A project value as coverage needs it. What the product does not know by name is left out."""
        days, precisions = _days(value)
        cents, without_rate = self._cents(value)
        return ProjectFact(
            id=project_id,
            code=value["code"],
            title=value["title"],
            strand=value["strand"],
            status=value["status"],
            budget_eur_cents=cents,
            without_rate=without_rate,
            parent_id=self.projects.get(value["parent"] or ""),
            last_reviewed_on=reviewed,
            objectives=tuple(
                (self.objectives[link["framework"], link["number"]], link["significance"], _share(link["share"]))
                for link in value["objectives"]
                if (link["framework"], link["number"]) in self.objectives
            ),
            places=tuple(
                (self.places[link["kind"], link["code"]], link["tier"], _share(link["share"]))
                for link in value["places"]
                if (link["kind"], link["code"]) in self.places
            ),
            organisations=tuple(
                (self.organisations[link["name"]], link["role"])
                for link in value["organisations"]
                if link["name"] in self.organisations
            ),
            **days,
            **precisions,
        )

    def _cents(self, value: ProjectValue) -> tuple[int | None, bool]:
        if value["budget_amount"] is None:
            return None, False
        money = Money.parse(value["budget_amount"], value["budget_currency"])
        starts = value["actual_start"] or value["planned_start"]
        day = parse_date(starts).first() if starts else None
        cents = self.rates.eur_cents(money.minor, money.currency, day)
        return cents, cents is None


def facts_after(facts: Facts, values: Values, ground: Ground, today: date) -> Facts:
    """The facts with these projects (by id; drafts below 0) as `values` have them; without any, the very same facts.

    A project keeps its programme and the day of its last review; a draft was reviewed today. An id above 0 that the
    facts do not have is somebody else's to see, and left out.
    """
    rows = RowsById.of(facts.ids).rows(np.array(list(values), dtype=np.int64))
    made = []
    for (number, value), row in zip(values.items(), rows.tolist(), strict=True):
        if row >= 0:
            made.append(_in_place(facts, row, ground.fact(number, value)))
        elif number < 0:
            made.append(ground.fact(number, value, today))
    if not made:
        return facts
    kept = np.ones(len(facts), dtype=np.bool_)
    kept[rows[rows >= 0]] = False
    return joined(facts.select(kept), Facts.from_projects(made))


def _in_place(facts: Facts, row: int, fact: ProjectFact) -> ProjectFact:
    parent, reviewed = int(facts.parent_ids[row]), int(facts.reviewed[row])
    return replace(
        fact,
        parent_id=None if parent == NO_PARENT else parent,
        last_reviewed_on=None if reviewed == FAR_PAST else day_from_number(reviewed),
    )


def _days(value: ProjectValue) -> tuple[dict[str, Any], dict[str, Any]]:
    days: dict[str, Any] = {}
    precisions: dict[str, Any] = {}
    for name in DATE_FIELDS:
        partial: PartialDate | None = parse_date(value[name]) if value[name] else None
        days[name] = None if partial is None else partial.last() if name.endswith("_end") else partial.first()
        precisions[f"{name}_precision"] = Precision.DAY if partial is None else partial.precision
    return days, precisions


def _share(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
