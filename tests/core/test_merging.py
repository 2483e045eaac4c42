"""Two values of one project put together: what may be chosen, what is proposed, what comes out."""

from __future__ import annotations

from typing import Any

import pytest

from portfolio.core.merging import BOTH, KEPT, LOST, field_pairs, merged
from portfolio.core.project import normal

OBJECTIVE = {"framework": "f", "number": 6, "significance": "principal"}
A = normal({"code": "A", "title": "One", "budget_amount": "5.00", "budget_currency": "EUR", "objectives": [OBJECTIVE]})
B = normal(
    {
        "code": "B",
        "title": "Two",
        "summary": "Only here",
        "budget_amount": "5.00",
        "budget_currency": "USD",
        "objectives": [{**OBJECTIVE, "significance": "significant"}, {**OBJECTIVE, "number": 8}],
        "visibility": "restricted",
        "last_reviewed_on": "2026-01-02",
    }
)


def test_what_stays_is_proposed_and_what_is_missing_comes_from_the_other() -> None:
    pairs = {pair.name: pair for pair in field_pairs(A, B)}
    proposed = {name: pair.proposed for name, pair in pairs.items()}
    assert proposed == {
        "title": KEPT,
        "summary": LOST,
        "budget_amount": KEPT,
        "objectives": BOTH,
        "visibility": LOST,
        "last_reviewed_on": LOST,
    }
    assert pairs["title"].choices == (KEPT, LOST)
    assert pairs["objectives"].choices == (KEPT, LOST, BOTH)
    assert not [pair for pair in field_pairs(A, A) if pair.choices]


@pytest.mark.parametrize(
    ("taken", "field", "expected"),
    [
        ({}, "summary", "Only here"),
        ({}, "title", None),
        ({"title": LOST}, "title", "Two"),
        ({"budget_amount": LOST}, "budget_currency", "USD"),
        ({"objectives": KEPT}, "objectives", None),
        ({"visibility": KEPT}, "visibility", None),
    ],
)
def test_what_is_taken_is_what_changes(taken: dict[str, str], field: str, expected: Any) -> None:
    assert merged(A, B, taken).get(field) == expected


def test_both_lists_are_one_and_the_project_that_stays_says_how_it_is_linked() -> None:
    found = merged(A, B, {})["objectives"]
    assert [(link["number"], link["significance"]) for link in found] == [(6, "principal"), (8, "principal")]


def test_that_one_continues_the_other_is_nothing_to_choose() -> None:
    assert "predecessor" not in {pair.name for pair in field_pairs(A, {**B, "predecessor": "A"})}


@pytest.mark.parametrize("taken", [{"code": LOST}, {"colour": KEPT}, {"title": BOTH}, {"title": "mine"}])
def test_what_cannot_be_chosen_is_said(taken: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="“"):
        merged(A, B, taken)
