"""Shapes: every field is read to its one spelling, and what cannot be kept is said at its field."""

from __future__ import annotations

from typing import Any

import pytest

from portfolio.core.indices import INDEX, INDEX_VALUE, NEED
from portfolio.core.policy import DIALOGUE, INSTRUMENT
from portfolio.core.shape import Shape

F = "eu-cyber-diplomacy-15"


@pytest.mark.parametrize("shape", [DIALOGUE, INSTRUMENT, INDEX, INDEX_VALUE, NEED])
def test_an_empty_value_is_normal_and_not_shared(shape: Shape) -> None:
    assert shape.normal({}) == shape.empty()
    first, second = shape.empty(), shape.empty()
    for name, value in first.items():
        if isinstance(value, list):
            value.append("x")
            assert second[name] == []


@pytest.mark.parametrize(
    ("shape", "given", "kept"),
    [
        (NEED, {"country": "ua", "level": "3"}, {"country": "UA", "level": 3, "objective": None}),
        (NEED, {"country": "UA", "level": 0}, {"level": 0}),
        (INDEX_VALUE, {"score": "85.400000"}, {"score": "85.4"}),
        (INDEX_VALUE, {"score": "-0.0"}, {"score": "0"}),
        (INDEX_VALUE, {"score": "1E+2"}, {"score": "100"}),
        (INDEX_VALUE, {"score": 19.99}, {"score": "19.99"}),
        (INDEX, {"tiers": ["T1", " T2 ", "T1", ""]}, {"tiers": ["T1", "T2"], "higher_is_better": True}),
        (INDEX, {"higher_is_better": False}, {"higher_is_better": False}),
        (
            DIALOGUE,
            {"objectives": [f"{F}:10", f"{F}:9", f"{F}:10"], "starts_on": "2026-03", "title": "  A\u200b  B "},
            {"objectives": [f"{F}:9", f"{F}:10"], "starts_on": "2026-03", "title": "A B", "status": "planned"},
        ),
    ],
)
def test_a_field_has_one_spelling(shape: Shape, given: dict[str, Any], kept: dict[str, Any]) -> None:
    value = shape.normal(given)
    assert {name: value[name] for name in kept} == kept
    assert shape.normal(value) == value


@pytest.mark.parametrize(
    ("shape", "given", "field", "sentence"),
    [
        (NEED, {"country": "UA"}, "level", "Need is missing"),
        (NEED, {"country": "UA", "level": 4}, "level", "from 0 to 3"),
        (NEED, {"country": "UA", "level": True}, "level", "from 0 to 3"),
        (NEED, {"country": "UA", "level": 1.5}, "level", "from 0 to 3"),
        (NEED, {"country": "Ukraine", "level": 1}, "country", "two-letter code"),
        (NEED, {"country": "UA", "level": 1, "objective": "6"}, "objective", "not an objective"),
        (NEED, {"country": "UA", "level": 1, "note": "x" * 1001}, "note", "1000 fit"),
        (NEED, {"country": "UA", "level": 1, "origin": "guess"}, "origin", "not one of: entered, rule, import"),
        (INDEX_VALUE, {"index": "GCI", "country": "UA", "year": 2024}, "score", "a value, a tier, or both"),
        (INDEX_VALUE, {"index": "GCI", "country": "UA", "year": 1, "score": 1}, "year", "from 1950 to 2150"),
        (INDEX_VALUE, {"index": "GCI", "country": "UA", "year": 2024, "score": "high"}, "score", "number like 85.4"),
        (INDEX_VALUE, {"index": "GCI", "country": "UA", "year": 2024, "score": "1e9"}, "score", "below 1000000000"),
        (INDEX_VALUE, {"index": "GCI", "country": "UA", "year": 2024, "score": "0.0000001"}, "score", "6 decimals"),
        (INDEX_VALUE, {"index": "GCI", "country": "UA", "year": 2024, "score": "NaN"}, "score", "number like 85.4"),
        (INDEX, {"code": "X", "title": "X", "tiers": "T1, T2"}, "tiers", "not a list"),
        (INDEX, {"code": "X", "title": "X", "higher_is_better": "yes"}, "higher_is_better", "neither yes nor no"),
        (INDEX, {"code": "X", "title": "X", "url": "javascript:x"}, "url", "starts with http"),
        (DIALOGUE, {"code": "D", "title": "D", "place": "Ukraine"}, "place", "not a country, region"),
        (DIALOGUE, {"code": "D", "title": "D", "place": "country:UA", "status": "held"}, "starts_on", "has a date"),
        (DIALOGUE, {"code": "D", "title": "D", "place": "country:UA", "ends_on": "2026"}, "starts_on", "begins too"),
        (
            DIALOGUE,
            {"code": "D", "title": "D", "place": "country:UA", "starts_on": "2026-03-12", "ends_on": "2026-03-11"},
            "ends_on",
            "ends before it begins",
        ),
        (
            DIALOGUE,
            {"code": "D", "title": "D", "place": "country:UA", "starts_on": "12/3/26"},
            "starts_on",
            "date like",
        ),
        (
            DIALOGUE,
            {"code": "D", "title": "D", "place": "country:UA", "starts_on": "1066"},
            "starts_on",
            "1950 and 2150",
        ),
        (INSTRUMENT, {"identifier": "X", "title": ""}, "title", "Title is missing"),
        (INSTRUMENT, {"identifier": "X", "title": "X", "objectives": ["x:0"]}, "objectives", "not an objective"),
        (INSTRUMENT, {"identifier": "X", "title": "X", "kind": "poem"}, "kind", "not one of"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(
    shape: Shape, given: dict[str, Any], field: str, sentence: str
) -> None:
    found = shape.problems(shape.normal(given))
    assert [problem.field for problem in found] == [field]
    assert sentence in found[0].sentence


def test_an_event_known_by_year_that_ends_within_it_is_in_order() -> None:
    given = {"code": "D", "title": "D", "place": "country:UA", "starts_on": "2026", "ends_on": "2026-03-12"}
    assert DIALOGUE.problems(DIALOGUE.normal(given)) == []
