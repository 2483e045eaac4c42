"""Lists of dialogues and policy instruments: added, changed, taken back, exported and read again."""

from __future__ import annotations

from typing import Any

from flask import Flask

from imports.pipeline import undo
from portfolio.core.people import COMMAND_LINE
from portfolio.core.policy import DIALOGUE, INSTRUMENT
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.planning.commands.exports import _csv, _dialogues, _instruments
from portfolio.policy.queries import load_dialogues, load_instruments
from tests.cast import add
from tests.imports.books import csv_of, run

DIALOGUES = csv_of(
    "Dialogue,Partner,Date,Status,Topics,Link",
    "EU-Kenya Cyber Dialogue,Kenya,12 March 2024,held,6; 8,https://example.org/a",
    "EU-ASEAN Cyber Dialogue,ASEAN,2027,planned,,",
    "EU-Nowhere Dialogue,Nowhereland,2024,held,,",
    "EU-Uganda Dialogue,Uganda,,held,,",
)


def dialogue(code: str) -> dict[str, Any]:
    return next(one.value for one in load_dialogues(db.session()).values() if one.value["code"] == code)


def test_dialogues_without_codes_come_in_and_are_taken_back(app: Flask) -> None:
    with app.app_context():
        found = run(app, DIALOGUES, kind="dialogues", rows="good", actor=add(app, Role.MANAGER))
        assert found.receipt["sentence"].startswith("Added 2 dialogues, rejected 2 rows")
        kenya = dialogue("EU-KENYA-CYBER-DIALOGUE-2024-03-12")
        assert (kenya["place"], kenya["starts_on"], kenya["status"]) == ("country:KE", "2024-03-12", "held")
        assert kenya["objectives"] == ["eu-cyber-diplomacy-15:6", "eu-cyber-diplomacy-15:8"]
        reasons = {row["row"]: row["reason"] for row in found.receipt["left_out"]}
        assert reasons[4] == ("The dialogue “EU-NOWHERE-DIALOGUE-2024” is new, and needs a value for “partner”.")
        assert "A dialogue that was held has a date" in reasons[5]
        again = run(app, DIALOGUES, kind="dialogues", rows="good", apply=False)
        assert (again.counts["unchanged"], again.counts["create"]) == (2, 0)
        assert found.batch_id is not None
        assert undo(db.session, COMMAND_LINE, found.batch_id)["counts"]["deleted"] == 2
        assert load_dialogues(db.session()) == {}


def test_topics_are_replaced_and_emptied(app: Flask) -> None:
    with app.app_context():
        run(app, csv_of("Code,Title,With,Date,Topics", "D-1,One,KE,2024,6; 8"), kind="dialogues")
        run(app, csv_of("Code,Topics,Note", "D-1,7,changed"), kind="dialogues")
        assert dialogue("D-1")["objectives"] == ["eu-cyber-diplomacy-15:7"]
        run(app, csv_of("Code,Topics,Note", "D-1,#CLEAR,#CLEAR"), kind="dialogues")
        assert (dialogue("D-1")["objectives"], dialogue("D-1")["note"]) == ([], None)


def test_instruments_come_in_beside_those_that_the_product_ships(app: Flask) -> None:
    data = csv_of("Reference,Title,Kind,Date,Status,Objectives", "TEST 1,A test act,regulation,2024-05,in force,1; 2")
    with app.app_context():
        shipped = len(load_instruments(db.session()))
        found = run(app, data, kind="instruments")
        one = next(one.value for one in load_instruments(db.session()).values() if one.value["identifier"] == "TEST 1")
        assert (one["kind"], one["dated_on"], one["status"]) == ("regulation", "2024-05", "in-force")
        assert found.batch_id is not None
        undo(db.session, COMMAND_LINE, found.batch_id)
        assert len(load_instruments(db.session())) == shipped


def test_what_the_room_exports_comes_back_and_plans_nothing(app: Flask) -> None:
    with app.app_context():
        run(app, DIALOGUES, kind="dialogues", rows="good")
        for kind, shape, listed in (("dialogues", DIALOGUE, _dialogues), ("instruments", INSTRUMENT, _instruments)):
            found = run(app, _csv(shape, listed()).encode(), kind=kind, apply=False)
            rows = found.preview.plan.rows  # type: ignore[union-attr]
            assert [(row.title, row.changes, row.reason) for row in rows if row.outcome != "unchanged"] == []
