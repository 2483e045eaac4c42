"""Lists of other names: what a text means is checked against what is known, and is what later imports read."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from imports.kinds import kind_named
from imports.pipeline import undo
from imports.records.export import export_csv, export_json
from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.models.place import Alias
from tests.imports.books import csv_of, run

NAMES = csv_of(
    "Gegenstand,Schreibweise,Bedeutung,Sprache",
    "Land,Testland Ost,Kenia,de",
    "place,Twin Isles,KE; country:UG,en",
    "Organisation,The Council,Council of Europe,",
    "objective,Theme Six,6,en",
    "Status,wird gemacht,Implementation,de",
    "place,Nowhereland,Nowhere at all,",
    "weather,rain,sun,",
)


def target(subject: str, folded: str) -> str | None:
    return db.session.scalar(sa.select(Alias.target).where(Alias.subject == subject, Alias.folded == folded))


def test_other_names_come_in_with_what_they_mean(app: Flask) -> None:
    with app.app_context():
        found = run(app, NAMES, rows="good")
        assert found.kind == "aliases"
        assert found.receipt["sentence"].startswith("Added 5 other names")
        assert target("place", "testland ost") == "country:KE"
        assert target("place", "twin isles") == "country:KE;country:UG"
        assert target("organisation", "the council") == "Council of Europe"
        assert target("objective", "theme six") == "eu-cyber-diplomacy-15:6"
        assert target("status", "wird gemacht") == "implementation"
        reasons = {row["row"]: row["reason"] for row in found.receipt["left_out"]}
        assert reasons[7] == "“Nowhere at all” is not a place that is known here."
        assert reasons[8] == "The row does not say its subject."


def test_projects_of_the_next_file_are_read_with_the_names(app: Flask) -> None:
    projects = csv_of("Code,Title,Status,Places", "A-1,Alpha,wird gemacht,Testland Ost")
    with app.app_context():
        run(app, NAMES, rows="good")
        plan = run(app, projects, apply=False).preview.plan
        assert plan is not None
        assert plan.rows[0].values["status"] == "implementation"
        assert [one["code"] for one in plan.rows[0].values["places"]] == ["KE"]


def test_a_meaning_is_changed_and_the_change_taken_back(app: Flask) -> None:
    with app.app_context():
        run(app, csv_of("Subject,Text,Means", "Place,Testland,Kenya"))
        found = run(app, csv_of("Subject,Text,Means", "Place,TESTLAND,Uganda"))
        assert target("place", "testland") == "country:UG"
        assert found.batch_id is not None
        assert undo(db.session, COMMAND_LINE, found.batch_id)["counts"]["reversed"] == 1
        assert target("place", "testland") == "country:KE"


def test_all_names_that_the_product_ships_come_back_unchanged(app: Flask) -> None:
    with app.app_context():
        run(app, NAMES, rows="good")
        kind = kind_named("aliases")
        found = run(app, export_csv(db.session, COMMAND_LINE, kind).encode(), apply=False)
        plan = found.preview.plan
        assert plan is not None
        assert [(row.title, row.changes, row.reason) for row in plan.rows if row.outcome != "unchanged"] == []
        assert found.counts["unchanged"] == len(export_json(db.session, COMMAND_LINE, kind)["aliases"]) > 100
