"""The catalogue of problems: closed, plain, and worded once."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import pytest

from imports.problems import CATALOGUE, Kind, Severity, problem, shown

WORDS = re.compile(r"\{(\w+)\}")
KINDS = list(CATALOGUE.values())


def filled(kind: Kind) -> dict[str, object]:
    return dict.fromkeys(WORDS.findall(kind.sentence + kind.remedy), "word")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_problem_is_a_plain_sentence_with_a_remedy(kind: Kind) -> None:
    found = problem(kind.code, sheet="S", row=14, column=3, value="seen", words=filled(kind))
    for text in (found.message, found.remedy):
        assert text.endswith(".")
        assert text[0].isupper() or text[0] == "“"
        assert "{" not in text
        assert not re.search(r"[A-Za-z]_[a-z]|None|null|exception|invalid", text)
        assert 10 < len(text) < 200
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", kind.code)


def test_a_problem_names_its_cell_as_the_user_does_and_goes_out_as_json() -> None:
    found = problem("unreadable-date", sheet="Projects", row=14, column=3, field="planned_start", value="soon")
    assert (found.cell, found.severity) == ("D14", Severity.DROP)
    json = found.as_json()
    assert list(json)[:6] == ["cell", "code", "severity", "value", "message", "remedy"]
    assert json["message"] == "“soon” is not a date."
    assert json["severity"] == "drop"


def test_a_code_that_is_not_in_the_catalogue_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        problem("something-else", sheet="S")


def test_a_value_with_braces_is_shown_and_not_filled_in() -> None:
    assert problem("unreadable-date", sheet="S", value="{sheet} {0}").message == "“{sheet} {0}” is not a date."


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (None, ""), (True, "TRUE"), (12.0, "12"), (0.1, "0.1"), (date(2024, 3, 15), "2024-03-15"),
        (datetime(2024, 3, 15), "2024-03-15"), (datetime(2024, 3, 15, 8, 30), "2024-03-15 08:30:00"),
        (Decimal("1.50"), "1.50"), ("two\nlines\u200b", "two lines"), ("x" * 500, "x" * 119 + "…"),
    ],
)  # fmt: skip
def test_a_value_is_shown_on_one_short_line(value: object, seen: str) -> None:
    assert shown(value) == seen
