"""`portfolio report`: documents for scripts, with the filter of `portfolio coverage`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask import current_app
from sqlalchemy.orm import Session

from portfolio.config import Settings
from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.coverage.commands import FILTER_OPTIONS, filter_of
from portfolio.extensions import db
from portfolio.jobs.work import Progress, Work
from portfolio.models.job import Job
from portfolio.projects.commands import deliver
from portfolio.reports.briefs import brief as build_brief
from portfolio.reports.coverage import coverage_report
from portfolio.reports.document import Document
from portfolio.reports.gaps import gap_report
from portfolio.reports.language import LANGUAGES
from portfolio.reports.making import MAKE, make
from portfolio.reports.shapes import SHAPES
from portfolio.reports.sources import Desk, Press
from portfolio.reports.subjects import KINDS
from portfolio.web.filters import GAP_GROUPS, GAP_NEEDS, GAP_NOTES, GAP_STATES
from portfolio.web.pages import today

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--format", "shape", type=click.Choice(list(SHAPES)), default="html", show_default=True),
    click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True),
    click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write."),
)


def _with(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def add(command: Any) -> Any:
        for option in reversed((*options, *_OPTIONS)):
            command = option(command)
        return command

    return add


def _desk() -> Desk:
    settings = current_app.config["SETTINGS"]
    press = Press(current_app.jinja_env, Path(current_app.static_folder or "") / "css")
    shelf = current_app.extensions["shelf"]
    return Desk(db.session(), shelf, COMMAND_LINE, today(), settings.horizon_months, settings.site_name, press)


def _deliver(document: Document, shape: str, output: Path | None) -> None:
    deliver(SHAPES[shape].write(document), output)


@click.group("report")
def report() -> None:
    """Write a report or a brief: workbook, web page, text document or PDF, in English or French."""


@report.command("gaps")
@_with(
    *FILTER_OPTIONS,
    click.option("--gap-state", type=click.Choice(list(GAP_STATES)), help="Only gaps, only cells at risk, or one."),
    click.option("--gap-need", type=click.Choice(list(GAP_NEEDS)), help="Only where the need is so."),
    click.option("--gap-note", type=click.Choice(list(GAP_NOTES)), help="What somebody looks after so, or nobody."),
    click.option("--gap-group", type=click.Choice(list(GAP_GROUPS)), help="How the list is grouped."),
)
def gaps(shape: str, language: str, output: Path | None, **options: Any) -> None:
    """The gap report: gaps and cells at risk with their reasons, what ends, the map."""
    _deliver(gap_report(_desk(), filter_of(options), language), shape, output)


@report.command("coverage")
@_with(*FILTER_OPTIONS)
def coverage(shape: str, language: str, output: Path | None, **options: Any) -> None:
    """The coverage report: the grid in words, each row in numbers, what ends, the map, how far to trust it."""
    _deliver(coverage_report(_desk(), filter_of(options), language), shape, output)


@report.command("brief")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("code")
@_with(*FILTER_OPTIONS)
def brief(kind: str, code: str, shape: str, language: str, output: Path | None, **options: Any) -> None:
    """A brief of one page on an objective (its number), a country, a region, a partner organisation or a dialogue."""
    _deliver(build_brief(_desk(), filter_of(options), kind, code, language), shape, output)


def _make(session: Session, settings: Settings, actor: Actor, job: Job, progress: Progress) -> None:
    make(replace(_desk(), session=session, actor=actor), job, progress)


COMMANDS = (report,)
#: What the workers can be asked for, by name.
WORKS: Mapping[str, Work] = {MAKE: _make}
