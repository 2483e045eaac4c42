"""What was read once comes back from the staged rows unchanged."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType

import pytest

from imports.read.sheets import CellValue, Sheet
from imports.staging import decode, encode, restore_sheet, sheet_facts, stage_rows


@pytest.mark.parametrize(
    "value",
    [
        None, "", "text", "Ünïcode ✓", True, 0, -7, 1.5, float("inf"), 10**20,
        date(2024, 2, 29), datetime(2024, 2, 29, 13, 5), time(8, 30), timedelta(hours=30), Decimal("1234567890.12"),
    ],
)  # fmt: skip
def test_a_cell_survives_json_with_its_type(value: CellValue) -> None:
    back = decode(json.loads(json.dumps(encode(value), allow_nan=False)))
    assert back == value
    assert type(back) is type(value)


def test_a_lone_surrogate_becomes_a_character_that_databases_keep() -> None:
    assert encode("a\ud800b") == "a?b"


def test_a_sheet_comes_back_with_its_own_row_numbers_and_what_surrounds_its_cells() -> None:
    sheet = Sheet(
        name="Projets",
        index=1,
        rows=(("Title", "Start", None), (None, None, None), ("Alpha", date(2024, 1, 1), 3)),
        first_row=4,
        hidden_rows=frozenset({6}),
        merged=((4, 0, 4, 1),),
        errors=MappingProxyType({(6, 2): "#REF!"}),
        uncached_formulas=frozenset({(6, 1)}),
        formulas=2,
        computed=((0, 4, 6),),
        links=MappingProxyType({(6, 1): "https://example.org/a"}),
    )
    facts = json.loads(json.dumps(sheet_facts(sheet)))
    staged = json.loads(json.dumps(list(stage_rows(sheet))))
    assert [row for row, _ in staged] == [4, 6]
    back = restore_sheet(facts, [(row, cells) for row, cells in staged])
    assert back == sheet
