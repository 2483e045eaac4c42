"""Scenarios kept and tried: nothing real moves, every version has its record, drafts become projects and go back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.core.scenario import (
    AddDraft,
    Change,
    Cut,
    Drop,
    Extend,
    InvalidChange,
    Reallocate,
    Retarget,
    read_change,
    rebased,
)
from portfolio.core.terms import ConflictKind, Difference, Role
from portfolio.coverage.facts import Shelf
from portfolio.errors import InvalidRecords, NotAllowed, NotFound, Refused, StaleRecord
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.queries import HistoryQuery, page_changes
from portfolio.history.record import broken_links
from portfolio.history.words import describe
from portfolio.planning.scenarios.operations import (
    SCENARIOS,
    add_changes,
    change_change,
    copy_scenario,
    create_scenario,
    move_change,
    remove_change,
)
from portfolio.planning.scenarios.queries import StoredScenario, get_scenario_for, list_scenarios, visible_values
from portfolio.planning.scenarios.realising import realise_change, take_back
from portfolio.planning.scenarios.sandbox import Trial, build_trial, load_sandbox
from portfolio.projects.operations import update_project
from portfolio.projects.queries import load_projects
from portfolio.web.filters import Filter
from tests.cast import add
from tests.coverage.world import AS_OF, country, load, objective

DRAFT = {
    "code": "NEW",
    "title": "New work",
    "status": "pipeline",
    "planned_start": "2026-09",
    "planned_end": "2029-12",
    "budget_amount": "5.00",
    "budget_currency": "EUR",
    "objectives": [objective(9)],
    "places": [country("KZ")],
}


@pytest.fixture(autouse=True)
def _portfolio(app: Flask) -> Iterator[None]:
    load(app)
    with app.app_context():
        yield


def ids() -> dict[str, int]:
    return {stored.value["code"]: number for number, stored in load_projects(db.session()).items()}


def planned(*changes: Change, actor: Actor = COMMAND_LINE, **value: Any) -> StoredScenario:
    """A scenario with these changes, made on what the projects say now."""
    real = {number: stored.value for number, stored in load_projects(db.session()).items()}
    with write(db.session(), actor, "planned"):
        number = create_scenario(db.session(), {"name": "Plan", **value}, [rebased(change, real) for change in changes])
    return get_scenario_for(db.session(), COMMAND_LINE, number)


def again(scenario: StoredScenario) -> StoredScenario:
    return get_scenario_for(db.session(), COMMAND_LINE, scenario.id)


def tried(scenario: StoredScenario, actor: Actor = COMMAND_LINE, asked: Filter | None = None) -> Trial:
    sandbox = load_sandbox(db.session(), actor, scenario)
    return build_trial(db.session(), Shelf(), actor, sandbox, asked or Filter(), today=AS_OF, horizon_months=12)


def cells(trial: Trial) -> dict[tuple[str, str], Difference]:
    return {
        (trial.before.rows[pair.before.row].code, pair.before.place.code): pair.difference
        for pair in trial.comparison.changed
    }


def draft(**more: Any) -> AddDraft:
    made = read_change("draft", {"value": {**DRAFT, **more}})
    assert isinstance(made, AddDraft)
    return made


def test_a_scenario_without_changes_is_the_portfolio_to_the_cent() -> None:
    trial = tried(planned())
    assert trial.comparison.changed == []
    assert trial.after.grid.totals == trial.before.grid.totals
    assert all(pair.difference == 0 for side in trial.money for pair in side)


def test_every_project_written_again_as_it_stands_changes_nothing(app: Flask) -> None:
    scenario = planned()
    sandbox = load_sandbox(db.session(), COMMAND_LINE, scenario)
    sandbox.applied.values.update({number: stored.value for number, stored in load_projects(db.session()).items()})
    trial = build_trial(db.session(), Shelf(), COMMAND_LINE, sandbox, Filter(), today=AS_OF, horizon_months=12)
    assert len(trial.after.grid.facts) == len(trial.before.grid.facts) == 8
    assert trial.comparison.changed == []
    assert trial.after.grid.totals == trial.before.grid.totals
    assert trial.after.grid.caveats == trial.before.grid.caveats


def test_changes_show_on_grid_and_money_and_touch_nothing_real() -> None:
    real = {number: stored.value for number, stored in load_projects(db.session()).items()}
    number = ids()
    trial = tried(
        planned(
            draft(),
            Extend(project_id=number["ENDS"], ends_on="2028-12-31"),
            Reallocate(from_id=number["LAST"], to_id=-1, amount="100.00"),
            Drop(project_id=number["PLAN"]),
        )
    )
    found = cells(trial)
    assert found["9", "central-asia"] is Difference.PLANNED
    assert found["6", "pacific"] is Difference.STRONGER
    assert found["10", "east-asia"] is Difference.UNPLANNED
    assert trial.after.grid.totals.portfolio_eur_cents - trial.before.grid.totals.portfolio_eur_cents == 500 - 1000
    assert {n: stored.value for n, stored in load_projects(db.session()).items()} == real


#: Filters of each kind, and the projects that they leave in the scenario of the test below.
NARROWED = {
    Filter(text="new"): "NEW",
    Filter(strand="cybercrime"): "LAST NEW",
    Filter(status="pipeline"): "NEW",
    Filter(status="cancelled"): "PLAN",
    Filter(funder="European Union"): "LAST NEW",
    Filter(funder="none"): "ENDS GONE HIDE MUTE PLAN VIA VOID",
    Filter(region="central-asia"): "ENDS GONE NEW",
    Filter(region="pacific"): "",
    Filter(region="none"): "",
    Filter(place="country:KZ"): "ENDS GONE NEW",
    Filter(place="sn"): "LAST",
    Filter(objective="9"): "GONE NEW",
    Filter(objective="none"): "MUTE",
}


def test_a_filter_reads_the_scenario_as_it_reads_the_portfolio_once_that_is_real() -> None:
    number = ids()
    scenario = planned(
        draft(strand="cybercrime", organisations=[{"name": "European Union", "role": "funder"}]),
        Retarget(project_id=number["ENDS"], places=[country("KZ")]),
        Drop(project_id=number["PLAN"]),
    )
    found = {asked: tried(scenario, asked=asked) for asked in NARROWED}
    for asked, codes in NARROWED.items():
        assert sorted(found[asked].after.grid.facts.codes) == codes.split(), asked
    # Before, the same filter reads the portfolio: what is turned to another region is lost to the old one.
    pacific = found[Filter(region="pacific")]
    assert list(pacific.before.grid.facts.codes) == ["ENDS"]
    assert cells(pacific)["6", "pacific"] is Difference.LOST
    assert cells(found[Filter(region="central-asia")])["6", "central-asia"] is Difference.GAINED
    assert not cells(found[Filter(place="sn")])
    for step in (1, 2, 3):
        with write(db.session(), COMMAND_LINE, "real"):
            realise_change(db.session(), again(scenario), step)
    for asked, trial in found.items():
        now = tried(again(scenario), asked=asked).before
        assert sorted(now.grid.facts.codes) == sorted(trial.after.grid.facts.codes), asked
        assert now.grid.state.tolist() == trial.after.grid.state.tolist(), asked
        assert now.grid.money.tolist() == trial.after.grid.money.tolist(), asked
        assert now.grid.totals == trial.after.grid.totals, asked


def test_a_filtered_scenario_without_changes_is_the_filtered_portfolio() -> None:
    scenario = planned()
    for asked in NARROWED:
        trial = tried(scenario, asked=asked)
        assert trial.after.grid.facts.codes == trial.before.grid.facts.codes
        assert trial.comparison.changed == []


def test_a_filter_shows_no_reader_a_project_that_is_hidden_from_them(app: Flask) -> None:
    scenario = planned(Extend(project_id=ids()["HIDE"], ends_on="2029-12-31"), visibility="shared")
    viewer = add(app, Role.VIEWER)
    for asked in (Filter(funder="none"), Filter(text="zanzibar"), Filter(text="work")):
        trial = tried(scenario, viewer, asked)
        assert "HIDE" not in trial.after.grid.facts.codes
        assert trial.comparison.changed == []


def test_what_reality_overtook_is_shown_and_kept_out() -> None:
    number = ids()["ENDS"]
    scenario = planned(Extend(project_id=number, ends_on="2028-12-31"))
    with write(db.session(), COMMAND_LINE, "news"):
        update_project(db.session(), number, seen_version=1, values={"planned_end": "2027-01"})
    trial = tried(again(scenario))
    assert [(one.kind, one.moved) for one in trial.sandbox.applied.conflicts] == [
        (ConflictKind.MOVED, {"planned_end": ["2026-12-31", "2027-01"]})
    ]
    assert trial.comparison.changed == []
    change = rebased(scenario.changes[0], visible_values(db.session(), COMMAND_LINE, [scenario]))
    with write(db.session(), COMMAND_LINE, "on what holds now"):
        change_change(db.session(), scenario.id, change, seen_version=scenario.version)
    now = tried(again(scenario))
    assert now.sandbox.applied.conflicts == ()
    assert cells(now)["6", "pacific"] is Difference.STRONGER


def test_changes_are_added_moved_removed_and_brought_back_each_a_version_with_its_record() -> None:
    number = ids()
    scenario = planned(Drop(project_id=number["LAST"]))
    with write(db.session(), COMMAND_LINE, "more"):
        change = Drop(project_id=number["PLAN"], base={number["PLAN"]: {"status": "pipeline"}})
        assert add_changes(db.session(), scenario.id, [change], seen_version=2) == [2]
        move_change(db.session(), scenario.id, 2, seen_version=3, by=-1)
        remove_change(db.session(), scenario.id, 1, seen_version=4)
    now = again(scenario)
    assert [(step.number, step.removed) for step in now.steps] == [(2, False), (1, True)]
    with write(db.session(), COMMAND_LINE, "back"):
        remove_change(db.session(), scenario.id, 1, seen_version=5, removed=False)
        assert add_changes(db.session(), scenario.id, [draft()], seen_version=6) == [3]
    with pytest.raises(StaleRecord), write(db.session(), COMMAND_LINE, "late"):
        remove_change(db.session(), scenario.id, 3, seen_version=6)
    changes = page_changes(db.session(), COMMAND_LINE, HistoryQuery(entity="scenario"), 50).items
    assert len(changes) == 7  # its making, the first change with it, and the five acts
    words = [part for change in changes for field in describe(change.entity, change.changes) for part in field.after]
    assert f"Drop project {number['PLAN']}" in words
    assert "Add the draft NEW, New work" in words
    assert broken_links(db.session()) == []


def test_what_cannot_be_kept_is_refused_and_nothing_is_written() -> None:
    scenario = planned(draft())
    for change, sentence in (
        (draft(), "Another draft of this scenario has the code NEW"),
        (draft(code="B", objectives=[objective(99)]), "There is no objective 99"),
        (draft(code="B", places=[country("QQ")]), "There is no country QQ"),
    ):
        with pytest.raises(InvalidChange, match=sentence), write(db.session(), COMMAND_LINE, "wrong"):
            add_changes(db.session(), scenario.id, [change], seen_version=scenario.version)
    with pytest.raises(InvalidRecords, match="another scenario"), write(db.session(), COMMAND_LINE, "twice"):
        create_scenario(db.session(), {"name": "Plan"})
    assert again(scenario).version == scenario.version


def test_a_scenario_is_its_owners_until_it_is_shared_and_a_copy_is_the_copiers(app: Flask) -> None:
    amara, other = add(app, Role.PLANNER), add(app, Role.PLANNER, "other@example.org")
    viewer, boss = add(app, Role.VIEWER), add(app, Role.ADMINISTRATOR)
    scenario = planned(draft(), actor=amara)
    for stranger in (other, viewer):
        with pytest.raises(NotFound):
            get_scenario_for(db.session(), stranger, scenario.id)
        assert list_scenarios(db.session(), stranger) == []
        assert not page_changes(db.session(), stranger, HistoryQuery(entity="scenario"), 50).items
    assert get_scenario_for(db.session(), boss, scenario.id, to="edit").owner == amara.label
    with write(db.session(), amara, "shared"):
        SCENARIOS.change(db.session(), scenario.id, seen_version=scenario.version, values={"visibility": "shared"})
    shared = get_scenario_for(db.session(), viewer, scenario.id)
    assert not page_changes(db.session(), viewer, HistoryQuery(entity="scenario"), 50).items
    assert page_changes(db.session(), other, HistoryQuery(entity="scenario"), 50).items
    with pytest.raises(NotAllowed):
        get_scenario_for(db.session(), other, scenario.id, to="edit")
    with write(db.session(), other, "mine"):
        copy = copy_scenario(db.session(), shared, "Mine")
    mine = get_scenario_for(db.session(), other, copy, to="edit")
    assert (mine.owner, mine.changes, mine.stored.value["visibility"]) == (other.label, shared.changes, "private")


def test_a_reader_gets_no_word_of_a_project_that_is_hidden_from_them(app: Flask) -> None:
    number = ids()
    scenario = planned(Cut(project_id=number["HIDE"], budget_amount="1.00"), visibility="shared")
    trial = tried(scenario, add(app, Role.VIEWER))
    assert [change.number for change in trial.sandbox.hidden] == [1]
    assert trial.sandbox.applied.conflicts == ()
    assert "HIDE" not in trial.sandbox.called.values()
    assert trial.after.grid.totals == trial.before.grid.totals
    assert (
        tried(scenario).after.grid.totals.portfolio_eur_cents < tried(scenario).before.grid.totals.portfolio_eur_cents
    )


def test_a_draft_becomes_a_project_in_the_pipeline_and_goes_back() -> None:
    number = ids()["LAST"]
    scenario = planned(draft(status="implementation"), Reallocate(from_id=number, to_id=-1, amount="100.00"))
    before = tried(scenario).after.grid.totals.portfolio_eur_cents
    with pytest.raises(Refused, match="a draft, which is no project yet"), write(db.session(), COMMAND_LINE, "early"):
        realise_change(db.session(), scenario, 2)
    with write(db.session(), COMMAND_LINE, "real"):
        (made,) = realise_change(db.session(), scenario, 1)
    stored = load_projects(db.session(), [made])[made]
    assert (stored.value["status"], stored.value["code"], stored.value["budget_amount"]) == ("pipeline", "NEW", "5.00")
    now = again(scenario)
    assert now.step(1).realised is not None
    assert now.changes[0].projects == (number, made)
    trial = tried(now)
    assert trial.sandbox.applied.conflicts == ()
    assert trial.after.grid.totals.portfolio_eur_cents == before
    with write(db.session(), COMMAND_LINE, "real too"):
        realise_change(db.session(), now, 2)
    assert load_projects(db.session(), [made])[made].value["budget_amount"] == "105.00"
    with write(db.session(), COMMAND_LINE, "back"):
        take_back(db.session(), again(scenario), 2)
    with pytest.raises(Refused, match="was changed since"), write(db.session(), COMMAND_LINE, "back"):
        take_back(db.session(), again(scenario), 1)


def test_changes_made_real_in_their_order_leave_the_scenarios_result_as_it_was() -> None:
    number = ids()["LAST"]
    scenario = planned(
        Cut(project_id=number, budget_amount="800.00"),
        Reallocate(from_id=number, to_id=ids()["PLAN"], amount="50.00"),
        draft(),
    )
    before = tried(scenario).after.grid.money.tolist()
    with (
        pytest.raises(Refused, match="Change 1 of the same project comes first"),
        write(db.session(), COMMAND_LINE, "x"),
    ):
        realise_change(db.session(), scenario, 2)
    for step in (1, 2, 3):
        with write(db.session(), COMMAND_LINE, "real"):
            realise_change(db.session(), again(scenario), step)
        trial = tried(again(scenario))
        assert trial.sandbox.applied.conflicts == ()
        assert trial.after.grid.money.tolist() == before
    assert trial.before.grid.money.tolist() == before
    for step in (3, 2, 1):
        with write(db.session(), COMMAND_LINE, "back"):
            take_back(db.session(), again(scenario), step)
    assert load_projects(db.session(), [number])[number].value["budget_amount"] == "900.00"
    assert "NEW" not in ids()
    assert tried(again(scenario)).after.grid.money.tolist() == before
    assert broken_links(db.session()) == []
