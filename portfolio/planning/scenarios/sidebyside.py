"""Several scenarios beside today's portfolio: key figures, and the cells that any of them changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portfolio.core.comparison import CellPair
from portfolio.core.grid import Cell
from portfolio.core.terms import Difference
from portfolio.coverage.cellwords import cell_text
from portfolio.coverage.compare import title_of
from portfolio.coverage.report import Report
from portfolio.planning.scenarios.export import figures_json
from portfolio.planning.scenarios.figures import FIGURES, Figures, figures_of, figures_today, hidden_sentence
from portfolio.planning.scenarios.sandbox import Trial
from portfolio.web.sheets import Cents, Sheets

#: Scenarios that fit side by side.
MOST = 4


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell as it is today, and what each scenario makes of it."""

    before: Cell
    pairs: tuple[CellPair, ...]


@dataclass(frozen=True)
class SideBySide:
    """Trials of scenarios, all from the same day over the same cells."""

    trials: tuple[Trial, ...]

    @property
    def before(self) -> Report:
        """The real portfolio."""
        return self.trials[0].before

    @cached_property
    def figures(self) -> list[Figures]:
        """Today's figures, then each scenario's."""
        return [figures_today(self.trials[0]), *map(figures_of, self.trials)] if self.trials else []

    def lines(self) -> list[tuple[str, str, list[int]]]:
        """(name, label, today's figure and each scenario's)."""
        return [(name, label, [getattr(one, name) for one in self.figures]) for name, label in FIGURES.items()]

    @cached_property
    def cells(self) -> list[CellLine]:
        """The cells that any scenario changes, by row and column."""
        found: dict[tuple[int, int], list[CellPair]] = {}
        for trial in self.trials:
            for line in trial.comparison.lines:
                for pair in line:
                    found.setdefault((pair.before.row, pair.before.column), []).append(pair)
        return [
            CellLine(pairs[0].before, tuple(pairs))
            for _, pairs in sorted(found.items())
            if len(pairs) == len(self.trials) and any(pair.difference is not Difference.SAME for pair in pairs)
        ]


def sides_json(sides: SideBySide) -> dict[str, Any]:
    """Figures and cells of all sides."""
    if not sides.trials:
        return {"scenarios": [], "cells": []}
    today, *others = sides.figures
    return {
        "as_of": sides.before.as_of.isoformat(),
        "horizon_months": sides.before.horizon_months,
        "today": figures_json(today),
        "scenarios": [
            {"id": trial.scenario.id, "name": trial.scenario.name, "figures": figures_json(one)}
            for trial, one in zip(sides.trials, others, strict=True)
        ],
        "cells": [
            {
                "row": sides.before.rows[line.before.row].code,
                "column": line.before.place.code,
                "today": line.before.state.value,
                "scenarios": [
                    {"state": pair.after.state.value, "difference": pair.difference.value} for pair in line.pairs
                ],
            }
            for line in sides.cells
        ],
    }


def side_workbook(sides: SideBySide, site_name: str) -> bytes:
    """The bytes of an xlsx workbook: Figures, Cells, About this file."""
    sheets = Sheets("Scenarios side by side")
    names = [trial.scenario.name for trial in sides.trials]
    sheet = sheets.sheet("Figures", ["Figure", "Today", *names], [50, *(24 for _ in range(len(names) + 1))])
    sheets.rows(
        sheet,
        ([label, *(_figure(name, value) for value in values)] for name, label, values in sides.lines()),
    )
    cells = sheets.sheet(
        "Cells", ["No", "Objective", "Where", "Today", *names], [5, 44, 26, *(34 for _ in range(len(names) + 1))]
    )
    sheets.rows(cells, (_line(sides, line) for line in sides.cells))
    about = [("What", "Scenarios side by side"), ("From", site_name)]
    if sides.trials:
        about.append(("Seen", title_of(sides.before)))
    about += [
        ("Left out", f"{one.scenario.name}: {hidden_sentence(one.sandbox)}")
        for one in sides.trials
        if one.sandbox.hidden
    ]
    sheets.about(about)
    return sheets.done()


def _figure(name: str, value: int) -> Any:
    return Cents(value) if name == "money_eur_cents" else value


def _line(sides: SideBySide, line: CellLine) -> Sequence[Any]:
    row = sides.before.rows[line.before.row]
    texts = [f"{pair.difference.label}: {cell_text(pair.after)}" for pair in line.pairs]
    return [row.number, row.title, line.before.place.title, cell_text(line.before), *texts]
