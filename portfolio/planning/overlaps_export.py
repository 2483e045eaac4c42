"""Pairs that overlap as JSON values, as text with commas, and as lines for a terminal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from portfolio.core.columns import NOT_KNOWN as NO_BUDGET
from portfolio.core.overlaps import DIFFERENT, NOT_KNOWN, PARTLY, SAME
from portfolio.planning.overlaps import Line, OverlapReport
from portfolio.web.csvtext import guarded

_COMPARED = {SAME: "same", NOT_KNOWN: "not known", PARTLY: "partly the same", DIFFERENT: "different"}


def overlap_lines(report: OverlapReport) -> list[dict[str, Any]]:
    """The pairs of a report as JSON values, best score first; money in euro, None where no budget is known."""
    found = []
    for line in map(report.line, report.numbers):
        one, rows = line.overlap, (line.overlap.first, line.overlap.second)
        money = [
            None if report.facts.budget[row] == NO_BUDGET else cents / 100
            for row, cents in zip(rows, one.cents, strict=True)
        ]
        found.append(
            {
                "first": report.code(one.first),
                "second": report.code(one.second),
                "score": one.score,
                "score_parts": dict(zip(("objectives", "places", "period", "organisations"), one.parts, strict=True)),
                "objectives": line.facts["objectives"],
                "places": line.facts["places"],
                "starts_on": line.facts["period"][0],
                "ends_on": line.facts["period"][1],
                "months": one.months,
                "first_eur": money[0],
                "second_eur": money[1],
                "funders": _COMPARED[one.funders],
                "implementers": _COMPARED[one.implementers],
                "verdict": line.ruling.verdict.value if line.ruling else None,
                "note": line.ruling.note if line.ruling else None,
                "changed": list(line.changed),
            }
        )
    return found


def overlaps_csv(lines: Iterable[Mapping[str, Any]]) -> str:
    """The same lines as text with commas, the parts of the score in columns of their own."""
    buffer = io.StringIO()
    parts = ("objectives", "places", "period", "organisations")
    plain = (
        "objectives", "places", "starts_on", "ends_on", "months", "first_eur", "second_eur", "funders", "implementers",
        "verdict", "note", "changed",
    )  # fmt: skip
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["first", "second", "score", *(f"{name}_points" for name in parts), *plain])
    for line in lines:
        shown = [line["first"], line["second"], line["score"], *(line["score_parts"][name] for name in parts)]
        shown += ["; ".join(map(str, line[name])) if isinstance(line[name], list) else line[name] for name in plain]
        writer.writerow([guarded(cell) for cell in shown])
    return buffer.getvalue()


def overlap_words(report: OverlapReport, line: Line) -> str:
    """A pair in a line: points, objectives, places, time with its months, money of both, verdict."""
    one, places = line.overlap, report.found.geography.by_key
    where = [f"{places[met.place].title}{'' if met.direct else ' (through a group)'}" for met in one.meetings]
    verdict = line.ruling.verdict.label.lower() if line.ruling else "no verdict"
    return (
        f"{one.score:>3}  {report.code(one.first)} / {report.code(one.second)}:"
        f" objectives {', '.join(map(str, line.facts['objectives']))}; {', '.join(where)}; {report.period_words(one)};"
        f" {report.money_words(one, 0)} / {report.money_words(one, 1)}; {verdict}"
    )
