"""`portfolio overlaps`: pairs of projects that overlap; duplicates among them are merged by its commands."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.planning.commands.merges import merge, take_back
from portfolio.planning.overlaps import (
    STANDINGS,
    build_overlaps,
    parse_overlap_query,
)
from portfolio.planning.overlaps_export import overlap_lines, overlap_words, overlaps_csv
from portfolio.projects.commands import deliver_as
from portfolio.web.filters import parse_filter
from portfolio.web.pages import today


@click.group("overlaps", invoke_without_command=True)
@click.option("--as-of", metavar="DATE", help="The day to look from, like 2026-11-23; today unless given.")
@click.option("--horizon", metavar="MONTHS", help="Months to look ahead.")
@click.option("--standing", type=click.Choice(list(STANDINGS)), default="open", show_default=True, help="Which pairs.")
@click.option("--least", metavar="POINTS", help="Only pairs with so many points, 0 to 100.")
@click.option("--q", metavar="TEXT", help="Pairs with a project with this text.")
@click.option("--funder", help="Pairs with a project of this funder.")
@click.option("--implementer", help="Pairs with a project of this implementer.")
@click.option("--region", help="Pairs of projects in this region.")
@click.option("--place", help="Pairs of projects at this place, by its code.")
@click.option("--objective", help="Pairs of projects for this objective, by its number.")
@click.option("--format", "shape", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def overlaps(shape: str, output: Path | None, **options: str | None) -> None:
    """Pairs of projects of different organisations on one objective, at one place, at one time."""
    if click.get_current_context().invoked_subcommand is not None:
        return
    arguments = {name.replace("_", "-"): value for name, value in options.items() if value}
    report = build_overlaps(
        db.session(),
        current_app.extensions["shelf"],
        COMMAND_LINE,
        parse_overlap_query(arguments, parse_filter(arguments)),
        today=today(),
        horizon_months=current_app.config["SETTINGS"].horizon_months,
    )
    lines = overlap_lines(report)
    as_of = report.found.window.as_of.isoformat()
    words = (overlap_words(report, report.line(number)) for number in report.numbers)
    deliver_as(
        shape,
        output,
        json=lambda: {"as_of": as_of, "overlaps": lines, "caveats": report.caveats()},
        csv=lambda: overlaps_csv(lines),
        table=lambda: "\n".join([*words, "", *report.caveats()]),
    )


overlaps.add_command(merge)
overlaps.add_command(take_back)
