"""The list of projects and the page of one."""

from __future__ import annotations

from functools import partial

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.core.people import Permission
from portfolio.errors import NotFound
from portfolio.extensions import db
from portfolio.history.queries import changes_of
from portfolio.history.words import describe
from portfolio.models.lookup import reference_names
from portfolio.projects.lists import SORTS, count_listed, listed_ids, load_facets
from portfolio.projects.merging import find_kept, merges_of
from portfolio.projects.page import load_page, load_rows
from portfolio.projects.provenance import load_origins
from portfolio.projects.queries import get_project_by_code_for, get_project_for
from portfolio.projects.saving import hidden_kin
from portfolio.projects.views.ground import asked_list, blueprint, list_address
from portfolio.web.access import actor, route
from portfolio.web.pages import today
from portfolio.web.paging import Page

#: Changes that the page of a project shows; its history has them all.
CHANGES_SHOWN = 30


@route(blueprint, "/projects", Permission.read)
def index() -> str:
    """The list, with search, filters, order and pages."""
    session, (query, on) = db.session(), asked_list()
    size = current_app.config["SETTINGS"].page_rows
    total = count_listed(session, actor(), query, on)
    ids = listed_ids(session, actor(), query, on, size=size)
    page = Page(load_rows(session, ids, on), query.page, size, total)
    page.require()
    return render_template(
        "projects/index.html",
        query=query,
        narrowed=query.words(session),
        asked=query.asked,
        page=page,
        facets=load_facets(session, actor(), query, on),
        sorts=SORTS,
        address=partial(list_address, query),
        page_url=lambda number: list_address(query, page=number),
    )


@route(blueprint, "/projects/by-code/<path:code>", Permission.read)
def by_code(code: str) -> Response:
    """To the page of the project with this code."""
    if "\0" in code:  # PostgreSQL cannot even be asked for it
        raise NotFound("There is no such project, or it is not for you.", "Look for it in the list of projects.")
    project = get_project_by_code_for(db.session(), actor(), code)
    return redirect(url_for("projects.show", project_id=project.id), 303)


@route(blueprint, "/projects/<int:project_id>", Permission.read)
def show(project_id: int) -> str | Response:
    """All that is known of a project, what is wrong with it, and its history.

    A project that was merged into another leads there; `?record=own` shows what is kept of it.
    """
    session = db.session()
    project = get_project_for(session, actor(), project_id)
    kept_id = find_kept(session, actor(), project_id)
    if kept_id is not None and request.args.get("record") != "own":
        return redirect(url_for("projects.show", project_id=kept_id), 303)
    page = load_page(session, actor(), project, today())
    hidden, names = hidden_kin(session, actor(), page.value), reference_names(session)
    return render_template(
        "projects/show.html",
        page=page,
        value=page.value,
        history=changes_of(session, actor(), "project", project_id, CHANGES_SHOWN),
        describe=partial(describe, names=names),
        hidden_kin=hidden,
        kept_id=kept_id,
        merges=merges_of(session, actor(), project_id),
        origins=load_origins(session, actor(), project_id, page.value, hidden, names),
    )
