"""“What next?”: the question as address and form, its answer on page, workbook and JSON, and the set as a scenario."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.people import COMMAND_LINE
from portfolio.core.programming import Limit, Program, losses_of
from portfolio.core.scenario import Extend, read_change, rebased
from portfolio.core.terms import Role
from portfolio.coverage.facts import Shelf
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.planning.scenarios.operations import create_scenario
from portfolio.planning.scenarios.queries import get_scenario_for
from portfolio.planning.scenarios.sandbox import build_trial, load_sandbox
from portfolio.planning.solver import Solution
from portfolio.planning.whatnext.question import parse_question
from portfolio.planning.whatnext.search import explain
from portfolio.planning.whatnext.words import proof
from portfolio.projects.queries import load_projects
from portfolio.web.filters import Filter
from tests.cast import sign_in, token_of
from tests.coverage.world import AS_OF, load
from tests.planning.stock import need, needs
from tests.projects.battery import needs_sign_in, page, takes_only

#: Enough for the extension of ENDS (EUR 33.31) and nothing else.
SMALL = "budget=60&unit-cost=1000"


def unhurried(app: Flask) -> None:
    """Nothing here is about time running out, however busy the machine."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], solve_seconds=120)


@pytest.fixture
def viewer(sqlite_app: Flask) -> FlaskClient:
    unhurried(sqlite_app)
    load(sqlite_app)
    return sign_in(sqlite_app, Role.VIEWER)


