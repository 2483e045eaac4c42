"""The first page: the portfolio in numbers, the worst gaps, the next cliffs."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.core.grid import Cell
from portfolio.core.terms import Activity, CellState
from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.gaplist import Line, build_list
from portfolio.coverage.report import Report

#: How many gaps and cliffs the first page names.
SHOWN = 8


@dataclass(frozen=True)
class Overview:
    """What the first page shows; `worst` are lines of the gap list with the position of their group in it."""

    projects: int
    active: int
    upcoming: int
    ended: int
    committed_cents: int
    covered: int
    cells: int
    gaps: int
    at_risk: int
    worst: tuple[tuple[Line, int], ...]
    cliffs: tuple[Cell, ...]
    caveats: tuple[str, ...]


def build_overview(report: Report) -> Overview:
    """The first page's numbers, from the same report as the coverage page."""
    grid = report.grid
    activity = grid.situation.activity

    def count(term: Activity) -> int:
        return int((activity == term.number).sum())

    # A covered cell's last strong project ends after the window: no cliff yet, but the next thing to look at.
    ending = [cell for line in grid.table() for cell in line if cell.ends_on]
    ending.sort(key=lambda cell: (cell.state is not CellState.ENDING, cell.ends_on, cell.row, cell.column))
    # As the gap list has them, gaps that are alike in one line: eight times the same objective would tell nothing.
    listed = build_list(report)
    worst = sorted(listed.lines, key=lambda line: -line.first.priority)
    counts = report.state_counts
    return Overview(
        projects=len(grid.facts),
        active=count(Activity.ACTIVE),
        upcoming=count(Activity.UPCOMING),
        ended=count(Activity.ENDED),
        committed_cents=grid.totals.portfolio_eur_cents,
        covered=counts[CellState.COVERED],
        cells=sum(counts.values()) - counts[CellState.NOT_APPLICABLE],
        gaps=report.gap_count,
        at_risk=report.risk_count,
        worst=tuple((line, listed.groups[line.group].at) for line in worst[:SHOWN]),
        cliffs=tuple(ending[:SHOWN]),
        caveats=tuple(describe_caveats(report)),
    )
