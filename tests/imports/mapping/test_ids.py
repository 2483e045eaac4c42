"""Which column is our code, and which has the ids of the list it comes from."""

from __future__ import annotations

from typing import Any

import pytest

from imports.mapping import propose


def fields(headings: list[str], *rows: list[Any]) -> list[str | None]:
    samples = {column: tuple(row[column] for row in rows) for column in range(len(headings))}
    return [match.field if match.taken else None for match in propose(list(enumerate(headings)), samples).columns]


@pytest.mark.parametrize("heading", ["Ref.", "ID", "Project no.", "Reference"])
def test_plain_numbers_are_the_lists_own_ids(heading: str) -> None:
    assert fields([heading, "Title"], [412, "Alpha"], ["77", "Beta"]) == ["source_id", "title"]


def test_running_numbers_are_neither_ids_nor_codes() -> None:
    assert fields(["No.", "Title"], [1, "Alpha"], [2, "Beta"], [3, "Gamma"]) == [None, "title"]
    assert fields(["ID", "Title"], [1, "Alpha"], [2, "Beta"], [3, "Gamma"]) == [None, "title"]


def test_codes_with_letters_are_codes_whatever_the_heading() -> None:
    assert fields(["Ref.", "Title"], ["CYB-12", "Alpha"], ["CYB-13", "Beta"]) == ["code", "title"]


def test_numbers_are_codes_where_the_heading_says_so() -> None:
    assert fields(["Project code", "Title"], [12, "Alpha"], [13, "Beta"]) == ["code", "title"]


@pytest.mark.parametrize("headings", [["Code", "Reference", "Title"], ["Reference", "Code", "Title"]])
def test_beside_a_code_a_reference_is_the_lists_own_id(headings: list[str]) -> None:
    found = fields(headings, ["A-1", "R-1", "Alpha"], ["A-2", "R-2", "Beta"])
    assert found[headings.index("Code")] == "code"
    assert found[headings.index("Reference")] == "source_id"


def test_a_heading_that_says_whose_id_it_is_is_believed() -> None:
    assert fields(["External ID", "Title"], ["ZX-1", "Alpha"]) == ["source_id", "title"]