def asked(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/what-next.json?{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = json.loads(answer.data)
    return found


def ids(app: Flask) -> dict[str, int]:
    with app.app_context():
        return {stored.value["code"]: number for number, stored in load_projects(db.session()).items()}


def test_the_answer_says_what_to_do_why_and_how_good_it_is(sqlite_app: Flask, viewer: FlaskClient) -> None:
    data = asked(viewer, SMALL)
    (chosen,) = data["chosen"]
    number = ids(sqlite_app)["ENDS"]
    # 100.01 over 1,096 days, 365 days more; an unknown need weighs 1.5, a cell that ends is 0.6 bad.
    assert {name: chosen[name] for name in ("key", "cost_eur", "ends_on", "lost_without", "wins")} == {
        "key": f"extend-{number}",
        "cost_eur": "33.31",
        "ends_on": "2027-12-31",
        "lost_without": 0.9,
        "wins": [{"row": "6", "column": "pacific"}],
    }
    assert (data["best"]["proven"], data["best"]["gap_removed"], data["best"]["cost_eur"]) == (True, 0.9, "33.31")
    assert data["gap_before"] == pytest.approx(sum(gap["priority"] for gap in viewer.get("/gaps.json").json["gaps"]))
    assert data["cells"] == [
        {"row": "6", "column": "pacific", "difference": "stronger", "before": "ending", "after": "covered"}
    ]
    text = page(viewer, f"/what-next?{SMALL}")
    for words in ("Proven best", "Ending work", "EUR 33.31", "ending 31 December 2026, then covered", "Extension"):
        assert words in text, words


def test_needs_decide_and_each_budget_says_what_it_adds(sqlite_app: Flask, viewer: FlaskClient) -> None:
    needs(sqlite_app, need("FJ", 3, 9), need("KE", 3, 6), need("KE", 0))
    query = "budget=4000000&unit-cost=2000000&unit-cost-9=1000000&without-extensions=1"
    data = asked(viewer, query)
    titles = {one["title"] for one in data["chosen"]}
    assert data["best"]["proven"]
    assert any("Pacific" in title for title in titles)
    assert sum(round(float(one["cost_eur"])) for one in data["chosen"]) <= 4_000_000
    steps = {step["percent"]: step for step in data["budgets"]}
    assert list(steps) == [25, 50, 75, 100, 125, 150]
    assert len(steps[25]["added"]) == 1
    gains = [step["best"]["gap_removed"] for step in data["budgets"]]
    assert gains == sorted(gains)
    assert steps[100]["best"]["gap_removed"] == data["best"]["gap_removed"]
    second = data["second"]
    assert second["gap_removed"] <= data["best"]["gap_removed"]
    assert set(data["best"]["keys"]) - set(second["keys"])
    book = openpyxl.load_workbook(io.BytesIO(viewer.get(f"/what-next.xlsx?{query}").data))
    assert book.sheetnames == ["Chosen", "Budgets", "Candidates", "Cells", "About this file"]
    assert [row[0] for row in book["Chosen"].iter_rows(min_row=2, values_only=True)] == [
        one["title"] for one in data["chosen"]
    ]
    assert [row[2] for row in book["Budgets"].iter_rows(min_row=2, values_only=True)] == gains
    assert book["Candidates"].max_row == len(data["candidates"]) + 1


def test_what_is_taken_is_in_and_what_is_left_out_is_not(sqlite_app: Flask, viewer: FlaskClient) -> None:
    key = f"extend-{ids(sqlite_app)['ENDS']}"
    query = "budget=1000000&without-extensions=&each-region=0"
    assert key not in asked(viewer, f"{query}&leave={key}")["best"]["keys"]
    taken = asked(viewer, f"{query}&take={key},gone-1")
    assert key in taken["best"]["keys"]
    assert taken["forgotten"] == ["gone-1"]
    assert "gone-1" in page(viewer, f"/what-next?{query}&take={key},gone-1")
    both = asked(viewer, f"{query}&take={key}&leave={key}")
    assert both["best"] is None
    assert "“Ending work” taken; “Ending work” left out" in both["conflict"][0]


def test_what_cannot_be_kept_is_said_with_what_contradicts(viewer: FlaskClient) -> None:
    data = asked(viewer, "budget=2000000&each-region=1")
    assert data["chosen"] == []
    assert data["conflict"][0].startswith("These cannot all be kept: a budget of EUR 2\u202f000\u202f000; at least 1 ")
    assert data["conflict"][0].count("at least 1 project in") == 3
    assert data["conflict"][1] == "The others need at least EUR 2\u202f000\u202f033.31."
    text = page(viewer, "/what-next?budget=2000000&each-region=1&without-templates=1")
    assert "whatever is chosen: at least 1 project in Pacific" not in text
    assert "whatever is chosen: at least 1 project in Caribbean. There are no candidates." in text


def test_a_contradiction_names_nothing_that_has_no_part_in_it() -> None:
    limits = (
        Limit("budget", "budget", {0: 5, 1: 5, 2: 1}, most=100),
        Limit("most-projects", "one project", {0: 1, 1: 1, 2: 1}, most=1),
        Limit("region-a", "in A", {0: 1}, least=1),
        Limit("region-b", "in B", {1: 1, 2: 1}, least=1),
        Limit("region-c", "in C", {0: 1, 1: 1}, least=1),
    )
    (sentence,) = explain(Program((5, 5, 1), (), limits), 30.0)
    assert sentence == "These cannot all be kept: one project; in A; in B. Any one less would do."


def test_how_far_a_set_is_proven_is_never_said_better_than_it_is() -> None:
    assert proof(Solution(frozenset(), 10, 10)) == "proven best"
    assert proof(Solution(frozenset(), 9790, 10_000)) == "within 2.1 % of the best possible"
    assert proof(Solution(frozenset(), 9789, 10_000)) == "within 2.2 % of the best possible"


def test_a_question_goes_into_its_address_and_comes_back() -> None:
    given = {
        "budget": "2500000.50",
        "unit-cost": "1 000 000",
        "unit-cost-4": "500000",
        "template-months": "24",
        "without-extensions": "1",
        "scenario": "7",
        "each-region": "2",
        "most-per-country": "0",
        "most-projects": "0",
        "least-cybercrime": "40",
        "take": "new-1-2, draft-3",
        "within": "pacific",
    }
    question = parse_question(given)
    assert (question.budget, question.unit_cost, question.cost_of("4")) == (250_000_050, 100_000_000, 50_000_000)
    assert question.take == ("new-1-2", "draft-3")
    assert parse_question(question.query()) == question
    assert parse_question(question.asked.query() | question.own()) == question
    assert parse_question({}).query() == parse_question({"columns": "year", "rows": "funder"}).query() == {}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("budget=much", "Budget:"),
        ("budget=-5", "cannot be used"),
        ("budget=1,234", "may be"),
        ("budget=1e9", "is not an amount"),
        ("unit-cost-4=x", "Cost for objective 4"),
        ("unit-cost-99=5", "no objective “99”"),
        ("template-months=0", "whole number from 1 to 240"),
        ("each-region=१", "Projects in each region"),
        ("most-projects=99999999999", "Most projects"),
        ("least-resilience=60&least-cybercrime=60", "more than 100 % together"),
        ("scenario=999", "There is no such scenario"),
        ("scenario=x", "Scenario: “x”"),
        ("within=KE", "has no countries"),
    ],
)
def test_an_odd_question_is_answered_with_a_sentence(sqlite_app: Flask, query: str, sentence: str) -> None:
    answer = sign_in(sqlite_app, Role.VIEWER).get(f"/what-next?{query}")
    assert answer.status_code in (404, 422)
    assert sentence in answer.get_data(as_text=True)


def test_nobody_is_shown_what_is_restricted(sqlite_app: Flask, viewer: FlaskClient) -> None:
    for address in ("/what-next?horizon=24", "/what-next.json?horizon=24"):
        text = viewer.get(address).get_data(as_text=True)
        assert "zanzibar" not in text
        assert f"extend-{ids(sqlite_app)['HIDE']}" not in text
    theirs = asked(sign_in(sqlite_app, Role.PLANNER), "horizon=24")
    assert f"extend-{ids(sqlite_app)['HIDE']}" in {one["key"] for one in theirs["candidates"]}


