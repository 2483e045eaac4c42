"""What every page of coverage stands in: the blueprint, a request's report, the filter bar, headings of columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, current_app, url_for

from portfolio.core.geography import Place
from portfolio.core.periods import FIRST_REPORT_DAY, LAST_REPORT_DAY, add_months
from portfolio.core.terms import Axis, PlaceKind, Rows, Scope, Status, Strand
from portfolio.coverage.facts import Shelf, offered_choices
from portfolio.coverage.report import Report, build_report
from portfolio.coverage.warm import ColumnsFile
from portfolio.extensions import db
from portfolio.web.access import actor
from portfolio.web.display import day
from portfolio.web.filters import (
    COLUMNS,
    Filter,
)
from portfolio.web.pages import today

blueprint = Blueprint("coverage", __name__)

#: Months by which the day of a report can be moved with one click.
SLIDES = ((-12, "A year back"), (-1, "A month back"), (1, "A month on"), (12, "A year on"))


@blueprint.record_once
def _make_shelf(state: Any) -> None:
    state.app.extensions["shelf"] = Shelf(ColumnsFile(state.app.config["SETTINGS"].instance))


def report_for(asked: Filter) -> Report:
    """The report of this request's person."""
    shelf, settings = current_app.extensions["shelf"], current_app.config["SETTINGS"]
    return build_report(db.session, shelf, actor(), asked, today=today(), horizon_months=settings.horizon_months)


def column_heading(report: Report, place: Place, asked: Filter) -> dict[str, Any]:
    """A column's heading; that of a group leads to its countries."""
    opens = place.kind is not PlaceKind.COUNTRY
    url = url_for("coverage.show", **asked.query(within=place.code)) if opens else ""
    return {"title": place.title, "short": report.short(place), "url": url}


#: What a grid can be opened into; a grid by year is of a country too.
_GROUPS = ((PlaceKind.REGION, Axis.REGION), (PlaceKind.ORGANISATION, Axis.ORGANISATION))
_COUNTRIES = ((PlaceKind.COUNTRY, Axis.COUNTRY),)


def folded(report: Report, asked: Filter) -> str:
    """What is asked for, in a line: what a folded filter bar shows."""
    words = dict(report.filter_words() + asked.gap_words())
    columns = words.pop("Countries of", "") or COLUMNS[asked.columns].lower()
    usual = {"Horizon": f"{current_app.config['SETTINGS'].horizon_months} months", "Money": Scope.CURRENT.label}
    shown = [f"{name.lower()} {word}" for name, word in words.items() if usual.get(name) != word and name != "As of"]
    return "; ".join([f"{columns}, as of {day(report.as_of)}", *shown])


def controls(report: Report, asked: Filter) -> dict[str, Any]:
    """What the filter bar offers, and what is read out when it has changed the report."""
    portfolio = report.portfolio
    geography = portfolio.geography
    return {
        "asked": asked,
        "folded": folded(report, asked),
        "words": f"{len(report.grid.facts)} projects, {report.listed} gaps and cells at risk",
        "named": lambda names: [(name, name) for name in names],
        "axes": Axis.choices(),
        "column_kinds": list(COLUMNS.items()),
        "row_kinds": Rows.choices(),
        "scopes": Scope.choices(),
        "strands": Strand.choices(),
        "statuses": Status.choices(),
        "frameworks": [(code, title) for code, (title, _) in portfolio.frameworks.items()],
        "groups": [
            (kind.label, [(place.code, place.title) for place in geography.columns(axis)])
            for kind, axis in _GROUPS + (_COUNTRIES if asked.by_year else ())
        ],
        **offered_choices(db.session, portfolio, actor()),
    }


def slid(address: Callable[[date], str], on: date, months: int) -> str:
    """The address of a page some months on; empty past the days that can be asked for."""
    moved = add_months(on, months)
    return address(moved) if FIRST_REPORT_DAY <= moved <= LAST_REPORT_DAY else ""
