"""Parts of programmes told by their codes: when they are proposed, and what an answer does."""

from __future__ import annotations

from typing import Any

import pytest

from imports.kin import Proposal, propose_parts
from tests.imports.match.test_match import Row, directory


def proposed(*rows: dict[str, Any], stored: tuple[dict[str, Any], ...] = ()) -> Proposal:
    return propose_parts([Row(values, number) for number, values in enumerate(rows, 2)], directory(*stored))


def pairs(*rows: dict[str, Any], stored: tuple[dict[str, Any], ...] = ()) -> list[tuple[int, str]]:
    return [(part.row, part.whole) for part in proposed(*rows, stored=stored).parts]


def coded(*codes: str) -> list[dict[str, Any]]:
    return [{"code": code, "title": f"Title of {code}"} for code in codes]


@pytest.mark.parametrize(
    ("whole", "first", "second"),
    [
        ("ABC-1", "ABC-1.1", "ABC-1.2"),
        ("ABC-1", "ABC-1/02", "ABC-1/03"),
        ("ABC-1", "ABC-1-A", "ABC-1-B"),
        ("abc_1", "ABC_1_01", "ABC_1_02"),
        ("2020 7", "2020 7 1", "2020 7 2"),
        ("ABC", "ABC - 1", "ABC - 2"),
    ],
)
def test_codes_that_extend_the_code_of_another_row_are_proposed(whole: str, first: str, second: str) -> None:
    assert pairs(*coded(first, whole, second)) == [(2, whole), (4, whole)]


def test_a_code_that_extends_the_code_of_a_stored_project_is_proposed() -> None:
    stored = {"code": "EU-7", "title": "Umbrella"}
    assert pairs(*coded("EU-7-01", "eu-7-02"), stored=(stored,)) == [(2, "EU-7"), (3, "EU-7")]


def test_iati_identifiers_extend_each_other_like_codes() -> None:
    rows = [{"iati_identifier": f"XM-1-AB{tail}", "title": "T"} for tail in ("", "-01", "-02")]
    assert pairs(*rows) == [(3, "XM-1-AB"), (4, "XM-1-AB")]


def test_a_part_of_a_part_is_put_under_the_longest_code() -> None:
    assert pairs(*coded("A-1", "A-1-1", "A-1-1-1")) == [(3, "A-1"), (4, "A-1-1")]


def test_one_code_alone_is_no_pattern() -> None:
    assert pairs(*coded("GLACY", "GLACY-e", "EAST", "EAST-2")) == []


def test_figures_without_a_mark_are_no_extension() -> None:
    assert pairs(*coded("A1", "A12", "A13", "A1-", "-A1")) == []


def test_a_stated_programme_is_not_proposed_but_shows_the_pattern() -> None:
    one, two, three = coded("A", "A-1", "A-2")
    assert pairs(one, {**two, "parent": "A"}, three) == [(4, "A")]


def test_a_stored_project_that_has_a_programme_keeps_it() -> None:
    stored = ({"code": "B", "title": "B"}, {"code": "A-1", "title": "One", "parent": "B"})
    assert pairs(*coded("A", "A-1", "A-2", "A-3"), stored=stored) == [(4, "A"), (5, "A")]


def test_parts_that_cost_more_than_the_programme_are_left_aside_and_counted() -> None:
    euro = {"budget_currency": "EUR"}
    rows = [
        {"code": "A", "budget_amount": "100", **euro}, {"code": "A-1", "budget_amount": "60", **euro},
        {"code": "A-2", "budget_amount": "60", **euro}, {"code": "B", "budget_amount": "100", **euro},
        {"code": "B-1", "budget_amount": "60", **euro}, {"code": "B-2", "budget_amount": "40", **euro},
    ]  # fmt: skip
    found = proposed(*rows)
    assert [part.code for part in found.parts] == ["B-1", "B-2"]
    assert found.dear == 1
    question = found.question()
    assert question is not None
    assert "whose sum is more than the programme has" in question.hint


def test_the_question_counts_the_rows_and_shows_the_first_of_them() -> None:
    question = proposed(*coded("A", "A-1", "A-2", "A-3", "A-4")).question()
    assert question is not None
    assert question.sentence == (
        "Are these 4 projects parts of the programmes whose codes they extend? A-1 of A, A-2 of A, A-3 of A and 1 more."
    )
    assert (question.key, question.rows, [one.answer for one in question.choices]) == ("parts", 4, ["yes", "no"])
    assert proposed(*coded("A", "B")).question() is None
