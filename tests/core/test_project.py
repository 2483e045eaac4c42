"""The project value: one spelling, one order, and a sentence for whatever cannot be kept."""

from __future__ import annotations

from typing import Any

import pytest

from portfolio.core.project import FIELDS, assembled, completed, empty, normal, problems
from portfolio.web.csvtext import doubled, guarded

GOOD: dict[str, Any] = {
    "code": " A-1 ",
    "title": "Résumé  of work",
    "planned_start": "2024-03",
    "planned_end": "2027",
    "budget_amount": "10.5",
    "budget_currency": "EUR",
    "objectives": [
        {"framework": "f", "number": 8, "significance": "significant", "share": "40.00"},
        {"framework": "f", "number": 6},
    ],
    "places": [{"kind": "region", "code": "pacific"}, {"kind": "country", "code": "KE", "tier": "hub"}],
    "organisations": [{"name": "Zeta", "role": "funder"}, {"name": "Alpha", "role": "funder"}],
}


def test_a_normal_value_has_every_field_one_spelling_and_one_order() -> None:
    value = normal(GOOD)
    assert tuple(value) == FIELDS
    assert (value["code"], value["title"], value["budget_amount"]) == ("A-1", "Résumé of work", "10.50")
    assert [link["number"] for link in value["objectives"]] == [6, 8]
    assert [link["share"] for link in value["objectives"]] == [None, "40"]
    assert [link["code"] for link in value["places"]] == ["KE", "pacific"]
    assert [link["name"] for link in value["organisations"]] == ["Alpha", "Zeta"]
    assert normal(value) == value
    assert problems(value) == []


def test_parts_that_are_normal_are_assembled_to_what_normal_gives() -> None:
    value = normal(GOOD)
    part = {name: value[name] for name in ("code", "title", "objectives", "places", "budget_amount", "budget_currency")}
    part["places"] = list(reversed(value["places"]))
    assert assembled(part) == normal(part)
    assert assembled(value, {"title": "New", "visibility": None}) == normal(
        {**value, "title": "New", "visibility": None}
    )
    assert part["places"] == list(reversed(value["places"])), "what was given is not sorted in place"


def test_stated_fields_that_are_normal_are_completed_to_what_normal_gives() -> None:
    value = normal(GOOD)
    stated = {name: value[name] for name in ("title", "code", "places", "budget_amount", "budget_currency")}
    done = completed({**stated, "objectives": None, "visibility": None})
    assert done == normal(stated)
    assert tuple(done) == FIELDS


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"code": ""}, "code", "Enter a code."),
        ({"title": "x" * 501}, "title", "501 characters"),
        ({"status": "running"}, "status", "not a status"),
        ({"website": "javascript:alert(1)"}, "website", "http"),
        ({"planned_start": "2024-13"}, "planned_start", "no date"),
        ({"planned_start": "20225"}, "planned_start", "not a date"),
        ({"planned_start": "1066"}, "planned_start", "not between"),
        ({"planned_end": "2020"}, "planned_end", "before it starts"),
        ({"last_reviewed_on": "2026-05"}, "last_reviewed_on", "full day"),
        ({"budget_amount": "-1"}, "budget_amount", "not below 0"),
        ({"budget_amount": "1e400"}, "budget_amount", "not an amount"),
        ({"budget_amount": "1.001"}, "budget_amount", "at most 2 decimals"),
        ({"budget_currency": None}, "budget_currency", "currency"),
        ({"budget_currency": "EURO"}, "budget_currency", "not a currency"),
        ({"objectives": [{"framework": "f", "number": 0}]}, "objectives", "not the number"),
        ({"objectives": [{"framework": "f", "number": 6}] * 2}, "objectives", "named twice"),
        ({"places": [{"kind": "planet", "code": "X"}]}, "places", "not a country"),
        ({"places": [{"kind": "country", "code": "KE", "share": "101"}]}, "places", "not a percentage"),
        ({"places": [{"kind": "country", "code": "KE", "share": "NaN"}]}, "places", "not a percentage"),
        ({"organisations": [{"name": "Smith; Sons", "role": "funder"}]}, "organisations", "no ; |"),
        ({"organisations": [{"name": "50% Club", "role": "funder"}]}, "organisations", "percentage"),
        ({"organisations": [{"name": "X", "role": "boss"}]}, "organisations", "neither funder"),
    ],
)
def test_what_cannot_be_kept_is_named_at_its_field(wrong: dict[str, Any], field: str, sentence: str) -> None:
    found = problems(normal({**GOOD, **wrong}))
    assert [one.field for one in found] == [field]
    assert sentence in found[0].sentence


def test_nothing_is_known_of_an_empty_project() -> None:
    assert {one.field for one in problems(empty())} == {"code", "title"}


@pytest.mark.parametrize(
    ("text", "csv", "xlsx"),
    [
        ("=1+1", "'=1+1", "=1+1"),
        ("-5", "-5", "-5"),
        ("'=kept", "''=kept", "''=kept"),
        ("'tis", "'tis", "'tis"),
        ("plain", "plain", "plain"),
    ],
)
def test_text_like_a_formula_is_guarded_and_a_guard_of_its_own_doubled(text: str, csv: str, xlsx: str) -> None:
    assert (guarded(text), doubled(text)) == (csv, xlsx)
