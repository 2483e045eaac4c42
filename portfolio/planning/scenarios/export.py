"""A scenario's trial as JSON and as a workbook: its changes, figures, cells, gaps, cliffs and money."""

from __future__ import annotations

from typing import Any

from portfolio.core.comparison import CliffPair, MoneyPair
from portfolio.core.gaps import Gap
from portfolio.core.grid import Cell
from portfolio.core.scenario import write_change
from portfolio.core.terms import CliffTurn, Difference, GapTurn
from portfolio.coverage.budgets import UNKNOWN_MONEY
from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.cellwords import cell_text
from portfolio.coverage.compare import comparison_json, title_of, total_rows
from portfolio.coverage.export import euro
from portfolio.coverage.report import Report
from portfolio.planning.scenarios.figures import (
    FIGURES,
    Figures,
    column_title,
    figures_of,
    figures_today,
    hidden_sentence,
    row_title,
    shown_money,
    state_of,
    step_words,
)
from portfolio.planning.scenarios.months import build_months, months_json, write_months
from portfolio.planning.scenarios.queries import Step
from portfolio.planning.scenarios.sandbox import Sandbox, Trial
from portfolio.web.sheets import Cents, Sheets


def trial_json(trial: Trial) -> dict[str, Any]:
    """Everything: the scenario, its conflicts, cells, gaps, cliffs and money that differ, the months, both totals."""
    before = trial.before
    rows, columns = trial.money
    return {
        "scenario": scenario_json(trial.sandbox),
        "figures": {"before": figures_json(figures_today(trial)), "after": figures_json(figures_of(trial))},
        **comparison_json(trial.comparison),
        "gaps": [
            {
                "row": before.rows[pair.gap.row].code,
                "column": pair.gap.place.code,
                "change": pair.change.value,
                "before": _gap_json(pair.before),
                "after": _gap_json(pair.after),
            }
            for pair in trial.gaps
            if pair.change is not GapTurn.SAME
        ],
        "cliffs": [
            {
                "row": before.rows[pair.loss.row].code,
                "column": before.grid.columns[pair.loss.column].code,
                "change": pair.change.value,
                "before": pair.before.on.isoformat() if pair.before else None,
                "after": pair.after.on.isoformat() if pair.after else None,
            }
            for pair in trial.cliffs
            if pair.change is not CliffTurn.SAME
        ],
        "months": months_json(build_months(trial)),
        "money": {
            "rows": [{"row": _code(before, pair.at), **_money_json(pair)} for pair in shown_money(rows)],
            "columns": [{"column": _place(before, pair.at), **_money_json(pair)} for pair in shown_money(columns)],
        },
    }


def scenario_json(sandbox: Sandbox) -> dict[str, Any]:
    """A scenario with its changes as their reader may know them."""
    scenario = sandbox.scenario
    conflicts = {conflict.number: conflict for conflict in sandbox.applied.conflicts}
    steps = []
    for step in scenario.steps:
        if step.removed:
            continue
        line: dict[str, Any] = {"number": step.number, "kind": step.change.kind, "words": step_words(sandbox, step)}
        line["state"] = state_of(sandbox, step)
        if sandbox.shows(step):
            line["value"] = {name: part for name, part in write_change(step.change).items() if name != "base"}
            line["projects"] = [sandbox.called.get(one, "") for one in (*step.change.projects, *_made(step))]
        if step.number in conflicts:
            line["conflict"] = {
                "kind": conflicts[step.number].kind.value,
                "sentence": conflicts[step.number].sentence,
                "moved": conflicts[step.number].moved,
            }
        steps.append(line)
    value = scenario.stored.value
    return {"id": scenario.id, "version": scenario.version, **value, "changes": steps}


def _made(step: Step) -> tuple[int, ...]:
    return step.realised.project_ids if step.realised else ()


def figures_json(figures: Figures) -> dict[str, Any]:
    """Key figures; money in euro."""
    found: dict[str, Any] = {name: getattr(figures, name) for name in FIGURES if name != "money_eur_cents"}
    return {**found, "money_eur": euro(figures.money_eur_cents)}


def _gap_json(gap: Gap | None) -> dict[str, Any] | None:
    if gap is None:
        return None
    return {"state": gap.state.value, "priority": round(gap.priority, 4), "reason": gap.reason}


def _code(report: Report, at: int | str) -> str:
    return at if isinstance(at, str) else report.rows[at].code


def _place(report: Report, at: int | str) -> str:
    return at if isinstance(at, str) else report.grid.columns[at].code


def _money_json(pair: MoneyPair) -> dict[str, Any]:
    return {
        "before_eur": None if pair.before_unsaid else euro(pair.before),
        "after_eur": None if pair.after_unsaid else euro(pair.after),
        "difference_eur": euro(pair.difference),
    }


