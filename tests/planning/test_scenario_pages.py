"""Pages of scenarios: planned, shared, overtaken, made real and taken back by forms; what cannot be is said."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.projects.queries import load_projects
from tests.cast import sign_in, token_of
from tests.coverage.world import load
from tests.projects.stock import change as change_project


@pytest.fixture
def planner(sqlite_app: Flask) -> FlaskClient:
    load(sqlite_app)
    return sign_in(sqlite_app, Role.PLANNER)


def send(client: FlaskClient, address: str, page: str | None = None, expect: int = 303, **data: Any) -> str:
    """Send a form as its page has it; gives where the answer leads to, or its text."""
    fields = {name.replace("__", "-"): value for name, value in data.items()}
    answer = client.post(address, data={"csrf_token": token_of(client, page or address), **fields})
    assert answer.status_code == expect, answer.get_data(as_text=True)[:3000]
    return answer.location if expect == 303 else answer.get_data(as_text=True)


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def made(client: FlaskClient, **more: Any) -> str:
    """A scenario; gives its address."""
    return send(client, "/scenarios/new", name="Plan", visibility="private", **more)


def values(app: Flask) -> dict[str, Any]:
    with app.app_context():
        return {stored.value["code"]: stored.value for stored in load_projects(db.session()).values()}


DRAFT: dict[str, str] = {
    "code": "NEW", "title": "New work", "status": "pipeline", "planned_start": "09/2026", "planned_end": "2029",
    "budget_amount": "1 234.50", "budget_currency": "EUR", "visibility": "internal",
    "objectives__0__objective": "eu-cyber-diplomacy-15:9", "objectives__0__significance": "principal",
    "places__0__place": "country:KZ", "places__0__tier": "priority",
}  # fmt: skip


def _id_of(app: Flask, code: str) -> int:
    with app.app_context():
        return next(number for number, one in load_projects(db.session()).items() if one.value["code"] == code)


def test_a_scenario_is_planned_looked_at_and_downloaded_and_nothing_real_moves(
    sqlite_app: Flask, planner: FlaskClient
) -> None:
    before = values(sqlite_app)
    here = made(planner)
    send(planner, f"{here}/add/draft", version=1, **DRAFT)
    send(planner, f"{here}/add/extend?project=ENDS", version=2, ends_on="2028", note="Asked for.")
    send(planner, f"{here}/add/reallocate", version=3, from_id="LAST", to_id="NEW", amount="100.00")
    shown = text(planner, here)
    assert shown.count("Add the draft NEW, New work") == 2, "the change, and the history"
    assert shown.count("Move EUR 100.00 from LAST to NEW") == 2
    assert "project " + str(_id_of(sqlite_app, "LAST")) not in text(planner, "/history?entity=scenario")
    assert "Move EUR 100.00 from LAST to draft 1" in text(planner, "/history?entity=scenario")
    assert "Let ENDS end in 2028, instead of 31 December 2026" in shown
    assert "Move EUR 100.00 from LAST to NEW" in shown
    assert "+1\u202f234.50" in shown
    assert "<b>Planned now</b> 1<" in text(planner, f"{here}?view=grid")
    assert "Eased" in text(planner, f"{here}?view=gaps")
    assert "Averted" in text(planner, f"{here}?view=cliffs")
    assert "Total" in text(planner, f"{here}?view=money")
    data = planner.get(f"{here}.json").get_json()
    money = {line["row"]: line["difference_eur"] for line in data["money"]["rows"]}
    assert (money["6"], money["9"]) == ("-100.00", "1334.50")
    book = openpyxl.load_workbook(io.BytesIO(planner.get(f"{here}.xlsx").data))
    assert book.sheetnames == [
        "Changes", "Figures", "Cells", "Gaps", "Cliffs", "Months", "Money by objective", "Money by place",
        "About this file",
    ]  # fmt: skip
    for name in ("Money by objective", "Money by place"):
        *lines, total = book[name].iter_rows(min_row=2, values_only=True)
        assert total[0] == "Total"
        assert round(sum(line[3] for line in lines), 2) == total[3] == 1234.5
    for _, today, then, difference in book["Figures"].iter_rows(min_row=2, values_only=True):
        assert round(then - today, 2) == difference
    assert values(sqlite_app) == before


def test_the_grid_is_seen_today_in_the_scenario_and_as_their_difference(planner: FlaskClient) -> None:
    here = made(planner)
    send(planner, f"{here}/add/extend?project=ENDS", version=1, ends_on="2029")
    seen = "view=grid&as-of=2026-06-01"
    before, after = text(planner, f"{here}?{seen}&side=before"), text(planner, f"{here}?{seen}&side=after")
    assert ", Pacific: ending" in before
    assert ", Pacific: ending" not in after
    assert "/coverage/cell/6/pacific?" in after
    assert "What becomes of each cell" in text(planner, f"{here}?{seen}")
    money = text(planner, f"{here}?{seen}&side=after&measure=money")
    assert f"{here}?as-of=2026-06-01&amp;measure=cliff&amp;view=grid&amp;side=after" in money
    assert '<input type="hidden" name="side" value="after">' in money
    assert planner.get(f"{here}?view=grid&side=both").status_code == 422


def test_cliffs_show_every_month_today_and_in_the_scenario_as_page_json_and_workbook(planner: FlaskClient) -> None:
    here = made(planner)
    send(planner, f"{here}/add/extend?project=ENDS", version=1, ends_on="2028")
    shown = text(planner, f"{here}?view=cliffs")
    for words in ("Covered today", "Cells covered, against today", "Table of months", 'class="lane-more"'):
        assert words in shown, words
    assert "</b> <small>today&nbsp;" in shown
    assert f"{here}?view=cliffs&amp;as-of=2027-03-01" in shown
    data = planner.get(f"{here}.json").get_json()
    months = {month["month"]: month for month in data["months"]}
    assert len(months) == 120
    assert (months["2026-06"]["states"]["ending"], months["2027-03"]["active"]) == (
        {"before": 1, "after": 0},
        {"before": 4, "after": 5},
    )
    for side, address in (("before", "/cliffs.json"), ("after", None)):
        real = planner.get(address).get_json()["months"] if address else []
        for one, other in zip(real, data["months"], strict=bool(address)):
            assert one["states"] == {name: pair[side] for name, pair in other["states"].items()}
    book = openpyxl.load_workbook(io.BytesIO(planner.get(f"{here}.xlsx").data))
    heading, *lines = book["Months"].iter_rows(values_only=True)
    covered = [heading.index(f"Covered {side}") for side in ("today", "then")]
    assert [[line[at] for at in covered] for line in lines] == [
        [*month["states"]["covered"].values()] for month in data["months"]
    ]
    assert len(book["Months"]._charts) == 1


def test_a_filter_goes_along_through_views_downloads_and_side_by_side(planner: FlaskClient) -> None:
    here = made(planner)
    send(planner, f"{here}/add/draft", version=1, **DRAFT)
    send(planner, f"{here}/add/extend?project=ENDS", version=2, ends_on="2028")
    for view in ("changes", "grid", "gaps", "cliffs", "money"):
        shown = text(planner, f"{here}?view={view}&region=central-asia&objective=9")
        assert "Working in region" in shown
        assert "<b>Central Asia</b>" in shown
        assert '<input type="hidden" name="objective" value="9">' in shown
        assert f"{here}.xlsx?region=central-asia&amp;objective=9" in shown
    everywhere = planner.get(f"{here}.json").get_json()
    narrowed = planner.get(f"{here}.json?region=central-asia").get_json()
    assert {one["column"] for one in everywhere["differences"]} == {"central-asia", "pacific"}
    assert {one["column"] for one in narrowed["differences"]} == {"central-asia"}
    assert narrowed["sides"][1]["filter"]["region"] == "central-asia"
    book = openpyxl.load_workbook(io.BytesIO(planner.get(f"{here}.xlsx?region=central-asia").data))
    about = {line[0]: line[1] for line in book["About this file"].iter_rows(values_only=True)}
    assert "region Central Asia" in about["Seen"]
    beside = text(planner, "/scenarios/compare?id=1&region=central-asia")
    assert "Working in region" in beside
    assert "1 cell that at least one of them changes" in beside
    assert "/scenarios/1?region=central-asia" in beside
    assert planner.get(f"{here}?funder=Nobody").status_code == 422


def test_what_cannot_be_planned_is_said_at_its_input_and_what_was_typed_stays(
    sqlite_app: Flask, planner: FlaskClient
) -> None:
    here = made(planner)
    assert "There is no project “NOPE”" in text_of(planner.get(f"{here}/add/cut?project=NOPE"), 422)
    page = send(planner, f"{here}/add/draft", expect=422, version=1, **{**DRAFT, "title": "", "planned_start": "soon"})
    assert "Enter a title." in page
    assert "“soon” is not a date" in page
    assert 'value="1 234.50"' in page
    assert "It would end before it starts" in send(
        planner, f"{here}/add/extend?project=ENDS", expect=422, version=1, ends_on="2020"
    )
    assert "is not a whole number" in send(planner, f"{here}/add/shift?project=PLAN", expect=422, version=1, months="x")
    too_much = {"from_id": "LAST", "to_id": "ENDS", "amount": "900.01"}
    assert "which is less than 900.01" in send(planner, f"{here}/add/reallocate", expect=422, version=1, **too_much)
    send(planner, f"{here}/add/drop?project=LAST", version=1)
    late = send(planner, f"{here}/add/drop?project=ENDS", expect=409, version=1)
    assert "was changed by somebody else" in late
    assert planner.get(f"{here}/add/nonsense").status_code == 404


def text_of(answer: Any, status: int) -> str:
    assert answer.status_code == status
    return str(answer.get_data(as_text=True))


def test_what_reality_overtook_stands_first_and_a_person_decides(sqlite_app: Flask, planner: FlaskClient) -> None:
    here = made(planner)
    send(planner, f"{here}/add/extend?project=ENDS", version=1, ends_on="2028")
    with sqlite_app.app_context():
        number = next(n for n, stored in load_projects(db.session()).items() if stored.value["code"] == "ENDS")
    change_project(sqlite_app, number, planned_end="2027-03")
    shown = text(planner, here)
    assert "1 change that counts in no number here" in shown
    assert "Planned end was 31 December 2026 when this was planned, and is March 2027 today." in shown
    send(planner, f"{here}/changes/1/rebase", page=here, version=2)
    assert "counts in no number" not in text(planner, here)
    send(planner, f"{here}/changes/1/remove", page=here, version=3)
    assert "Nothing is different yet" in text(planner, here)
    send(planner, f"{here}/changes/1/back", page=here, version=4)
    assert "Let ENDS end in 2028" in text(planner, here)


def test_a_change_is_made_real_after_a_look_and_taken_back(sqlite_app: Flask, planner: FlaskClient) -> None:
    here = made(planner)
    send(planner, f"{here}/add/draft", version=1, **DRAFT)
    real = f"{here}/changes/1/real"
    assert "A new project in the pipeline" in text(planner, real)
    assert send(planner, real, version=2).startswith("/projects/")
    assert values(sqlite_app)["NEW"]["status"] == "pipeline"
    assert "Real" in text(planner, here)
    send(planner, f"{here}/changes/1/unreal", page=here, version=3)
    assert "NEW" not in values(sqlite_app)


def test_what_will_be_written_names_places(sqlite_app: Flask, planner: FlaskClient) -> None:
    here = made(planner)
    send(
        planner,
        f"{here}/add/retarget?project=ENDS",
        version=1,
        objectives__0__objective="eu-cyber-diplomacy-15:6",
        objectives__0__significance="principal",
        places__0__place="region:pacific",
        places__0__tier="priority",
    )
    shown = text(planner, f"{here}/changes/1/real")
    assert "Pacific, priority" in shown
    assert "region pacific" not in shown


def test_readers_see_shared_scenarios_without_a_word_of_hidden_projects(
    sqlite_app: Flask, planner: FlaskClient
) -> None:
    here = made(planner)
    send(
        planner, f"{here}/add/cut?project=HIDE", version=1, budget_amount="4321", budget_currency="EUR", note="zanzibar"
    )
    viewer = sign_in(sqlite_app, Role.VIEWER)
    assert viewer.get(here).status_code == 404
    send(planner, f"{here}/edit", name="Plan", visibility="shared", version=2)
    number = here.rpartition("/")[2]
    for address in (
        here,
        f"{here}.json",
        "/scenarios.json",
        f"/scenarios/compare?id={number}",
        "/history?entity=scenario",
    ):
        found = text(viewer, address)
        assert not any(word in found for word in ("HIDE", "zanzibar", "4321", "4 321", "4\u202f321")), address
    assert "1 change is about projects that you may not see" in text(viewer, here)
    assert viewer.get(f"{here}/edit").status_code == 403
    assert viewer.get(f"/scenarios/compare?id={number}&id=x").status_code == 422


def test_a_gap_and_a_project_lead_into_a_scenario(planner: FlaskClient) -> None:
    assert "/scenarios/pick?" in text(planner, "/coverage/cell/9/central-asia")
    about = "objective=eu-cyber-diplomacy-15:9&place=region:central-asia"
    assert "Central Asia" in text(planner, f"/scenarios/pick?{about}")
    there = send(planner, f"/scenarios/new?kind=draft&{about}", name="From a gap", visibility="private")
    assert 'value="region:central-asia" selected' in text(planner, there)
    assert planner.get("/scenarios/pick?objective=x:1&place=region:nowhere").status_code == 404


def test_the_queries_of_a_page_do_not_grow_with_changes_or_scenarios(sqlite_app: Flask, planner: FlaskClient) -> None:
    here = made(planner)
    with sqlite_app.app_context():
        engine = db.engine
    seen: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *call: seen.append(call[2]))

    def queries(address: str) -> int:
        text(planner, address)  # what was written since is loaded here
        seen.clear()
        text(planner, address)
        return len(seen)

    send(planner, f"{here}/add/drop?project=LAST", version=1)
    addresses = (here, f"{here}?view=grid", "/scenarios", "/scenarios.json")
    few = [queries(address) for address in addresses]
    for version, code in enumerate(("ENDS", "GONE", "PLAN", "VIA"), 2):
        send(planner, f"{here}/add/drop?project={code}", version=version)
    send(planner, f"{here}/copy", page=here)
    assert [queries(address) for address in addresses] == few
