"""The figures of a scenario against the real portfolio, and its changes, rows and columns in words for its reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.core.comparison import HIDDEN, MoneyPair
from portfolio.core.periods import PartialDate
from portfolio.core.project import DATE_FIELDS
from portfolio.core.scenario import amount_words, change_words
from portfolio.core.terms import CellState, Difference
from portfolio.coverage.cellwords import EXTRA_HEADINGS
from portfolio.coverage.report import Report
from portfolio.planning.scenarios.queries import Step
from portfolio.planning.scenarios.sandbox import Sandbox, Trial
from portfolio.web.display import eur


@dataclass(frozen=True, slots=True)
class Figures:
    """The key figures of a report, or of a scenario's; money in euro cents."""

    projects: int
    covered: int
    gaps: int
    at_risk: int
    losses: int
    money_eur_cents: int
    gained: int
    lost: int
    conflicts: int


def figures_of(trial: Trial) -> Figures:
    """The figures of what a scenario makes of the portfolio; gained and lost count cells against it."""
    counts = trial.comparison.counts
    gained = (Difference.GAINED, Difference.STRONGER, Difference.LONGER, Difference.PLANNED)
    lost = (Difference.LOST, Difference.ENDING, Difference.WEAKER, Difference.SHORTER, Difference.UNPLANNED)
    return Figures(
        **_of_report(trial.after),
        losses=sum(pair.after is not None for pair in trial.cliffs),
        gained=sum(counts[term] for term in gained),
        lost=sum(counts[term] for term in lost),
        conflicts=len(trial.sandbox.applied.conflicts),
    )


def figures_today(trial: Trial) -> Figures:
    """The figures of the real portfolio beside it."""
    losses = sum(pair.before is not None for pair in trial.cliffs)
    return Figures(**_of_report(trial.before), losses=losses, gained=0, lost=0, conflicts=0)


def _of_report(report: Report) -> dict[str, int]:
    return {
        "projects": report.trust.projects.now,
        "covered": report.state_counts[CellState.COVERED],
        "gaps": report.gap_count,
        "at_risk": report.risk_count,
        "money_eur_cents": report.grid.totals.portfolio_eur_cents,
    }


HIDDEN_CHANGE = "A change of a project that you may not see, or that is gone"

#: Key figures in the order in which they are compared, with their labels.
FIGURES = {
    "projects": "Projects that count",
    "covered": "Cells covered",
    "gaps": "Gaps",
    "at_risk": "Cells at risk",
    "losses": "Cells that lose their last strong project within two years",
    "money_eur_cents": "Money",
    "gained": "Cells better off than today",
    "lost": "Cells worse off than today",
    "conflicts": "Changes that reality overtook",
}


def figure_text(name: str, value: int) -> str:
    """A figure as pages show it."""
    return eur(value) if name == "money_eur_cents" else f"{value}"


def step_words(sandbox: Sandbox, step: Step) -> str:
    """A change in words; of one about a project that the reader may not see, nothing but that."""
    return change_words(step.change, sandbox.called) if sandbox.shows(step) else HIDDEN_CHANGE


def moved_words(name: str, value: str | None) -> str:
    """What a field of a project said, in a conflict: dates in words, amounts with their thousands apart."""
    if not value:
        return "empty"
    if name in DATE_FIELDS:
        return PartialDate.parse(value).in_words()
    return amount_words(value, "") if name == "budget_amount" else value


def row_title(report: Report, at: int | str) -> str:
    """What a row of the money by objective is called."""
    return "Unclassified" if isinstance(at, str) else f"{report.rows[at].number} {report.rows[at].title}"


def column_title(report: Report, at: int | str) -> str:
    """What a column of the money by place is called."""
    if isinstance(at, str):
        return "Columns that are not shown" if at == HIDDEN else EXTRA_HEADINGS[at]
    return report.grid.columns[at].title


def shown_money(pairs: Sequence[MoneyPair]) -> list[MoneyPair]:
    """The lines that have any money, before or after, or budgets that nobody knows."""
    return [pair for pair in pairs if pair.before or pair.after or pair.before_unsaid or pair.after_unsaid]


def state_of(sandbox: Sandbox, step: Step) -> str:
    """What became of a change: applied, conflict, hidden, real."""
    if step.realised is not None:
        return "real"
    if not sandbox.shows(step):
        return "hidden"
    return "conflict" if step.number in {one.number for one in sandbox.applied.conflicts} else "applied"


def hidden_sentence(sandbox: Sandbox) -> str:
    """How many changes are left out because the reader may not see their projects; empty where none is."""
    number = len(sandbox.hidden)
    if not number:
        return ""
    what = "1 change is" if number == 1 else f"{number} changes are"
    return f"{what} about projects that you may not see, or that are gone; these numbers leave them out."
