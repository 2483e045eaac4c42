"""What every page of projects stands on: the blueprint, and the addresses of lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, request, url_for

from portfolio.extensions import db
from portfolio.projects.lists import ListQuery, parse_list, refuse_unknown
from portfolio.web.pages import today

blueprint = Blueprint("projects", __name__)


def asked_list() -> tuple[ListQuery, date]:
    """What this request asks the list for, and the day as of which it is seen."""
    query = parse_list(request.args)
    refuse_unknown(db.session(), query.asked)
    return query, query.asked.as_of or today()


def list_address(query: ListQuery, endpoint: str = "projects.index", **changes: Any) -> str:
    """The address of a list, or of its download, with `changes`."""
    arguments: dict[str, Any] = dict(query.query(**changes))
    return url_for(endpoint, **arguments)
