"""Rows of one file that may be about one project."""

from __future__ import annotations

from typing import Any

import pytest

from imports.match import alike_rows
from tests.imports.match.test_match import Row


def found(*rows: dict[str, Any]) -> dict[int, tuple[int, str]]:
    return alike_rows([Row(values, number) for number, values in enumerate(rows, 2)])


TITLE = "Training of judges and prosecutors on electronic evidence"


def test_a_title_with_a_slip_of_the_pen_is_found() -> None:
    assert list(found({"title": TITLE}, {"title": TITLE.replace("prosecutors", "prosecuters")})) == [3]


def test_words_in_another_order_are_the_same_title() -> None:
    assert list(found({"title": TITLE}, {"title": "Electronic evidence: training of judges and prosecutors on"})) == [3]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"title": f"{TITLE} in Kenya"}, {"title": f"{TITLE} in Uganda"}),
        ({"title": f"{TITLE}, lot 1"}, {"title": f"{TITLE}, lot 2"}),
        ({"title": TITLE}, {"title": f"{TITLE}, phase 2"}),
        ({"title": TITLE, "planned_start": "2019"}, {"title": TITLE.replace("of", "for"), "planned_start": "2021"}),
        ({"title": TITLE, "code": "A-1"}, {"title": TITLE, "code": "A-2"}),
        ({"title": TITLE, "iati_identifier": "XM-1-A"}, {"title": TITLE, "iati_identifier": "XM-1-B"}),
    ],
)
def test_another_place_phase_start_code_or_identifier_is_another_project(
    one: dict[str, Any], two: dict[str, Any]
) -> None:
    assert found(one, two) == {}


def test_the_same_id_in_the_list_is_found_whatever_the_titles_say() -> None:
    assert found({"title": "Alpha", "source_id": "7"}, {"title": "Wholly other", "source_id": "7"}) == {
        3: (2, "same id in the list")
    }


def test_pairs_that_are_known_to_be_two_projects_are_passed_over() -> None:
    rows = [Row({"title": TITLE}, 2), Row({"title": TITLE}, 3)]
    assert alike_rows(rows, lambda one, two: True) == {}
