"""Pages of documents, and the documents as files. Looking never writes; a file carries the filter of its page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import current_app, redirect, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.core.terms import Axis, PlaceKind, Scope, Status, Strand
from portfolio.coverage.report import Report
from portfolio.errors import NotFound
from portfolio.extensions import db
from portfolio.models.lookup import objective_choices, place_choices
from portfolio.projects.lists import filter_choices
from portfolio.reports.language import LANGUAGES
from portfolio.reports.making import Wanted, is_long, list_made
from portfolio.reports.shapes import SHAPES, parse_shape
from portfolio.reports.views.room import address, asked_text, blueprint, desk, language, wanted
from portfolio.web.access import actor, route
from portfolio.web.downloads import send
from portfolio.web.filters import GAP_GROUPS, GAP_NEEDS, GAP_STATES, Filter, parse_filter

TITLES = {"gaps": "Gap report", "coverage": "Coverage report"}


@route(blueprint, "/reports", Permission.read)
def index() -> str:
    """What documents there are: choose one, its filter, its format and its language."""
    asked, code = parse_filter(request.args), language()
    report = desk().report(asked)
    return render_template(
        "reports/index.html",
        report=report,
        documents=_documents(report),
        chosen=asked_text(request.args, "document"),
        shapes=[("", "Web page here"), *((code, shape.label) for code, shape in SHAPES.items())],
        languages=list(LANGUAGES.items()),
        language=code,
        gap_states=list(GAP_STATES.items()),
        gap_needs=list(GAP_NEEDS.items()),
        gap_groups=list(GAP_GROUPS.items()),
        made=list_made(db.session(), actor()),
        **_controls(report, asked),
    )


def _controls(report: Report, asked: Filter) -> dict[str, Any]:
    """What the form offers for the filter."""
    geography = report.portfolio.geography
    offered = filter_choices(db.session, actor())
    kinds = ((PlaceKind.REGION, Axis.REGION), (PlaceKind.ORGANISATION, Axis.ORGANISATION))
    return {
        "asked": asked,
        "frameworks": [(code, title) for code, (title, _) in report.portfolio.frameworks.items()],
        "axes": Axis.choices(),
        "groups": [
            (kind.label, [(place.code, place.title) for place in geography.columns(axis)]) for kind, axis in kinds
        ],
        "scopes": Scope.choices(),
        "strands": Strand.choices(),
        "statuses": Status.choices(),
        "funders": [(name, name) for name in offered["funders"]],
        "implementers": [(name, name) for name in offered["implementers"]],
        "regions": offered["regions"],
    }


def _documents(report: Report) -> list[tuple[str, list[tuple[str, str]]]]:
    """Reports, then the subjects of briefs in groups."""
    found = [("Reports", list(TITLES.items()))]
    for framework, objectives in objective_choices(db.session()):
        choices = [(f"objective:{code}", title) for code, title in objectives]
        found.append((f"Brief on an objective: {framework}", choices))
    for kind, places in place_choices(db.session()):
        found.append((f"Brief on a place: {kind.lower()}", places))
    talks = sorted((talk.title, talk.when(), talk.id) for talk in report.portfolio.dialogues)
    found.append(("Brief for a dialogue", [(f"dialogue:{key}", f"{title} ({when})") for title, when, key in talks]))
    return [(heading, members) for heading, members in found if members]


@route(blueprint, "/reports/choose", Permission.read)
def choose() -> Any:
    """Lead to the document that the form asks for."""
    shape = asked_text(request.args, "format")
    found = Wanted.of(asked_text(request.args, "document"), parse_filter(request.args), language())
    return redirect(address(found, parse_shape(shape) if shape else ""), 303)


@route(blueprint, "/reports/<name>", Permission.read)
def show(name: str) -> str:
    """A report as a page."""
    return _page(_report(name))


@route(blueprint, "/reports/<name>/as/<shape>", Permission.read)
def file(name: str, shape: str) -> Any:
    """A report as a file."""
    return _file(_report(name), shape)


@route(blueprint, "/reports/brief/<kind>/<code>", Permission.read)
def brief(kind: str, code: str) -> str:
    """A brief of one page, as a page."""
    return _page(wanted(f"{kind}:{code}"))


@route(blueprint, "/reports/brief/<kind>/<code>/as/<shape>", Permission.read)
def brief_file(kind: str, code: str, shape: str) -> Any:
    """A brief of one page, as a file."""
    return _file(wanted(f"{kind}:{code}"), shape)


def _report(name: str) -> Wanted:
    if name not in TITLES:
        raise NotFound("There is no such report.", "Choose one in the list of reports.")
    return wanted(name)


def _page(of: Wanted) -> str:
    document = of.build(desk())
    return render_template(
        "reports/show.html",
        document=document,
        files=[(shape.label, address(of, code)) for code, shape in SHAPES.items()],
        languages=[
            {"label": label, "url": address(replace(of, language=code)), "current": code == of.language}
            for code, label in LANGUAGES.items()
        ],
        change=url_for("reports.index", document=_chosen(of), **of.query()),
    )


def _chosen(of: Wanted) -> str:
    """What the form calls the document."""
    kind, code = of.subject
    return f"objective:{of.asked.framework or DEFAULT_FRAMEWORK}:{code}" if kind == "objective" else of.name


def _file(of: Wanted, shape: str) -> Any:
    if shape not in SHAPES:
        raise NotFound("Documents are not written in this format.", f"Choose one of {', '.join(SHAPES)}.")
    document = of.build(desk())
    if is_long(current_app.config["SETTINGS"], document, shape):
        fields = of.query() | {"document": of.name, "format": shape}
        return render_template("reports/long.html", document=document, shape=SHAPES[shape], fields=fields)
    return send(SHAPES[shape].write(document), document.file_name(shape), SHAPES[shape].mimetype)
