"""Pages of documents, and the documents as files. Looking never writes; a file carries the filter of its page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.core.terms import Axis, PlaceKind, Scope, Status, Strand
from portfolio.core.text import clean
from portfolio.coverage.report import Report
from portfolio.errors import NotFound, Refused
from portfolio.extensions import db
from portfolio.models.lookup import objective_choices, place_choices
from portfolio.projects.lists import filter_choices
from portfolio.reports.briefs import brief as build_brief
from portfolio.reports.coverage import coverage_report
from portfolio.reports.document import Document
from portfolio.reports.gaps import gap_report
from portfolio.reports.language import LANGUAGES, parse_language
from portfolio.reports.shapes import SHAPES, parse_shape
from portfolio.reports.sources import Desk, Press
from portfolio.reports.subjects import KINDS
from portfolio.web.access import actor, route
from portfolio.web.downloads import send
from portfolio.web.filters import GAP_GROUPS, GAP_NEEDS, GAP_STATES, Filter, parse_filter
from portfolio.web.pages import today

blueprint = Blueprint("reports", __name__)

#: Reports by the name in their address.
REPORTS = {"gaps": gap_report, "coverage": coverage_report}
TITLES = {"gaps": "Gap report", "coverage": "Coverage report"}


def desk() -> Desk:
    """The desk of this request's person."""
    settings = current_app.config["SETTINGS"]
    press = Press(current_app.jinja_env, Path(current_app.static_folder or "") / "css")
    shelf = current_app.extensions["shelf"]
    return Desk(db.session(), shelf, actor(), today(), settings.horizon_months, settings.site_name, press)


def _language() -> str:
    return parse_language(clean(request.args.get("language", ""), lines=False))


def _query(asked: Filter, language: str) -> dict[str, Any]:
    return asked.query() | ({"language": language} if language != "en" else {})


@route(blueprint, "/reports", Permission.read)
def index() -> str:
    """What documents there are: choose one, its filter, its format and its language."""
    asked, language = parse_filter(request.args), _language()
    report = desk().report(asked)
    return render_template(
        "reports/index.html",
        report=report,
        documents=_documents(report),
        chosen=clean(request.args.get("document", ""), lines=False),
        shapes=[("", "Web page here"), *((code, shape.label) for code, shape in SHAPES.items())],
        languages=list(LANGUAGES.items()),
        language=language,
        gap_states=list(GAP_STATES.items()),
        gap_needs=list(GAP_NEEDS.items()),
        gap_groups=list(GAP_GROUPS.items()),
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


@route(blueprint, "/reports/choose", Permission.read)
def choose() -> Any:
    """Lead to the document that the form asks for."""
    asked, language = parse_filter(request.args), _language()
    name, shape = (clean(request.args.get(part, ""), lines=False) for part in ("document", "format"))
    if shape:
        parse_shape(shape)
    kind, _, code = name.partition(":")
    if name in REPORTS:
        endpoint, subject = ("reports.file" if shape else "reports.show"), {"name": name}
    elif kind in KINDS and code:
        if kind == "objective" and ":" in code:
            framework, _, code = code.rpartition(":")
            asked = replace(asked, framework="" if framework == DEFAULT_FRAMEWORK else framework)
        endpoint, subject = ("reports.brief_file" if shape else "reports.brief"), {"kind": kind, "code": code}
    else:
        raise Refused("There is no such document.", "Choose one of the list.")
    address: dict[str, Any] = subject | ({"shape": shape} if shape else {}) | _query(asked, language)
    return redirect(url_for(endpoint, **address), 303)


def _documents(report: Report) -> list[tuple[str, list[tuple[str, str]]]]:
    """Reports, then the subjects of briefs in groups."""
    found = [("Reports", list(TITLES.items()))]
    for framework, objectives in objective_choices(db.session()):
        found.append(
            (f"Brief on an objective: {framework}", [(f"objective:{code}", title) for code, title in objectives])
        )
    for kind, places in place_choices(db.session()):
        found.append((f"Brief on a place: {kind.lower()}", places))
    talks = sorted((talk.title, talk.when(), talk.id) for talk in report.portfolio.dialogues)
    found.append(("Brief for a dialogue", [(f"dialogue:{key}", f"{title} ({when})") for title, when, key in talks]))
    return [(heading, members) for heading, members in found if members]


@route(blueprint, "/reports/brief/<kind>/<code>", Permission.read)
def brief(kind: str, code: str) -> str:
    """A brief of one page, as a page."""
    asked, language = parse_filter(request.args), _language()
    document = build_brief(desk(), asked, kind, code, language)
    return _page(document, "reports.brief_file", asked, {"kind": kind, "code": code})


@route(blueprint, "/reports/brief/<kind>/<code>/as/<shape>", Permission.read)
def brief_file(kind: str, code: str, shape: str) -> Response:
    """A brief of one page, as a file."""
    asked, language = parse_filter(request.args), _language()
    return _file(build_brief(desk(), asked, kind, code, language), shape)


@route(blueprint, "/reports/<name>", Permission.read)
def show(name: str) -> str:
    """A report as a page."""
    asked, language = parse_filter(request.args), _language()
    return _page(_made(name, asked, language), "reports.file", asked, {"name": name})


@route(blueprint, "/reports/<name>/as/<shape>", Permission.read)
def file(name: str, shape: str) -> Response:
    """A report as a file."""
    return _file(_made(name, parse_filter(request.args), _language()), shape)


def _made(name: str, asked: Filter, language: str) -> Document:
    if name not in REPORTS:
        raise NotFound("There is no such report.", "Choose one in the list of reports.")
    return REPORTS[name](desk(), asked, language)


def _page(document: Document, endpoint: str, asked: Filter, subject: dict[str, Any]) -> str:
    query = _query(asked, document.language.code)
    page = str(request.endpoint)
    return render_template(
        "reports/show.html",
        document=document,
        files=[(shape.label, url_for(endpoint, shape=code, **subject, **query)) for code, shape in SHAPES.items()],
        languages=[
            {
                "label": label,
                "url": url_for(page, **subject, **_query(asked, code)),
                "current": code == document.language.code,
            }
            for code, label in LANGUAGES.items()
        ],
        change=url_for("reports.index", document=_chosen(subject, asked), **query),
    )


def _chosen(subject: dict[str, Any], asked: Filter) -> str:
    """What the form calls the document."""
    if "name" in subject:
        return str(subject["name"])
    framework = f"{asked.framework or DEFAULT_FRAMEWORK}:" if subject["kind"] == "objective" else ""
    return f"{subject['kind']}:{framework}{subject['code']}"


def _file(document: Document, shape: str) -> Response:
    if shape not in SHAPES:
        raise NotFound("Documents are not written in this format.", f"Choose one of {', '.join(SHAPES)}.")
    return send(SHAPES[shape].write(document), document.file_name(shape), SHAPES[shape].mimetype)
