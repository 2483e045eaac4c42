"""`portfolio cliffs`, `timeline` and `map`: coverage over time and over the world, for scripts and for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask import current_app

from portfolio.core.cliffs import Loss
from portfolio.core.people import COMMAND_LINE
from portfolio.core.periods import Window
from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.cliffs import STACKED, CliffReport, build_cliffs, parse_asked
from portfolio.coverage.cliffs_export import cliffs_json, cliffs_workbook, losses_csv, months_csv
from portfolio.coverage.commands.options import filter_of, report_of, with_options
from portfolio.coverage.gantt import say
from portfolio.coverage.report import Report
from portfolio.coverage.time_export import (
    map_csv,
    map_json,
    map_workbook,
    timeline_csv,
    timeline_json,
    timeline_workbook,
)
from portfolio.coverage.timeline import TimeLine, activity_at, activity_words, load_timeline, parse_group
from portfolio.coverage.world import MapReport, build_map, map_filter
from portfolio.extensions import db
from portfolio.projects.commands import deliver_as
from portfolio.web.display import day, eur
from portfolio.web.pages import today


@click.command("cliffs")
@with_options
@click.option("--from", "first", metavar="MONTH", help="First month, like 2024-11; two years back unless given.")
@click.option("--years", metavar="NUMBER", help="Years that the months reach over; 10 unless given.")
@click.option("--row", help="Number of one objective: only its cells.")
@click.option("--column", help="Code of one column: only its cells.")
@click.option("--months", is_flag=True, help="As csv: a line for each month, not for each cell that loses.")
def cliffs(shape: str, output: Path | None, months: bool, first: str, years: str, **options: Any) -> None:
    """Cells that lose their last strong project, and every month of ten years."""
    asked = {"from": first, "years": years, "row": options.pop("row"), "column": options.pop("column")}
    asked = {name: value for name, value in asked.items() if value is not None}
    found = build_cliffs(report_of(filter_of(options)), parse_asked(asked), today=today())
    deliver_as(
        shape,
        output,
        json=lambda: cliffs_json(found),
        csv=lambda: months_csv(found) if months else losses_csv(found),
        xlsx=lambda: cliffs_workbook(found, current_app.config["SETTINGS"].site_name),
        table=lambda: "\n".join(_cliff_lines(found)),
    )


def _cliff_lines(cliffs: CliffReport) -> list[str]:
    report = cliffs.report
    lines = [f"{report.title()}, seen from {day(report.as_of)}", ""]
    for loss in cliffs.losses:
        row, place = report.rows[loss.row], report.grid.columns[loss.column]
        codes = ", ".join(report.grid.facts.codes[project] for project in loss.projects)
        lines.append(
            f"{loss.on.isoformat()}  {row.number:>2} {row.title} - {place.title}: {codes},"
            f" {_money(loss)}; then {loss.then.label.lower()}"
        )
    lines += ["", "Cells by state, every six months:"]
    for at, moment in enumerate(cliffs.days):
        if moment.month in (1, 7):
            counts = [f"{term.label.lower()} {int(cliffs.counts[term.number, at])}" for term in STACKED]
            lines.append(f"{moment:%Y-%m}  {', '.join(counts)}; {int(cliffs.course.active[at])} projects active")
    return [*lines, "", *describe_caveats(report)]


def _money(loss: Loss) -> str:
    """What ends in a cell; what nobody knows is not 0."""
    if loss.without_budget == len(loss.projects):
        return "money unknown"
    unknown = f" and {loss.without_budget} unknown" if loss.without_budget else ""
    return f"{eur(loss.budget_eur_cents)}{unknown}"


@click.command("timeline")
@with_options
@click.option("--group", type=click.Choice(["programme", "funder"]), help="Gather lines by this.")
def timeline(shape: str, output: Path | None, group: str | None, **options: Any) -> None:
    """Projects with their dates, whoever follows another in its line."""
    report = report_of(filter_of(options))
    lines = load_timeline(db.session(), COMMAND_LINE, report, parse_group(group))
    deliver_as(
        shape,
        output,
        json=lambda: timeline_json(lines, report),
        csv=lambda: timeline_csv(lines),
        xlsx=lambda: timeline_workbook(lines, report, current_app.config["SETTINGS"].site_name),
        table=lambda: "\n".join(_timeline_lines(lines, report)),
    )


def _timeline_lines(lines: Sequence[TimeLine], report: Report) -> list[str]:
    """A line of lineages with its projects beneath it where there are several, under their groups."""
    activities = activity_at(lines, Window(report.as_of, report.horizon_months))
    past = report.portfolio.recorded
    found = [f"As recorded: {past.words}."] if past else []
    found += [f"On {day(report.as_of)}: {activity_words(activities.values())}.", ""]
    group = ""
    for line in lines:
        if line.group != group:
            group = line.group
            found += ["", group]
        if len(line.entries) > 1:
            found.append(line.name)
        indent = "  " if len(line.entries) > 1 else ""
        found += [f"{indent}{say(entry)}; {activities[entry.life.id].label.lower()}" for entry in line.entries]
    return found


@click.command("map")
@with_options
@click.option("--row", default="", help="Number of one objective: its state in each country.")
def world_map(shape: str, output: Path | None, row: str, **options: Any) -> None:
    """Countries by active projects, or by the state of one objective."""
    found = build_map(report_of(map_filter(filter_of(options))), row)
    deliver_as(
        shape,
        output,
        json=lambda: map_json(found),
        csv=lambda: map_csv(found),
        xlsx=lambda: map_workbook(found, current_app.config["SETTINGS"].site_name),
        table=lambda: _map_table(found),
    )


def _map_table(found: MapReport) -> str:
    lines = [
        f"{one.place.title:32} {one.state.label if one.state else '':10} {one.direct:>4} active {one.via:>4} via"
        f"  {one.money:>32}"
        for one in found.countries
    ]
    return "\n".join([*lines, "", *describe_caveats(found.report)])
