"""What a row is: a stored project, a new one, or a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from imports.match import LEAVE_OUT, NEW, Directory, Known, Match, alike_rows, match_drafts
from portfolio.core.project import normal


@dataclass
class Row:
    values: dict[str, Any] = field(default_factory=dict)
    row: int = 2


def directory(*values: dict[str, Any], hidden: tuple[str, ...] = ()) -> Directory:
    known = [Known(number, 1, normal(value)) for number, value in enumerate(values, 1)]
    return Directory(known, frozenset(hidden))


def matched(row: dict[str, Any], *stored: dict[str, Any], answer: str | None = None) -> Match:
    return match_drafts([Row(row)], directory(*stored), {2: answer} if answer else None)[0]


GLACY = {"code": "GLACY", "title": "Global Action on Cybercrime", "acronym": "GLACY"}
EAST = {
    "code": "EAST",
    "title": "Action on Cybercrime for Cyber Resilience in the Eastern Partnership Region",
    "acronym": "CyberEast",
    "planned_start": "2019-06",
    "planned_end": "2023-12",
    "places": [{"kind": "country", "code": "GE"}, {"kind": "country", "code": "UA"}],
    "organisations": [{"name": "European Union", "role": "funder"}],
}


def test_the_same_code_is_the_same_project_whatever_the_title_says() -> None:
    found = matched({"code": "GLACY", "title": "Something else entirely"}, GLACY)
    assert (found.kind, found.known and found.known.id) == ("same", 1)


def test_a_code_in_other_letter_case_is_the_same_code() -> None:
    assert matched({"code": "glacy"}, GLACY).kind == "same"


def test_a_code_in_other_letter_case_with_another_title_is_asked_about() -> None:
    assert matched({"code": "glacy", "title": "Training of prosecutors in Asia"}, GLACY).kind == "unsure"


def test_codes_that_differ_by_letter_case_alone_are_told_apart_by_spelling() -> None:
    stored = ({"code": "AB", "title": "One thing"}, {"code": "ab", "title": "Another thing"})
    assert matched({"code": "ab"}, *stored).known.id == 2  # type: ignore[union-attr]
    assert matched({"code": "Ab", "title": "A third"}, *stored).kind == "new"


def test_the_same_title_but_for_case_accents_and_marks_is_the_same_project() -> None:
    assert matched({"title": "  global action ON cybercrime!"}, GLACY).kind == "same"


@pytest.mark.parametrize(
    "row",
    [
        {"title": "Global Action on Cybercrime Extended", "acronym": "GLACY+"},
        {"title": "Global Action on Cybercrime", "acronym": "GLACY+"},
        {"title": "Global Action on Cybercrime", "acronym": "GLACY-e"},
        {"title": "Global Action on Cybercrime II"},
        {"title": "Global Action on Cybercrime, Phase 2"},
        {"title": "Global Action on Cybercrime 2.0"},
        {"title": "Global Action on Cybercrime+"},
        {"title": "Second phase of Global Action on Cybercrime"},
    ],
)
def test_another_phase_is_another_project(row: dict[str, Any]) -> None:
    assert matched(row, GLACY).kind == "new"


@pytest.mark.parametrize("mark", ["Phase 1", "I", "phase one"])
def test_the_first_phase_may_be_the_project_without_a_mark(mark: str) -> None:
    assert matched({"title": f"Global Action on Cybercrime {mark}"}, GLACY).kind != "new"


def test_titles_with_different_years_are_different_projects() -> None:
    stored = {"code": "W", "title": "Cyber week for judges 2023"}
    assert matched({"title": "Cyber week for judges 2024"}, stored).kind == "new"


def test_a_title_with_a_slip_of_the_pen_is_the_same_when_the_evidence_agrees() -> None:
    row = {**EAST, "title": "Action on Cybercrime for Cyber Resiliance in the Eastern Partnership region"}
    del row["code"]
    assert matched(row, EAST).kind == "same"


def test_a_similar_title_with_another_start_year_is_asked_about() -> None:
    row = {
        "title": "Action on Cybercrime for Cyber Resiliance in the Eastern Partnership region",
        "planned_start": "2020",
        "planned_end": "2024",
    }
    found = matched(row, EAST)
    assert (found.kind, [one.code for one in found.candidates]) == ("unsure", ["EAST"])


def test_the_same_title_at_a_time_that_does_not_touch_is_another_project() -> None:
    row = {"title": EAST["title"], "planned_start": "2025-01", "planned_end": "2028"}
    assert matched(row, EAST).kind == "new"


def test_an_acronym_alone_is_asked_about() -> None:
    assert matched({"title": "CyberEast"}, EAST).kind == "unsure"


def test_a_title_with_the_acronym_before_it_is_recognised() -> None:
    row = {"title": "CyberEast - Action on Cybercrime for Cyber Resilience in the Eastern Partnership Region"}
    assert matched(row, EAST).kind in ("same", "unsure")


def test_a_stored_title_under_another_code_is_asked_about() -> None:
    assert matched({"code": "X-1", "title": GLACY["title"]}, GLACY).kind == "unsure"


def test_two_stored_projects_of_one_title_are_told_apart_by_what_the_row_says() -> None:
    one = {"code": "T-1", "title": "Twinning", "status": "closed"}
    two = {"code": "T-2", "title": "Twinning", "status": "pipeline"}
    assert matched({"title": "Twinning", "status": "pipeline"}, one, two).known.id == 2  # type: ignore[union-attr]
    assert matched({"title": "Twinning", "status": "suspended"}, one, two).kind == "unsure"


def test_unlike_titles_are_new() -> None:
    assert matched({"title": "Training of prosecutors in Latin America"}, GLACY, EAST).kind == "new"


@pytest.mark.parametrize(("answer", "kind"), [(NEW, "new"), (LEAVE_OUT, "left-out"), ("GLACY", "same")])
def test_a_persons_answer_decides(answer: str, kind: str) -> None:
    assert matched({"title": "GLACY"}, GLACY, answer=answer).kind == kind


def test_an_answer_that_names_no_project_is_as_good_as_none() -> None:
    assert matched({"title": "GLACY"}, GLACY, answer="NOPE").kind == "unsure"


def test_an_acronym_that_many_projects_share_says_nothing() -> None:
    many = [{"code": f"N-{n}", "title": f"Project {word}", "acronym": "ENI"} for n, word in enumerate("abcde")]
    assert matched({"title": "Wholly different words here", "acronym": "ENI"}, *many).kind == "new"


def test_hidden_codes_are_taken_but_never_matched() -> None:
    known = directory(GLACY, hidden=("SECRET",))
    assert known.is_taken("secret")
    assert known.is_hidden("Secret")
    assert match_drafts([Row({"code": "SECRET", "title": "Mine"})], known)[0].kind == "new"


def test_rows_of_one_file_that_name_one_project_are_found() -> None:
    rows = [Row({"title": "A thing"}, 2), Row({"title": "a  Thing"}, 3), Row({"title": "A thing, phase 2"}, 4)]
    assert alike_rows(rows) == {3: (2, "same title")}


PUBLISHED = {"code": "P-1", "title": "Judges of the region", "iati_identifier": "XM-DAC-1-P1"}


def test_an_iati_identifier_finds_its_project_whatever_the_title_says() -> None:
    found = matched({"title": "Something else entirely", "iati_identifier": "XM-DAC-1-P1"}, GLACY, PUBLISHED)
    assert (found.kind, found.known and found.known.id, found.how) == ("same", 2, "Same IATI identifier.")


def test_a_stored_code_goes_before_an_iati_identifier() -> None:
    found = matched({"code": "GLACY", "iati_identifier": "XM-DAC-1-P1"}, GLACY, PUBLISHED)
    assert (found.kind, found.known and found.known.id) == ("same", 1)


def test_an_iati_identifier_under_a_code_that_is_not_stored_is_asked_about() -> None:
    found = matched({"code": "X-9", "iati_identifier": "XM-DAC-1-P1"}, GLACY, PUBLISHED)
    assert (found.kind, [one.code for one in found.candidates]) == ("unsure", ["P-1"])
