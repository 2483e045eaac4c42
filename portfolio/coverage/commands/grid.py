"""`portfolio coverage`, its comparison, and `portfolio gaps`: the report for scripts and for the terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import current_app

from portfolio.core.people import COMMAND_LINE
from portfolio.coverage.caveats import describe_caveats, describe_totals
from portfolio.coverage.cellwords import cell_text
from portfolio.coverage.commands.options import arguments_of, filter_of, report_of, with_options
from portfolio.coverage.compare import (
    OWN,
    PREFIX,
    Comparison,
    comparison_csv,
    comparison_json,
    comparison_workbook,
    pair_words,
    parse_sides,
    title_of,
    total_lines,
)
from portfolio.coverage.export import coverage_json, gaps_json
from portfolio.coverage.gaplist import select_gaps
from portfolio.coverage.heatmap import opened_line
from portfolio.coverage.report import Report
from portfolio.coverage.tables import coverage_csv, gaps_csv
from portfolio.coverage.workbook import coverage_workbook
from portfolio.coverage.years import build_years
from portfolio.coverage.years_export import years_csv, years_json, years_table, years_workbook
from portfolio.extensions import db
from portfolio.projects.commands import deliver_as
from portfolio.web.display import day
from portfolio.web.filters import (
    GAP_NEEDS,
    GAP_NOTES,
    GAP_SORTS,
    GAP_STATES,
    MEASURES,
    PARAMETERS,
    Filter,
)
from portfolio.web.pages import today


@click.group("coverage", invoke_without_command=True)
@with_options
@click.option(
    "--measure", type=click.Choice(list(MEASURES)), default="state", show_default=True, help="What cells show."
)
@click.option("--open", "opened", multiple=True, metavar="CODE", help="Also the countries of this column; repeatable.")
@click.option("--from-year", metavar="YEAR", help="With --columns year: the first; four years back unless given.")
@click.option("--to-year", metavar="YEAR", help="With --columns year: the last; five years on unless given.")
@click.pass_context
def coverage(context: click.Context, /, shape: str, output: Path | None, **options: Any) -> None:
    """Coverage of objectives over places, or of one place over years."""
    if context.invoked_subcommand is not None:
        given = click.core.ParameterSource.COMMANDLINE
        if any(context.get_parameter_source(name) is given for name in context.params):
            raise click.UsageError(f"Write the options behind “{context.invoked_subcommand}”.")
        return
    asked = filter_of(options)
    if asked.by_year:
        _years(asked, shape, output)
        return
    report = report_of(asked)
    deliver_as(
        shape,
        output,
        json=lambda: coverage_json(report),
        csv=lambda: coverage_csv(report),
        xlsx=lambda: coverage_workbook(report, current_app.config["SETTINGS"].site_name),
        table=lambda: _coverage_table(report),
    )


def _years(asked: Filter, shape: str, output: Path | None) -> None:
    shelf, settings = current_app.extensions["shelf"], current_app.config["SETTINGS"]
    found = build_years(db.session, shelf, COMMAND_LINE, asked, today=today(), horizon_months=settings.horizon_months)
    deliver_as(
        shape,
        output,
        json=lambda: years_json(found),
        csv=lambda: years_csv(found),
        xlsx=lambda: years_workbook(found, settings.site_name),
        table=lambda: years_table(found),
    )


#: What the second side of a comparison says for itself, by the names of its options.
_SECOND = tuple(
    click.option(
        f"--{PREFIX}{PARAMETERS[name]}",
        metavar="VALUE",
        help=f"The second side's {PARAMETERS[name]}; “-” leaves out what the first asks for.",
    )
    for name in OWN
)


def _with_second(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_SECOND):
        command = option(command)
    return command


@coverage.command("compare")
@with_options
@_with_second
def compare(shape: str, output: Path | None, **options: Any) -> None:
    """Two days or two filters side by side: every cell that differs; a year later unless the second side says more."""
    sides = parse_sides(arguments_of(options), today())
    found = Comparison(sides, report_of(sides.first), report_of(sides.second))
    deliver_as(
        shape,
        output,
        json=lambda: comparison_json(found),
        csv=lambda: comparison_csv(found),
        xlsx=lambda: comparison_workbook(found, current_app.config["SETTINGS"].site_name),
        table=lambda: "\n".join(_comparison_lines(found)),
    )


def _comparison_lines(found: Comparison) -> list[str]:
    lines = [f"First: {title_of(found.before)}", f"Second: {title_of(found.after)}", ""]
    lines += [
        f"{label:20} {one:>20} {other:>20} {difference:>12}" for label, one, other, difference in total_lines(found)
    ]
    lines.append("")
    for pair in found.changed:
        row = found.before.rows[pair.before.row]
        lines.append(
            f"{pair.difference.label:9} {row.number:>2} {row.title} - {pair.before.place.title}: {pair_words(pair)}"
        )
    return [*lines, "", *describe_caveats(found.after)]


@click.command("gaps")
@with_options
@click.option("--gap-state", type=click.Choice(list(GAP_STATES)), help="Only gaps, only cells at risk, or one state.")
@click.option("--gap-need", type=click.Choice(list(GAP_NEEDS)), help="Only where the need is so.")
@click.option("--gap-note", type=click.Choice(list(GAP_NOTES)), help="Only what somebody looks after so, or nobody.")
@click.option("--gap-person", metavar="EMAIL", help="Only what this person looks after.")
@click.option("--gap-sort", type=click.Choice(list(GAP_SORTS)), default="priority", show_default=True)
def gaps(shape: str, output: Path | None, **options: Any) -> None:
    """Every gap and cell at risk, highest priority first."""
    report = report_of(filter_of(options))
    deliver_as(
        shape,
        output,
        json=lambda: gaps_json(report),
        csv=lambda: gaps_csv(report),
        xlsx=lambda: coverage_workbook(report, current_app.config["SETTINGS"].site_name),
        table=lambda: _gap_table(report),
    )


def _gap_table(report: Report) -> str:
    lines = [
        f"{gap.priority:5.2f}  {gap.state.label:8}  {report.rows[gap.row].number:>2} {report.rows[gap.row].title}"
        f" - {gap.place.title}: {gap.reason}"
        for gap in select_gaps(report)
    ]
    return "\n".join([*lines, "", *describe_caveats(report)])


def _coverage_table(report: Report) -> str:
    lines = [report.title(), "", *_strip_lines(report)]
    for number, cells in enumerate(report.grid.table()):
        row = report.rows[number]
        lines.append(f"{row.number:>2} {row.title}")
        for source, cell in opened_line(report, cells):
            indent = "" if source is report else "  "
            shows_end = report.asked.measure == "cliff" and cell.ends_on is not None
            lines.append(
                f"     {indent + cell.place.title:32} {cell_text(cell):40} {cell.projects:>4} projects"
                f"  {source.budgets.of(cell):>32}" + (f"  until {day(cell.ends_on)}" if shows_end else "")
            )
    return "\n".join([*lines, "", describe_totals(report), *describe_caveats(report)])


def _strip_lines(report: Report) -> list[str]:
    """What stands above the countries, a line for each of them."""
    if not report.strip:
        return []
    found = ["Countries: " + ", ".join(line.label for line in report.strip)]
    for place, *cells in zip(report.spread, *(line.cells for line in report.strip), strict=True):
        if cells[0] is not None:
            found.append(f"     {place.title:32} {'; '.join(cell.words for cell in cells if cell is not None)}")
    return [*found, ""]
