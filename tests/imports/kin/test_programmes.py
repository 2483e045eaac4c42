"""Programmes and their parts in one file, from the file to the money that counts: each euro once."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from imports.at_once import Imported
from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.coverage.facts import load_portfolio
from portfolio.extensions import db
from portfolio.history.record import position
from portfolio.projects.export import projects_xlsx
from tests import cast
from tests.imports.books import codes, csv_of, project, run
from tests.imports.views.pages import post, text_of, upload

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "real" / "trust_fund" / "EUTF_projects_akvo.csv"
#: A programme of 10 million, its contracts under longer codes, one of them with the title of the whole.
MIXED = csv_of(
    "Code,Title,Budget (EUR)",
    "HOA-7,Border management,10000000",
    "HOA-7-01,Border management,6000000",
    "HOA-7-02,Training of border guards,3000000",
    "NOA-1,Another programme,500000",
)


@pytest.fixture(autouse=True)
def _in_application(app: Flask) -> Any:
    with app.app_context():
        yield


def total_eur() -> int:
    """The money of the whole portfolio, in euro."""
    db.session.rollback()
    return int(load_portfolio(db.session, position(db.session)).facts.own_budget.sum()) // 100


def question_of(found: Imported) -> dict[str, Any] | None:
    return next((one for one in found.as_json()["questions"] if one["key"] == "parts"), None)


def test_parts_are_asked_about_once_for_the_file_and_nothing_is_taken_silently(app: Flask) -> None:
    found = run(app, MIXED)
    asked = question_of(found)
    assert asked is not None
    assert "these 2 projects parts" in asked["sentence"]
    assert asked["answers"].keys() == {"yes", "no"}
    assert [project(code)["parent"] for code in codes()] == [None] * 4
    assert total_eur() == 19_500_000


def test_after_yes_each_euro_counts_once(app: Flask) -> None:
    found = run(app, MIXED, answers={"parts": "yes"})
    assert question_of(found) is None
    assert [project(code)["parent"] for code in codes()] == [None, "HOA-7", "HOA-7", None]
    assert total_eur() == 10_500_000
    assert "taken as a part of HOA-7" in found.as_json()["rows"][1]["problems"][0]["message"]


def test_after_no_each_is_a_project_of_its_own(app: Flask) -> None:
    found = run(app, MIXED, answers={"parts": "no"})
    assert question_of(found) is None
    assert total_eur() == 19_500_000


def test_a_programme_named_by_its_iati_identifier_is_found_in_the_file_and_in_store(app: Flask) -> None:
    head = "IATI identifier,Title,Budget (EUR),Parent"
    run(app, csv_of(head, "XM-9-A-1,Same title,400,XM-9-A", "XM-9-A,Same title,1000,"))
    assert [project(code)["parent"] for code in codes()] == ["SAME-TITLE-2", None]
    run(app, csv_of(head, "XM-9-A-2,A later part,500,XM-9-A"))
    assert project("A-LATER-PART")["parent"] == "SAME-TITLE-2"
    assert total_eur() == 1000


def test_the_answer_is_remembered_for_the_list_and_said_again(app: Flask) -> None:
    bo = cast.sign_in(app, Role.MANAGER)
    upload(bo, MIXED)
    page = text_of(bo.get("/imports/1/columns"))
    assert "Are these 2 projects parts of the programmes whose codes they extend?" in page
    assert "Without an answer each stays by itself." in page
    fields = {"field-0": "code", "field-1": "title", "field-2": "budget_amount"}
    post(bo, "/imports/1/columns", step="check", **fields, **{"answer-parts": "yes"})
    post(bo, "/imports/1/apply")
    assert project("HOA-7-02")["parent"] == "HOA-7"
    upload(bo, MIXED.replace(b"NOA-1,Another programme", b"HOA-7-03,Dialogue of ministers"), "later.csv")
    assert "“Yes” was the answer for the list's last file." in text_of(bo.get("/imports/2/columns"))
    post(bo, "/imports/2/apply")
    assert project("HOA-7-03")["parent"] == "HOA-7"


def test_an_export_that_comes_back_asks_nothing_about_codes(app: Flask) -> None:
    run(app, MIXED)
    found = run(app, projects_xlsx(db.session, COMMAND_LINE, None, date(2026, 1, 1)), apply=False)
    assert (question_of(found), found.counts["unchanged"]) == (None, 4)


@pytest.mark.skipif(not REAL.is_file(), reason="the collection of real files is not here")
def test_a_real_list_of_decisions_and_contracts_counts_each_euro_once(app: Flask) -> None:
    # The list states its programmes; here only its codes are left to tell them.
    rows = list(csv.DictReader(io.StringIO(REAL.read_text(encoding="utf-8-sig"))))
    kept = [row for row in rows if row["iati_id"] and row["title"]]
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(["Code", "Title", "Budget (EUR)"])
    for row in kept:
        writer.writerow([row["iati_id"], row["title"], str(round(float(row["budget"] or 0)))])
    apart = run(app, lines.getvalue().encode(), apply=False, rows="good")
    asked = question_of(apart)
    assert asked is not None
    run(app, lines.getvalue().encode(), rows="good", answers={"parts": "yes"})
    stored = {code: project(code) for code in codes()}
    parts = [value for value in stored.values() if value["parent"]]
    assert len(parts) > 200
    spent = sum(round(float(value["budget_amount"])) for value in parts)
    every = sum(round(float(value["budget_amount"])) for value in stored.values())
    assert total_eur() == every - spent
