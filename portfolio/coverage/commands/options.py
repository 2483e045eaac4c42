"""Options that the commands of coverage share: the filter, the format, the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
from flask import current_app

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Rows, Scope
from portfolio.coverage.report import Report, build_report
from portfolio.extensions import db
from portfolio.web.filters import COLUMNS, Filter, parse_filter
from portfolio.web.pages import today

#: What leaves projects out.
NARROWING_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--q", metavar="TEXT", help="Projects with this text."),
    click.option("--strand", help="Projects of this strand."),
    click.option("--status", help="Projects of this IATI status."),
    click.option("--funder", help="Projects of this funder."),
    click.option("--implementer", help="Projects of this implementer."),
    click.option("--region", help="Projects in this region."),
    click.option("--place", help="Projects at this place, by its code."),
    click.option("--objective", help="Projects for this objective, by its number."),
)
#: The filter, as `parse_filter` has it.
FILTER_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--framework", help="Code of the framework; the fifteen objectives unless given."),
    click.option(
        "--rows",
        type=click.Choice([rows.value for rows in Rows]),
        default="objective",
        show_default=True,
        help="What the rows are.",
    ),
    click.option("--columns", type=click.Choice(list(COLUMNS)), default="region", show_default=True),
    click.option("--within", help="Code of a region or partner organisation: its countries as columns."),
    click.option("--as-of", metavar="DATE", help="The day the report looks from, like 2026-11-23; today unless given."),
    click.option("--horizon", metavar="MONTHS", help="Months the report looks ahead."),
    click.option("--scope", type=click.Choice([scope.value for scope in Scope]), default="current", show_default=True),
    click.option("--every-region", is_flag=True, help="Also regions that are not partners."),
    *NARROWING_OPTIONS,
    click.option("--recorded", metavar="DATE", help="As recorded at the end of that day, or in snapshot-3; else now."),
)
_ALL: tuple[Callable[[Any], Any], ...] = (
    *FILTER_OPTIONS,
    click.option(
        "--format", "shape", type=click.Choice(["table", "json", "csv", "xlsx"]), default="table", show_default=True
    ),
    click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write."),
)


def with_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command that takes the filter, a format and a file."""
    for option in reversed(_ALL):
        command = option(command)
    return command


def filter_of(options: Mapping[str, Any]) -> Filter:
    """The filter that the options ask for; Refused as `parse_filter` does."""
    return parse_filter(arguments_of(options))


def arguments_of(options: Mapping[str, Any]) -> dict[str, str]:
    """Options as a query string would carry them."""
    found = {name.replace("_", "-"): value for name, value in options.items() if isinstance(value, str)}
    if options["every_region"]:
        found["every-region"] = "1"
    if options.get("opened"):
        found["open"] = ",".join(options["opened"])
    return found


def report_of(asked: Filter) -> Report:
    """The report of a filter, as the command line sees it."""
    shelf, settings = current_app.extensions["shelf"], current_app.config["SETTINGS"]
    return build_report(db.session, shelf, COMMAND_LINE, asked, today=today(), horizon_months=settings.horizon_months)
