"""Lists of organisations: read in several languages, added, changed, taken back, written out and read again."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from imports.kinds import kind_named
from imports.outcomes import Outcome
from imports.pipeline import undo
from imports.records.export import export_csv, export_xlsx
from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.errors import NotAllowed
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.keyed import RecordUpdate
from portfolio.history.record import broken_links
from portfolio.models.organisation import Organisation
from portfolio.organisations.operations import create_organisations, update_organisations
from portfolio.projects.operations import create_project
from tests.cast import add
from tests.imports.books import csv_of, run, xlsx_of

MESSY = csv_of(
    "Partners of the programme;;;;",
    ";;;;",
    "Organisation name / Nom;Sigle;Type of organisation;Pays;Web site",
    "Agence Example de la Cybersécurité;AEC;government;Sénégal;aec.example",
    "Example University;;University;DE;https://uni.example",
    "Council of Europe;CoE;40;France;https://www.coe.int",
    "Example University;;80;Germany;https://uni.example",
    "Club of Hackers;;collective;Atlantis;",
    ";XYZ;ngo;Kenya;",
    "Total;3;;;",
)


def stored(name: str) -> Organisation:
    return db.session.scalars(sa.select(Organisation).where(Organisation.name == name)).one()


def test_a_messy_list_is_recognised_and_every_row_says_what_becomes_of_it(app: Flask) -> None:
    with app.app_context():
        found = run(app, MESSY, apply=False)
        plan = found.preview.plan
        assert plan is not None
        assert found.kind == "organisations"
        assert "the rows are read as organisations" in found.preview.notes[0].message
        assert {row.row: row.outcome for row in plan.rows} == {
            4: Outcome.CREATE,
            5: Outcome.CREATE,
            6: Outcome.UPDATE,
            7: Outcome.UNCHANGED,
            8: Outcome.CREATE,
            9: Outcome.REJECTED,
        }
        by_row = {row.row: row for row in plan.rows}
        assert by_row[4].changes == {
            "name": [None, "Agence Example de la Cybersécurité"],
            "acronym": [None, "AEC"],
            "kind": [None, "10"],
            "country": [None, "SN"],
            "homepage": [None, "https://aec.example"],
        }
        assert by_row[7].reason == "Row 5 says the same."
        assert [one.code for one in by_row[8].problems] == ["unknown-word", "unknown-place"]
        assert by_row[9].problems[0].message == "The row does not say its organisation."
        assert found.blocked
        assert [one.key for one in found.preview.questions] == ["kind:collective", "place:atlantis"]


def test_good_rows_come_in_and_the_whole_import_is_taken_back(app: Flask) -> None:
    with app.app_context():
        before = db.session.scalar(sa.select(sa.func.count()).select_from(Organisation))
        was = stored("Council of Europe").homepage
        found = run(app, MESSY, rows="good", answers={"kind:collective": "22"})
        assert found.receipt["sentence"].startswith("Added 3 organisations, changed 1 field of 1 organisation")
        assert stored("Club of Hackers").kind == "22"
        assert stored("Council of Europe").homepage == "https://www.coe.int"
        assert found.batch_id is not None
        done = undo(db.session, COMMAND_LINE, found.batch_id)
        assert done["counts"] == {"reversed": 1, "deleted": 3, "kept": 0, "failed": 0}
        assert stored("Council of Europe").homepage == was
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == before
        assert broken_links(db.session) == []


def test_undo_keeps_what_was_edited_since_and_what_projects_name(app: Flask) -> None:
    data = csv_of("Organisation,Acronym,Type", "Alpha Body,AB,10", "Beta Body,BB,10", "Gamma Body,,10")
    with app.app_context():
        found = run(app, data, kind="organisations")
        alpha = stored("Alpha Body")
        with write(db.session, COMMAND_LINE, "an edit"):
            update_organisations(db.session, [RecordUpdate(alpha.id, 1, {"acronym": ["AB", "ALPHA"]})])
        with write(db.session, COMMAND_LINE, "a project"):
            links = [{"name": "Beta Body", "role": "funder", "share": None}]
            create_project(db.session, {"code": "P-1", "title": "One", "organisations": links})
        assert found.batch_id is not None
        done = undo(db.session, COMMAND_LINE, found.batch_id)
        assert done["deleted"] == ["Gamma Body"]
        assert [one["sentence"] for one in done["kept"]] == ["The organisation was edited by command line since."]
        assert [one["sentence"] for one in done["failed"]] == ["A project names it."]


def test_an_acronym_or_a_known_other_name_means_the_stored_organisation(app: Flask) -> None:
    with app.app_context():
        acronym = stored("Council of Europe").acronym
        found = run(app, csv_of("Organisation,What it does", f"{acronym},Guards the convention"), kind="organisations")
        assert found.counts["update"] == 1
        assert stored("Council of Europe").role_note == "Guards the convention"


def test_a_blank_cell_keeps_and_clear_empties(app: Flask) -> None:
    with app.app_context():
        run(app, csv_of("Organisation,Acronym,Country", "Alpha Body,AB,KE"), kind="organisations")
        run(app, csv_of("Organisation,Acronym,Country", "Alpha Body,#CLEAR,"), kind="organisations")
        assert (stored("Alpha Body").acronym, stored("Alpha Body").country) == (None, "KE")
        found = run(app, csv_of("Organisation,Acronym", "#CLEAR,AB"), kind="organisations", apply=False)
        assert found.counts["rejected"] == 1


@pytest.mark.parametrize(("mode", "counts"), [("add", (1, 0, 1)), ("update", (0, 1, 1))])
def test_an_import_may_only_add_or_only_change(app: Flask, mode: str, counts: tuple[int, int, int]) -> None:
    with app.app_context():
        run(app, csv_of("Organisation,Acronym", "Alpha Body,AB"), kind="organisations")
        data = csv_of("Organisation,Acronym", "Alpha Body,AX", "Beta Body,BB")
        found = run(app, data, kind="organisations", mode=mode, apply=False)
        assert tuple(found.counts[name] for name in ("create", "update", "skipped")) == counts


def test_two_rows_that_say_different_things_of_one_organisation_do_not_come_in(app: Flask) -> None:
    with app.app_context():
        data = csv_of("Organisation,Acronym", "Alpha Body,AB", "ALPHA  BODY,AX")
        found = run(app, data, kind="organisations", apply=False)
        plan = found.preview.plan
        assert plan is not None
        assert plan.rows[1].reason == "Row 2 says something else of ALPHA BODY."


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
def test_an_export_that_comes_back_plans_nothing(app: Flask, shape: str) -> None:
    with app.app_context():
        with write(db.session, COMMAND_LINE, "odd names"):
            odd = {
                "name": "=Odd, “quoted”; Body",
                "acronym": "+OB",
                "kind": "90",
                "country": "EU",
                "role_note": "@once",
            }
            create_organisations(db.session, [odd])
        kind = kind_named("organisations")
        text = export_csv(db.session, COMMAND_LINE, kind) if shape == "csv" else ""
        data = text.encode() or export_xlsx(db.session, COMMAND_LINE, kind)
        found = run(app, data, apply=False)
        plan = found.preview.plan
        assert plan is not None
        assert [(row.title, row.changes, row.problems) for row in plan.rows if row.outcome != "unchanged"] == []
        assert (found.kind, found.blocked) == ("organisations", False)


def test_who_may_not_bring_organisations_in_is_told_so(app: Flask) -> None:
    manager = add(app, Role.MANAGER)
    data = csv_of("Organisation,Acronym", "Alpha Body,AB")
    with app.app_context():
        with pytest.raises(NotAllowed, match="does not allow you to import organisations"):
            run(app, data, kind="organisations", actor=manager)
        with pytest.raises(NotAllowed):
            export_csv(db.session, manager, kind_named("organisations"))


def test_an_error_in_the_cell_of_the_name_keeps_the_row_out(app: Flask) -> None:
    with app.app_context():
        data = xlsx_of([["Organisation", "Acronym"], ["#N/A", "AB"], [True, "T"], [12, "N"]], "Bodies")
        found = run(app, data, kind="organisations", apply=False)
        assert found.counts["create"] >= 1
        assert not any(row.title is None and row.outcome is Outcome.CREATE for row in found.preview.plan.rows)  # type: ignore[union-attr]
