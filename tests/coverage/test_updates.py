"""What needs my update, on the first page: own projects alone, each need a link to the field that mends it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from portfolio.coverage.updates import load_updates
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.operations import create_projects
from tests.cast import add, sign_in
from tests.coverage.test_report import statements
from tests.planning.past import Clock
from tests.planning.past import clock as clock  # noqa: PLC0414
from tests.projects.battery import page
from tests.projects.stock import bare, country, full, objective

#: The day that the written projects are seen from; they are written on 1 June 2026.
TODAY = date(2026, 6, 1)


def _whole(code: str, **more: Any) -> dict[str, Any]:
    """A project that needs nothing on the day."""
    return full(code, **{"last_reviewed_on": "2026-05-01", **more})


def _adds(app: Flask, role: Role, *projects: dict[str, Any]) -> FlaskClient:
    app.config["TODAY"] = TODAY
    person = add(app, role)
    with app.app_context(), write(db.session, person, "added in the form"):
        create_projects(db.session, projects)
    return sign_in(app, role)


def _needs(app: Flask, role: Role, on: date = TODAY, size: int = 99) -> dict[str, list[tuple[str, str]]]:
    person = add(app, role)
    with app.app_context():
        found = load_updates(db.session(), person, on, number=1, size=size)
        return {one.code: list(one.needs) for one in found.page.items}


#: What differs from a project that needs nothing, and what it needs then.
CASES: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({}, []),
    ({"planned_end": "2026-11-30"}, [("ends 30 November 2026", "planned_end")]),
    ({"planned_end": "2026-12-01"}, []),
    ({"actual_end": "2026-08"}, [("ends August 2026", "actual_end")]),
    ({"planned_end": "2026-08", "status": "suspended"}, []),
    ({"planned_end": "2026-05"}, [("in implementation, but past its end", "status")]),
    ({"budget_amount": None, "budget_currency": None}, [("no budget", "budget_amount")]),
    ({"planned_start": None, "actual_start": None, "planned_end": None}, [("no dates", "planned_start")]),
    ({"planned_end": None}, [("no end", "planned_end")]),
    ({"objectives": []}, [("no objectives", "objectives")]),
    ({"objectives": [objective(6), objective(8, share="40")]}, [("no shares of its objectives", "objectives")]),
    ({"objectives": [objective(6)], "places": [country("KE")]}, []),
    ({"places": [country("KE"), country("UG")]}, [("no shares of its places", "places")]),
    ({"places": [], "status": "cancelled"}, []),
    ({"archived": True, "objectives": []}, []),
]


@pytest.mark.usefixtures("clock")
def test_a_project_says_what_it_needs_and_the_field_that_mends_it(sqlite_app: Flask) -> None:
    _adds(sqlite_app, Role.MANAGER, *(_whole(f"MINE-{at}", **more) for at, (more, _) in enumerate(CASES)))
    found = _needs(sqlite_app, Role.MANAGER)
    for at, (more, needs) in enumerate(CASES):
        assert found.get(f"MINE-{at}", []) == needs, more


def test_facts_that_nobody_touched_for_six_months_need_an_update(app: Flask, clock: Clock) -> None:
    clock.set(1, 15)
    _adds(app, Role.MANAGER, full("OLD", last_reviewed_on=None), full("SEEN", last_reviewed_on="2026-05-01"))
    assert _needs(app, Role.MANAGER) == {}
    later = date(2026, 8, 1)
    assert _needs(app, Role.MANAGER, later) == {"OLD": [("not updated for 6 months", "last_reviewed_on")]}


@pytest.mark.usefixtures("clock")
def test_the_first_page_lists_own_projects_each_need_a_link_into_the_form(sqlite_app: Flask) -> None:
    _adds(sqlite_app, Role.PLANNER, bare("THEIRS"))
    manager = _adds(sqlite_app, Role.MANAGER, _whole("FINE"), _whole("SOON", planned_end="2026-09"), bare("POOR"))
    text = page(manager, "/")
    shown = text[text.index("What needs my update") : text.index("Worst gaps")]
    assert "2 of the 3 projects that you added" in shown
    assert re.findall(r'<span class="hint">([^<]*)</span>', shown) == ["SOON", "POOR"]
    address, field = re.findall(r'href="(/projects/\d+/edit)#([^"]*)">ends September 2026', shown)[0]
    assert f'id="{field}"' in page(manager, address)
    for field in re.findall(r'/edit#([^"]*)"', shown):
        assert f'id="{field}"' in page(manager, address), field


@pytest.mark.usefixtures("clock")
def test_long_lists_have_pages_that_make_no_more_queries(sqlite_app: Flask) -> None:
    manager = _adds(sqlite_app, Role.MANAGER, bare("P-1"))
    before = statements(sqlite_app, manager, "/")
    manager = _adds(sqlite_app, Role.MANAGER, *(bare(f"P-{number}") for number in range(2, 12)))
    assert statements(sqlite_app, manager, "/") == before
    assert "Project P-9" not in page(manager, "/")[: page(manager, "/").index("Worst gaps")]
    assert "Project P-9" in page(manager, "/?page=2")
    assert manager.get("/?page=3").status_code == 404


@pytest.mark.usefixtures("clock")
def test_who_has_nothing_to_update_is_told_so_and_a_reader_is_not_asked(sqlite_app: Flask) -> None:
    assert "you have added no project yet" in page(sign_in(sqlite_app, Role.PLANNER), "/")
    assert "Of the 1 project that you added, none is" in page(_adds(sqlite_app, Role.MANAGER, _whole("FINE")), "/")
    assert "What needs my update" not in page(sign_in(sqlite_app, Role.VIEWER), "/")
