"""`portfolio coverage`, `portfolio gaps` and `portfolio cliffs`: the report for scripts and for the terminal."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
from flask import current_app

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Rows, Scope
from portfolio.coverage.cliffs import STACKED, CliffReport, build_cliffs, parse_asked
from portfolio.coverage.cliffs_export import cliffs_json, cliffs_workbook, losses_csv, months_csv
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
from portfolio.coverage.heatmap import cell_text, describe_caveats, describe_totals, opened_line
from portfolio.coverage.report import Report, build_report
from portfolio.coverage.tables import coverage_csv, gaps_csv
from portfolio.coverage.time_export import (
    map_csv,
    map_json,
    map_workbook,
    timeline_csv,
    timeline_json,
    timeline_workbook,
)
from portfolio.coverage.timeline import load_timeline, parse_group
from portfolio.coverage.workbook import coverage_workbook
from portfolio.coverage.world import build_map, map_filter
from portfolio.coverage.years import build_years
from portfolio.coverage.years_export import years_csv, years_json, years_table, years_workbook
from portfolio.extensions import db
from portfolio.projects.commands import deliver
from portfolio.web.filters import (
    COLUMNS,
    GAP_NEEDS,
    GAP_NOTES,
    GAP_SORTS,
    GAP_STATES,
    MEASURES,
    PARAMETERS,
    Filter,
    parse_filter,
)
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
_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    *FILTER_OPTIONS,
    click.option(
        "--format", "shape", type=click.Choice(["table", "json", "csv", "xlsx"]), default="table", show_default=True
    ),
    click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write."),
)


def _with_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def filter_of(options: Mapping[str, Any]) -> Filter:
    """The filter that the options ask for; Refused as `parse_filter` does."""
    return parse_filter(_arguments(options))


def _arguments(options: Mapping[str, Any]) -> dict[str, str]:
    """Options as a query string would carry them."""
    found = {name.replace("_", "-"): value for name, value in options.items() if isinstance(value, str)}
    if options["every_region"]:
        found["every-region"] = "1"
    if options.get("opened"):
        found["open"] = ",".join(options["opened"])
    return found


def _report_of(asked: Filter) -> Report:
    shelf, settings = current_app.extensions["shelf"], current_app.config["SETTINGS"]
    return build_report(db.session, shelf, COMMAND_LINE, asked, today=today(), horizon_months=settings.horizon_months)


def _report(options: dict[str, Any]) -> Report:
    return _report_of(parse_filter(_arguments(options)))


@click.group("coverage", invoke_without_command=True)
@_with_options
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
    asked = parse_filter(_arguments(options))
    if asked.by_year:
        _years(asked, shape, output)
        return
    report = _report_of(asked)
    if shape == "json":
        deliver(json.dumps(coverage_json(report), ensure_ascii=False, indent=1), output)
    elif shape == "csv":
        deliver(coverage_csv(report), output)
    elif shape == "xlsx":
        deliver(coverage_workbook(report, current_app.config["SETTINGS"].site_name), output)
    else:
        deliver(_coverage_table(report), output)


def _years(asked: Filter, shape: str, output: Path | None) -> None:
    shelf, settings = current_app.extensions["shelf"], current_app.config["SETTINGS"]
    found = build_years(db.session, shelf, COMMAND_LINE, asked, today=today(), horizon_months=settings.horizon_months)
    if shape == "json":
        deliver(json.dumps(years_json(found), ensure_ascii=False, indent=1), output)
    elif shape == "csv":
        deliver(years_csv(found), output)
    elif shape == "xlsx":
        deliver(years_workbook(found, settings.site_name), output)
    else:
        deliver(years_table(found), output)


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
@_with_options
@_with_second
def compare(shape: str, output: Path | None, **options: Any) -> None:
    """Two days or two filters side by side: every cell that differs; a year later unless the second side says more."""
    sides = parse_sides(_arguments(options), today())
    found = Comparison(sides, _report_of(sides.first), _report_of(sides.second))
    if shape == "json":
        deliver(json.dumps(comparison_json(found), ensure_ascii=False, indent=1), output)
    elif shape == "csv":
        deliver(comparison_csv(found), output)
    elif shape == "xlsx":
        deliver(comparison_workbook(found, current_app.config["SETTINGS"].site_name), output)
    else:
        deliver("\n".join(_comparison_lines(found)), output)


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
@_with_options
@click.option("--gap-state", type=click.Choice(list(GAP_STATES)), help="Only gaps, only cells at risk, or one state.")
@click.option("--gap-need", type=click.Choice(list(GAP_NEEDS)), help="Only where the need is so.")
@click.option("--gap-note", type=click.Choice(list(GAP_NOTES)), help="Only what somebody looks after so, or nobody.")
@click.option("--gap-person", metavar="EMAIL", help="Only what this person looks after.")
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
    lines = [report.title(), "", *_strip_lines(report)]
    for number, cells in enumerate(report.grid.table()):
        row = report.rows[number]
        lines.append(f"{row.number:>2} {row.title}")
        for source, cell in opened_line(report, cells):
            indent = "" if source is report else "  "
            shows_end = report.asked.measure == "cliff" and cell.ends_on is not None
            lines.append(
                f"     {indent + cell.place.title:32} {cell_text(cell):28} {cell.projects:>4} projects"
                f"  EUR {(cell.budget_eur_cents + cell.via_eur_cents) / 100:>16,.2f}"
                + (f"  until {cell.ends_on}" if shows_end else "")
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


@click.command("timeline")
@_with_options
@click.option("--group", type=click.Choice(["programme", "funder"]), help="Gather lines by this.")
def timeline(shape: str, output: Path | None, group: str | None, **options: Any) -> None:
    """Projects with their dates, whoever follows another in its line."""
    asked = parse_filter(_arguments(options))
    lines = load_timeline(db.session(), COMMAND_LINE, asked, parse_group(group))
    if shape == "json":
        deliver(json.dumps(timeline_json(lines, asked), ensure_ascii=False, indent=1), output)
    elif shape == "xlsx":
        deliver(timeline_workbook(lines, asked, current_app.config["SETTINGS"].site_name), output)
    elif shape == "csv":
        deliver(timeline_csv(lines), output)
    else:
        deliver("\n".join(f"{line.group:30} {line.name}" if line.group else line.name for line in lines), output)


@click.command("map")
@_with_options
@click.option("--row", default="", help="Number of one objective: its state in each country.")
def world_map(shape: str, output: Path | None, row: str, **options: Any) -> None:
    """Countries by active projects, or by the state of one objective."""
    found = build_map(_report_of(map_filter(parse_filter(_arguments(options)))), row)
    if shape == "json":
        deliver(json.dumps(map_json(found), ensure_ascii=False, indent=1), output)
    elif shape == "xlsx":
        deliver(map_workbook(found, current_app.config["SETTINGS"].site_name), output)
    elif shape == "csv":
        deliver(map_csv(found), output)
    else:
        lines = [
            f"{one.place.title:32} {one.state.label if one.state else '':10} {one.direct:>4} active {one.via:>4} via"
            f"  EUR {one.budget_eur_cents / 100:>16,.2f}"
            for one in found.countries
        ]
        deliver("\n".join([*lines, "", *describe_caveats(found.report)]), output)


COMMANDS = [coverage, gaps, cliffs, timeline, world_map]