def trial_workbook(trial: Trial, site_name: str) -> bytes:
    """The bytes of an xlsx workbook: Changes, Figures, Cells, Gaps, Cliffs, Months, Money, About this file."""
    before, sandbox = trial.before, trial.sandbox
    sheets = Sheets(trial.scenario.name)
    sheet = sheets.sheet("Changes", ["No", "Change", "State", "Conflict", "Why"], [5, 70, 12, 60, 50])
    conflicts = {conflict.number: conflict.sentence for conflict in sandbox.applied.conflicts}
    sheets.rows(
        sheet,
        (
            [
                step.number,
                step_words(sandbox, step),
                state_of(sandbox, step),
                conflicts.get(step.number),
                step.change.note if sandbox.shows(step) else None,
            ]
            for step in trial.scenario.steps
            if not step.removed
        ),
    )
    totals = sheets.sheet("Figures", ["Figure", "Today", "In the scenario", "Difference"], [28, 24, 24, 24])
    sheets.rows(totals, total_rows(trial.comparison))
    headings = ["Difference", "No", "Objective", "Where", "Today", "In the scenario", "Money today", "Money then"]
    cells = sheets.sheet("Cells", headings, [18, 5, 44, 26, 34, 34, 18, 18])
    sheets.rows(
        cells, (_cell_row(trial, pair.difference, pair.before, pair.after) for pair in trial.comparison.changed)
    )
    headings = [
        "Change",
        "No",
        "Objective",
        "Where",
        "Today",
        "Priority today",
        "In the scenario",
        "Priority then",
        "Why",
    ]
    gaps = sheets.sheet("Gaps", headings, [12, 5, 44, 26, 14, 10, 14, 10, 70])
    sheets.rows(gaps, ([pair.change.label, *_gap_row(before, pair.before, pair.after)] for pair in trial.gaps))
    headings = ["Change", "No", "Objective", "Where", "Today, until", "In the scenario, until"]
    cliffs = sheets.sheet("Cliffs", headings, [12, 5, 44, 26, 16, 16])
    sheets.rows(cliffs, (_cliff_row(before, pair) for pair in trial.cliffs))
    write_months(sheets, build_months(trial))
    for name, title, pairs in (
        ("Money by objective", row_title, trial.money[0]),
        ("Money by place", column_title, trial.money[1]),
    ):
        sheet = sheets.sheet(name, ["Where", "Today", "In the scenario", "Difference"], [50, 20, 20, 20])
        lines = [[title(before, pair.at), *_money_cells(pair), Cents(pair.difference)] for pair in pairs]
        sums = [sum(pair.before for pair in pairs), sum(pair.after for pair in pairs)]
        sheets.rows(sheet, [*lines, ["Total", *map(Cents, (*sums, sums[1] - sums[0]))]])
    sheets.about(_about(trial, site_name))
    return sheets.done()


def _cell_row(trial: Trial, difference: Difference, before: Cell, after: Cell) -> list[Any]:
    row = trial.before.rows[before.row]
    money = (trial.before.budgets.in_sheet(before), trial.after.budgets.in_sheet(after))
    return [difference.label, row.number, row.title, before.place.title, cell_text(before), cell_text(after), *money]


def _money_cells(pair: MoneyPair) -> list[Cents | str]:
    return [
        UNKNOWN_MONEY if pair.before_unsaid else Cents(pair.before),
        UNKNOWN_MONEY if pair.after_unsaid else Cents(pair.after),
    ]


def _gap_row(report: Report, before: Gap | None, after: Gap | None) -> list[Any]:
    gap = after or before
    assert gap is not None
    row = report.rows[gap.row]
    found: list[Any] = [row.number, row.title, gap.place.title]
    for one in (before, after):
        found += [one.state.label if one else None, float(one.priority) if one else None]
    return [*found, gap.reason]


def _cliff_row(report: Report, pair: CliffPair) -> list[Any]:
    row = report.rows[pair.loss.row]
    days = [one.on if one else None for one in (pair.before, pair.after)]
    return [pair.change.label, row.number, row.title, report.grid.columns[pair.loss.column].title, *days]


def _about(trial: Trial, site_name: str) -> list[tuple[str, str]]:
    lines = [("What", f"The scenario “{trial.scenario.name}”, {trial.before.title()}"), ("From", site_name)]
    lines += [("Seen", title_of(trial.after)), ("Owner", trial.scenario.owner or "nobody")]
    if trial.scenario.stored.value["note"]:
        lines.append(("Note", trial.scenario.stored.value["note"]))
    if trial.sandbox.hidden:
        lines.append(("Left out", hidden_sentence(trial.sandbox)))
    lines.append(("Real portfolio", "A scenario changes nothing: the first figures are the portfolio as it stands."))
    return lines + [("Caveat", sentence) for sentence in describe_caveats(trial.after)]