def test_a_set_is_kept_as_a_scenario_that_shows_the_same(app: Flask) -> None:
    unhurried(app)
    load(app)
    planner = sign_in(app, Role.PLANNER)
    query = "budget=3000100&unit-cost=1000000"
    data = asked(planner, query)
    token = token_of(planner, f"/what-next?{query}")
    answer = planner.post(f"/what-next/scenario?{query}", data={"csrf_token": token, "name": "Next year"})
    assert answer.status_code == 303
    with app.app_context():
        number = db.session.scalar(sa.text("SELECT max(id) FROM scenario"))
        actor = COMMAND_LINE
        scenario = get_scenario_for(db.session(), actor, number)
        kinds = sorted(change.kind for change in scenario.changes)
        assert (scenario.name, kinds) == ("Next year", ["cut", "draft", "draft", "draft", "extend"])
        sandbox = load_sandbox(db.session(), actor, scenario)
        trial = build_trial(db.session(), Shelf(), actor, sandbox, Filter(), today=AS_OF, horizon_months=12)
        assert sandbox.applied.conflicts == ()
        lost = sum(losses_of(trial.before.grid).values()) - sum(losses_of(trial.after.grid).values())
        assert lost == round(data["best"]["gap_removed"] * 10_000)
        spent = trial.after.grid.totals.portfolio_eur_cents - trial.before.grid.totals.portfolio_eur_cents
        assert spent == round(float(data["best"]["cost_eur"]) * 100)
    nothing = planner.post("/what-next/scenario?budget=0", data={"csrf_token": token})
    assert nothing.status_code == 422
    assert "There is no set to keep" in nothing.get_data(as_text=True)


def test_a_scenarios_drafts_and_extensions_are_candidates(app: Flask) -> None:
    unhurried(app)
    load(app)
    viewer = sign_in(app, Role.VIEWER)
    draft = {
        "code": "D-1",
        "title": "Drafted work",
        "status": "pipeline",
        "planned_start": "2026-06-01",
        "planned_end": "2029-05-31",
        "budget_amount": "50.00",
        "budget_currency": "EUR",
        "objectives": [{"framework": "eu-cyber-diplomacy-15", "number": 9, "significance": "principal"}],
        "places": [{"kind": "country", "code": "KZ", "tier": "priority"}],
    }
    with app.app_context():
        real = {number: stored.value for number, stored in load_projects(db.session()).items()}
        free = {**draft, "code": "D-2", "title": "Free", "budget_amount": None}
        past = {**draft, "code": "D-3", "title": "Past", "planned_start": "2025", "planned_end": "2026-05"}
        changes = [read_change("draft", {"value": value}) for value in (draft, free, past)]
        changes.append(rebased(Extend(project_id=ids(app)["ENDS"], ends_on="2028-06-30"), real))
        with write(db.session(), COMMAND_LINE, "planned"):
            value = {"name": "Mine", "visibility": "shared"}
            number = create_scenario(db.session(), value, changes)
    query = f"scenario={number}&without-templates=1&without-extensions=1"
    data = asked(viewer, query)
    assert [(one["key"], one["cost_eur"], one["chosen"]) for one in data["candidates"]] == [
        (f"extend-{ids(app)['ENDS']}", "49.92", True),
        ("draft-1", "50.00", True),
    ]
    assert [one["wins"] for one in data["chosen"]] == [
        [{"row": "9", "column": "central-asia"}],
        [{"row": "6", "column": "pacific"}],
    ]
    assert {(one["title"], one["why"]) for one in data["not_offered"]} == {
        ("Free", "no budget in euro"),
        ("Past", "has no dates, or none inside the months looked at"),
    }
    assert f'value="{number}" selected' in page(viewer, f"/what-next?{query}")


def test_doors(sqlite_app: Flask, viewer: FlaskClient) -> None:
    for address in ("/what-next", "/what-next.json", "/what-next.xlsx"):
        needs_sign_in(sqlite_app, address)
        takes_only(viewer, address, "GET")
    assert "Save as scenario" not in page(viewer, "/what-next")
    sqlite_app.config["WTF_CSRF_ENABLED"] = False
    assert viewer.post("/what-next/scenario").status_code == 403


def test_the_page_makes_the_same_few_queries_however_many_projects(sqlite_app: Flask) -> None:
    client = sign_in(sqlite_app, Role.VIEWER)
    seen: list[str] = []
    with sqlite_app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))

    def statements() -> int:
        client.get("/what-next")
        seen.clear()
        page(client, "/what-next")
        return len(seen)

    before = statements()
    load(sqlite_app)
    assert before == statements() <= 14
