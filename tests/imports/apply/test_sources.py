"""A list that comes back from the same source: what it repeats changes nothing, what it says anew does."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from imports import pipeline
from imports.at_once import Imported, import_bytes
from imports.sources import name_of
from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.core.terms import Role
from portfolio.errors import Refused
from portfolio.extensions import db
from portfolio.sources.queries import find_by_name, last_words, source_names
from tests import cast
from tests.imports.books import csv_of, edit, project, xlsx_of

HEAD = "Code,Title,Status,Places,Implementers"
Q1 = csv_of(HEAD, "A-1,Alpha,pipeline,KE; UG,Doer", "A-2,Beta,pipeline,KE,Doer")


@pytest.fixture(autouse=True)
def _in_application(app: Flask) -> Any:
    with app.app_context():
        yield


@pytest.fixture
def editor(app: Flask) -> Actor:
    return cast.add(app, Role.MANAGER)


def bring(
    app: Flask, data: bytes, name: str = "Ministry 2026-03.csv", *, apply: bool = True, **options: Any
) -> Imported:
    return import_bytes(db.session, app.config["SETTINGS"], COMMAND_LINE, data, name, apply=apply, **options)


def rows(found: Imported) -> dict[str, Any]:
    return {row["code"]: row for row in found.as_json()["rows"]}


def codes_of_problems(row: dict[str, Any]) -> list[str]:
    return [one["code"] for one in row["problems"]]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Ministry 2026-03.csv", "Ministry"),
        ("ministry_projects_Q2-2026_final (2).xlsx", "ministry projects"),
        ("Liste Stand März 2024.xls", "Liste März"),
        ("2026.csv", "list without a name"),
        ("προγράμματα 2026.xlsx", "προγράμματα"),
        ("", "list without a name"),
    ],
)
def test_a_source_is_named_by_its_file_without_dates_and_versions(file: str, name: str) -> None:
    assert name_of(file) == name


def test_lists_whose_files_names_tell_nothing_are_not_one_source(app: Flask, editor: Actor) -> None:
    assert bring(app, Q1, "2026.csv").as_json()["source"] == "2026"
    edit("A-1", editor, status="implementation")
    other = csv_of("Project title,Code,Status,Phase", "Alpha,A-1,pipeline,2")
    found = bring(app, other, "2026.csv")
    assert (found.as_json()["source"], rows(found)["A-1"]["outcome"]) == ("2026 (2)", "update")
    assert bring(app, Q1, "2027.csv", apply=False).as_json()["source"] == "2026"  # by its headings


def test_what_a_source_repeats_does_not_turn_back_a_later_edit(app: Flask, editor: Actor) -> None:
    bring(app, Q1)
    edit("A-1", editor, title="Alpha, corrected here", status="implementation")
    found = bring(app, Q1, "Ministry 2026-06.csv")
    assert found.as_json()["source"] == "Ministry"
    assert rows(found)["A-1"]["outcome"] == "unchanged"
    assert codes_of_problems(rows(found)["A-1"]) == ["repeated-by-source", "repeated-by-source"]
    assert rows(found)["A-2"]["problems"] == []
    assert project("A-1")["title"] == "Alpha, corrected here"


def test_what_a_source_says_anew_comes_in_beside_later_edits(app: Flask, editor: Actor) -> None:
    bring(app, Q1)
    edit("A-1", editor, title="Alpha, corrected here")
    found = bring(app, csv_of(HEAD, "A-1,Alpha,closed,KE; UG; RW,Doer", "A-2,Beta,pipeline,KE,Doer"))
    assert set(rows(found)["A-1"]["changes"]) == {"status", "places"}
    assert (project("A-1")["title"], project("A-1")["status"]) == ("Alpha, corrected here", "closed")


def test_what_a_source_says_anew_about_a_field_edited_since_is_a_conflict(app: Flask, editor: Actor) -> None:
    bring(app, Q1)
    edit("A-1", editor, title="Alpha, corrected here")
    news = csv_of(HEAD, "A-1,Alpha Two,pipeline,KE; UG,Doer")
    found = bring(app, news, apply=False)
    (clash,) = rows(found)["A-1"]["conflicts"]
    assert (clash["base"], clash["ours"], clash["theirs"]) == ("Alpha", "Alpha, corrected here", "Alpha Two")
    assert bring(app, news, conflicts="ours").applied
    # The source was heard, and the decision holds for as long as it says the same.
    assert rows(bring(app, news, apply=False))["A-1"]["outcome"] == "unchanged"
    assert rows(bring(app, csv_of(HEAD, "A-1,Alpha Three,,,"), apply=False))["A-1"]["outcome"] == "conflict"


def test_a_row_that_waits_said_nothing(app: Flask, editor: Actor) -> None:
    bring(app, Q1)
    edit("A-1", editor, title="Alpha, corrected here")
    news = csv_of(HEAD, "A-1,Alpha Two,pipeline,KE; UG,Doer", "A-2,Beta Two,pipeline,KE,Doer")
    bring(app, news)
    again = rows(bring(app, news, apply=False))
    assert (again["A-1"]["outcome"], again["A-2"]["outcome"]) == ("conflict", "unchanged")


def test_places_that_others_added_stay_when_the_source_adds_its_own(app: Flask) -> None:
    bring(app, Q1)
    edit("A-2", places=[{"kind": "country", "code": code} for code in ("KE", "ET")])
    bring(app, csv_of(HEAD, "A-2,Beta,pipeline,KE; RW,Doer"))
    assert [link["code"] for link in project("A-2")["places"]] == ["ET", "KE", "RW"]


def test_another_source_takes_effect_and_both_words_are_kept(app: Flask) -> None:
    bring(app, Q1)
    bring(app, csv_of("Project title,Code,Status", "Alpha,A-1,closed"), "Register.csv")
    assert project("A-1")["status"] == "closed"
    words = last_words(db.session)
    said = {
        source_names(db.session)[source]: word["status"].value
        for (_, source), word in words.items()
        if "status" in word
    }
    assert said == {"Ministry": "pipeline", "Register": "closed"}
    assert rows(bring(app, Q1, apply=False))["A-1"]["outcome"] == "unchanged"


def test_a_source_can_be_named_and_is_known_by_its_headings_later(app: Flask) -> None:
    bring(app, Q1, source="Ministry of Digital Affairs")
    found = bring(app, Q1, "something else.csv", apply=False)
    assert found.as_json()["source"] == "Ministry of Digital Affairs"
    assert find_by_name(db.session, "ministry of digital affairs") is not None
    with pytest.raises(Refused):
        bring(app, Q1, source="x" * 201)


def test_projects_that_a_known_list_has_no_more_are_named(app: Flask) -> None:
    bring(app, Q1)
    found = bring(app, csv_of(HEAD, "A-1,Alpha,pipeline,KE; UG,Doer"))
    assert found.as_json()["missing"] == [{"code": "A-2", "title": "Beta"}]
    assert project("A-2")["title"] == "Beta"
    other = bring(app, csv_of("Code,Title,Acronym", "B-1,Other,OT"), "Ministry other.csv", apply=False)
    assert other.as_json()["missing"] == []


def test_the_word_of_an_import_that_was_taken_back_counts_no_more(app: Flask) -> None:
    bring(app, Q1)
    news = csv_of(HEAD, "A-1,Alpha,closed,KE; UG,Doer")
    second = bring(app, news).batch_id
    assert second is not None
    pipeline.undo(db.session, COMMAND_LINE, second)
    assert project("A-1")["status"] == "pipeline"
    assert rows(bring(app, news, apply=False))["A-1"]["changes"] == {"status": ["pipeline", "closed"]}


def test_a_word_is_kept_with_its_cell_and_import(app: Flask) -> None:
    head = ["Title", "Code", "Funders", "Hub places"]
    first = bring(app, xlsx_of([["My list"], head, ["Alpha", "A-1", "Giver", "KE"]]), "Ministry.xlsx").batch_id
    edit("A-1", organisations=[{"name": "Giver", "role": "funder"}, {"name": "Doer", "role": "partner"}])
    second = bring(app, xlsx_of([head[:2], ["Alpha", "A-1"]]), "Ministry.xlsx").batch_id
    ((_, words),) = last_words(db.session).items()
    assert {name: (word.cell, word.batch_id) for name, word in words.items()} == {
        "title": ("A2", second), "organisations": ("C3", first), "places": ("D3", first),
    }  # fmt: skip
    assert [link["name"] for link in words["organisations"].value] == ["Giver"]
