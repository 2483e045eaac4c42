"""Columns and fields: remembered, known, seen in the cells, merely alike; and what is never taken."""

from __future__ import annotations

import pytest

from imports.mapping import ColumnMatch, Mapping, choose, propose, signature
from tests.imports.normalise.words import vocabulary_of

VOCABULARY = vocabulary_of()


def mapped(*headings: str, **cells: list[object]) -> Mapping:
    """The mapping of these headings; `c0`, `c1` … are cells of the columns."""
    samples = {int(name[1:]): tuple(values) for name, values in cells.items()}
    return propose(list(enumerate(headings)), samples, recogniser=VOCABULARY)  # type: ignore[arg-type]


def fields(mapping: Mapping) -> list[str | None]:
    return [match.field if match.taken else None for match in mapping.columns]


def test_known_headings_are_taken_one_column_each() -> None:
    mapping = mapped("Code", "Title", "Budget (EUR)", "Start date", "End date", "Country", "Funder", "Shoe size")
    assert fields(mapping) == ["code", "title", "budget_amount", "start", "end", "places", "funders", None]
    assert mapping.columns[2].currency == "EUR"
    assert mapping.has_identity
    assert mapping.column_of("start") == 3
    assert all(match.reason.endswith(".") for match in mapping.columns)


def test_an_earlier_choice_goes_before_everything_else() -> None:
    headings = ["Title", "Budget", "Shoe size"]
    memory = {signature(reversed(headings)): {"title": "acronym", "budget": None, "shoe size": "summary"}}
    mapping = propose(list(enumerate(headings)), {}, memory)
    assert fields(mapping) == ["acronym", None, "summary"]
    assert {match.score for match in mapping.columns} == {100}
    other = propose(list(enumerate([*headings, "More"])), {}, memory)
    assert fields(other) == ["title", "budget_amount", None, None]


def test_a_signature_is_the_same_for_the_same_headings_in_any_order_and_dress() -> None:
    assert signature(["Título", "Budget (EUR)"]) == signature(["BUDGET EUR", "", "titulo "])
    assert signature(["Title"]) != signature(["Title", "Title"])
    assert len(signature([])) == 32


def test_what_was_chosen_can_be_remembered_and_gives_the_same_mapping_again() -> None:
    mapping = choose(mapped("Name", "Money", "Country"), {1: "budget_amount", 2: None})
    assert fields(mapping) == ["title", "budget_amount", None]
    assert mapping.as_memory() == {"name": "title", "money": "budget_amount", "country": None}
    again = propose(list(enumerate(["Name", "Money", "Country"])), {}, {mapping.signature: mapping.as_memory()})
    assert fields(again) == fields(mapping)


def test_a_choice_takes_a_single_field_away_from_another_column() -> None:
    mapping = choose(mapped("Title", "Long title"), {1: "title"})
    assert fields(mapping) == [None, "title"]
    with pytest.raises(KeyError):
        choose(mapping, {0: "no such field"})


@pytest.mark.parametrize(
    ("heading", "field"),
    [("Projct title", "title"), ("Implmenting partner", "implementers"), ("Beneficary country", "places")],
)
def test_a_misspelt_heading_is_taken(heading: str, field: str) -> None:
    match = mapped(heading).columns[0]
    assert (match.field, match.taken) == (field, True)
    assert "spelt" in match.reason


@pytest.mark.parametrize(
    "heading", ["County", "EU budget", "EU contribution", "Programme", "Counties", "Donor country", "Budget 2024"]
)
def test_a_heading_that_is_only_alike_is_not_taken(heading: str) -> None:
    assert not mapped(heading).columns[0].taken


def test_the_cells_decide_whether_a_location_is_a_place() -> None:
    assert fields(mapped("Location", c0=["Kenya", "Ghana, Mali", "Guinée"])) == ["places"]
    town = mapped("Location", c0=["Altstadt, 28195", "Hafen", "Bahnhof"]).columns[0]
    assert (town.field, town.taken) == ("places", False)
    assert fields(mapped("Beneficiaries", c0=["KE;UG", "ML;NE;Global"])) == ["places"]
    body = mapped("Name of beneficiary", c0=["RKW Bremen GmbH", "Brusoc SA"]).columns[0]
    assert (body.field, body.taken) == ("implementers", True)


def test_cells_speak_where_the_heading_is_silent() -> None:
    mapping = mapped("Title", "", "", "End date", c1=["Kenya", "Ghana", "Mali"], c2=["2020-01-01", "2021-05-01"],
                     c3=["2022-01-01", "2023-05-01"])  # fmt: skip
    assert fields(mapping) == ["title", "places", "start", "end"]
    donors = mapped("Title", "Whose money", c1=["Germany", "Japan"]).columns[1]
    assert (donors.field, donors.taken) == ("places", False)


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Country", ["TRUE", "FALSE"]), ("Objectives", ["To strengthen capacities", "To train police", "Other"]),
        ("ID", ["1", "2", "3", "4"]), ("ID", [1, 2, 3, 4]), ("Budget", ["high", "low"]), ("Start", ["soon", "later"]),
        ("Country", ["Lancashire", "Kent", "Dorset"]),
    ],
)  # fmt: skip
def test_a_known_heading_over_other_cells_waits_for_a_person(heading: str, cells: list[object]) -> None:
    match = mapped(heading, c0=cells).columns[0]
    assert match.field is not None
    assert not match.taken


def test_two_columns_that_fit_equally_well_wait_for_a_person() -> None:
    mapping = mapped("Title", "Budget", "Budget", c1=[1], c2=[2])
    assert fields(mapping) == ["title", None, None]
    assert "C" in mapping.columns[1].reason
    same = mapped("Title", "Budget", "Budget", c1=[1], c2=[1])
    assert fields(same) == ["title", "budget_amount", None]
    empty = mapped("Title", "Budget", "Budget", c2=[2])
    assert fields(empty) == ["title", None, "budget_amount"]


def test_the_better_heading_wins_and_several_columns_may_be_places() -> None:
    assert fields(mapped("Name", "Project title")) == [None, "title"]
    assert fields(mapped("Title", "Country 1", "Country 2", "Hub countries")) == [
        "title", "places", "places", "places_hub",
    ]  # fmt: skip


def test_an_hxl_tag_names_a_column_whose_heading_says_nothing() -> None:
    mapping = propose([(0, "Actividad X"), (1, "Dónde")], {}, tags={0: "#activity+name", 1: "#country+es"})
    assert fields(mapping) == ["title", "places"]
    assert "HXL" in mapping.columns[0].reason


def test_a_match_goes_out_as_json() -> None:
    match = ColumnMatch(27, "Title", "title", "Because.", 100, True)
    assert match.as_json() == {
        "column": 27, "letter": "AB", "heading": "Title", "field": "title", "reason": "Because.", "score": 100,
        "taken": True, "candidates": [],
    }  # fmt: skip


def test_no_headings_and_odd_headings_do_no_harm() -> None:
    assert propose([], {}).columns == ()
    odd = mapped("", "\u202e", "x" * 5000, "=1+1", "%", "\ud800", "#", "/" * 50)
    assert fields(odd) == [None] * 8
