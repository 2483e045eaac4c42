"""The language of a list's headings: told where it is clearly another one than English, and left open elsewhere."""

from __future__ import annotations

import pytest

from imports.directory import Snapshot
from imports.fields.meanings.tongue import language_of
from imports.match import Directory
from imports.preview import Choices, build_preview
from tests.imports.normalise.words import vocabulary_of
from tests.imports.table.written import written


@pytest.mark.parametrize(
    ("headings", "language"),
    [
        ("Titel des Projekts; Land; Laufzeit von; Laufzeit bis; Budget; Status", "de"),
        ("Τίτλος έργου; Χώρα; Ημερομηνία έναρξης; Προϋπολογισμός", "el"),
        ("Titre du projet; Pays; Date de début; Date de fin; Budget", "fr"),
        ("Project title; Country; Start; End; Budget; Status", None),
        ("Start; Status; Budget; Code", None),
        ("Name of beneficiary / Begünstigter; Project / Projekt; Start date / Beginn; Budget / Budget", None),
        ("", None),
    ],
)
def test_another_language_knows_clearly_more_words_than_english(headings: str, language: str | None) -> None:
    assert language_of(headings.split(";")) == language


def test_the_language_of_the_headings_says_the_order_of_dates_until_a_person_does() -> None:
    table = "{} | {} | {}\nShield | Kenia | 03/04/2025"
    snapshot = Snapshot(Directory(()), vocabulary_of(), {}, {}, "")
    german, english = (
        build_preview([written(table.format(*headings))], Choices(), snapshot)
        for headings in (("Titel des Projekts", "Land", "Projektbeginn"), ("Project title", "Country", "Start date"))
    )
    assert [question.assumed for one in (german, english) for question in one.questions] == ["dmy", None]
    assert german.plan is not None
    assert german.plan.rows[0].changes["planned_start"] == [None, "2025-04-03"]
