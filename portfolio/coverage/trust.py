"""The trust panel in words: what projects state, who reports well, and the bounds that unknowns set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portfolio.core.trust import CRITERIA, Bound, Stated
from portfolio.coverage.report import Report
from portfolio.web.display import eur, grouped, plural

#: Organisations that the page lists: those with the most projects; the workbook and JSON have all.
SHOWN = 15

LABELS = {
    "budget": "A budget in euro",
    "dates": "Start and end",
    "objectives": "Objectives",
    "places": "Places",
    "shares": "Shares, or no need of any",
    "updated": "Updated within 6 months, or ended",
}


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation with what its projects state."""

    id: int
    name: str
    stated: Stated


@dataclass(frozen=True, slots=True)
class BoundLine:
    """A total with its bounds, in words."""

    label: str
    now: str
    if_empty: str
    if_covered: str


@dataclass(frozen=True)
class Panel:
    """What the panel shows."""

    stated: Stated
    criteria: tuple[tuple[str, int, str], ...]
    organisations: tuple[OrganisationLine, ...]
    more: int
    bounds: tuple[BoundLine, ...]
    nowhere: int


def labels_of(report: Report) -> dict[str, str]:
    """What each criterion is called; by other rows than objectives the links to these are told."""
    return LABELS if report.by_objective else {**LABELS, "objectives": report.kind.label}


def percent(part: int, whole: int) -> str:
    """A share in whole percent; less than all is never 100, more than none never 0."""
    if not whole:
        return "–"
    rounded = round(100 * part / whole)
    return f"{min(max(rounded, 1 if part else 0), 100 if part == whole else 99)} %"


def organisation_lines(report: Report) -> list[OrganisationLine]:
    """Every organisation, best reported first; of equals the one with more projects."""
    names = report.portfolio.organisations
    lines = [OrganisationLine(key, names.get(key, ""), stated) for key, stated in report.trust.organisations.items()]
    return sorted(lines, key=lambda line: (-line.stated.score, -line.stated.projects, line.name))


def shown_trust(report: Report) -> dict[str, Any]:
    """What the template of the panel needs."""
    return {"panel": build_panel(report), "percent": percent}


def build_panel(report: Report) -> Panel:
    """The panel of a report."""
    trust = report.trust
    lines = organisation_lines(report)
    largest = {line.id for line in sorted(lines, key=lambda line: (-line.stated.projects, line.name))[:SHOWN]}
    stated, labels = trust.stated, labels_of(report)
    return Panel(
        stated,
        tuple((labels[name], stated.known[name], percent(stated.known[name], stated.projects)) for name in CRITERIA),
        tuple(line for line in lines if line.id in largest),
        len(lines) - len(largest),
        bound_lines(report),
        trust.nowhere,
    )


def bound_lines(report: Report) -> tuple[BoundLine, ...]:
    """Each total of the grid with what it would be if all unknowns were empty, and if all were covered."""
    trust = report.trust
    money = eur(report.grid.totals.portfolio_eur_cents, short=True)
    unknown = f"unknown ({plural(trust.budgets_unknown, 'budget')})" if trust.budgets_unknown else money
    return (
        _counted("Cells covered", trust.covered),
        _counted("Gaps", trust.gaps),
        _counted("Projects that count", trust.projects),
        BoundLine("Money", money, eur(trust.money_if_empty, short=True), unknown),
    )


def _counted(label: str, bound: Bound) -> BoundLine:
    return BoundLine(label, grouped(bound.now), grouped(bound.if_empty), grouped(bound.if_covered))


def trust_json(report: Report) -> dict[str, Any]:
    """The panel for programs."""
    trust = report.trust
    return {
        "projects": trust.stated.projects,
        "stated": trust.stated.known,
        "bounds": {
            name: {"now": bound.now, "if_empty": bound.if_empty, "if_covered": bound.if_covered}
            for name, bound in (("covered", trust.covered), ("gaps", trust.gaps), ("projects", trust.projects))
        },
        "budgets_unknown": trust.budgets_unknown,
        "money_if_empty_eur": f"{trust.money_if_empty / 100:.2f}",
        "nowhere": trust.nowhere,
        "organisations": [
            {"name": line.name, "projects": line.stated.projects, "stated": line.stated.known}
            for line in organisation_lines(report)
        ],
    }
