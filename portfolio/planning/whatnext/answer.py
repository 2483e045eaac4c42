"""The exact answer: the best set, how far it is proven, the second best, other budgets, or why there is none."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from time import monotonic

from sqlalchemy.orm import Session

from portfolio.core.interventions import candidates_alone, with_candidates
from portfolio.core.limits import Wishes, build_limits
from portfolio.core.people import Actor
from portfolio.core.programming import Program, build_cells, losses_of
from portfolio.core.terms import PlaceKind
from portfolio.coverage.compare import Comparison, Sides
from portfolio.coverage.facts import Shelf
from portfolio.coverage.report import Report, build_report, compute_report
from portfolio.planning.solver import Solution, turn
from portfolio.planning.whatnext.candidates import Offer, build_offer
from portfolio.planning.whatnext.question import Question
from portfolio.planning.whatnext.search import Search, Step
from portfolio.planning.whatnext.worth import Item, Worth


@dataclass(frozen=True)
class Answer:
    """What a page, a workbook, JSON and the command read. `conflict` are sentences where nothing can be chosen.

    `forgotten` are keys that were to be taken or left out and name no candidate any more.
    """

    question: Question
    report: Report
    offer: Offer
    program: Program
    solution: Solution | None
    conflict: tuple[str, ...]
    after: Report
    second: Solution | None
    steps: tuple[Step, ...]
    forgotten: tuple[str, ...]

    @property
    def chosen(self) -> list[int]:
        """The chosen candidates, by their position."""
        return sorted(self.solution.chosen) if self.solution else []

    @property
    def cost(self) -> int:
        """Euro cents of the set."""
        return self.program.cost(self.chosen)

    @cached_property
    def before_loss(self) -> int:
        """The need-weighted gap as it is."""
        return sum(losses_of(self.report.grid).values())

    @cached_property
    def worth(self) -> Worth:
        """What each is worth, inside the set and beside it."""
        return Worth(self.program, self.chosen)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The chosen ones, what matters most first."""
        found = [self.worth.item(at, self.offer.candidates[at]) for at in self.chosen]
        return tuple(sorted(found, key=lambda item: (-item.lost, item.candidate.cost_eur_cents, item.at)))

    @cached_property
    def comparison(self) -> Comparison:
        """The grid before and after."""
        return Comparison(Sides(self.report.asked, self.after.asked), self.report, self.after, fine=True)

    def titles(self, positions: Collection[int]) -> list[str]:
        """Names of candidates."""
        return [self.offer.candidates[at].title for at in sorted(positions)]


def build_answer(
    session: Session,
    shelf: Shelf,
    actor: Actor,
    question: Question,
    *,
    today: date,
    horizon_months: int,
    seconds: float,
) -> Answer:
    """The answer over what `actor` may see. Refused for what cannot be asked, Busy where others wait for theirs.

    It is kept with the facts it was computed from, so that the page and its downloads solve once.
    """

    report = build_report(session, shelf, actor, question.asked, today=today, horizon_months=horizon_months)
    key = ("what-next", actor.id if question.scenario else None, question, report.as_of, report.horizon_months, seconds)

    def make() -> Answer:
        offer = build_offer(session, actor, report, question, today=today)
        program, forgotten = _program(report, offer, question)
        search = Search(program, monotonic() + 2 * seconds, seconds)
        with turn(2 * seconds):
            first, conflict = search.first()
            second = search.second(first) if first else None
            steps = search.steps(first, question.budget) if first else ()
        chosen = [offer.candidates[at] for at in sorted(first.chosen)] if first else []
        after = report
        if chosen:
            facts = with_candidates(report.grid.facts, chosen)
            after = compute_report(report.portfolio, facts, report.asked, report.as_of, report.horizon_months)
        _verify(program, first, report, after)
        return Answer(question, report, offer, program, first, conflict, after, second, steps, forgotten)

    return report.grid.facts.kept(key, make)


def _program(report: Report, offer: Offer, question: Question) -> tuple[Program, tuple[str, ...]]:
    grid, candidates = report.grid, offer.candidates
    alone = candidates_alone(grid.facts, candidates)
    keys = {key: offer.find(key) for key in (*question.take, *question.leave)}
    wishes = Wishes(
        budget=question.budget,
        least_per_region=question.least_per_region,
        most_per_country=question.most_per_country,
        most_per_region=question.most_per_region,
        most_projects=question.most_projects,
        least_share=question.least_share,
        take=tuple(at for key in question.take if (at := keys[key]) is not None),
        leave=tuple(at for key in question.leave if (at := keys[key]) is not None),
    )
    limits = build_limits(wishes, grid, candidates, alone, missing_in=_missing_in(report))
    costs = tuple(one.cost_eur_cents for one in candidates)
    return Program(costs, build_cells(grid, alone), limits), tuple(key for key, at in keys.items() if at is None)


def _missing_in(report: Report) -> list[int]:
    """Keys of the regions of the shown columns in which something is missing; those of organisations have none."""
    columns = {column for _, column in losses_of(report.grid)}
    places = [report.grid.columns[column] for column in sorted(columns)]
    found = [place.key if place.kind is PlaceKind.REGION else place.region for place in places]
    return list(dict.fromkeys(key for key in found if key is not None))


def _verify(program: Program, solution: Solution | None, before: Report, after: Report) -> None:
    """The gain is what the grid says after it, computed anew: another answer would be a fault, and is not shown."""
    if solution is None:
        return
    lost = sum(losses_of(before.grid).values()) - sum(losses_of(after.grid).values())
    if lost != solution.gain or not program.allows(solution.chosen):
        raise RuntimeError(f"The best set gains {solution.gain} by the program and {lost} by the grid.")
