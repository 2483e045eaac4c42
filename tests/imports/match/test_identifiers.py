"""Lists that tell projects by their IATI identifiers alone: known projects are updated, unknown ones are named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from imports.at_once import Imported
from tests.imports.books import csv_of, project, run

KNOWN = csv_of("Code,Title,IATI identifier", "A-1,Alpha,XM-DAC-1-A1", "XM-DAC-1-B2,Beta,")


@pytest.fixture(autouse=True)
def _stored(sqlite_app: Flask) -> Iterator[None]:
    with sqlite_app.app_context():
        run(sqlite_app, KNOWN)
        yield


def brought(app: Flask, *lines: str) -> Imported:
    return run(app, csv_of("iati_id,budget,currency,recipient_country", *lines), rows="good")


def test_a_known_identifier_updates_its_project(sqlite_app: Flask) -> None:
    found = brought(sqlite_app, "XM-DAC-1-A1,500,EUR,KE")
    assert found.counts["update"] == 1
    assert project("A-1")["budget_amount"] == "500.00"


def test_an_identifier_that_is_the_code_of_a_project_means_that_project(sqlite_app: Flask) -> None:
    found = brought(sqlite_app, "XM-DAC-1-B2,500,EUR,KE")
    assert found.counts["update"] == 1
    assert project("XM-DAC-1-B2")["iati_identifier"] == "XM-DAC-1-B2"


def test_an_unknown_identifier_is_rejected_in_words_that_name_it(sqlite_app: Flask) -> None:
    (row,) = brought(sqlite_app, "XM-DAC-1-Z9,500,EUR,KE").as_json()["rows"]
    assert row["outcome"] == "rejected"
    (wrong,) = row["problems"]
    assert wrong["message"] == "A new project needs a title, and no stored one has the IATI identifier “XM-DAC-1-Z9”."
    assert wrong["remedy"] == "Fill in the title, or correct the IATI identifier."


def test_rows_of_one_identifier_that_differ_in_places_alone_are_one_project(sqlite_app: Flask) -> None:
    found = brought(sqlite_app, "XM-DAC-1-A1,500,EUR,KE", "XM-DAC-1-A1,500,EUR,UG")
    assert (found.preview.counts["update"], found.preview.counts["skipped"]) == (1, 1)
    assert [place["code"] for place in project("A-1")["places"]] == ["KE", "UG"]


def test_a_cell_that_is_no_identifier_leaves_its_row_out_with_the_reason(sqlite_app: Flask) -> None:
    (row,) = brought(sqlite_app, "none yet,500,EUR,KE").as_json()["rows"]
    assert row["outcome"] == "rejected"
    assert "bad-iati-identifier" in {one["code"] for one in row["problems"]}


def test_a_parent_may_be_named_by_its_identifier_stored_or_in_the_file(sqlite_app: Flask) -> None:
    head = "IATI identifier,Title,Parent"
    found = run(sqlite_app, csv_of(head, "XM-DAC-1-C3,Gamma,XM-DAC-1-A1", "XM-DAC-1-D4,Delta,XM-DAC-1-C3"))
    assert {row["title"]: row["changes"]["parent"][1] for row in found.as_json()["rows"]} == {
        "Gamma": "A-1",
        "Delta": "GAMMA",
    }


def test_a_list_that_tells_no_row_apart_names_the_headings_that_were_found(sqlite_app: Flask) -> None:
    found = run(sqlite_app, csv_of("Region,Budget (EUR),Start date,End date,Status", "Kenya,5,2024,2025,closed"))
    assert found.preview.stop is not None
    assert "row 1: “Region”, “Budget (EUR)”, “Start date”, “End date” and 1 more." in found.preview.stop.message
