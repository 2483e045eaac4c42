"""Two reports side by side: the second side's filter, the differences by cell and in total, as page, workbook, JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from portfolio.core.comparison import CellPair, compare
from portfolio.core.grid import Cell
from portfolio.core.periods import add_months
from portfolio.core.terms import CellState, Difference, Rows
from portfolio.coverage.cellwords import cell_text, going_on
from portfolio.coverage.export import euro, totals_json
from portfolio.coverage.report import Report
from portfolio.coverage.tables import written
from portfolio.web.display import day, eur, grouped, plural
from portfolio.web.filters import NARROWING, PARAMETERS, Filter, parse_filter
from portfolio.web.sheets import Cents, Sheets

#: What the second side is asked in its own words; layout, framework and columns are the first side's.
OWN = (*(name for name in NARROWING if name != "archived"), "as_of", "horizon_months", "scope", "recorded")
PREFIX = "with-"
#: Without any word of its own, the second side looks from so many months after the first.
USUAL_MONTHS = 12

#: Differences that only a fine comparison tells.
FINE = (Difference.SHORTER, Difference.UNPLANNED, Difference.LONGER, Difference.PLANNED)
#: What each difference shows in a cell, besides its words and its colour.
SIGNS = {
    Difference.LOST: "−",
    Difference.ENDING: "◐",
    Difference.WEAKER: "↓",
    Difference.SHORTER: "‹",
    Difference.UNPLANNED: "×",
    Difference.GAINED: "+",
    Difference.STRONGER: "↑",
    Difference.LONGER: "›",
    Difference.PLANNED: "p",
    Difference.OTHER: "~",
    Difference.SAME: "=",
}
TONES = {
    Difference.LOST: "state-never",
    Difference.ENDING: "state-ending",
    Difference.WEAKER: "state-thin",
    Difference.SHORTER: "lv2",
    Difference.UNPLANNED: "state-lapsed",
    Difference.GAINED: "state-covered",
    Difference.STRONGER: "lv4",
    Difference.LONGER: "lv3",
    Difference.PLANNED: "state-planned",
    Difference.OTHER: "state-unknown",
    Difference.SAME: "lv0",
}


@dataclass(frozen=True)
class Sides:
    """Two filters: the first as any page has it, the second with what it says for itself."""

    first: Filter
    second: Filter

    def query(self, **changes: Any) -> dict[str, Any]:
        """The query string's arguments of both; `changes` are fields of the first."""
        found = self.first.query(**changes)
        for name in OWN:
            if getattr(self.second, name) != getattr(self.first, name):
                value = getattr(self.second, name)
                found[PREFIX + PARAMETERS[name]] = "-" if value in ("", None) else str(value)
        return found


def parse_sides(arguments: Mapping[str, str], today: date) -> Sides:
    """Both filters of a query string; "-" says that the second side leaves out what the first asks for."""
    # Funders and the like differ from side to side; objectives are the same on both.
    first = replace(parse_filter(arguments), rows=Rows.OBJECTIVE.value)
    own = {PARAMETERS[name]: arguments.get(PREFIX + PARAMETERS[name], "").strip() for name in OWN}
    said = {name: "" if value == "-" else value for name, value in own.items() if value}
    parsed = parse_filter(said)
    changes = {name: getattr(parsed, name) for name in OWN if PARAMETERS[name] in said}
    if not changes:
        changes = {"as_of": add_months(first.as_of or today, USUAL_MONTHS)}
    return Sides(first, replace(first, **changes))


@dataclass(frozen=True)
class Comparison:
    """Two reports over the same cells, and what differs; `fine` as `core.comparison` has it."""

    sides: Sides
    before: Report
    after: Report
    fine: bool = False

    @property
    def differences(self) -> list[Difference]:
        """The differences that a cell can have here."""
        return [term for term in Difference if self.fine or term not in FINE]

    @cached_property
    def lines(self) -> list[list[CellPair]]:
        """The cells shown on either side, a list for each objective."""
        return compare(self.before.grid, self.after.grid, fine=self.fine)

    @cached_property
    def counts(self) -> dict[Difference, int]:
        """How many cells have each difference."""
        pairs = [pair for line in self.lines for pair in line]
        return {term: sum(pair.difference is term for pair in pairs) for term in self.differences}

    @cached_property
    def changed(self) -> list[CellPair]:
        """Every cell that differs, losses first, then by row and column."""
        pairs = [pair for line in self.lines for pair in line if pair.difference is not Difference.SAME]
        return sorted(pairs, key=lambda pair: (pair.difference.number, pair.before.row, pair.before.column))


def title_of(report: Report) -> str:
    """One side in words: its day, horizon, scope and what narrows it."""
    parts = [f"seen from {day(report.as_of)}, {plural(report.horizon_months, 'month')} ahead"]
    if report.portfolio.recorded:
        parts.append(f"as recorded: {report.portfolio.recorded.words}")
    if report.asked.scope != Filter().scope:
        parts.append("everything but cancelled")
    return "; ".join([*parts, *(f"{label.lower()} {value}" for label, value in report.narrowing())])


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair as the grid's macro writes it."""

    kind: str
    text: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """A row of the comparison's grid."""

    number: str
    title: str
    url: str
    cells: tuple[PairView, ...]
    extras: tuple[str, ...]
    total: str


def pair_words(pair: CellPair) -> str:
    """Both sides of a cell: "ending 2026-12-31, then lapsed since 2026-12-31"."""
    before, after = cell_text(pair.before), cell_text(pair.after)
    return before if before == after else f"{before}, then {going_on(after)}"


