"""Needs of countries: a row for each, or a column for each objective; they are marked as brought in by an import."""

from __future__ import annotations

from flask import Flask

from imports.outcomes import Outcome
from imports.pipeline import undo
from portfolio.core.indices import NEED
from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.planning.commands.exports import _csv, _needs
from portfolio.planning.queries import load_needs
from tests.imports.books import csv_of, run

SIX = "eu-cyber-diplomacy-15:6"


def needs() -> dict[tuple[str, str | None], tuple[int, str]]:
    return {
        (one.value["country"], one.value["objective"]): (one.value["level"], one.value["origin"])
        for one in load_needs(db.session()).values()
    }


def test_a_row_for_each_need_comes_in_and_is_taken_back(app: Flask) -> None:
    data = csv_of("Pays;Objectif;Besoin;Raison", "Kenya;6;3;Pas d'équipe", "Ouganda;;1;", "Kenya;99;2;", "KE;7;5;",
                  "Atlantis;6;1;")  # fmt: skip
    with app.app_context():
        found = run(app, data, rows="good")
        assert found.kind == "needs"
        assert needs() == {("KE", SIX): (3, "import"), ("UG", None): (1, "import")}
        assert [row["row"] for row in found.receipt["left_out"]] == [4, 5, 6]
        assert found.batch_id is not None
        assert undo(db.session, COMMAND_LINE, found.batch_id)["counts"]["deleted"] == 2
        assert needs() == {}


def test_a_column_for_each_objective_comes_in(app: Flask) -> None:
    data = csv_of("Country,All objectives,6,Objective 7", "Kenya,1,3,", "Uganda,,2,0")
    with app.app_context():
        found = run(app, data, kind="needs")
        assert found.receipt["sentence"] == "Added 4 needs; deleted nothing."
        assert needs()["KE", None][0] == 1
        assert needs()["UG", "eu-cyber-diplomacy-15:7"][0] == 0
        changed = run(app, csv_of("Country,6", "Kenya,2", "Uganda,2"), kind="needs")
        assert [row.outcome for row in changed.preview.plan.rows] == [  # type: ignore[union-attr]
            Outcome.UPDATE, Outcome.UNCHANGED,
        ]  # fmt: skip
        assert needs()["KE", SIX][0] == 2


def test_levels_may_be_said_in_words(sqlite_app: Flask) -> None:
    data = csv_of(
        "Country;Priority area;Need level", "Kenya;6;High", "Uganda;6;moyenne", "Mali;6;keine", "Ghana;6;great"
    )
    with sqlite_app.app_context():
        found = run(sqlite_app, data, rows="good")
        assert {country: level for (country, _), (level, _) in needs().items()} == {"KE": 3, "UG": 2, "ML": 0}
        assert found.as_json()["rows"][3]["outcome"] == "rejected"


def test_what_the_room_exports_comes_back_and_plans_nothing(app: Flask) -> None:
    with app.app_context():
        run(app, csv_of("Country,Objective,Need,Reason", "KE,6,3,=why", "UG,,1,"), kind="needs")
        found = run(app, _csv(NEED, _needs()).encode(), apply=False)
        assert {name for name, count in found.counts.items() if count} == {"unchanged"}


def test_a_table_of_needs_is_recognised_and_a_cell_that_is_rejected_says_whose_need_it_was(sqlite_app: Flask) -> None:
    data = csv_of("Country,1,6,7", "Kenya,1,9,2", "Uganda,0,3,1", "Ghana,0,3,1", "Mali,0,3,1", "Chad,0,3,1")
    with sqlite_app.app_context():
        found = run(sqlite_app, data, rows="good")
        assert found.kind == "needs"
        assert found.preview.notes[0].code == "kind-by-columns"
        (row,) = [row for row in found.preview.plan.rows if row.outcome is Outcome.REJECTED]  # type: ignore[union-attr]
        assert row.reason == "The need of KE for objective 6 is new, and needs a value for “need”."
        assert [(one.cell, one.code) for one in row.problems] == [("C2", "number-range"), ("C2", "field-needed")]
