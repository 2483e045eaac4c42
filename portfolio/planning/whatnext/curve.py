"""The gain of each budget as a drawing: where its points, lines and words stand; a macro of charts writes them."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.core.programming import PARTS
from portfolio.coverage.charts import BOTTOM, LEFT, RIGHT, TOP, WIDTH, Tick, scale_steps
from portfolio.planning.whatnext.answer import Answer
from portfolio.planning.whatnext.words import points
from portfolio.web.display import eur, short_amount

HEIGHT = 240


@dataclass(frozen=True, slots=True)
class Dot:
    """A budget on the curve; `asked` is the one the question states."""

    x: float
    y: float
    words: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """Points removed by budget."""

    width: int
    height: int
    base: float
    path: str
    dots: tuple[Dot, ...]
    scale: tuple[Tick, ...]
    budgets: tuple[Tick, ...]


def draw_curve(answer: Answer) -> Curve | None:
    """The curve through the budgets for which there is a set; None where there are fewer than two."""
    steps = [step for step in answer.steps if step.solution is not None]
    most_budget = max((step.budget for step in steps), default=0)
    if len(steps) < 2 or not most_budget:
        return None
    gains = [step.solution.gain if step.solution else 0 for step in steps]
    ticks = scale_steps(-(-max(gains) // PARTS))
    full = max(ticks[-1], 1)
    base = HEIGHT - BOTTOM

    def across(budget: int) -> float:
        return round(LEFT + budget * (WIDTH - LEFT - RIGHT - 30) / most_budget, 1)

    def up(gain: float) -> float:
        return round(base - gain * (base - TOP) / full, 1)

    dots = tuple(
        Dot(across(step.budget), up(gain / PARTS), f"{eur(step.budget)}: {points(gain)} points", step.percent == 100)
        for step, gain in zip(steps, gains, strict=True)
    )
    return Curve(
        width=WIDTH,
        height=HEIGHT,
        base=base,
        path="M" + "L".join(f"{dot.x} {dot.y}" for dot in dots),
        dots=dots,
        scale=tuple(Tick(up(value), str(value)) for value in ticks),
        budgets=tuple(Tick(across(step.budget), short_amount(step.budget)) for step in steps),
    )
