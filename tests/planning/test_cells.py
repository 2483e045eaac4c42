"""What is said of cells: declarations that an objective does not apply until a day, and who looks after a gap."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.errors import Conflict, InvalidRecords, StaleRecord
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.objectives.operations import (
    create_frameworks,
    create_objectives,
    delete_objectives,
    objectives_in_use,
)
from portfolio.planning.cells import load_declarations, load_gap_notes
from portfolio.planning.operations import DECLARATIONS, GAP_NOTES
from tests.cast import sign_in, token_of
from tests.coverage.world import load
from tests.planning.stock import objective, written
from tests.projects.battery import ODD_IDS, needs_sign_in, page, says_so, takes_only

KENYA = f"objective={objective(1)}&place=country:KE"
CELL = "/coverage/cell/1/KE?columns=country"


def _declared(number: int = 1, place: str = "country:KE", until: str = "2027-05-31", **more: Any) -> dict[str, Any]:
    value = {"objective": objective(number), "place": place, "note": "Served by others", "declared_on": "2026-06-01"}
    return {**value, "expires_on": until, **more}


def _watched(status: str = "watching", place: str = "country:KE", **more: Any) -> dict[str, Any]:
    return {"objective": objective(1), "place": place, "status": status, **more}


@pytest.fixture
def planner(app: Flask) -> FlaskClient:
    load(app)
    return sign_in(app, Role.PLANNER)


def _post(client: FlaskClient, address: str, source: str | None = None, **fields: Any) -> Any:
    return client.post(address, data={"csrf_token": token_of(client, source or address), **fields})


def _cell(client: FlaskClient, query: str = "columns=country", row: str = "1", column: str = "KE") -> dict[str, Any]:
    cells = json.loads(client.get(f"/coverage.json?{query}").data)["cells"]
    return next(cell for cell in cells if (cell["row"], cell["column"]) == (row, column))


def _gap(client: FlaskClient, query: str = "columns=country") -> dict[str, Any] | None:
    gaps: list[dict[str, Any]] = json.loads(client.get(f"/gaps.json?{query}").data)["gaps"]
    return next((gap for gap in gaps if (gap["row"], gap["column"]) == ("1", "KE")), None)


def test_only_planners_declare_and_assign(app: Flask, planner: FlaskClient) -> None:
    written(app, DECLARATIONS, _declared())
    for address in ("/not-applicable", f"/not-applicable/edit?{KENYA}", f"/gaps/note?{KENYA}"):
        needs_sign_in(app, address)
    manager = sign_in(app, Role.MANAGER)
    assert "/not-applicable/edit" not in page(manager, "/not-applicable")
    assert "Declare not applicable" not in page(manager, CELL)
    for address in (f"/not-applicable/edit?{KENYA}", f"/gaps/note?{KENYA}"):
        assert manager.get(address).status_code == 403
    takes_only(planner, "/not-applicable/1/delete", "POST")
    for odd in ("objective=x&place=country:KE", f"objective={objective(99)}&place=country:KE", "objective=&place="):
        says_so(planner, f"/not-applicable/edit?{odd}")
        says_so(planner, f"/gaps/note?{odd}")
    says_so(planner, f"/gaps/note?objective={objective(1)}&place=country:ZZ")
    token = token_of(planner, f"/not-applicable/edit?{KENYA}")
    for number in ODD_IDS:
        answer = planner.post(f"/not-applicable/{number}/delete", data={"csrf_token": token, "version": "1"})
        assert answer.status_code == 404, number


def test_a_cell_that_is_declared_not_applicable_is_no_gap_until_the_declaration_expires(
    planner: FlaskClient,
) -> None:
    assert _gap(planner) is not None
    address = f"/not-applicable/edit?{KENYA}"
    assert "1 Human rights online, Kenya" in page(planner, address)
    assert _post(planner, address, note="Served by the UN", expires_on="2026-12-31").status_code == 303
    cell = _cell(planner)
    assert cell["state"] == "not-applicable"
    assert cell["declaration"]["reason"] == "Served by the UN"
    assert (cell["declaration"]["declared_on"], cell["declaration"]["expires_on"]) == ("2026-06-01", "2026-12-31")
    assert _gap(planner) is None
    assert _cell(planner, "columns=country&as-of=2026-12-31")["state"] == "not-applicable"
    assert _cell(planner, "columns=country&as-of=2027-01-01")["state"] == "never"
    assert _cell(planner, "columns=country&as-of=2026-05-31")["state"] == "never"
    text = page(planner, CELL)
    for words in ("Declared by", "until 31 December 2026", "Served by the UN", "Change the declaration"):
        assert words in text, words
    listed = page(planner, "/not-applicable")
    assert "1 declaration, 1 of them in force" in listed
    assert "Served by the UN" in listed
    region = _cell(planner, "", "1", "eastern-africa")
    assert region["state"] == "never"
    assert region["countries"]["not-applicable"] == 1


def test_a_region_that_is_declared_says_nothing_of_its_countries(app: Flask, planner: FlaskClient) -> None:
    written(app, DECLARATIONS, _declared(place="region:eastern-africa"))
    assert _cell(planner, "", "1", "eastern-africa")["state"] == "not-applicable"
    assert _cell(planner)["state"] == "never"


def test_the_workbook_lists_what_is_declared(app: Flask, planner: FlaskClient) -> None:
    written(app, DECLARATIONS, _declared(), _declared(2, until="2026-06-02"))
    book = openpyxl.load_workbook(io.BytesIO(planner.get("/coverage.xlsx?columns=country&as-of=2026-06-05").data))
    rows = [[cell.value for cell in row] for row in book["Not applicable"].iter_rows(min_row=2)]
    assert [row[:5] for row in rows] == [[1, "Human rights online", "Kenya", "Served by others", "command line"]]


def test_a_declaration_is_changed_for_the_version_seen_and_withdrawn_with_its_record(
    app: Flask, planner: FlaskClient
) -> None:
    address = f"/not-applicable/edit?{KENYA}"
    (number,) = written(app, DECLARATIONS, _declared())
    stale = _post(planner, address, note="Mine", expires_on="2027-01-01", version="")
    assert stale.status_code == 409
    assert "Served by others" in stale.get_data(as_text=True)
    assert _post(planner, address, note="Mine", expires_on="2027-01-01", version="1").status_code == 303
    with app.app_context():
        assert load_declarations(db.session)[number].value["note"] == "Mine"
    assert _post(planner, f"/not-applicable/{number}/delete", address, version="1").status_code == 409
    assert _post(planner, f"/not-applicable/{number}/delete", address, version="2").status_code == 303
    assert _cell(planner)["state"] == "never"
    assert "removed" in page(planner, "/history?entity=declaration")


def test_what_has_expired_is_declared_anew_from_today(app: Flask, planner: FlaskClient) -> None:
    written(app, DECLARATIONS, _declared(declared_on="2024-01-01", until="2025-12-31"))
    assert "0 of them in force" in page(planner, "/not-applicable")
    address = f"/not-applicable/edit?{KENYA}"
    assert _post(planner, address, note="Still", expires_on="2027-12-31", version="1").status_code == 303
    with app.app_context():
        (stored,) = load_declarations(db.session).values()
    assert stored.value["declared_on"] == "2026-06-01"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"note": "", "expires_on": "2027-01-01"}, "Reason is missing"),
        ({"note": "So", "expires_on": ""}, "Holds until is missing"),
        ({"note": "So", "expires_on": "2027-02-30"}, "is not a day"),
        ({"note": "So", "expires_on": "2027"}, "is not a day"),
        ({"note": "So", "expires_on": "2020-01-01"}, "expires before it is declared"),
        ({"note": "x" * 2001, "expires_on": "2027-01-01"}, "2000 fit"),
    ],
)
def test_a_declaration_without_reason_or_end_is_refused(
    app: Flask, planner: FlaskClient, fields: dict[str, str], sentence: str
) -> None:
    answer = _post(planner, f"/not-applicable/edit?{KENYA}", **fields)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    with app.app_context():
        assert load_declarations(db.session) == {}


def test_a_gap_is_assigned_with_a_status_and_a_note_that_the_list_shows(app: Flask, planner: FlaskClient) -> None:
    address = f"/gaps/note?{KENYA}"
    text = page(planner, address)
    assert "amara@example.org" in text
    sent = {"status": "programming", "person": "amara@example.org", "note": "In the next action plan"}
    assert _post(planner, address, **sent).status_code == 303
    gap = _gap(planner)
    assert gap is not None
    assert (gap["note"]["status"], gap["note"]["note"]) == ("programming", "In the next action plan")
    assert gap["state"] == "never"
    for where in (CELL, "/gaps?columns=country&gap-note=programming"):
        assert "Being programmed" in page(planner, where)
        assert "In the next action plan" in page(planner, where)
    assert "1 cell of" in page(planner, "/gaps?columns=country&gap-note=programming")
    assert _gap(planner, "columns=country&gap-note=none") is None
    assert "No cell of this report is such a gap" in page(planner, "/gaps?gap-note=accepted")
    assert _post(planner, address, status="", version="1").status_code == 303
    with app.app_context():
        assert load_gap_notes(db.session) == {}


def test_a_note_of_somebody_unknown_or_with_an_unknown_status_is_refused(app: Flask, planner: FlaskClient) -> None:
    address = f"/gaps/note?{KENYA}"
    answer = _post(planner, address, status="watching", person="nobody@example.org")
    assert answer.status_code == 422
    assert "Nobody has an account" in answer.get_data(as_text=True)
    assert _post(planner, address, status="forgotten").status_code == 422
    written(app, GAP_NOTES, _watched())
    assert _post(planner, address, status="accepted", version="").status_code == 409
    with app.app_context():
        (stored,) = load_gap_notes(db.session).values()
    assert stored.value["status"] == "watching"


def test_of_two_words_on_one_cell_none_is_kept_and_a_version_is_used_once(app: Flask) -> None:
    with pytest.raises(InvalidRecords) as refused:
        written(app, DECLARATIONS, _declared(), _declared(note="Twice"))
    assert list(refused.value.by_index) == [1]
    with app.app_context():
        assert load_declarations(db.session) == {}
    (number,) = written(app, GAP_NOTES, _watched())
    with app.app_context():
        with write(db.session, COMMAND_LINE, "accepted"):
            GAP_NOTES.change(db.session, number, seen_version=1, values={"status": "accepted"})
        with pytest.raises(StaleRecord), write(db.session, COMMAND_LINE, "again"):
            GAP_NOTES.change(db.session, number, seen_version=1, values={"status": "watching"})


def test_days_of_a_declaration_are_kept_as_days(app: Flask) -> None:
    (number,) = written(app, DECLARATIONS, _declared())
    with app.app_context():
        value = load_declarations(db.session)[number].value
    assert date.fromisoformat(value["expires_on"]) == date(2027, 5, 31)


def test_an_objective_that_planners_speak_of_is_not_taken_away(app: Flask) -> None:
    with app.app_context():
        with write(db.session, COMMAND_LINE, "a framework of a test"):
            (framework,) = create_frameworks(db.session, [{"code": "own", "title": "Our own"}])
            (number,) = create_objectives(
                db.session, [{"framework_id": framework, "number": 1, "title": "One", "statement": None}]
            )
        with write(db.session, COMMAND_LINE, "declared"):
            DECLARATIONS.create(db.session, [{**_declared(), "objective": "own:1"}])
        with pytest.raises(Conflict, match="declared it not applicable"), write(db.session, COMMAND_LINE, "removed"):
            delete_objectives(db.session, {number: None})
        assert objectives_in_use(db.session, [number + 1]) == {}
