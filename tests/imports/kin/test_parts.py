"""Parts of programmes told by their codes: when they are proposed, and what an answer does."""

from __future__ import annotations

from typing import Any

import pytest

from imports.directory import Snapshot
from imports.kin import Outline, Proposal, propose_parts
from imports.mapping import propose
from imports.match import Directory
from imports.normalise import normalise
from imports.preview import Choices, build_preview
from imports.table import Table, find_table
from tests.imports.match.test_match import Row, directory
from tests.imports.normalise.words import vocabulary_of
from tests.imports.table.written import written


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


@pytest.mark.parametrize("codes", [("1.", "1.1.", "1.2."), ("1", "1-1", "1-2"), ("A", "A.1", "A.2")])
def test_short_codes_extend_each_other_with_any_mark(codes: tuple[str, str, str]) -> None:
    assert pairs(*coded(*codes)) == [(3, codes[0]), (4, codes[0])]


def outlined(text: str) -> tuple[str | None, list[tuple[int, str, str]]]:
    """The field of the first column, and the parts that it tells."""
    table = find_table([written(text)])
    assert isinstance(table, Table)
    mapping = propose(table.headings, table.samples(40), recogniser=vocabulary_of())
    column = mapping.column_of("outline")
    outline = None if column is None else Outline(column, dict(zip(table.data_rows, table.column(column), strict=True)))
    found = propose_parts(normalise(table, mapping, vocabulary_of()).rows, directory(), outline)
    return mapping.columns[0].field, [(part.row, part.code, part.whole) for part in found.parts]


@pytest.mark.parametrize(
    "numbers",
    [
        ("1", "1.1", "1.2", "2", "2.1"), ("1.", "1.1.", "1.2.", "2.", "2.1."), ("1.0", "1.1", "1.2", "2.0", "2.1"),
        ("=1", "=1.1", "=1.2", "=2", "=2.1"), ("A", "A.1", "A.2", "B", "B.1"), ("1", "1-1", "1-2", "2", "2-1"),
        ("I", "I.1", "I.2", "II", "II.1"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("heading", ["No.", "#", "", "Lfd. Nr."])
def test_a_column_that_numbers_the_list_tells_the_parts(heading: str, numbers: tuple[str, ...]) -> None:
    rows = "\n".join(f"{number} | Project {at}" for at, number in enumerate(numbers))
    plain = [number.removeprefix("=") for number in numbers]
    field, parts = outlined(f"{heading} | Title\n{rows}")
    assert field == "outline"
    assert parts == [(3, plain[1], "Project 0"), (4, plain[2], "Project 0"), (6, plain[4], "Project 3")]


def test_a_part_of_a_numbered_part_stands_under_it_by_its_code() -> None:
    field, parts = outlined("No. | Code | Title\n1 | X-a | One\n1.1 | X-b | Two\n1.1.1 | X-c | Three\n2 | X-d | Four")
    assert (field, parts) == ("outline", [(3, "1.1", "X-a"), (4, "1.1.1", "X-b")])


def test_a_numbered_row_that_cannot_be_named_has_no_parts() -> None:
    assert outlined("No. | Title\n1 | One\n1.1 | Two\n2 | One\n2.1 | Three") == ("outline", [])


@pytest.mark.parametrize("numbers", ["=1 =2 =3 =4", "=1.5 =2.5 =3 =4", "1 2 3 10.1", "1 1.1 x 2"])
def test_row_numbers_and_measures_are_no_outline(numbers: str) -> None:
    rows = "\n".join(f"{number} | Project {at}" for at, number in enumerate(numbers.split()))
    assert outlined(f"No. | Title\n{rows}") == (None, [])


def test_numbers_that_mean_something_else_are_no_outline() -> None:
    rows = "1 | One\n1.1 | Two\n1.2 | Three\n2 | Four"
    assert outlined(f"Score | Title\n{rows}")[1] == outlined(f"Budget | Title\n{rows}")[1] == []


def test_parts_by_number_stand_under_the_new_project_of_that_title_once_a_person_says_so() -> None:
    sheet = written("No. | Title\n1 | Alpha\n1.1 | Beta\n1.2 | Gamma\n2 | Delta")
    snapshot = Snapshot(Directory(()), vocabulary_of(), {}, {}, "")
    assert [question.key for question in build_preview([sheet], Choices(), snapshot).questions] == ["parts"]
    plan = build_preview([sheet], Choices(answers={"parts": "yes"}), snapshot).plan
    assert plan is not None
    assert [row.changes.get("parent") for row in plan.rows] == [None, [None, "ALPHA"], [None, "ALPHA"], None]
    assert [one.code for one in plan.rows[1].problems] == ["part-by-number"]
