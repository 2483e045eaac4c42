"""Columns of one objective or one place each: ticks, marks and shares in their cells."""

from __future__ import annotations

import pytest

from tests.imports.normalise.test_normalise import codes, drafted
from tests.imports.table.written import written


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        ("x | | ✓", {1: None, 8: None}),
        ("=0 | =1 | =1", {6: None, 8: None}),
        ("=0 | =2 | =1", {6: "principal", 8: "significant"}),
        ("P | S | no", {1: "principal", 6: "significant"}),
        ("=6 | =8 | =10", {6: None, 8: None, 10: None}),
        ("=1 | | ", {1: None}),
    ],
)
def test_columns_of_one_objective_each_hold_ticks_or_marks(cells: str, numbers: dict[int, str | None]) -> None:
    (draft,) = drafted(written(f"Title | Obj 1 | Obj 6 | Obj 8\nOne | {cells}")).rows
    found = {one["number"]: one["significance"] for one in draft.values["objectives"]}
    assert found == {number: level or "principal" for number, level in numbers.items()}
    assert not draft.problems


def test_scores_under_objectives_are_no_numbers_of_objectives() -> None:
    (draft,) = drafted(written("Title | Obj 1 | Obj 6 | Obj 8\nOne | =1 | =4 | =4")).rows
    assert "objectives" not in draft.values
    assert codes(draft) == [(cell, "unknown-objective") for cell in ("B2", "C2", "D2")]


def test_columns_of_one_place_each_hold_ticks_or_shares() -> None:
    sheet = written("Title | Kenya | Uganda | Ghana\nOne | =0.6 | 40 % |\nTwo | x | - | X")
    one, two = drafted(sheet).rows
    assert [(place["code"], place["share"]) for place in one.values["places"]] == [("KE", "60"), ("UG", "40")]
    assert [place["code"] for place in two.values["places"]] == ["GH", "KE"]
    (amounts,) = drafted(written("Title | Kenya | Uganda\nOne | =60000 | =4000")).rows
    assert amounts.values == {"title": "One"}


def test_a_word_among_ticks_is_asked_and_loses_none_of_them() -> None:
    sheet = written("Title | Kenya | Uganda | Ghana\nOne | x | x |\nTwo | lead | - | X\nThree | x | x | x")
    one, two, three = drafted(sheet).rows
    assert [[place["code"] for place in row.values["places"]] for row in (one, two, three)] == [
        ["KE", "UG"], ["GH"], ["GH", "KE", "UG"]
    ]  # fmt: skip
    assert codes(two) == [("B3", "unknown-place")]
