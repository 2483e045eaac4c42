"""Which projects a filter gives, in which order, and what each choice of a facet would give."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.core.activity import disagreements
from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.coverage.facts import load_portfolio
from portfolio.errors import Refused
from portfolio.extensions import db
from portfolio.models.project import Project
from portfolio.projects.data_problems import DATA_PROBLEMS, count_problems, problems_of
from portfolio.projects.lists import (
    ListQuery,
    filter_choices,
    filtered_projects,
    listed_ids,
    load_facets,
    parse_list,
)
from portfolio.web.filters import Filter
from tests import cast
from tests.projects.stock import FRAMEWORK, add, bare, body, country, hidden, objective, region

ON = date(2026, 11, 23)


def _codes(app: Flask, **asked: Any) -> set[str]:
    with app.app_context():
        query = filtered_projects(COMMAND_LINE, Filter(**asked)).with_only_columns(Project.code)
        return set(db.session.scalars(query))


@pytest.fixture
def stocked(app: Flask) -> Flask:
    """An app with projects that differ in what filters ask for."""
    add(
        app,
        bare("ALPHA", "Résilience numérique", strand="cyber-resilience", status="implementation",
             places=[country("KE")], objectives=[objective(6)], organisations=[body("Estonia", "funder")]),
        bare("BETA_50%", "Plain title", acronym="CYRES", summary="Évaluation of 50%_off", strand="both",
             status="pipeline", places=[region("eastern-africa")], objectives=[objective(8)],
             organisations=[body("Estonia")]),
        bare("GAMMA", "50 percent off", status="closed", places=[country("AL")],
             objectives=[{"framework": "eu-cyber-measures", "number": 3}]),
        bare("DELTA", "Nothing known"),
        bare("OMEGA", "Put away", archived=True, places=[country("KE")]),
    )  # fmt: skip
    return app


def test_each_filter_gives_its_projects(stocked: Flask) -> None:
    everything = {"ALPHA", "BETA_50%", "GAMMA", "DELTA"}
    table: list[tuple[dict[str, Any], set[str]]] = [
        ({}, everything),
        ({"archived": True}, {"OMEGA"}),
        ({"text": "resilience"}, {"ALPHA"}),
        ({"text": "RÉSILIENCE"}, {"ALPHA"}),
        ({"text": "numerique résil"}, {"ALPHA"}),
        ({"text": "cyres"}, {"BETA_50%"}),
        ({"text": "beta_50%"}, {"BETA_50%"}),
        ({"text": "50%_"}, {"BETA_50%"}),
        ({"text": "_"}, {"BETA_50%"}),
        ({"text": "/"}, set()),
        ({"text": "\\"}, set()),
        ({"text": "Évaluation"}, {"BETA_50%"}),
        ({"text": "off plain"}, {"BETA_50%"}),
        ({"text": "no such words"}, set()),
        ({"strand": "both"}, {"BETA_50%"}),
        ({"status": "closed"}, {"GAMMA"}),
        ({"funder": "estonia"}, {"ALPHA"}),
        ({"implementer": "ESTONIA"}, {"BETA_50%"}),
        ({"funder": "none"}, everything - {"ALPHA"}),
        ({"funder": "Nobody Known"}, set()),
        ({"region": "eastern-africa"}, {"ALPHA", "BETA_50%"}),
        ({"region": "none"}, {"DELTA"}),
        ({"place": "KE"}, {"ALPHA"}),
        ({"place": "country:ke"}, {"ALPHA"}),
        ({"place": "region:eastern-africa"}, {"BETA_50%"}),
        ({"place": "none"}, {"DELTA"}),
        ({"objective": "6"}, {"ALPHA"}),
        ({"objective": f"{FRAMEWORK}:8"}, {"BETA_50%"}),
        ({"objective": "eu-cyber-measures:3"}, {"GAMMA"}),
        ({"objective": "none"}, {"DELTA"}),
        ({"objective": f"{FRAMEWORK}:none"}, {"GAMMA", "DELTA"}),
        ({"region": "eastern-africa", "strand": "both"}, {"BETA_50%"}),
    ]
    for asked, codes in table:
        assert _codes(stocked, **asked) == codes, asked


@pytest.mark.parametrize("written", ["six", "6.5", "-1", "1000", "1" * 30, f"{FRAMEWORK}:", ":", "²"])
def test_an_objective_that_is_no_number_is_refused(app: Flask, written: str) -> None:
    with app.app_context(), pytest.raises(Refused):
        filtered_projects(COMMAND_LINE, Filter(objective=written))


def test_restricted_projects_are_for_planners_administrators_and_whoever_added_them(app: Flask) -> None:
    owner = cast.add(app, Role.MANAGER)
    other = cast.add(app, Role.MANAGER, "other@example.org")
    add(app, bare("OPEN"))
    add(app, hidden("MINE"), actor=owner)
    sees = {
        Role.VIEWER: {"OPEN"},
        Role.MANAGER: {"OPEN", "MINE"},
        Role.PLANNER: {"OPEN", "MINE"},
        Role.ADMINISTRATOR: {"OPEN", "MINE"},
    }
    people = [cast.add(app, role) for role in sees if role is not Role.MANAGER]
    with app.app_context():
        for person in (*people, owner):
            query = filtered_projects(person, Filter()).with_only_columns(Project.code)
            assert set(db.session.scalars(query)) == sees[person.role], person.role
        query = filtered_projects(other, Filter()).with_only_columns(Project.code)
        assert set(db.session.scalars(query)) == {"OPEN"}


def test_every_order_is_stable_and_puts_what_is_not_known_last(app: Flask) -> None:
    add(
        app,
        bare("B", "beta", status="closed", planned_start="2025", planned_end="2026", budget_amount="100",
             budget_currency="EUR"),
        bare("A", "alpha", status="pipeline", planned_start="2024", planned_end="2027", budget_amount="10000",
             budget_currency="JPY"),
        bare("C", "gamma"),
    )  # fmt: skip
    with app.app_context():
        codes = {row.id: row.code for row in db.session.execute(sa.select(Project.id, Project.code))}

        def order(sort: str, **more: Any) -> str:
            ids = listed_ids(db.session(), COMMAND_LINE, ListQuery(Filter(), sort=sort), ON, **more)
            return "".join(codes[number] for number in ids)

        assert order("title") == order("code") == "ABC"
        assert order("-title") == "CBA"
        assert order("status") == order("start") == order("-end") == "ABC"
        assert order("-start") == "BAC"
        assert order("budget") == "ABC"  # 10000 yen are less than 100 euro
        assert order("-budget") == "BAC"
        assert order("-budget", size=2) == "BA"


def test_pages_of_a_list_are_the_list_in_pieces(app: Flask) -> None:
    add(app, *(bare(f"P-{n:02d}", "The same title") for n in range(25)))
    with app.app_context():
        for sort in ("title", "-end", "budget", "changed"):
            whole = listed_ids(db.session(), COMMAND_LINE, ListQuery(Filter(), sort=sort), ON)
            pieces = [
                listed_ids(db.session(), COMMAND_LINE, ListQuery(Filter(), sort=sort, page=number), ON, size=10)
                for number in (1, 2, 3, 4)
            ]
            assert [number for piece in pieces for number in piece] == whole
            assert len(set(whole)) == 25


def test_a_facet_counts_what_the_list_would_have_with_that_choice(stocked: Flask) -> None:
    with stocked.app_context():
        query = ListQuery(Filter(region="eastern-africa"))
        facets = load_facets(db.session(), COMMAND_LINE, query, ON)
        for name in ("strand", "status", "region", "funder", "implementer", "problem"):
            choices = getattr(facets, name)
            assert choices, name
            for choice in choices:
                chosen = parse_list({**query.query(**{name: choice.value}), "sort": "title"})
                assert len(listed_ids(db.session(), COMMAND_LINE, chosen, ON)) == choice.projects, (name, choice)
        for _, choices in facets.objective:
            for choice in choices:
                asked = ListQuery(Filter(region="eastern-africa", objective=choice.value))
                assert len(listed_ids(db.session(), COMMAND_LINE, asked, ON)) == choice.projects
        assert facets.archived == 1


def test_filter_bars_offer_names_and_regions(stocked: Flask) -> None:
    with stocked.app_context():
        offered = filter_choices(db.session(), COMMAND_LINE)
    assert offered["funders"] == offered["implementers"] == ["Estonia"]
    assert ("eastern-africa", "Eastern Africa") in offered["regions"]


DATES = (None, "2020", "2026-11-22", "2026-11-23", "2026-11-24", "2030")
STATUSES = (None, "pipeline", "implementation", "finalisation", "closed", "cancelled", "suspended")


def test_contradictions_of_status_and_dates_are_those_that_coverage_counts(app: Flask) -> None:
    values = []
    for status in STATUSES:
        for start in DATES:
            for end in DATES:
                if start and end and end < start:
                    continue
                values.append(bare(f"P-{len(values)}", status=status, planned_start=start, planned_end=end))
        # An actual end before a planned start: the only way to end before starting.
        values.append(bare(f"P-{len(values)}", status=status, planned_start="2028", actual_end="2024"))
    add(app, *values)
    with app.app_context():
        facts = load_portfolio(db.session(), 0).facts
        expected = {kind: {facts.codes[row] for row in rows} for kind, rows in disagreements(facts, ON).items()}
        ids = {row.id: row.code for row in db.session.execute(sa.select(Project.id, Project.code))}
        found: dict[str, set[str]] = {}
        for number, problems in problems_of(db.session(), list(ids), ON).items():
            for problem in problems:
                found.setdefault(problem.code, set()).add(ids[number])
        assert all(expected.values())
        assert {kind: found.get(kind, set()) for kind in expected} == expected
        counted = count_problems(db.session(), sa.select(Project.id), ON)
        assert {code: len(codes) for code, codes in found.items()} == {code: n for code, n in counted.items() if n}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "no-budget"),
        ({}, "no-objectives"),
        ({}, "no-places"),
        ({}, "no-status"),
        ({}, "no-strand"),
        ({}, "undated"),
        ({"planned_start": "2025"}, "no-end"),
        ({"planned_end": "2030"}, "no-start"),
        ({"budget_amount": "5", "budget_currency": "ROL"}, "no-rate"),
        ({"places": [country("KE", share="60"), country("UG", share="60")]}, "shares-over-100"),
        ({"objectives": [objective(1, share="60"), objective(2, share="60")]}, "shares-over-100"),
    ],
)
def test_each_gap_in_a_record_is_named(app: Flask, more: dict[str, Any], code: str) -> None:
    [number] = add(app, bare("A", **more))
    with app.app_context():
        assert code in [problem.code for problem in problems_of(db.session(), [number], ON)[number]]


def test_a_cancelled_project_lacks_nothing_and_shares_of_two_frameworks_do_not_add_up(app: Flask) -> None:
    links = [objective(1, share="60"), {"framework": "eu-cyber-measures", "number": 1, "share": "60"}]
    cancelled, shared = add(app, bare("A", status="cancelled"), bare("B", objectives=links))
    with app.app_context():
        problems = problems_of(db.session(), [cancelled, shared], ON)
    assert problems[cancelled] == []
    assert "shares-over-100" not in [problem.code for problem in problems[shared]]


def test_a_project_that_nobody_looked_at_for_half_a_year_says_so(app: Flask) -> None:
    one, two, ended = add(
        app, bare("A"), bare("B", last_reviewed_on="2099-01-01"), bare("C", planned_end="2020")
    )  # written today, read in ten years
    with app.app_context():
        problems = problems_of(db.session(), [one, two, ended], date(2099, 3, 1))
    said = {number: "not-updated" in [problem.code for problem in found] for number, found in problems.items()}
    assert said == {one: True, two: False, ended: False}


def test_data_problems_have_distinct_codes_and_sentences() -> None:
    assert len({problem.code for problem in DATA_PROBLEMS}) == len(DATA_PROBLEMS)
    assert all(problem.sentence.endswith(".") for problem in DATA_PROBLEMS)
