"""One search for the best set: the second best, the best of other budgets, or which of the stated limits contradict."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import monotonic

from portfolio.core.programming import Limit, Program
from portfolio.planning.solver import Infeasible, OutOfTime, Solution, best_set, can_be_kept, least_set
from portfolio.web.display import eur

#: The budgets of the marginal list, in percent of the one that is asked.
STEPS = (25, 50, 75, 100, 125, 150)


@dataclass(frozen=True, slots=True)
class Step:
    """The best set for a part of the budget, None where there is none or time was up, and what differs from before."""

    percent: int
    budget: int
    solution: Solution | None
    cost: int = 0
    added: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()
    in_time: bool = True


@dataclass(slots=True)
class Search:
    """One search: everything ends by `until` (a moment of the process's clock), the first set within `seconds`."""

    program: Program
    until: float
    seconds: float

    def left(self, part: float) -> float:
        return max(min(self.seconds * part, self.until - monotonic()), 0.0)

    def first(self) -> tuple[Solution | None, tuple[str, ...]]:
        """The best set, the cheapest of equals; or the sentences that say why there is none."""
        try:
            found = best_set(self.program, seconds=self.seconds)
        except Infeasible:
            return None, explain(self.program, self.left(0.5))
        except OutOfTime:
            words = "No set was found in the time that is set for it"
            return None, (f"{words} ({self.seconds:g} seconds): state less, or look at fewer places.",)
        costs = dict(enumerate(self.program.costs))
        cheaper = least_set(self.program, costs, seconds=self.left(0.25), gain=found.gain)
        if cheaper is None or self.program.cost(cheaper.chosen) >= self.program.cost(found.chosen):
            return found, ()
        return Solution(cheaper.chosen, cheaper.gain, max(found.bound, cheaper.gain)), ()

    def second(self, first: Solution) -> Solution | None:
        """The best set that leaves something of the first out; None where there is none, or time is up."""
        another = Limit("another", "another set", dict.fromkeys(first.chosen, 1), most=len(first.chosen) - 1)
        if not first.chosen or not self.left(0.5):
            return None
        try:
            found = best_set(self.program, seconds=self.left(0.5), others=(another,))
        except (Infeasible, OutOfTime):
            return None
        return self._like(self.program, found, first, (another,))

    def _like(self, program: Program, found: Solution, model: Solution, others: tuple[Limit, ...]) -> Solution:
        """Of the sets as good as `found`, one that differs least from a model set."""
        weights = {at: -1 if at in model.chosen else 1 for at in range(len(program.costs))}
        nearer = least_set(program, weights, seconds=self.left(0.05), gain=found.gain, others=others)
        if nearer is None:
            return found
        return Solution(nearer.chosen, nearer.gain, max(found.bound, nearer.gain))

    def steps(self, first: Solution, budget: int) -> tuple[Step, ...]:
        """The best sets of other budgets, each as near as it can be to its neighbour on the side of the asked one."""
        found: dict[int, Step] = {100: Step(100, budget, first, self.program.cost(first.chosen))}
        for percents in ([each for each in reversed(STEPS) if each < 100], [each for each in STEPS if each > 100]):
            model = first
            for percent in percents:
                found[percent] = self._step(percent, budget * percent // 100, model)
                model = found[percent].solution or model
        steps: list[Step] = []
        before: frozenset[int] = frozenset()
        for percent in STEPS:
            step = found[percent]
            chosen = step.solution.chosen if step.solution else frozenset()
            added, dropped = tuple(sorted(chosen - before)), tuple(sorted(before - chosen))
            steps.append(replace(step, added=added, dropped=dropped))
            before = chosen
        return tuple(steps)

    def _step(self, percent: int, budget: int, model: Solution) -> Step:
        limits = tuple(replace(one, most=budget) if one.key == "budget" else one for one in self.program.limits)
        program = replace(self.program, limits=limits)
        solution: Solution | None = None
        try:
            if self.left(0.25):
                solution = best_set(program, seconds=self.left(0.25))
        except Infeasible:
            return Step(percent, budget, None)
        except OutOfTime:
            pass
        if percent > 100 and (solution is None or solution.gain < model.gain):
            # What a smaller budget buys, a larger one buys too.
            everything = sum(cell.loss for cell in self.program.cells)
            solution = Solution(model.chosen, model.gain, solution.bound if solution else everything)
        if solution is None:
            return Step(percent, budget, None, in_time=False)
        solution = self._like(program, solution, model, ())
        if percent < 100:
            # And what bounds a larger budget bounds a smaller one.
            solution = replace(solution, bound=max(min(solution.bound, model.bound), solution.gain))
        return Step(percent, budget, solution, self.program.cost(solution.chosen))


def explain(program: Program, seconds: float) -> tuple[str, ...]:
    """Which of the limits cannot be kept together: none of these can be taken away without the rest becoming possible.

    One after the other is left out; where nothing is possible still, it has no part in it.
    """
    alone = [one for one in program.limits if one.least is not None and one.reach < one.least]
    if alone:
        return tuple(f"This cannot be kept, whatever is chosen: {one.words}. {_there(one)}".strip() for one in alone)
    until = monotonic() + seconds
    ends = [one.key for one in program.limits if one.key in ("budget", "most-projects")]
    core = min((_core(program, key, until) for key in reversed(ends)), key=len)
    sentences = [f"These cannot all be kept: {'; '.join(one.words for one in core)}. Any one less would do."]
    rest = tuple(one for one in core if one.key != "budget")
    if len(rest) < len(core):
        bare = replace(program, cells=(), limits=rest)
        cheapest = least_set(bare, dict(enumerate(program.costs)), seconds=1.0, gain=0)
        if cheapest is not None:
            sentences.append(f"The others need at least {eur(program.cost(cheapest.chosen))}.")
    return tuple(sentences)


def _core(program: Program, kept: str, until: float) -> list[Limit]:
    """What is left when whatever has no part in it is taken away, the limit with the key `kept` tried last."""
    core = list(program.limits)
    for limit in sorted(program.limits, key=lambda one: one.key == kept):
        rest = tuple(one for one in core if one is not limit)
        try:
            if not can_be_kept(program, rest, seconds=max(until - monotonic(), 0.05)):
                core = list(rest)
        except OutOfTime:
            break
    return core


def _there(limit: Limit) -> str:
    if not limit.key.startswith("region-"):
        return ""
    number = len(limit.weights)
    return "There is 1 candidate." if number == 1 else f"There are {number or 'no'} candidates."
