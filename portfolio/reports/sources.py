"""What documents read: a coverage report with its cliffs and its map, over what one person may see; nothing writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment
from sqlalchemy.orm import Session

from portfolio.core.people import Actor
from portfolio.coverage.cliffs import Asked, CliffReport, build_cliffs, state_filter
from portfolio.coverage.facts import Shelf
from portfolio.coverage.report import Report, build_report
from portfolio.coverage.world import MapReport, build_map, map_filter
from portfolio.reports.language import Language
from portfolio.web.filters import Filter


@dataclass(frozen=True, eq=False)
class Press:
    """What documents are made with: the product's templates, and the folder of its style sheets."""

    templates: Environment
    styles: Path


@dataclass(frozen=True)
class Source:
    """One filter's reports; `map` is over countries whatever the columns are."""

    press: Press
    report: Report
    cliffs: CliffReport
    map: MapReport


@dataclass(frozen=True)
class Desk:
    """Who asks, when, over which portfolio; `site_name` stands on what is made."""

    session: Session
    shelf: Shelf
    actor: Actor
    today: date
    horizon_months: int
    site_name: str
    press: Press

    def report(self, asked: Filter) -> Report:
        """The coverage report of a filter. Refused as `build_report` does."""
        return build_report(
            self.session, self.shelf, self.actor, asked, today=self.today, horizon_months=self.horizon_months
        )

    def language(self, code: str) -> Language:
        """A language of documents, with the names of places in it."""
        return Language(code, self.shelf.get(self.session).french_titles if code == "fr" else None)

    def source(self, asked: Filter, map_row: str = "") -> Source:
        """The reports of a filter; the map shows the state of one objective where `map_row` names it."""
        report = self.report(state_filter(asked))
        cliffs = build_cliffs(report, Asked(), today=self.today)
        return Source(self.press, report, cliffs, build_map(self.report(map_filter(asked)), map_row))
