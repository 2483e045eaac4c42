"""Pages of “What next?”: the question as a form, its exact answer, the downloads, and the set kept as a scenario."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.core.terms import Axis, PlaceKind, Status, Strand
from portfolio.core.text import clean
from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.cellwords import FORMULA
from portfolio.coverage.compare import SIGNS, TONES, build_pairs, total_lines
from portfolio.coverage.report import Report
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.planning.scenarios.queries import list_scenarios
from portfolio.planning.whatnext import words
from portfolio.planning.whatnext.answer import Answer, build_answer
from portfolio.planning.whatnext.curve import draw_curve
from portfolio.planning.whatnext.export import answer_json, answer_workbook
from portfolio.planning.whatnext.question import UNIT, parse_question
from portfolio.planning.whatnext.saving import save_answer, usual_name
from portfolio.projects.lists import filter_choices
from portfolio.web.access import actor, route
from portfolio.web.downloads import send_json, send_xlsx
from portfolio.web.pages import today

blueprint = Blueprint("whatnext", __name__)


def _answer() -> Answer:
    settings = current_app.config["SETTINGS"]
    return build_answer(
        db.session,
        current_app.extensions["shelf"],
        actor(),
        parse_question(request.args),
        today=today(),
        horizon_months=settings.horizon_months,
        seconds=settings.solve_seconds,
    )


@route(blueprint, "/what-next", Permission.read)
def show() -> str:
    """The question and its answer."""
    answer = _answer()
    question, report = answer.question, answer.report
    query = report.asked.query()

    def ask(**changes: Any) -> str:
        return url_for("whatnext.show", **question.query(**changes))

    def cell_url(row: str, column: str) -> str:
        return url_for("coverage.cell", row=row, column=column, **query)

    return render_template(
        "whatnext/show.html",
        answer=answer,
        question=question,
        own=question.own(),
        report=report,
        query=question.query(),
        words_of=words,
        beside=words.beside(answer)[: words.BESIDE],
        take=lambda key: ask(take=(*question.take, key), leave=tuple(one for one in question.leave if one != key)),
        leave=lambda key: ask(leave=(*question.leave, key), take=tuple(one for one in question.take if one != key)),
        free=lambda key: ask(
            take=tuple(one for one in question.take if one != key),
            leave=tuple(one for one in question.leave if one != key),
        ),
        unit=UNIT,
        scenarios=[(one.id, one.name) for one in list_scenarios(db.session(), actor())],
        curve=draw_curve(answer),
        rows=build_pairs(
            answer.comparison, lambda row, column: url_for("coverage.cell", row=row, column=column, **query)
        ),
        columns=[{"title": place.title, "short": report.short(place)} for place in report.columns],
        totals=total_lines(answer.comparison)[1:-1],
        signs=SIGNS,
        tones=TONES,
        name=usual_name(answer),
        rules=words.RULES,
        formula=FORMULA,
        caveats=[sentence for sentence in (words.unknown_needs(answer), *describe_caveats(report)) if sentence],
        said=_said(answer),
        **_choices(report),
    )


def _choices(report: Report) -> dict[str, Any]:
    """What the form offers."""
    columns = report.portfolio.geography.columns
    return {
        "asked": report.asked,
        "axes": Axis.choices(),
        "strands": Strand.choices(),
        "statuses": Status.choices(),
        "frameworks": [(code, title) for code, (title, _) in report.portfolio.frameworks.items()],
        "groups": [
            (kind.label, [(place.code, place.title) for place in columns(axis)])
            for kind, axis in ((PlaceKind.REGION, Axis.REGION), (PlaceKind.ORGANISATION, Axis.ORGANISATION))
        ],
        **filter_choices(db.session, actor()),
    }


def _said(answer: Answer) -> str:
    """What is read out when the answer has changed."""
    if answer.solution is None:
        return answer.conflict[0]
    return f"{len(answer.chosen)} chosen, {words.proof(answer.solution)}"


@route(blueprint, "/what-next.xlsx", Permission.read)
def workbook() -> Response:
    """The answer as a workbook."""
    answer = _answer()
    name = f"what-next-{answer.report.as_of.isoformat()}.xlsx"
    return send_xlsx(answer_workbook(answer, current_app.config["SETTINGS"].site_name), name)


@route(blueprint, "/what-next.json", Permission.read)
def data() -> Response:
    """The answer as JSON."""
    answer = _answer()
    return send_json(answer_json(answer), f"what-next-{answer.report.as_of.isoformat()}.json")


@route(blueprint, "/what-next/scenario", Permission.plan, methods=["POST"])
def save() -> Any:
    """Keep the chosen set as a scenario; the question stands in the address, as it does on the page."""
    answer = _answer()
    name = clean(request.form.get("name", ""), lines=False) or usual_name(answer)
    with write(db.session(), actor(), "saved from What next"):
        scenario_id = save_answer(db.session(), answer, name)
    flash("The set is saved as a scenario.", "success")
    return redirect(url_for("scenarios.show", scenario_id=scenario_id), 303)
