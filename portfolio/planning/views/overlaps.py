"""Pages of overlaps: the list of pairs, the clusters, one pair with the verdict on it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from portfolio.core.overlaps import DIFFERENT, NOT_KNOWN, PARTLY, SAME
from portfolio.core.people import Permission
from portfolio.coverage.report import Report, build_report
from portfolio.coverage.trust import shown_trust
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.queries import changes_in_words
from portfolio.planning.forms import VerdictForm
from portfolio.planning.overlaps import (
    FACT_WORDS,
    STANDINGS,
    Line,
    OverlapReport,
    build_overlaps,
    common_filter,
    count_overlaps,
    parse_overlap_query,
)
from portfolio.planning.verdicts import judge_overlap
from portfolio.projects.lists import filter_choices
from portfolio.web.access import actor, route
from portfolio.web.filters import parse_filter, parse_page
from portfolio.web.pages import today
from portfolio.web.paging import Page
from portfolio.web.valueform import parse_version

blueprint = Blueprint("overlaps", __name__)

#: Changes that the page of a pair shows; the history has them all.
SHOWN_CHANGES = 10
COMPARED = {SAME: "the same", NOT_KNOWN: "not known of both", PARTLY: "partly the same", DIFFERENT: "different"}


def _report() -> OverlapReport:
    settings = current_app.config["SETTINGS"]
    return build_overlaps(
        db.session(),
        current_app.extensions["shelf"],
        actor(),
        parse_overlap_query(request.args, parse_filter(request.args)),
        today=today(),
        horizon_months=settings.horizon_months,
    )


def _common(report: OverlapReport) -> Report:
    """The coverage report of all projects that pairs are looked for in: what is unknown of them, pairs do not know."""
    return build_report(
        db.session(),
        current_app.extensions["shelf"],
        actor(),
        common_filter(report.wanted.asked),
        today=today(),
        horizon_months=current_app.config["SETTINGS"].horizon_months,
    )


def _listed(template: str, report: OverlapReport, items: list[Any], endpoint: str) -> str:
    page = Page.of(items, parse_page(request.args.get("page")), current_app.config["SETTINGS"].page_rows)
    query: dict[str, Any] = report.wanted.query()
    return render_template(
        template,
        report=report,
        wanted=report.wanted,
        asked=report.wanted.asked,
        page=page,
        page_url=lambda number: url_for(endpoint, page=number, **query),
        query=query,
        standings=STANDINGS.items(),
        compared=COMPARED,
        fact_words=FACT_WORDS,
        choices=filter_choices(db.session(), actor()),
        **shown_trust(_common(report)),
    )


@blueprint.app_template_global("overlap_count")
def overlap_count(project_id: int) -> int:
    """With how many projects one overlaps, for its page, whose room stands below this one."""
    return count_overlaps(
        db.session(),
        current_app.extensions["shelf"],
        actor(),
        project_id,
        today=today(),
        horizon_months=current_app.config["SETTINGS"].horizon_months,
    )


@route(blueprint, "/overlaps", Permission.read)
def index() -> str:
    """The pairs, best score first."""
    report = _report()
    return _listed("overlaps/index.html", report, report.numbers, "overlaps.index")


@route(blueprint, "/overlaps/clusters", Permission.read)
def clusters() -> str:
    """Objectives at places where several projects of different organisations work."""
    report = _report()
    return _listed("overlaps/clusters.html", report, report.clusters, "overlaps.clusters")


@route(blueprint, "/overlaps/<int:first_id>/<int:second_id>", Permission.read)
def show(first_id: int, second_id: int) -> str:
    """One pair."""
    report = _report()
    line = report.get(first_id, second_id)
    return _pair_page(report, line, VerdictForm(line.ruling))


@route(blueprint, "/overlaps/<int:first_id>/<int:second_id>/verdict", Permission.plan, methods=["POST"])
def judge(first_id: int, second_id: int) -> Any:
    """Give, change or take back the verdict on a pair."""
    report = _report()
    line = report.get(first_id, second_id)
    form = VerdictForm(line.ruling)
    if not form.validate_on_submit():
        return _pair_page(report, line, form), 422
    with write(db.session(), actor(), "judged in the form"):
        judge_overlap(
            db.session(),
            first_id,
            second_id,
            seen_version=parse_version(form.version.data),
            verdict=form.chosen,
            note=form.note.data or "",
            facts=line.facts,
        )
    flash("The verdict is saved." if form.chosen else "The pair has no verdict now.", "success")
    address = url_for("overlaps.show", first_id=first_id, second_id=second_id, **report.day_query)
    return redirect(address, 303)


def _pair_page(report: OverlapReport, line: Line, form: VerdictForm) -> str:
    ruling = line.ruling
    changes = changes_in_words(db.session(), actor(), "overlap", ruling.id if ruling else None, SHOWN_CHANGES)
    return render_template(
        "overlaps/show.html",
        report=report,
        line=line,
        form=form,
        compared=COMPARED,
        fact_words=FACT_WORDS,
        changes=changes,
    )
