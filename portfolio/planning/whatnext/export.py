"""The answer as JSON and as a workbook: the set, the second set, other budgets, all candidates, the changed cells."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from portfolio.core.programming import PARTS
from portfolio.core.terms import Difference
from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.cellwords import FORMULA
from portfolio.coverage.compare import pair_words
from portfolio.coverage.export import euro, heading_json
from portfolio.planning.solver import Solution
from portfolio.planning.whatnext.answer import Answer
from portfolio.planning.whatnext.search import Step
from portfolio.planning.whatnext.words import RULES, proof, reason, step_words, unknown_needs, what
from portfolio.planning.whatnext.worth import Item
from portfolio.web.sheets import Cents, Sheets


def answer_json(answer: Answer) -> dict[str, Any]:
    """The whole answer; amounts are decimal strings of euro, gaps are points of priority."""
    return {
        **heading_json(answer.report),
        "question": answer.question.query(),
        "gap_before": _points(answer.before_loss),
        "conflict": list(answer.conflict),
        "best": _solution(answer, answer.solution),
        "chosen": [_item(answer, item) for item in answer.items],
        "second": _solution(answer, answer.second),
        "budgets": [_step(answer, step) for step in answer.steps],
        "candidates": [
            {
                "key": one.key,
                "kind": one.kind.value,
                "title": one.title,
                "cost_eur": euro(one.cost_eur_cents),
                "chosen": at in answer.chosen,
            }
            for at, one in enumerate(answer.offer.candidates)
        ],
        "not_offered": [asdict(one) for one in answer.offer.not_offered],
        "forgotten": list(answer.forgotten),
        "cells": [
            {
                "row": answer.report.rows[pair.before.row].code,
                "column": pair.before.place.code,
                "difference": pair.difference.value,
                "before": pair.before.state.value,
                "after": pair.after.state.value,
            }
            for pair in answer.comparison.changed
        ],
        "caveats": asdict(answer.report.grid.caveats),
    }


def _points(parts: int) -> float:
    return parts / PARTS


def _solution(answer: Answer, solution: Solution | None) -> dict[str, Any] | None:
    if solution is None:
        return None
    return {
        "gap_removed": _points(solution.gain),
        "bound": _points(solution.bound),
        "proven": solution.proven,
        "proof_gap": round(solution.gap, 6),
        "cost_eur": euro(answer.program.cost(solution.chosen)),
        "keys": [answer.offer.candidates[at].key for at in sorted(solution.chosen)],
    }


def _item(answer: Answer, item: Item) -> dict[str, Any]:
    return {
        "key": item.candidate.key,
        "kind": item.candidate.kind.value,
        "title": item.candidate.title,
        "cost_eur": euro(item.candidate.cost_eur_cents),
        "ends_on": item.candidate.ends_on.isoformat() if item.candidate.ends_on else None,
        "lost_without": _points(item.lost),
        "per_million_eur": None if item.per_million is None else round(item.per_million, 4),
        "equals": item.equals,
        "wins": [
            {"row": answer.report.rows[row].code, "column": answer.report.grid.columns[column].code}
            for row, column in item.wins
        ],
        "reason": reason(answer, item),
    }


def _step(answer: Answer, step: Step) -> dict[str, Any]:
    keys = [one.key for one in answer.offer.candidates]
    return {
        "percent": step.percent,
        "budget_eur": euro(step.budget),
        "best": _solution(answer, step.solution),
        "in_time": step.in_time,
        "added": [keys[at] for at in step.added],
        "dropped": [keys[at] for at in step.dropped],
    }


def answer_workbook(answer: Answer, site_name: str) -> bytes:
    """The bytes of an xlsx workbook: Chosen, Budgets with a chart, Candidates, Cells, About this file."""
    sheets = Sheets("What next")
    _chosen_sheet(sheets, answer)
    _budget_sheet(sheets, answer)
    _candidate_sheet(sheets, answer)
    _cell_sheet(sheets, answer)
    report = answer.report
    about = [("What", f"What next: {report.title()}"), ("From", site_name)]
    about += report.filter_words() + answer.question.words()
    if answer.solution:
        about.append(("Proof", proof(answer.solution)))
    about += [("Impossible", sentence) for sentence in answer.conflict]
    about += [("Not offered", f"{one.title}: {one.why}") for one in answer.offer.not_offered]
    about += [("Caveat", sentence) for sentence in (unknown_needs(answer), *describe_caveats(report)) if sentence]
    sheets.about([*about, *RULES, ("Priority", FORMULA)])
    return sheets.done()


def _chosen_sheet(sheets: Sheets, answer: Answer) -> None:
    headings = ["Title", "What", "Cost, EUR", "Points lost without it", "Points for a million", "As good", "Why"]
    sheet = sheets.sheet("Chosen", headings, [50, 26, 18, 12, 12, 10, 90])
    count = sheets.rows(
        sheet,
        (
            [
                item.candidate.title,
                what(item.candidate.kind, answer, item.at),
                Cents(item.candidate.cost_eur_cents),
                item.lost / PARTS,
                item.per_million,
                item.equals,
                reason(answer, item),
            ]
            for item in answer.items
        ),
    )
    sheet.autofilter(0, 0, max(count, 1), len(headings) - 1)


def _budget_sheet(sheets: Sheets, answer: Answer) -> None:
    headings = [
        "Budget, %",
        "Budget, EUR",
        "Points removed",
        "Cost, EUR",
        "Projects",
        "Proof",
        "Against the one before",
    ]
    sheet = sheets.sheet("Budgets", headings, [10, 18, 12, 18, 10, 30, 90])

    def row(step: Step) -> list[Any]:
        found = step.solution
        if found is None:
            return [step.percent, Cents(step.budget), None, None, None, None, step_words(answer, step)]
        known = [found.gain / PARTS, Cents(step.cost), len(found.chosen), proof(found)]
        return [step.percent, Cents(step.budget), *known, step_words(answer, step)]

    last = sheets.rows(sheet, map(row, answer.steps))
    if not last:
        return
    chart = sheets.book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    chart.add_series({"categories": ["Budgets", 1, 1, last, 1], "values": ["Budgets", 1, 2, last, 2], "name": "Points"})
    chart.set_title({"name": "Need-weighted gap removed, by budget"})
    chart.set_legend({"none": True})
    sheet.insert_chart(last + 2, 1, chart, {"description": "Points of need-weighted gap removed by each budget"})


def _candidate_sheet(sheets: Sheets, answer: Answer) -> None:
    headings = ["Key", "Title", "What", "Cost, EUR", "Chosen", "In the second set"]
    sheet = sheets.sheet("Candidates", headings, [24, 60, 26, 18, 9, 9])
    second = answer.second.chosen if answer.second else frozenset()
    count = sheets.rows(
        sheet,
        (
            [
                one.key,
                one.title,
                what(one.kind, answer, at),
                Cents(one.cost_eur_cents),
                at in answer.chosen,
                at in second,
            ]
            for at, one in enumerate(answer.offer.candidates)
        ),
    )
    sheet.autofilter(0, 0, max(count, 1), len(headings) - 1)


def _cell_sheet(sheets: Sheets, answer: Answer) -> None:
    headings = ["No", "Objective", "Where", "Difference", "Before and after"]
    sheet = sheets.sheet("Cells", headings, [5, 50, 30, 18, 60])
    rows = answer.report.rows
    sheets.rows(
        sheet,
        (
            [
                rows[pair.before.row].number,
                rows[pair.before.row].title,
                pair.before.place.title,
                pair.difference.label,
                pair_words(pair),
            ]
            for pair in answer.comparison.changed
            if pair.difference is not Difference.SAME
        ),
    )
