"""Need against supply as page, files and command; needs typed in a table, saved as a whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import openpyxl
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.models.project import Project
from portfolio.planning.operations import GAP_NOTES
from portfolio.planning.queries import load_needs
from portfolio.policy.operations import DIALOGUES, INSTRUMENTS
from portfolio.projects.operations import create_projects
from tests.cast import NAMES, add, sign_in, token_of
from tests.cli.conftest import stocked, terminal
from tests.cli.terminal import Terminal
from tests.coverage.world import PROJECTS, load
from tests.planning.stock import need, needs, objective, written
from tests.policy.stock import agreement, dialogue
from tests.projects.battery import needs_sign_in, page, says_so

__all__ = ["stocked", "terminal"]


def test_supply_page_files_and_command_say_the_same(app: Flask, stocked: Terminal) -> None:
    needs(app, need("GH", 3), need("FJ", 2, 9), need("KZ", 0))
    needs_sign_in(app, "/needs/supply")
    viewer = sign_in(app, Role.VIEWER)
    # Ghana is covered on 6 and bare on fourteen; Fiji needs 9 and has nothing there
    data = json.loads(viewer.get("/needs/supply.json").data)
    assert len(data["shortages"]) == 15
    assert [one["code"] for one in data["countries"][:2]] == ["GH", "FJ"]
    assert {one["row"] for one in data["shortages"] if one["country"] == "GH"} == {str(n) for n in range(1, 16)} - {"6"}
    regions = {one["code"]: (one["short_cells"], one["needy_cells"]) for one in data["regions"]}
    assert (regions["west-africa"], regions["pacific"]) == ((14, 15), (1, 1))
    text = page(viewer, "/needs/supply")
    assert "High need, thin supply: 15 cells" in text
    assert "Ghana: mean need 3.0, depth 1.0, 14 short cells" in text
    assert re.search(r"1 cell with need 2 and money 0", page(viewer, "/needs/supply?of=cell&by=money&within=pacific"))
    rows = list(csv.DictReader(io.StringIO(viewer.get("/needs/supply.csv").get_data(as_text=True))))
    assert [(row["objective"], row["country"]) for row in rows] == [
        (one["row"], one["country"]) for one in data["shortages"]
    ]
    book = openpyxl.load_workbook(io.BytesIO(viewer.get("/needs/supply.xlsx").data))
    assert [book["Shortages"].max_row, book["Countries"].cell(2, 1).value] == [16, "Ghana"]
    told = stocked("needs", "supply", "--as-of", "2026-06-01", "--format", "json").data
    assert told["shortages"] == data["shortages"]
    assert "West Africa" in stocked("needs", "supply", "--within", "west-africa").out
    says_so(viewer, "/needs/supply?by=taste")
    assert "No need is known here yet" in page(viewer, "/needs/supply?within=caribbean")


def _post(client: FlaskClient, source: str, **fields: Any) -> Any:
    text = client.get(source).get_data(as_text=True)
    seen = re.search(r'name="seen" value="([^"]*)"', text)
    assert seen is not None
    return client.post(source, data={"csrf_token": token_of(client, source), "seen": seen[1], **fields})


def _levels(app: Flask) -> dict[tuple[str, str | None], tuple[int, str]]:
    with app.app_context():
        found = [stored.value for stored in load_needs(db.session).values()]
        return {(value["country"], value["objective"]): (value["level"], value["origin"]) for value in found}


def test_needs_typed_in_a_table_are_saved_at_once(app: Flask) -> None:
    needs(app, need("KE", 2), need("KE", 1, 6, note="Board"), need("UG", 3))
    planner, address = sign_in(app, Role.PLANNER), "/needs/table?region=eastern-africa"
    assert sign_in(app, Role.MANAGER).get(address).status_code == 403
    planner = sign_in(app, Role.PLANNER)
    six = f"need-KE-{objective(6)}"
    assert f'name="{six}" value="1"' in page(planner, address)
    answer = _post(
        planner, address, **{"need-KE-all": "2", six: "3", "need-UG-all": "", f"need-RW-{objective(1)}": "0"}
    )
    assert answer.status_code == 303
    assert "3 needs saved." in page(planner, address)
    assert _levels(app) == {
        ("KE", None): (2, "entered"), ("KE", objective(6)): (3, "entered"), ("RW", objective(1)): (0, "entered"),
    }  # fmt: skip
    with app.app_context():
        assert [one.value["note"] for one in load_needs(db.session).values() if one.value["level"] == 3] == ["Board"]
    assert "Nothing was changed." in (_post(planner, address), page(planner, address))[1]


def test_of_a_table_with_a_wrong_or_a_stale_cell_nothing_is_saved_and_what_was_typed_stays(app: Flask) -> None:
    needs(app, need("KE", 2))
    planner, address = sign_in(app, Role.PLANNER), "/needs/table?region=eastern-africa"
    wrong = _post(planner, address, **{"need-KE-all": "5", "need-UG-all": "1"})
    text = wrong.get_data(as_text=True)
    assert (wrong.status_code, 'name="need-UG-all" value="1"' in text) == (422, True)
    assert "“5” is not a need" in text
    fields = {
        "csrf_token": token_of(planner, address),
        "seen": "need-KE-all=2.9",
        "need-KE-all": "3",
        "need-UG-all": "1",
    }
    stale = planner.post(address, data=fields)
    text = stale.get_data(as_text=True)
    assert (stale.status_code, 'name="need-KE-all" value="3"' in text) == (409, True)
    assert "Somebody else changed needs that you changed too: KE all objectives" in text
    assert 'value="need-KE-all=2.1"' in text
    assert _levels(app) == {("KE", None): (2, "entered")}
    # nobody's word is taken for what it was not shown
    blind = planner.post(address, data={**fields, "seen": "", "need-UG-all": ""})
    assert blind.status_code == 409


def test_small_things_that_pages_gained(app: Flask, stocked: Terminal) -> None:
    viewer = sign_in(app, Role.VIEWER)
    lines = list(csv.DictReader(io.StringIO(viewer.get("/timeline.csv").get_data(as_text=True))))
    assert {"LAST", "GONE"} < {line["code"] for line in lines}
    assert "HIDE" not in {line["code"] for line in lines}
    data = json.loads(viewer.get("/timeline.json?strand=cybercrime").data)
    assert [one["code"] for line in data["lines"] for one in line["projects"]] == ["LAST"]
    assert stocked("timeline", "--strand", "cybercrime", "--format", "json").data == data
    countries = {one["country"]: one for one in json.loads(viewer.get("/map.json?row=6").data)["countries"]}
    assert (countries["GH"]["state"], countries["GH"]["active"]) == ("covered", 1)
    assert stocked("map", "--row", "6", "--as-of", "2026-06-01", "--format", "csv").out.count("covered") == 4
    for name, sheet in (("timeline", "Timeline"), ("map", "Countries")):
        book = openpyxl.load_workbook(io.BytesIO(viewer.get(f"/{name}.xlsx").data))
        assert book[sheet].max_row > 5
        assert f"/{name}.xlsx" in page(viewer, f"/{name}")


def test_a_person_finds_the_gaps_that_are_theirs(app: Flask, stocked: Terminal) -> None:
    viewer = sign_in(app, Role.VIEWER)
    add(app, Role.PLANNER)
    watched = {"status": "watching", "note": None}
    written(
        app,
        GAP_NOTES,
        {**watched, "objective": objective(1), "place": "region:pacific", "person": NAMES[Role.VIEWER]},
        {**watched, "objective": objective(2), "place": "region:pacific", "person": NAMES[Role.PLANNER]},
        {**watched, "objective": objective(3), "place": "region:pacific", "person": None},
    )

    def rows(query: str) -> list[str]:
        return [gap["row"] for gap in json.loads(viewer.get(f"/gaps.json?{query}").data)["gaps"]]

    assert rows("gap-person=me") == ["1"]
    assert rows(f"gap-person={NAMES[Role.PLANNER]}") == ["2"]
    assert rows("gap-person=nobody@example.org") == []
    assert '<option value="me" selected>Me</option>' in page(viewer, "/gaps?gap-person=me")
    told = stocked("gaps", "--gap-person", NAMES[Role.VIEWER], "--format", "json").data
    assert [gap["row"] for gap in told["gaps"]] == ["1"]


def test_pages_name_what_other_rooms_know_of_them(app: Flask) -> None:
    load(app)
    with app.app_context(), write(db.session, COMMAND_LINE, "another one in Ghana"):
        create_projects(db.session, [{**PROJECTS[0], "code": "TWIN", "title": "Twin", "organisations": []}])
    written(app, DIALOGUES, dialogue("D1", title="Talk with Ghana", place="country:GH", objectives=[objective(6)]))
    written(app, INSTRUMENTS, agreement("A1", title="Act on crime", place=None, objectives=[objective(6)]))
    viewer = sign_in(app, Role.VIEWER)
    with app.app_context():
        number = db.session.scalar(sa.select(Project.id).where(Project.code == "TWIN"))
        alone = db.session.scalar(sa.select(Project.id).where(Project.code == "PLAN"))
    assert "1 project of others at the same time" in page(viewer, f"/projects/{number}")
    assert "of others at the same time" not in page(viewer, f"/projects/{alone}")
    text = page(viewer, "/objectives/eu-cyber-diplomacy-15/6")
    assert "Talk with Ghana" in text
    assert "Act on crime" in text
    assert "Talk with Ghana" in page(viewer, "/places/country/GH")
    assert "Talk with Ghana" not in page(viewer, "/places/country/SN")
    assert "Act on crime" not in page(viewer, "/objectives/eu-cyber-diplomacy-15/7")
