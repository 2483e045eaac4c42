"""The coverage page's own work, stage by stage, over 10,000 projects; beside an empty page of the same base."""

from __future__ import annotations

from collections.abc import Iterator

from flask import g, render_template

from benchmarks.instance import instance
from benchmarks.timing import beside, line, median, worked
from portfolio.core.people import COMMAND_LINE
from portfolio.coverage.heatmap import build_rows
from portfolio.coverage.views.grid import report_for
from portfolio.coverage.workbook import coverage_workbook
from portfolio.web.filters import Filter

SIZE = 10_000


def run() -> Iterator[str]:
    """Warm: the facts are loaded once before."""
    with instance(SIZE) as app, app.test_request_context("/coverage"):
        g.actor = COMMAND_LINE
        view = app.view_functions["coverage.show"]
        report = report_for(Filter())
        stages = {
            "position, selection, grid": lambda: report_for(Filter()),
            "cells as words": lambda: build_rows(report, lambda row, column: "/x", lambda row: "/x"),
            "gap list": lambda: report_for(Filter()).gaps,
            "workbook": lambda: coverage_workbook(report, "Bench"),
        }
        for name, stage in stages.items():
            yield f"coverage page, {SIZE} projects, {name}: {median(stage, 5) * 1000:.1f} ms"

        def empty() -> str:
            return render_template("errors/error.html", code=404, title="", sentence="", remedy="", correlation_id="")

        yield line("coverage page", "whole view", "an error page of the same base", beside(view, empty), "none")
        yield f"coverage page, whole view, the processor alone: {worked(view, 15) * 1000:.1f} ms, aim below 60"
