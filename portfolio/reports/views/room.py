"""What the pages of documents share: the blueprint, the desk of the request's person, what an address asks for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, request, url_for

from portfolio.core.text import clean
from portfolio.extensions import db
from portfolio.reports.language import parse_language
from portfolio.reports.making import Wanted
from portfolio.reports.sources import Desk, Press
from portfolio.web.access import actor
from portfolio.web.filters import parse_filter
from portfolio.web.pages import today

blueprint = Blueprint("reports", __name__)


def desk() -> Desk:
    """The desk of this request's person."""
    settings = current_app.config["SETTINGS"]
    press = Press(current_app.jinja_env, Path(current_app.static_folder or "") / "css")
    shelf = current_app.extensions["shelf"]
    return Desk(db.session(), shelf, actor(), today(), settings.horizon_months, settings.site_name, press)


def asked_text(arguments: Mapping[str, str], name: str) -> str:
    """An argument as clean text."""
    return clean(arguments.get(name, ""), lines=False)


def language() -> str:
    """The language that the address asks for."""
    return parse_language(asked_text(request.args, "language"))


def wanted(name: str) -> Wanted:
    """The document of this name with the address's filter and language."""
    return Wanted(name, parse_filter(request.args), language())


def address(of: Wanted, shape: str = "") -> str:
    """Where a document stands, or its file."""
    kind, code = of.subject
    subject: dict[str, Any] = {"kind": kind, "code": code} if kind else {"name": of.name}
    if shape:
        endpoint, subject = ("reports.brief_file" if kind else "reports.file"), subject | {"shape": shape}
    else:
        endpoint = "reports.brief" if kind else "reports.show"
    return url_for(endpoint, **subject, **of.query())
