"""A process that follows the change log has, after every write, what loading everything anew would give it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portfolio.core.people import COMMAND_LINE
from portfolio.core.presence import expand
from portfolio.core.terms import Axis
from portfolio.coverage import facts as coverage_facts
from portfolio.coverage.facts import Shelf, load_portfolio, offered_choices, select_facts
from portfolio.coverage.stock import Portfolio
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.models.project import Project
from portfolio.planning.operations import NEEDS
from portfolio.projects.lists import filter_choices, filtered_projects
from portfolio.projects.operations import (
    archive_project,
    create_project,
    delete_projects,
    update_project,
)
from portfolio.projects.queries import load_projects
from portfolio.web.filters import Filter
from tests.core.test_renewal import differences
from tests.coverage.world import AS_OF, country, load, objective
from tests.planning.stock import need, written


def assert_as_loaded(session: Session, kept: Portfolio) -> None:
    """Hold a portfolio against one that is loaded now: its parts, and the default selection's expansion."""
    anew = load_portfolio(session, kept.position)
    for part in fields(Portfolio):
        if part.name not in ("selections", "before", "offered", "geography", "rates"):
            assert differences(getattr(kept, part.name), getattr(anew, part.name), part.name) == []
    anew = replace(anew, geography=kept.geography)
    one, other = (_expansion(session, portfolio) for portfolio in (kept, anew))
    assert differences(one, other) == []
    listed = filtered_projects(COMMAND_LINE, Filter()).with_only_columns(Project.id).order_by(Project.id)
    assert select_facts(session, kept, COMMAND_LINE, Filter()).ids.tolist() == session.scalars(listed).all()
    assert offered_choices(session, kept, COMMAND_LINE) == filter_choices(session, COMMAND_LINE)


def _expansion(session: Session, portfolio: Portfolio) -> Any:
    facts = select_facts(session, portfolio, COMMAND_LINE, Filter())
    framework = tuple(row.key for row in portfolio.frameworks["eu-cyber-diplomacy-15"][1])
    return expand(facts, portfolio.geography, framework, Axis.REGION, AS_OF)


def _known(session: Session, code: str) -> Any:
    return next(stored for stored in load_projects(session).values() if stored.value["code"] == code)


def _change(**values: Any) -> Callable[[Session], None]:
    def change(session: Session) -> None:
        stored = _known(session, "LAST")
        update_project(session, stored.id, seen_version=stored.version, values=values)

    return change


def _create(session: Session) -> None:
    create_project(
        session,
        {
            "code": "NEW",
            "title": "New work",
            "planned_start": "2026",
            "planned_end": "2029",
            "objectives": [objective(3)],
            "places": [country("KE")],
            "organisations": [{"name": "A body nobody knew", "role": "funder"}],
            "parent": "LAST",
            "budget_amount": "50.00",
            "budget_currency": "EUR",
        },
    )


def _archive(session: Session) -> None:
    stored = _known(session, "ENDS")
    archive_project(session, stored.id, seen_version=stored.version)


def _delete(session: Session) -> None:
    stored = _known(session, "ENDS")
    delete_projects(session, {stored.id: stored.version})


EDITS = {
    "a date": _change(planned_end="2027"),
    "other objectives and places": _change(objectives=[objective(9)], places=[country("FJ"), country("GH")]),
    "a budget": _change(budget_amount="1.99"),
    "one more, a part of another": _create,
    "one archived": _archive,
    "one taken away": _delete,
}


@pytest.fixture
def shelf(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A shelf that has loaded the portfolio and may not load it again."""
    load(app)
    monkeypatch.setattr("portfolio.core.renewal.MOST_FRESH", 1.0)
    made = Shelf()
    with app.app_context():
        _expansion(db.session(), made.get(db.session()))
        offered_choices(db.session(), made.get(db.session()), COMMAND_LINE)
    monkeypatch.setattr(coverage_facts, "load_portfolio", lambda *_: pytest.fail("everything was loaded again"))
    return made


def test_every_kind_of_edit_is_followed(app: Flask, shelf: Shelf) -> None:
    for name, edit in EDITS.items():
        with app.app_context():
            with write(db.session, COMMAND_LINE, name):
                edit(db.session())
            assert_as_loaded(db.session(), shelf.get(db.session()))


def test_edits_that_others_made_meanwhile_are_followed_together(app: Flask, shelf: Shelf) -> None:
    with app.app_context():
        for name, edit in EDITS.items():
            with write(db.session, COMMAND_LINE, name):
                edit(db.session())
        assert_as_loaded(db.session(), shelf.get(db.session()))


def test_a_need_is_read_again_and_the_projects_are_not(app: Flask, shelf: Shelf) -> None:
    with app.app_context():
        before = shelf.get(db.session()).facts
    written(app, NEEDS, need("GH", 3, 6))
    with app.app_context():
        now = shelf.get(db.session())
        assert now.facts is before
        assert_as_loaded(db.session(), now)


def test_what_nobody_follows_is_loaded_anew(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    load(app)
    monkeypatch.setattr("portfolio.coverage.moves.SILENT", frozenset())
    monkeypatch.setattr(coverage_facts, "KINDS", {})
    shelf = Shelf()
    with app.app_context():
        shelf.get(db.session())
    written(app, NEEDS, need("GH", 3, 6))
    with app.app_context():
        assert_as_loaded(db.session(), shelf.get(db.session()))
