"""`portfolio coverage`, `portfolio gaps` and `portfolio cliffs`: the report for scripts and for the terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import current_app

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Axis, Rows, Scope
from portfolio.coverage.cliffs import STACKED, CliffReport, build_cliffs, parse_asked
from portfolio.coverage.cliffs_export import cliffs_json, cliffs_workbook, losses_csv, months_csv
from portfolio.coverage.export import coverage_json, gaps_json
from portfolio.coverage.gaplist import select_gaps
from portfolio.coverage.heatmap import cell_text, describe_caveats, describe_totals
from portfolio.coverage.report import Report, build_report
from portfolio.coverage.tables import coverage_csv, gaps_csv
from portfolio.coverage.workbook import coverage_workbook
from portfolio.extensions import db
from portfolio.projects.commands import deliver
from portfolio.web.filters import GAP_NEEDS, GAP_NOTES, GAP_SORTS, GAP_STATES, parse_filter
from portfolio.web.pages import today

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--framework", help="Code of the framework; the fifteen objectives unless given."),
    click.option(
        "--rows",
        type=click.Choice([rows.value for rows in Rows]),
        default="objective",
        show_default=True,
        help="What the rows are.",
    ),
    click.option("--columns", type=click.Choice([axis.value for axis in Axis]), default="region", show_default=True),
    click.option("--within", help="Code of a region or partner organisation: its countries as columns."),
    click.option("--as-of", metavar="DATE", help="The day the report looks from, like 2026-11-23; today unless given."),
    click.option("--horizon", metavar="MONTHS", help="Months the report looks ahead."),
    click.option("--scope", type=click.Choice([scope.value for scope in Scope]), default="current", show_default=True),
    click.option("--every-region", is_flag=True, help="Also regions that are not partners."),
    click.option("--q", metavar="TEXT", help="Projects with this text."),
    click.option("--strand", help="Projects of this strand."),
    click.option("--status", help="Projects of this IATI status."),
    click.option("--funder", help="Projects of this funder."),
    click.option("--implementer", help="Projects of this implementer."),
    click.option("--region", help="Projects in this region."),
    click.option("--place", help="Projects at this place, by its code."),
    click.option("--objective", help="Projects for this objective, by its number."),
    click.option("--recorded", metavar="DATE", help="As recorded at the end of that day, or in snapshot-3; else now."),
    click.option(
        "--format", "shape", type=click.Choice(["table", "json", "csv", "xlsx"]), default="table", show_default=True
    ),
    click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write."),
)


def _with_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _report(options: dict[str, Any]) -> Report:
    arguments = {name.replace("_", "-"): value for name, value in options.items() if isinstance(value, str)}
    if options["every_region"]:
        arguments["every-region"] = "1"
    settings = current_app.config["SETTINGS"]
    shelf = current_app.extensions["shelf"]
    return build_report(
        db.session,
        shelf,
        COMMAND_LINE,
        parse_filter(arguments),
        today=today(),
        horizon_months=settings.horizon_months,
    )


@click.command("coverage")
@_with_options
def coverage(shape: str, output: Path | None, **options: Any) -> None:
    """Coverage of objectives over places."""
    report = _report(options)
    if shape == "json":
        deliver(json.dumps(coverage_json(report), ensure_ascii=False, indent=1), output)
    elif shape == "csv":
        deliver(coverage_csv(report), output)
    elif shape == "xlsx":
        deliver(coverage_workbook(report, current_app.config["SETTINGS"].site_name), output)
    else:
        deliver(_coverage_table(report), output)


@click.command("gaps")
@_with_options
@click.option("--gap-state", type=click.Choice(list(GAP_STATES)), help="Only gaps, only cells at risk, or one state.")
@click.option("--gap-need", type=click.Choice(list(GAP_NEEDS)), help="Only where the need is so.")
@click.option("--gap-note", type=click.Choice(list(GAP_NOTES)), help="Only what somebody looks after so, or nobody.")
@click.option("--gap-sort", type=click.Choice(list(GAP_SORTS)), default="priority", show_default=True)
def gaps(shape: str, output: Path | None, **options: Any) -> None:
    """Every gap and cell at risk, highest priority first."""
    report = _report(options)
    if shape == "json":
        deliver(json.dumps(gaps_json(report), ensure_ascii=False, indent=1), output)
    elif shape == "csv":
        deliver(gaps_csv(report), output)
    elif shape == "xlsx":
        deliver(coverage_workbook(report, current_app.config["SETTINGS"].site_name), output)
    else:
        lines = [
            f"{gap.priority:5.2f}  {gap.state.label:8}  {report.rows[gap.row].number:>2} {report.rows[gap.row].title}"
            f" - {gap.place.title}: {gap.reason}"
            for gap in select_gaps(report)
        ]
        deliver("\n".join([*lines, "", *describe_caveats(report)]), output)


def _coverage_table(report: Report) -> str:
    lines = [report.title(), ""]
    for number, cells in enumerate(report.grid.table()):
        row = report.rows[number]
        lines.append(f"{row.number:>2} {row.title}")
        lines += [
            f"     {cell.place.title:32} {cell_text(cell):28} {cell.projects:>4} projects"
            f"  EUR {(cell.budget_eur_cents + cell.via_eur_cents) / 100:>16,.2f}"
            for cell in cells
        ]
    return "\n".join([*lines, "", describe_totals(report), *describe_caveats(report)])


@click.command("cliffs")
@_with_options
@click.option("--from", "first", metavar="MONTH", help="First month, like 2024-11; two years back unless given.")
@click.option("--years", metavar="NUMBER", help="Years that the months reach over; 10 unless given.")
@click.option("--row", help="Number of one objective: only its cells.")
@click.option("--column", help="Code of one column: only its cells.")
@click.option("--months", is_flag=True, help="As csv: a line for each month, not for each cell that loses.")
def cliffs(shape: str, output: Path | None, months: bool, first: str, years: str, **options: Any) -> None:
    """Cells that lose their last strong project, and every month of ten years."""
    asked = {"from": first, "years": years, "row": options.pop("row"), "column": options.pop("column")}
    asked = {name: value for name, value in asked.items() if value is not None}
    found = build_cliffs(_report(options), parse_asked(asked), today=today())
    if shape == "json":
        deliver(json.dumps(cliffs_json(found), ensure_ascii=False, indent=1), output)
    elif shape == "csv":
        deliver(months_csv(found) if months else losses_csv(found), output)
    elif shape == "xlsx":
        deliver(cliffs_workbook(found, current_app.config["SETTINGS"].site_name), output)
    else:
        deliver("\n".join(_cliff_lines(found)), output)


def _cliff_lines(cliffs: CliffReport) -> list[str]:
    report = cliffs.report
    lines = [f"{report.title()}, seen from {report.as_of.isoformat()}", ""]
    for loss in cliffs.losses:
        row, place = report.rows[loss.row], report.grid.columns[loss.column]
        codes = ", ".join(report.grid.facts.codes[project] for project in loss.projects)
        lines.append(
            f"{loss.on.isoformat()}  {row.number:>2} {row.title} - {place.title}: {codes},"
            f" EUR {loss.budget_eur_cents / 100:,.2f}; then {loss.then.label.lower()}"
        )
    lines += ["", "Cells by state, every six months:"]
    for at, day in enumerate(cliffs.days):
        if day.month in (1, 7):
            counts = [f"{term.label.lower()} {int(cliffs.counts[term.number, at])}" for term in STACKED]
            lines.append(f"{day:%Y-%m}  {', '.join(counts)}; {int(cliffs.course.active[at])} projects active")
    return [*lines, "", *describe_caveats(report)]


COMMANDS = [coverage, gaps, cliffs]
