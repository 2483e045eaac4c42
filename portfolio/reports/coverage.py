"""The coverage report: the whole grid in words, the objectives in numbers, what ends, the map, how far to trust it."""

from __future__ import annotations

from portfolio.core.sentences import Euro
from portfolio.core.terms import CellState
from portfolio.core.trust import CRITERIA, Bound
from portfolio.coverage.heatmap import distinct_projects
from portfolio.coverage.trust import labels_of
from portfolio.reports.document import Cell, Column, Document, Paragraph, Section, Table
from portfolio.reports.parts import CAVEATS_TITLE, big_numbers, ending_section, map_section, rules
from portfolio.reports.sources import Desk
from portfolio.reports.wording import Wording
from portfolio.web.filters import Filter

#: Columns of places that stand side by side on a sheet of paper.
_BESIDE = 8


def coverage_report(desk: Desk, asked: Filter, code: str) -> Document:
    """The report of a filter in a language. Refused as the pages of coverage refuse."""
    source = desk.source(asked)
    report = source.report
    words = Wording(report, desk.language(code))
    return Document(
        slug="coverage",
        as_of=report.as_of,
        title=words.word("Coverage report"),
        lead=f"{words.language.say(report.say_title())}.",
        cover=words.cover,
        sections=(
            Section("", (big_numbers(words), Paragraph(words.totals))),
            Section(words.word("Where each objective stands"), (_grid(words), _states(words))),
            Section(words.word("In numbers"), (_rows(words),)),
            ending_section(source, words),
            map_section(source, words),
            Section(words.word("How far to trust these numbers"), (_stated(words), _bounds(words))),
        ),
        caveats_title=words.word(CAVEATS_TITLE),
        caveats=words.caveats,
        notes=words.notes,
        rules=rules(words),
        language=words.language,
        site_name=desk.site_name,
        press=desk.press,
        landscape=True,
    )


def _grid(words: Wording) -> Table:
    """Every cell: its state with the day that matters."""
    report = words.report
    rows: list[tuple[Cell, ...]] = [
        (words.row(report.rows[number]), *map(words.state, cells)) for number, cells in enumerate(report.grid.table())
    ]
    return Table(
        "Coverage",
        words.word("State of each objective in each column, with the day that matters"),
        (
            Column(words.word(report.kind.label), "text", 26),
            *(Column(words.place(place), "state", 16) for place in report.columns),
        ),
        tuple(rows),
        beside=_BESIDE,
        empty=words.word("This report has no rows."),
    )


def _states(words: Wording) -> Table:
    """How many cells have each state."""
    counts = words.report.state_counts
    shown = [term for term in CellState if counts[term]]
    return Table(
        "States",
        words.word("Cells by state"),
        (Column(words.word("State"), "text", 30), Column(words.word("Cells"), "number", 10)),
        tuple((words.language.say(term), counts[term]) for term in shown),
        scale=1,
    )


def _rows(words: Wording) -> Table:
    """Each row in numbers; money is all that stands in the row, whatever the column."""
    report = words.report
    grid, shown = report.grid, list(report.grid.shown)

    def line(number: int) -> tuple[Cell, ...]:
        state = grid.state[number, shown]
        covered, ending = (int((state == term.number).sum()) for term in (CellState.COVERED, CellState.ENDING))
        money = words.money(int(grid.money[number].sum()), report.budgets.unsaid(number))
        projects, gaps = distinct_projects(report, number), report.row_gaps[number]
        return words.row(report.rows[number]), projects, covered, ending, gaps, money

    columns = ("Projects", "Cells covered", "Ending", "Gaps")
    return Table(
        "In numbers by row",
        words.word("Projects, cells and money of each row"),
        (
            Column(words.word(report.kind.label), "text", 44),
            *(Column(words.word(heading), "number", 10) for heading in columns),
            Column(words.word("Money"), "money", 18),
        ),
        tuple(line(number) for number in range(len(report.rows))),
        scale=5,
        empty=words.word("This report has no rows."),
    )


def _stated(words: Wording) -> Table:
    stated, labels = words.report.trust.stated, labels_of(words.report)
    return Table(
        "Stated",
        words.word("What projects state"),
        (
            Column(words.word("What"), "text", 40),
            Column(words.word("Projects"), "number", 12),
            Column(words.word("Of"), "number", 12),
        ),
        tuple((words.word(labels[name]), stated.known[name], stated.projects) for name in CRITERIA),
    )


def _bounds(words: Wording) -> Table:
    report, trust = words.report, words.report.trust
    lines: tuple[tuple[str, Bound], ...] = (
        ("Cells covered", trust.covered),
        ("Gaps", trust.gaps),
        ("Projects that count", trust.projects),
    )
    money = (
        words.word("Money"),
        Euro(report.grid.totals.portfolio_eur_cents),
        Euro(trust.money_if_empty),
        words.word("unknown") if trust.budgets_unknown else Euro(report.grid.totals.portfolio_eur_cents),
    )
    headings = ("As it is", "If all unknowns were empty", "If all unknowns were covered")
    return Table(
        "Bounds",
        words.word("What the unknowns could make of the totals"),
        (
            Column(words.word("Total"), "text", 34),
            *(Column(words.word(heading), "number", 16) for heading in headings),
        ),
        (*((words.word(label), bound.now, bound.if_empty, bound.if_covered) for label, bound in lines), money),
    )
