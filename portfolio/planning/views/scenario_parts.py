"""What the page of a scenario shows in each of its parts: the grid, what opens and ends, the months, the bar above."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from flask import url_for

from portfolio.core.comparison import CellPair
from portfolio.core.terms import Axis, CliffTurn, GapTurn, PlaceKind, Scope, Status, Strand
from portfolio.coverage.caveats import describe_totals
from portfolio.coverage.cellwords import EXTRA_HEADINGS, MEANINGS, SHOWS, TOTAL_HEADINGS
from portfolio.coverage.cliffs import STACKED
from portfolio.coverage.cliffs_chart import money_chart, states_chart
from portfolio.coverage.compare import build_pairs
from portfolio.coverage.facts import offered_choices
from portfolio.coverage.heatmap import CLIFF_STEPS, LATER, build_rows, shown_extras
from portfolio.coverage.report import Report
from portfolio.extensions import db
from portfolio.planning.scenarios.months import build_months
from portfolio.planning.scenarios.sandbox import Trial
from portfolio.web.access import actor
from portfolio.web.filters import MEASURES

#: What the grid of a scenario shows.
SIDES = {"difference": "Difference", "before": "Today", "after": "In the scenario"}
VIEWS = {"changes": "Changes", "grid": "Grid", "gaps": "Gaps", "cliffs": "Cliffs", "money": "Money"}


def grid_of(trial: Trial, side: str, kept: dict[str, Any]) -> dict[str, Any]:
    """The grid of a scenario: what becomes of each cell, or either side as the coverage page would show it."""
    here = partial(url_for, "scenarios.show", scenario_id=trial.scenario.id)
    asked = trial.before.asked
    found: dict[str, Any] = {
        "side": side,
        "sides": [
            {"label": label, "url": here(**{**kept, "side": code}), "current": code == side}
            for code, label in SIDES.items()
        ],
    }
    if side == "difference":
        shown = [pair.before.place for pair in trial.comparison.lines[0]] if trial.comparison.lines else []
        rows: Any = build_pairs(trial.comparison, lambda row, column: _cell_url(trial, row, column))
        headings: dict[str, Any] = {"extras": [], "total_heading": "Differ"}
    else:
        seen = trial.before if side == "before" else trial.after
        shown = list(seen.columns)
        rows = build_rows(seen, lambda row, place: _cell_url(trial, row, place.code), lambda row: "")
        headings = {
            "extras": [EXTRA_HEADINGS[name] for name in shown_extras(seen)],
            "total_heading": TOTAL_HEADINGS[asked.measure],
            "shows": SHOWS[asked.measure],
            "counts": seen.state_counts,
            "meanings": MEANINGS,
            "cliff_steps": CLIFF_STEPS,
            "later": LATER,
            "totals_said": describe_totals(seen),
            "measures": [
                {"label": label, "url": here(**{**kept, "measure": code}), "current": code == asked.measure}
                for code, label in MEASURES.items()
            ],
        }
    columns = [{"title": place.title, "short": trial.before.short(place)} for place in shown]
    return {**found, **headings, "rows": rows, "columns": columns}


def months_of(trial: Trial, kept: dict[str, Any]) -> dict[str, Any]:
    """Month by month, today and in the scenario: the drawings and their table; a month leads to its first day."""
    months = build_months(trial)

    def link(day: date) -> str:
        return url_for("scenarios.show", scenario_id=trial.scenario.id, **{**kept, "as-of": day.isoformat()})

    return {
        "months": months,
        "states": states_chart(months.after, link, months.before),
        "running": money_chart(months.after, link, months.before),
        "stacked": STACKED,
        "month_link": link,
    }


def choices_of(report: Report) -> dict[str, Any]:
    """What the bar of a scenario's page offers."""
    portfolio = report.portfolio
    return {
        "report": report,
        "asked": report.asked,
        "strands": Strand.choices(),
        "statuses": Status.choices(),
        "named": lambda names: [(name, name) for name in names],
        "axes": Axis.choices(),
        "scopes": Scope.choices(),
        "frameworks": [(code, title) for code, (title, _) in portfolio.frameworks.items()],
        "groups": [
            (kind.label, [(place.code, place.title) for place in portfolio.geography.columns(axis)])
            for kind, axis in ((PlaceKind.REGION, Axis.REGION), (PlaceKind.ORGANISATION, Axis.ORGANISATION))
        ],
        **offered_choices(db.session, portfolio, actor()),
    }


def listed(trial: Trial, view: str) -> list[Any]:
    """What differs in a part of the page, in its order."""
    if view == "grid":
        pairs: list[CellPair] = trial.comparison.changed
        return pairs
    if view == "gaps":
        return [pair for pair in trial.gaps if pair.change is not GapTurn.SAME]
    return [pair for pair in trial.cliffs if pair.change is not CliffTurn.SAME] if view == "cliffs" else []


def counts(terms: Any, found: list[Any]) -> list[tuple[Any, int]]:
    """How often each term of a list was found."""
    return [(term, sum(one is term for one in found)) for term in terms]


def _cell_url(trial: Trial, row: str, column: str) -> str:
    return url_for("coverage.cell", row=row, column=column, **trial.before.asked.query())
