"""What changed between two moments as JSON, as a workbook and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from portfolio.core.terms import Activity, GapChange, ProjectChange
from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.cellwords import cell_text, going_on
from portfolio.coverage.report import Report
from portfolio.history.words import Names, describe
from portfolio.planning.background import NOT_FROZEN, CountryLine
from portfolio.planning.since import CellLine, LoggedChange, ProjectLine, Since
from portfolio.web.display import day, plural
from portfolio.web.sheets import Sheets

TIME_ALONE = "the passing of time alone"
OTHERWISE = "what is recorded of places, organisations or objectives"


def title_of(report: Report) -> str:
    """A moment in words: how things are recorded, and from which day they are seen."""
    past = report.portfolio.recorded
    seen = f"seen from {day(report.as_of)}, {plural(report.horizon_months, 'month')} ahead"
    return f"as recorded {past.words if past else 'now'}; {seen}"


def since_json(since: Since) -> dict[str, Any]:
    """Projects, cells and the numbers of the changes that did it."""
    return {
        "moments": [
            {
                "recorded": recorded or "now",
                "words": title_of(report),
                "position": position,
                "as_of": report.as_of.isoformat(),
                "horizon_months": report.horizon_months,
            }
            for recorded, report, position in (
                (since.wanted.since, since.before, since.first_position),
                (since.wanted.until, since.after, since.last_position),
            )
        ],
        "filter": since.wanted.asked.query(),
        "counts": {
            **{kind.value: len(lines) for kind, lines in since.by_kind.items()},
            **{kind.value: len(lines) for kind, lines in since.gaps.items()},
        },
        "projects": [_project(line) for line in since.projects],
        "cells": [_cell(line) for line in since.cells],
        "countries": None if since.countries is None else [_country(line) for line in since.countries],
        "recorded": since.counted,
        "caveats": describe_caveats(since.after),
    }


def _project(line: ProjectLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "title": line.title,
        "became": [kind.value for kind in line.course.kinds],
        "activity": [one and one.value for one in (line.course.before, line.course.after)],
        "time_alone": line.course.time_alone,
        "fields": line.changes,
        "changes": [one.position for one in line.records],
    }


def _country(line: CountryLine) -> dict[str, Any]:
    return {
        "what": line.index or "budapest-convention",
        "title": line.what,
        "country": line.place.code,
        "before": line.before,
        "after": line.after,
    }


def _cell(line: CellLine) -> dict[str, Any]:
    change = line.change
    return {
        "became": change.kind.value,
        "objective": line.number,
        "place": change.after.place.code,
        "before": change.before.state.value,
        "after": change.after.state.value,
        "time_alone": change.time_alone,
        "changes": [one.position for one in line.records],
    }


def since_workbook(since: Since, site_name: str, names: Names) -> bytes:
    """The bytes of an xlsx workbook: Projects, a line for each field; Gaps; About this file.

    `names` are those of places and objectives.
    """
    sheets = Sheets("What changed")
    headings = ["Became", "Code", "Title", "Field", "Before", "After", "Changes"]
    sheet = sheets.sheet("Projects", headings, [22, 18, 50, 20, 60, 60, 24])
    count = sheets.rows(sheet, (row for line in since.projects for row in _project_rows(line, names)))
    sheet.autofilter(0, 0, max(count, 1), len(headings) - 1)
    headings = ["Became", "No", "Objective", "Where", "Before", "After", "By", "Changes"]
    sheet = sheets.sheet("Gaps", headings, [18, 5, 44, 28, 34, 34, 30, 24])
    count = sheets.rows(sheet, (_cell_row(line) for line in since.cells))
    sheet.autofilter(0, 0, max(count, 1), len(headings) - 1)
    headings = ["What", "Country", "Before", "After"]
    sheet = sheets.sheet("Countries", headings, [44, 28, 34, 34])
    said = since.countries or ()
    count = sheets.rows(sheet, ((line.what, line.place.title, line.before, line.after) for line in said))
    sheet.autofilter(0, 0, max(count, 1), len(headings) - 1)
    sheets.about(
        [
            ("What", "What changed between two moments"),
            ("From", site_name),
            ("First", title_of(since.before)),
            ("Second", title_of(since.after)),
            *since.after.narrowing(),
            *([("Countries", NOT_FROZEN)] if since.countries is None else []),
            ("Changes", "Numbers of rows of the change log, which the history shows."),
            *[("Caveat", sentence) for sentence in describe_caveats(since.after)],
        ]
    )
    return sheets.done()


def _project_rows(line: ProjectLine, names: Names) -> Iterator[Sequence[Any]]:
    became = ", ".join(kind.label for kind in line.course.kinds)
    numbers = numbers_of(line.records)
    moved = (*(one.label if one else None for one in (line.course.before, line.course.after)),)
    if moved[0] != moved[1]:
        yield became, line.code, line.title, "Activity", *moved, TIME_ALONE if line.course.time_alone else numbers
    for field in describe("project", line.changes, names):
        yield became, line.code, line.title, field.label, "\n".join(field.before), "\n".join(field.after), numbers


def _cell_row(line: CellLine) -> Sequence[Any]:
    change = line.change
    return (
        change.kind.label,
        line.number,
        line.objective,
        change.after.place.title,
        cell_text(change.before),
        cell_text(change.after),
        cause_of(line),
        numbers_of(line.records),
    )


def cause_of(line: CellLine) -> str:
    """What did it, in words."""
    if line.change.time_alone:
        return TIME_ALONE
    return "what was recorded" if line.records else OTHERWISE


def numbers_of(records: Sequence[LoggedChange], most: int = 20) -> str:
    """Positions in the change log: "12, 14 and 3 more"."""
    named = ", ".join(str(one.position) for one in records[:most])
    return f"{named} and {len(records) - most} more" if len(records) > most else named


def since_lines(since: Since) -> list[str]:
    """What changed, for a terminal."""
    lines = [f"From {title_of(since.before)}", f"to {title_of(since.after)}", ""]
    for kind in ProjectChange:
        lines += [f"{kind.label}: {one.code} {one.title}{_how(kind, one)}" for one in since.by_kind[kind]]
    for became in GapChange:
        for cell in since.gaps[became]:
            change = cell.change
            did = cause_of(cell) if not cell.records else f"changes {numbers_of(cell.records)}"
            lines.append(
                f"{became.label}: {cell.number:>2} {cell.objective} - {change.after.place.title}:"
                f" {cell_text(change.before)}, now {going_on(cell_text(change.after))}; {did}"
            )
    for what, said in since.by_what.items():
        lines += [f"{what}: {one.place.title}: {one.before}, now {one.after}" for one in said]
    if len(lines) == 3:
        lines.append("Nothing changed.")
    if since.countries is None:
        lines += ["", NOT_FROZEN]
    return [*lines, "", *describe_caveats(since.after)]


def _how(kind: ProjectChange, line: ProjectLine) -> str:
    if kind is ProjectChange.CHANGED:
        return f": {', '.join(field.label.lower() for field in describe('project', line.changes))}"
    if kind in (ProjectChange.STARTED, ProjectChange.ENDED) and line.course.time_alone:
        return f", by {TIME_ALONE}"
    now: Activity | None = line.course.after
    return f", {now.label.lower()}" if kind is ProjectChange.NEW and now else ""