def build_pairs(comparison: Comparison, cell_url: Callable[[str, str], str]) -> tuple[PairRow, ...]:
    """The comparison as rows of a grid; the total counts the cells that differ."""
    rows = []
    for row, line in zip(comparison.before.rows, comparison.lines, strict=True):
        cells = tuple(
            PairView(
                TONES[pair.difference],
                SIGNS[pair.difference],
                f"{pair.before.place.title}: {pair.difference.label.lower()}, {pair_words(pair)}",
                cell_url(row.code, pair.before.place.code),
            )
            for pair in line
        )
        differ = sum(pair.difference is not Difference.SAME for pair in line)
        rows.append(PairRow(row.code, row.title, "", cells, (), grouped(differ)))
    return tuple(rows)


def total_lines(comparison: Comparison) -> list[tuple[str, str, str, str]]:
    """(what, first side, second side, difference) of the totals, in words."""
    found = []
    for label, one, other in _totals(comparison):
        if isinstance(one, Cents):
            sign = "+" if other > one else ""
            found.append((label, eur(one), eur(other), f"{sign}{eur(other - one).removeprefix('EUR ')}"))
        else:
            found.append((label, grouped(one), grouped(other), f"{other - one:+d}" if other != one else "0"))
    return found


def total_rows(comparison: Comparison) -> list[list[str | int]]:
    """The same for a workbook: numbers that can be counted with."""
    return [[label, one, other, type(one)(other - one)] for label, one, other in _totals(comparison)]


def _totals(comparison: Comparison) -> list[tuple[str, int, int]]:
    def both(label: str, count: Callable[[Report], int]) -> tuple[str, int, int]:
        return label, count(comparison.before), count(comparison.after)

    return [
        both("Projects that count", lambda report: report.trust.projects.now),
        both("Cells covered", lambda report: report.state_counts[CellState.COVERED]),
        both("Gaps", lambda report: report.gap_count),
        both("At risk", lambda report: report.risk_count),
        both("Money", lambda report: Cents(report.grid.totals.portfolio_eur_cents)),
    ]


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Both sides, and every cell that differs."""
    return {
        "framework": comparison.before.framework,
        "columns_kind": comparison.before.grid.axis.value,
        "sides": [
            {
                "as_of": report.as_of.isoformat(),
                "horizon_months": report.horizon_months,
                "filter": report.asked.query(),
                "totals": totals_json(report),
            }
            for report in (comparison.before, comparison.after)
        ],
        "counts": {term.value: number for term, number in comparison.counts.items()},
        "differences": [
            {
                "row": comparison.before.rows[pair.before.row].code,
                "column": pair.before.place.code,
                "difference": pair.difference.value,
                "before": _side(comparison.before, pair.before),
                "after": _side(comparison.after, pair.after),
            }
            for pair in comparison.changed
        ],
    }


def _side(report: Report, cell: Cell) -> dict[str, Any]:
    missing = report.budgets.missing(cell)
    return {
        "state": cell.state.value,
        "projects": cell.projects,
        "budget_eur": euro(cell.budget_eur_cents),
        **({"via_eur": euro(cell.via_eur_cents)} if cell.via_eur_cents else {}),
        **({"budgets_unknown": missing} if missing else {}),
        "ends_on": cell.ends_on.isoformat() if cell.ends_on else None,
    }


def comparison_workbook(comparison: Comparison, site_name: str) -> bytes:
    """The bytes of an xlsx workbook: Differences, Totals, About this file."""
    sheets = Sheets(comparison.before.title())
    headings = ["Difference", "No", "Objective", "Where", "First", "Second"]
    headings += ["Projects, first", "Projects, second", "Money, first", "Money, second"]
    sheet = sheets.sheet("Differences", headings, [18, 5, 44, 26, 30, 30, 10, 10, 18, 18])
    count = sheets.rows(sheet, (_sheet_row(comparison, pair) for pair in comparison.changed))
    sheet.autofilter(0, 0, max(count, 1), len(headings) - 1)
    totals = sheets.sheet("Totals", ["Total", "First", "Second", "Difference"], [28, 24, 24, 24])
    sheets.rows(totals, total_rows(comparison))
    sheets.about(
        [
            ("What", f"{comparison.before.title()}, compared"),
            ("From", site_name),
            ("First", title_of(comparison.before)),
            ("Second", title_of(comparison.after)),
            ("Cells", ", ".join(f"{number} {term.label.lower()}" for term, number in comparison.counts.items())),
        ]
    )
    return sheets.done()


def _sheet_row(comparison: Comparison, pair: CellPair) -> list[Any]:
    row = comparison.before.rows[pair.before.row]
    return [
        pair.difference.label,
        row.number,
        row.title,
        pair.before.place.title,
        cell_text(pair.before),
        cell_text(pair.after),
        pair.before.projects,
        pair.after.projects,
        comparison.before.budgets.in_sheet(pair.before),
        comparison.after.budgets.in_sheet(pair.after),
    ]


def comparison_csv(comparison: Comparison) -> str:
    """A line for each cell that differs."""
    sides = ("state", "projects", "budget_eur", "ends_on", "budgets_unknown")
    headings = ["difference", "objective", "title", "place_code", "place"]
    headings += [f"{name}_{side}" for name in sides for side in ("first", "second")]
    found = []
    for pair in comparison.changed:
        row, place = comparison.before.rows[pair.before.row], pair.before.place
        both = (_side(comparison.before, pair.before), _side(comparison.after, pair.after))
        values = [side.get(name, 0) for name in sides for side in both]
        found.append([pair.difference.value, row.code, row.title, place.code, place.title, *values])
    return written(headings, found)


def said(comparison: Comparison) -> str:
    """What is read out when the comparison has changed."""
    return f"{plural(len(comparison.changed), 'cell')} differ"
