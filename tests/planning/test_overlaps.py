"""Pages and command of overlaps: what they show to whom, verdicts that stay, and verdicts that come back."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.models.change import Change
from portfolio.planning.overlaps import OverlapQuery, OverlapReport, build_overlaps
from portfolio.planning.verdicts import load_rulings
from portfolio.web.filters import Filter
from tests.cast import sign_in, token_of
from tests.cli.conftest import terminal as terminal  # noqa: PLC0414
from tests.cli.terminal import Terminal
from tests.coverage.world import AS_OF, country, objective
from tests.projects.battery import ODD_IDS, needs_sign_in, page, says_so, takes_only
from tests.projects.stock import add, body, change


def _project(code: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "title": f"Work of {code}",
        "planned_start": "2025",
        "planned_end": "2027",
        "budget_amount": "900.50",
        "budget_currency": "EUR",
        "objectives": [objective(6)],
        "places": [country("KE")],
        "organisations": [body(f"Funder {code}", "funder"), body(f"Doer {code}")],
        **more,
    }


@pytest.fixture
def pair(app: Flask) -> tuple[int, int]:
    """Two projects that overlap, and one that overlaps with neither."""
    app.config["TODAY"] = AS_OF
    first, second, _ = add(
        app, _project("ONE"), _project("TWO", budget_amount=None), _project("FAR", places=[country("FJ")])
    )
    return first, second


def _judge(client: FlaskClient, pair: tuple[int, int], **sent: str) -> Any:
    address = f"/overlaps/{pair[0]}/{pair[1]}"
    data = {"csrf_token": token_of(client, address), "version": "0", "verdict": "to-coordinate", "note": "", **sent}
    return client.post(f"{address}/verdict", data=data)


def _report(app: Flask, **narrowed: str) -> OverlapReport:
    standing = narrowed.pop("standing", "all")
    wanted = OverlapQuery(Filter(**narrowed), standing)  # type: ignore[arg-type]
    return build_overlaps(db.session, app.extensions["shelf"], COMMAND_LINE, wanted, today=AS_OF, horizon_months=12)


def test_only_who_may_gets_in(app: Flask, pair: tuple[int, int]) -> None:
    address = f"/overlaps/{pair[0]}/{pair[1]}"
    for path in ("/overlaps", "/overlaps/clusters", address):
        needs_sign_in(app, path)
    manager, planner = sign_in(app, Role.MANAGER), sign_in(app, Role.PLANNER)
    assert "Nobody has judged this pair yet" in page(manager, address)
    assert '<form method="post" action="/overlaps' not in page(manager, address)
    assert manager.post(f"{address}/verdict", data={"csrf_token": token_of(manager, "/account")}).status_code == 403
    takes_only(planner, "/overlaps", "GET")
    takes_only(planner, f"{address}/verdict", "POST")
    for odd in ODD_IDS:
        says_so(planner, f"/overlaps/{pair[0]}/{odd}")
    says_so(planner, f"/overlaps/{pair[0]}/{pair[0]}")
    for query in (
        "standing=x",
        "least=101",
        "least=-1",
        "page=9",
        "objective=x",
        "place=XX",
        "as-of=yesterday",
        "recorded=2026-01-01",
    ):
        says_so(planner, f"/overlaps?{query}")


def test_the_list_says_what_two_projects_share(app: Flask, pair: tuple[int, int]) -> None:
    text = " ".join(page(sign_in(app, Role.VIEWER), "/overlaps").split())
    for words in (
        "1 pair",
        "Work of ONE",
        "Work of TWO",
        "Objective 6; Kenya",
        "1 January 2025 to 31 December 2027 (36 months); funders different, implementers different",
        "EUR 900.50",
        "budget not known",
        "None yet",
    ):
        assert words in text, words
    assert "Work of FAR" not in text
    text = page(sign_in(app, Role.VIEWER), f"/overlaps/{pair[1]}/{pair[0]}")
    assert "100 of 100 points: objectives 30 of 30, places 30 of 30, time 20 of 20, organisations 20 of 20." in text
    assert "Funder TWO" in text


@pytest.mark.parametrize(
    ("narrowed", "number"),
    [
        ({"text": "ONE"}, 1),
        ({"text": "FAR"}, 0),
        ({"funder": "Funder TWO"}, 1),
        ({"objective": "6"}, 1),
        ({"objective": "7"}, 0),
        ({"place": "KE"}, 1),
        ({"region": "eastern-africa"}, 1),
        ({"region": "pacific"}, 0),
    ],
)
def test_a_filter_narrows_pairs_and_hides_no_side_of_one(
    app: Flask, pair: tuple[int, int], narrowed: dict[str, str], number: int
) -> None:
    with app.app_context():
        assert len(_report(app, **narrowed).numbers) == number


def test_a_verdict_stays_until_the_facts_change(app: Flask, pair: tuple[int, int]) -> None:
    planner = sign_in(app, Role.PLANNER)
    assert _judge(planner, pair, note="Talk each quarter").status_code == 303
    text = page(planner, f"/overlaps/{pair[0]}/{pair[1]}")
    assert "To coordinate" in text
    assert "Talk each quarter" in text
    assert "No pair of projects overlaps so" in page(planner, "/overlaps")
    assert "Work of ONE" in page(planner, "/overlaps?standing=to-coordinate")
    assert "Work of ONE" not in page(planner, "/overlaps?standing=duplicate")
    # What the verdict does not rest on brings nothing back: another title, another day of the report.
    change(app, pair[0], title="New words")
    assert "Work of TWO" not in page(planner, "/overlaps?as-of=2027-02-01")
    change(app, pair[0], planned_end="2026-12", budget_amount="800")
    text = page(planner, "/overlaps")
    assert "Changed since" in text
    assert "the shared time, a budget" in " ".join(text.split())
    assert "Work of TWO" in page(planner, "/overlaps?standing=changed")
    assert _judge(planner, pair, version="1", verdict="complementary").status_code == 303
    assert "Work of TWO" not in page(planner, "/overlaps")
    with app.app_context():
        (ruling,) = load_rulings(db.session).values()
        assert (ruling.verdict, ruling.note, ruling.version) == ("complementary", None, 2)
        changes = db.session.scalars(sa.select(Change).where(Change.entity == "overlap").order_by(Change.position))
        assert [(one.action, one.changes["verdict"]) for one in changes] == [
            ("create", [None, "to-coordinate"]),
            ("update", ["to-coordinate", "complementary"]),
        ]


def test_the_same_verdict_again_is_given_on_what_holds_now(app: Flask, pair: tuple[int, int]) -> None:
    planner = sign_in(app, Role.PLANNER)
    _judge(planner, pair)
    change(app, pair[1], places=[country("KE"), country("UG")])
    assert "Work of TWO" not in page(planner, "/overlaps")  # Uganda is not shared
    change(app, pair[0], places=[country("KE"), country("UG")])
    assert "where they meet" in page(planner, "/overlaps")
    assert _judge(planner, pair, version="1").status_code == 303
    assert "Work of TWO" not in page(planner, "/overlaps")


def test_a_pair_of_another_day_is_opened_and_judged_on_that_day(app: Flask, pair: tuple[int, int]) -> None:
    change(app, pair[0], planned_start="2029", planned_end="2030", status="pipeline")
    change(app, pair[1], planned_end="2030")
    planner, address = sign_in(app, Role.PLANNER), f"/overlaps/{pair[0]}/{pair[1]}"
    says_so(planner, address)
    assert "Work of ONE" not in page(planner, "/overlaps")
    assert f"{address}?as-of=2028-06-01" in page(planner, "/overlaps?as-of=2028-06-01")
    assert f"{address}/verdict?as-of=2028-06-01" in page(planner, f"{address}?as-of=2028-06-01")
    token = token_of(planner, f"{address}?as-of=2028-06-01")
    sent = {"csrf_token": token, "version": "0", "verdict": "complementary", "note": ""}
    answer = planner.post(f"{address}/verdict?as-of=2028-06-01", data=sent)
    assert (answer.status_code, answer.location) == (303, f"{address}?as-of=2028-06-01")
    assert "Work of ONE" not in page(planner, "/overlaps?as-of=2028-06-01")


def test_a_verdict_is_taken_back_and_given_again(app: Flask, pair: tuple[int, int]) -> None:
    planner = sign_in(app, Role.PLANNER)
    _judge(planner, pair)
    assert _judge(planner, pair, version="1", verdict="").status_code == 303
    assert "Work of ONE" in page(planner, "/overlaps")
    assert _judge(planner, pair, verdict="duplicate").status_code == 303
    with app.app_context():
        assert [ruling.verdict for ruling in load_rulings(db.session).values()] == ["duplicate"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"version": "1"}, 409),  # the second of two people who judge at the same time
        ({"version": ""}, 422),
        ({"version": "0", "verdict": "nonsense"}, 422),
        ({"version": "0", "note": "x" * 1001}, 422),
    ],
)
def test_what_cannot_be_saved_changes_nothing(
    app: Flask, pair: tuple[int, int], sent: dict[str, str], status: int
) -> None:
    planner = sign_in(app, Role.PLANNER)
    assert _judge(planner, pair, **sent).status_code == status
    with app.app_context():
        assert load_rulings(db.session) == {}


def test_two_people_who_judge_at_the_same_time_do_not_overwrite_each_other(app: Flask, pair: tuple[int, int]) -> None:
    planner = sign_in(app, Role.PLANNER)
    assert _judge(planner, pair).status_code == 303
    assert _judge(sign_in(app, Role.ADMINISTRATOR), pair, verdict="duplicate").status_code == 409


def test_a_pair_with_a_restricted_project_is_for_those_who_see_both(app: Flask, pair: tuple[int, int]) -> None:
    (hidden,) = add(app, _project("SECRET", visibility="restricted"))
    planner, viewer = sign_in(app, Role.PLANNER), sign_in(app, Role.VIEWER)
    assert "Work of SECRET" in page(planner, "/overlaps")
    assert _judge(planner, (pair[0], hidden), note="quiet talks").status_code == 303
    for path in ("/overlaps?standing=all", "/overlaps/clusters", f"/projects/{pair[0]}"):
        assert "SECRET" not in page(viewer, path)
    assert "SECRET" in page(planner, "/overlaps/clusters")
    says_so(viewer, f"/overlaps/{pair[0]}/{hidden}")
    assert "quiet talks" in page(planner, "/history?entity=overlap")
    assert "quiet talks" not in page(viewer, "/history?entity=overlap")
    assert _judge(planner, pair, note="open talks").status_code == 303
    assert "open talks" in page(viewer, "/history?entity=overlap")


def test_the_command_and_the_page_give_the_same_pairs(app: Flask, pair: tuple[int, int], terminal: Terminal) -> None:
    _judge(sign_in(app, Role.PLANNER), pair, note="=1+1")
    asked = ("overlaps", "--as-of", "2026-06-01", "--standing", "all")
    (one,) = terminal(*asked, "--format", "json").data["overlaps"]
    assert (one["first"], one["second"], one["score"], one["verdict"]) == ("ONE", "TWO", 100, "to-coordinate")
    assert (one["first_eur"], one["second_eur"], one["places"]) == (900.5, None, ["country:KE"])
    assert one["score_parts"] == {"objectives": 30, "places": 30, "period": 20, "organisations": 20}
    (line,) = csv.DictReader(io.StringIO(terminal(*asked, "--format", "csv").out))
    assert (line["first"], line["score"], line["places_points"], line["note"]) == ("ONE", "100", "30", "'=1+1")
    assert "100  ONE / TWO: objectives 6; Kenya; 1 January 2025 to 31 December 2027" in terminal(*asked).out
    assert terminal("overlaps", "--as-of", "2026-06-01", "--format", "json").data["overlaps"] == []


def test_projects_that_name_no_objective_are_counted_beside_the_list(app: Flask, pair: tuple[int, int]) -> None:
    add(app, _project("MUTE", objectives=[]))
    assert "1 of 4 active or upcoming projects name no objective or no place" in page(
        sign_in(app, Role.VIEWER), "/overlaps"
    )


def test_page_and_command_say_months_and_money_and_count_what_has_no_end_up_to_the_day(
    app: Flask, terminal: Terminal
) -> None:
    app.config["TODAY"] = AS_OF
    add(
        app,
        _project("ONE"),
        _project("TWO", budget_amount=None, budget_currency=None),
        _project("OPEN", planned_end=None, places=[country("FJ")]),
        _project("OPENED", planned_end=None, places=[country("FJ")]),
    )
    said = terminal("overlaps", "--as-of", AS_OF.isoformat()).out
    lines = {line[5:].split(":")[0]: line for line in said.splitlines() if " / " in line}
    bounded, open_ended = lines["ONE / TWO"], lines["OPEN / OPENED"]
    assert "Kenya; 1 January 2025 to 31 December 2027 (36 months)" in bounded
    assert "/ budget not known; no verdict" in bounded
    assert "Fiji; 1 January 2025 to no end known (17 months so far)" in open_ended
    text = page(sign_in(app, Role.VIEWER), "/overlaps")
    assert "1 January 2025 to no end known (17 months so far)" in text


def test_both_lists_say_how_far_to_trust_what_they_look_for_pairs_in(sqlite_app: Flask) -> None:
    sqlite_app.config["TODAY"] = AS_OF
    add(sqlite_app, _project("ONE"), _project("TWO", budget_amount=None), _project("FAR", places=[country("FJ")]))
    viewer = sign_in(sqlite_app, Role.VIEWER)
    for address in ("/overlaps", "/overlaps/clusters"):
        assert "What 3 projects state" in page(viewer, address)
        # One of a pair must meet a text, both a place: the other half of a pair is looked at too.
        assert "What 2 projects state" in page(viewer, f"{address}?place=KE&q=ONE")
