"""What was learnt of a list decides for its next file: silently, but said, and only for the same list."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from imports.match import NEW, Match, match_drafts
from imports.recall import Recollection, Verdict, row_key
from tests.imports.match.test_match import GLACY, PUBLISHED, Row, directory

WHEN = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


def told(row: dict[str, Any], *verdicts: Verdict, answer: str | None = None) -> Match:
    recollection = Recollection({row_key(row) or "": verdicts})
    return match_drafts([Row(row)], directory(GLACY, PUBLISHED), {2: answer} if answer else None, recollection)[0]


def test_the_id_in_the_list_finds_its_project_though_the_title_changed() -> None:
    found = told({"source_id": "12", "title": "Another title by now"}, Verdict(2, True, False, "Anna", WHEN))
    assert (found.kind, found.known and found.known.id, found.recalled) == ("same", 2, True)
    assert found.how == "The list's id was this project's on 12 March 2026."


def test_what_a_person_said_of_a_title_is_said_again_with_name_and_day() -> None:
    found = told({"title": "Action of the police"}, Verdict(1, True, True, "Anna", WHEN))
    assert (found.known and found.known.id, found.how) == (1, "Anna said on 12 March 2026 that it is GLACY.")


def test_what_is_not_the_project_is_not_asked_about_again() -> None:
    found = told({"title": GLACY["title"]}, Verdict(1, False, True, "Anna", WHEN))
    assert (found.kind, found.recalled) == ("new", True)
    assert found.how == "Anna said on 12 March 2026 that it is not GLACY."


def test_a_stored_code_goes_before_what_was_learnt() -> None:
    found = told({"code": "GLACY", "source_id": "12"}, Verdict(2, True, False, "Anna", WHEN))
    assert (found.known and found.known.id, found.recalled) == (1, False)


def test_under_a_code_that_is_not_stored_the_known_project_is_asked_about() -> None:
    found = told({"code": "X-7", "source_id": "12"}, Verdict(2, True, False, "Anna", WHEN))
    assert (found.kind, [one.code for one in found.candidates]) == ("unsure", ["P-1"])


def test_a_project_that_is_gone_is_forgotten_in_silence() -> None:
    assert told({"source_id": "12", "title": "Quite new"}, Verdict(99, True, False, "Anna", WHEN)).kind == "new"


def test_an_answer_of_today_goes_before_what_was_learnt() -> None:
    found = told({"source_id": "12", "title": GLACY["title"]}, Verdict(2, True, False, "Anna", WHEN), answer=NEW)
    assert (found.kind, [one.code for one in found.candidates]) == ("new", ["P-1"])
