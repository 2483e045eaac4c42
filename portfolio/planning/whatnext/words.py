"""The answer in words and lines, the same for page, workbook, JSON and terminal; it computes nothing of its own."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from portfolio.core.programming import PARTS
from portfolio.core.terms import Intervention
from portfolio.coverage.cellwords import cell_text, going_on
from portfolio.planning.solver import Solution
from portfolio.planning.whatnext.answer import Answer
from portfolio.planning.whatnext.search import Step
from portfolio.planning.whatnext.worth import Item
from portfolio.web.display import day, eur, plural

#: How many of what was not chosen a page lists.
BESIDE = 10

#: How the answer is made, as (label, sentence) pairs for the page and the sheet about the file.
RULES = (
    (
        "What is maximised",
        "The sum over all shown cells of priority (need x severity, as in the gap list) now, less the same sum with the"
        " set in place. A cell is won once, however many projects reach it, and by the best state the set gives it; two"
        " that help only together count together.",
    ),
    (
        "Extension",
        "A project that is active and ends in the months looked at runs on for the months stated. It costs its own"
        " budget divided by the days of its life, times the days added, rounded up to the cent.",
    ),
    (
        "New project",
        "One for each cell that is a gap or at risk: for that objective (principal), at that place, running from the"
        " report's day for the months stated, at the cost stated. Its strand is that of most projects so far.",
    ),
    (
        "Draft",
        "A scenario's draft counts with its own dates and its own budget, as if it were approved: one that starts after"
        " the report's day is planned then, not active. A scenario's other changes are left out.",
    ),
    (
        "Limits",
        "Money is kept to the cent, and stands in countries and regions as the grid divides it: what is linked to a"
        " region counts for the region and for no country. A project of both strands counts half for each.",
    ),
    (
        "Proof",
        "The set is computed by an exact method (branch and bound). Where the time for it runs out, the page says how"
        " far the set can be from the best possible. Of equally good sets the cheapest is shown; then any may stand.",
    ),
)


def points(parts: int | None) -> str:
    """Parts of a point as points: "12.30"."""
    return "" if parts is None else f"{parts / PARTS:.2f}"


def proof(solution: Solution) -> str:
    """How good a set is known to be."""
    if solution.proven:
        return "proven best"
    # Rounded up, so that nothing is claimed that was not shown.
    return f"within {math.ceil(solution.gap * 1000) / 10:.1f} % of the best possible"


def cell_name(answer: Answer, row: int, column: int) -> str:
    """A cell: "9 Title, Pacific"."""
    line = answer.report.rows[row]
    return f"{line.number} {line.title}, {answer.report.grid.columns[column].title}"


def cell_change(answer: Answer, row: int, column: int) -> str:
    """What becomes of a cell: "never, then covered"."""
    before, after = (cell_text(one.grid.cell(row, column)) for one in (answer.report, answer.after))
    return f"{going_on(before)}, then {going_on(after)}"


def need_words(answer: Answer, row: int, column: int) -> str:
    """The need of a cell."""
    need = answer.report.grid.cell(row, column).need
    return "need unknown" if need is None else f"need {need}"


def what(item_kind: Intervention, answer: Answer, at: int) -> str:
    """What a candidate is: "Extension to 3 May 2028", "New project", "Draft"."""
    one = answer.offer.candidates[at]
    return f"Extension to {day(one.ends_on)}" if item_kind is Intervention.EXTENSION else item_kind.label


def reason(answer: Answer, item: Item) -> str:
    """Why an item is in the set, in a sentence or two."""
    wins = [
        f"{cell_name(answer, row, column)} ({need_words(answer, row, column)}): {cell_change(answer, row, column)}"
        for row, column in item.wins
    ]
    sentences = [f"{'; '.join(wins)}."] if wins else ["Nothing is lost without it; a limit asks for it."]
    if item.shares:
        sentences.append(f"It also helps in {plural(item.shares, 'cell')} that others of the set win too.")
    return " ".join(sentences)


def equals(item: Item) -> str:
    """How many others would do as much; empty where none would."""
    if not item.equals:
        return ""
    return f"{plural(item.equals, 'other')} would do exactly as much in its place"


def step_words(answer: Answer, step: Step) -> str:
    """What a budget adds to the one before: "adds A; B; drops C"."""
    if step.solution is None:
        return "not found in the time set for it" if not step.in_time else "what is stated cannot be kept"
    parts = []
    for verb, positions in (("adds", step.added), ("drops", step.dropped)):
        if positions:
            titles = answer.titles(positions)
            more = f" and {len(titles) - 6} more" if len(titles) > 6 else ""
            parts.append(f"{verb} {'; '.join(titles[:6])}{more}")
    return ". ".join(parts) or "adds nothing"


def second_words(answer: Answer) -> str:
    """The second set against the first, in a sentence; empty where there is none."""
    if answer.second is None or answer.solution is None:
        return ""
    loses = answer.solution.gain - answer.second.gain
    cost = answer.program.cost(answer.second.chosen)
    how = "removes exactly as much" if not loses else f"removes {points(loses)} points less"
    return f"It {how} and costs {eur(cost)}; {proof(answer.second)}."


def unknown_needs(answer: Answer) -> str:
    """That needs are not known, where that makes candidates alike; empty where all are known."""
    grid = answer.report.grid
    cells = {(cell.row, cell.column) for cell in answer.program.cells}
    unknown = sum(grid.cell(row, column).need is None for row, column in cells)
    if not unknown:
        return ""
    return (
        f"The need is unknown in {unknown} of {plural(len(cells), 'cell')} that could be won, and weighs alike there:"
        " enter needs to tell them apart."
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """A candidate outside the set: what it would add to it, and that for each million euro."""

    at: int
    adds: int
    per_million: float


def beside(answer: Answer) -> list[Beside]:
    """What is not chosen and would add something, most for a euro first."""
    found = []
    for at, adds in answer.worth.adds.items():
        cost = answer.offer.candidates[at].cost_eur_cents
        if adds > 0:
            found.append(Beside(at, adds, adds / PARTS * 10**8 / cost if cost else float("inf")))
    return sorted(found, key=lambda one: (-one.per_million, one.at))


def lines(answer: Answer) -> Iterator[str]:
    """The answer for a terminal."""
    yield f"What next: {answer.report.title()}, seen from {day(answer.report.as_of)}"
    for label, value in answer.question.words():
        yield f"  {label}: {value}"
    yield ""
    if answer.solution is None:
        yield from answer.conflict
        return
    yield (
        f"{plural(len(answer.chosen), 'project')} for {eur(answer.cost)} remove {points(answer.solution.gain)} of"
        f" {points(answer.before_loss)} points of need-weighted gap; {proof(answer.solution)}."
    )
    for item in answer.items:
        yield f"{points(item.lost):>7}  {eur(item.candidate.cost_eur_cents):>18}  {item.candidate.title}"
        yield f"         {what(item.candidate.kind, answer, item.at)} ({item.candidate.key}). {reason(answer, item)}"
    if words := second_words(answer):
        yield ""
        yield f"Second set. {words}"
    yield ""
    for step in answer.steps:
        gain = points(step.solution.gain) if step.solution else "-"
        yield f"{step.percent:>4} %  {eur(step.budget):>18}  {gain:>8}  {step_words(answer, step)}"
