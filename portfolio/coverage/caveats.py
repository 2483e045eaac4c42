"""What stands under a report in sentences: what its money adds up to, and what its numbers do not know."""

from __future__ import annotations

from typing import Any

from portfolio.core.activity import Caveats
from portfolio.core.periods import PartialDate
from portfolio.core.sentences import Euro, Sentence, sentence
from portfolio.coverage.report import Report
from portfolio.coverage.rows import WITHOUT

_PARTS = (
    ("cells", "{money} in the columns shown"),
    ("hidden", "{money} in columns not shown"),
    ("unclassified", "{money} unclassified"),
    ("unplaced", "{money} unplaced"),
    ("regional", "{money} regional, not divided"),
    ("several_regions", "{money} several regions"),
    ("members", "{money} linked to members"),
    ("elsewhere", "{money} elsewhere"),
)


def describe_totals(report: Report) -> str:
    """The sentence under a grid: what the parts add up to."""
    parts, total = say_totals(report)
    return f"{' + '.join(map(str, parts))} {total}".strip()


def say_totals(report: Report) -> tuple[list[Sentence], Sentence]:
    """The parts, and what they add up to, to be said in any language."""
    totals = report.grid.totals
    cents = {name: getattr(totals, f"{name}_eur_cents") for name, _ in _PARTS}
    parts = [sentence(text, money=Euro(cents[name])) for name, text in _PARTS if cents[name]]
    if not parts:
        return [], sentence("No budget is known for the projects of this report.")
    total = sentence("= {money}, the portfolio's total, to the cent.", money=Euro(totals.portfolio_eur_cents))
    return parts, total


_SENTENCES: tuple[tuple[str, str], ...] = (
    ("without_budget", "without a budget in euro"),
    ("without_rate", "with a budget that no exchange rate turns into euro"),
    ("undated", "without any date, in no cell"),
    ("without_start", "without a start"),
    ("open_ended", "without an end, taken as running on"),
    ("without_objectives", "without an objective"),
    ("without_places", "without a place"),
    ("without_shares", "whose budget is divided equally, for want of shares"),
    ("shares_over", "whose shares add to more than 100 %, scaled"),
    ("shares_short", "whose shares add to less than 100 %, the rest unclassified or unplaced"),
    ("cancelled", "cancelled"),
    ("suspended", "suspended"),
    ("later", "starting after the window"),
    ("missed", "in the pipeline past their end"),
    ("not_updated", "not updated for 6 months"),
)

_DISAGREEMENTS = {
    "closed-but-running": "called closed, but their dates run on",
    "running-but-ended": "called running, but their end has passed",
    "running-but-not-started": "called running, but not begun",
    "pipeline-but-started": "called pipeline, but their start has passed",
    "ends-before-it-starts": "ending before they start",
}


def describe_caveats(report: Report) -> list[str]:
    """What the numbers do not know, as sentences; the first names the portfolio's size and day."""
    return list(map(str, say_caveats(report)))


def say_caveats(report: Report, of: Caveats | None = None) -> list[Sentence]:
    """The same to be said in any language; `of` are those of some of its projects."""
    caveats = of or report.grid.caveats
    found = [_projects(caveats.projects, ", seen from {day}.", day=PartialDate.of(report.as_of))]
    if report.portfolio.recorded:
        text = "As recorded: {moment}. What was written later is not in these numbers."
        found.append(sentence(text, moment=report.portfolio.recorded.said))
    for name, words in _SENTENCES:
        count = getattr(caveats, name)
        if count:
            words = words.replace("an objective", WITHOUT[report.kind])
            found.append(_projects(count, f" {words}."))
    for kind, count in caveats.disagreements.items():
        if count:
            found.append(_projects(count, f" {_DISAGREEMENTS.get(kind, kind)}."))
    return found


def _projects(count: int, rest: str, **values: Any) -> Sentence:
    return sentence("{n} project" + rest, "{n} projects" + rest, n=count, **values)
