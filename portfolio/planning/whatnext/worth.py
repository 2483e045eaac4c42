"""What each of a chosen set is worth within it: what is lost without it, and what would do as much in its place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from portfolio.core.interventions import Candidate
from portfolio.core.programming import PARTS, CellProgram, Limit, Program


@dataclass(frozen=True, slots=True)
class Item:
    """A chosen candidate: what is lost without it, and which cells it wins or helps to win.

    `equals` counts candidates outside the set that would do exactly as much in its place.
    """

    at: int
    candidate: Candidate
    lost: int
    wins: tuple[tuple[int, int], ...]
    shares: int
    equals: int

    @property
    def per_million(self) -> float | None:
        """Points that are lost without it, for each million euro; None where it costs nothing."""
        cost = self.candidate.cost_eur_cents
        return self.lost / PARTS * 10**8 / cost if cost else None


class Worth:
    """What each of a set is worth within it."""

    def __init__(self, program: Program, chosen: Collection[int]) -> None:
        self.program, self.chosen = program, frozenset(chosen)
        self.cells_of: dict[int, list[CellProgram]] = {}
        for cell in program.cells:
            for one in cell.candidates:
                self.cells_of.setdefault(one, []).append(cell)
        self.loss = {id(cell): cell.loss_with(self.chosen & cell.candidates) for cell in program.cells}
        self.adds = {
            one: sum(self.loss[id(cell)] - self._loss(cell, self.chosen | {one}) for cell in self.cells_of.get(one, []))
            for one in range(len(program.costs))
            if one not in self.chosen
        }

    @staticmethod
    def _loss(cell: CellProgram, chosen: frozenset[int]) -> int:
        return cell.loss_with(chosen & cell.candidates)

    def item(self, at: int, candidate: Candidate) -> Item:
        """One of the set."""
        rest = self.chosen - {at}
        wins, shares, lost = [], 0, 0
        touched = self.cells_of.get(at, [])
        for cell in touched:
            without = self._loss(cell, rest)
            lost += without - self.loss[id(cell)]
            if without > self.loss[id(cell)]:
                wins.append((cell.row, cell.column))
            elif cell.loss > self.loss[id(cell)] and cell.loss > self._loss(cell, frozenset({at})):
                shares += 1
        return Item(at, candidate, lost, tuple(wins), shares, self._equals(at, lost, touched))

    def _equals(self, at: int, lost: int, touched: list[CellProgram]) -> int:
        """How many others would gain exactly as much in its place and keep every limit."""
        rest = self.chosen - {at}
        totals = [(limit, sum(limit.weights.get(one, 0) for one in rest)) for limit in self.program.limits]
        beside = {one for cell in touched for one in cell.candidates}
        found = 0
        for one, adds in self.adds.items():
            if one in beside:
                cells = {id(cell): cell for cell in (*touched, *self.cells_of.get(one, []))}.values()
                gains = sum(self._loss(cell, rest) - self._loss(cell, rest | {one}) for cell in cells)
            else:
                gains = adds
            if gains == lost and all(_keeps(limit, total + limit.weights.get(one, 0)) for limit, total in totals):
                found += 1
        return found


def _keeps(limit: Limit, total: int) -> bool:
    return (limit.least is None or total >= limit.least) and (limit.most is None or total <= limit.most)
