"""Frameworks of objectives: new ones with their objectives, changed titles, and the question whose they are."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from imports.kinds import kind_named
from imports.pipeline import undo
from imports.records.export import export_csv, export_xlsx
from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.models.objective import Framework, Objective
from portfolio.projects.operations import create_project
from tests.imports.books import csv_of, run, xlsx_of

THEMES = csv_of(
    "Cadre,Titre du cadre,Numéro,Intitulé,Énoncé",
    "test-themes,Themes for tests,1,Policy and strategy,States write strategies.",
    "TEST THEMES,,2.0,Incident management,",
    "test-themes,,3,Cybercrime,",
    "test-themes,,0,Nothing,",
    "test-themes,,4,,No title",
    "eu-cyber-diplomacy-15,,1,Rights online,",
)


def objectives(code: str) -> dict[int, str]:
    query = sa.select(Objective.number, Objective.title).join(Framework, Framework.id == Objective.framework_id)
    return dict(db.session.execute(query.where(Framework.code == code)).all())


def test_a_new_framework_comes_in_with_its_objectives_and_a_stored_one_is_changed(app: Flask) -> None:
    with app.app_context():
        was = objectives("eu-cyber-diplomacy-15")[1]
        found = run(app, THEMES, rows="good")
        assert found.kind == "frameworks"
        assert found.receipt["sentence"].startswith("Added 3 objectives, changed 1 field of 1 objective")
        assert objectives("test-themes") == {1: "Policy and strategy", 2: "Incident management", 3: "Cybercrime"}
        assert db.session.scalars(sa.select(Framework.title).where(Framework.code == "test-themes")).one() == (
            "Themes for tests"
        )
        assert objectives("eu-cyber-diplomacy-15")[1] == "Rights online"
        assert found.batch_id is not None
        done = undo(db.session, COMMAND_LINE, found.batch_id)
        assert done["counts"] == {"reversed": 1, "deleted": 4, "kept": 0, "failed": 0}
        assert (objectives("test-themes"), objectives("eu-cyber-diplomacy-15")[1]) == ({}, was)


def test_undo_leaves_an_objective_that_a_project_serves_and_its_framework(app: Flask) -> None:
    with app.app_context():
        found = run(app, THEMES, rows="good")
        with write(db.session, COMMAND_LINE, "a project"):
            served = [{"framework": "test-themes", "number": 2, "significance": "principal", "share": None}]
            create_project(db.session, {"code": "P-1", "title": "One", "objectives": served})
        assert found.batch_id is not None
        done = undo(db.session, COMMAND_LINE, found.batch_id)
        assert [one["sentence"] for one in done["failed"]] == ["A project serves it.", "It has 1 objective."]
        assert objectives("test-themes") == {2: "Incident management"}


def test_a_list_without_its_framework_asks_once_and_the_answer_makes_one(app: Flask) -> None:
    data = xlsx_of([["Number", "Title"], [1, "Policy"], [2, "Culture"]], "Dimensions")
    with app.app_context():
        asked = run(app, data, kind="frameworks", apply=False)
        assert [one.key for one in asked.preview.questions] == ["framework"]
        assert asked.blocked
        run(app, data, kind="frameworks", answers={"framework": "Maturity Model"})
        assert objectives("maturity-model") == {1: "Policy", 2: "Culture"}
        assert db.session.scalar(sa.select(Framework.title).where(Framework.code == "maturity-model")) == (
            "Maturity Model"
        )


def test_a_list_of_projects_with_numbers_and_titles_stays_a_list_of_projects(app: Flask) -> None:
    with app.app_context():
        data = csv_of("No,Title,Description", "1,Alpha,First", "2,Beta,Second")
        assert run(app, data, apply=False).kind == "projects"


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
def test_an_export_that_comes_back_plans_nothing(app: Flask, shape: str) -> None:
    with app.app_context():
        kind = kind_named("frameworks")
        text = export_csv(db.session, COMMAND_LINE, kind) if shape == "csv" else ""
        found = run(app, text.encode() or export_xlsx(db.session, COMMAND_LINE, kind), apply=False)
        plan = found.preview.plan
        assert plan is not None
        assert [(row.title, row.changes, row.reason) for row in plan.rows if row.outcome != "unchanged"] == []
        assert found.counts["unchanged"] > 20
