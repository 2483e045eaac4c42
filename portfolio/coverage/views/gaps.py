"""The gap list, as a page and as JSON."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Response, current_app, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.cellwords import FORMULA
from portfolio.coverage.export import gaps_json
from portfolio.coverage.gaplist import build_list, formula_of, nearby_words, note_words, people_of
from portfolio.coverage.report import Report
from portfolio.coverage.trust import shown_trust
from portfolio.coverage.views.frame import blueprint, controls, report_for
from portfolio.web.access import route
from portfolio.web.downloads import send_json
from portfolio.web.filters import (
    GAP_GROUPS,
    GAP_NEEDS,
    GAP_NOTES,
    GAP_SORTS,
    GAP_STATES,
    parse_filter,
    parse_page,
)
from portfolio.web.paging import Page


@route(blueprint, "/gaps", Permission.read)
def gaps() -> str:
    """Every gap and cell at risk, highest priority first."""
    asked = parse_filter(request.args)
    report = report_for(asked)
    listed = build_list(report)
    size = current_app.config["SETTINGS"].page_rows
    page = Page.of(listed.lines, parse_page(request.args.get("page")), size)

    def page_url(number: int) -> str:
        return url_for("coverage.gaps", page=number, **asked.query())

    return render_template(
        "coverage/gaps.html",
        report=report,
        listed=listed,
        page=page,
        runs=[(key, list(lines)) for key, lines in groupby(page.items, key=lambda line: line.group)],
        page_url=page_url,
        group_url=lambda group: f"{page_url(group.at // size + 1)}#in-{group.key}",
        formula=FORMULA,
        formula_of=formula_of,
        nearby_words=nearby_words,
        note_words=note_words,
        caveats=describe_caveats(report),
        **shown_trust(report),
        **_gap_controls(report),
        **controls(report, asked),
    )


def _gap_controls(report: Report) -> dict[str, Any]:
    choices = {
        "gap_states": GAP_STATES,
        "gap_needs": GAP_NEEDS,
        "gap_notes": GAP_NOTES,
        "gap_groups": {**GAP_GROUPS, "objective": report.kind.label},
        "gap_sorts": GAP_SORTS,
    }
    return {**{name: list(codes.items()) for name, codes in choices.items()}, "gap_people": people_of(report)}


@route(blueprint, "/gaps.json", Permission.read)
def gap_data() -> Response:
    """The gap list as JSON."""
    report = report_for(parse_filter(request.args))
    return send_json(gaps_json(report), f"gaps-{report.as_of.isoformat()}.json")
