"""The shipped headings: one file per language, each heading with one meaning, each word with a known concept."""

from __future__ import annotations

from collections import defaultdict

import pytest

from imports.fields import FIELD_BY_NAME, FIELDS
from imports.fields.headings import ELSEWHERE, PERHAPS, languages, words
from imports.fields.meanings import Rule, likely, meaning
from portfolio import reference
from portfolio.core.text import fold

#: The concepts that the rules know; a word of any other would be read and never used.
CONCEPTS = frozenset(
    {
        "filler", "project", "intervention", "name", "short", "code", "summary", "purpose", "status", "date",
        "year", "start", "end", "planned", "actual", "duration", "amount", "cost", "budget", "funding", "total",
        "eligible", "granted", "public", "paid", "requested", "eu", "national", "rate", "currency", "country",
        "region", "location", "beneficiary", "applicant", "implementer", "funder", "partner", "organisation",
        "website", "origin", "other", "event", "objective",
    }
)  # fmt: skip


def rows() -> list[tuple[str, dict[str, str]]]:
    return [
        (language, row) for language in languages() for row in reference.read(language, "imports.fields.headings").rows
    ]


def test_at_least_the_promised_languages_are_shipped() -> None:
    assert set(languages()) >= {"en", "fr", "de", "es", "pt", "it", "nl", "pl", "cs", "sl", "el", "sv", "da", "fi"}
    for language in languages():
        if language not in ("mt", "ga", "ar", "id", "ja", "zh"):  # small vocabularies, or words that are not parted
            known = {concept for spoken, concept, _ in words() if spoken == language}
            assert known >= {"project", "name", "summary", "start", "end", "total", "cost", "country", "beneficiary"}, (
                language
            )


def test_every_field_is_known_in_the_large_languages() -> None:
    found = defaultdict(set)
    for language, row in rows():
        if row["kind"] == "heading":
            found[row["meaning"]].add(language)
    for field in FIELDS:
        assert found[field.name] >= {"en", "fr", "de", "es", "pt", "it"}, field.name


def test_a_row_says_a_heading_of_a_known_field_or_a_word_of_a_known_concept() -> None:
    for language, row in rows():
        if row["kind"] == "heading":
            assert row["meaning"] in {*FIELD_BY_NAME, *PERHAPS, ELSEWHERE}, (language, row)
        else:
            assert (row["kind"], row["meaning"] in CONCEPTS) == ("word", True), (language, row)
        for text in row["texts"].split(";"):
            assert fold(text), (language, row["meaning"])


def test_a_heading_means_one_thing_only() -> None:
    owners: dict[str, tuple[str, str]] = {}
    for language, row in rows():
        if row["kind"] == "heading":
            for text in row["texts"].split(";"):
                before = owners.setdefault(fold(text), (row["meaning"], language))
                assert before[0] == row["meaning"], (text, before, language)


def test_a_word_stands_for_one_concept_in_a_language() -> None:
    owners: dict[tuple[str, str], str] = {}
    for language, concept, text in words():
        key = (language, fold(text.rstrip("*")) + "*" * text.endswith("*"))
        assert owners.setdefault(key, concept) == concept, (key, concept)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Projektbeginn", "start"), ("Projekt-\nbeginn", "start"), ("Zuwendungs-empfänger", "implementers"),
        ("Begünstigte/r", "implementers"), ("Beguenstigter", "implementers"), ("3. Titre du projet", "title"),
        ("b) Titre du projet", "title"), ("StartDate", "start"), ("project-title", "title"), ("PROJECTCODE", "code"),
        ("Bezeichnung des Vorhabens name of the operation", "title"), ("Land -country", "places"),
        ("Name of beneficiary / Nazwa beneficjenta", "implementers"), ("Pays - Country", "places"),
        ("Gesamtkosten (in EUR)", "budget_amount"), ("Hankkeen päättymispäivämäärä", "end"),
    ],
)  # fmt: skip
def test_compounds_breaks_numbering_and_two_languages_are_seen_through(heading: str, field: str) -> None:
    found = meaning(heading)
    assert found.field == field
    assert found.score >= 80


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Ημ/νία έναρξης", "start"), ("ΗΜ/ΝΙΑ ΛΗΞΗΣ ΕΡΓΟΥ", "end"), ("Ημ.νία έναρξης", "start"),
        ("Ημ/νία έναρξης / Start date", "start"), ("Δ/νση", None), ("Ημ/νία υπογραφής", None),
    ],
)  # fmt: skip
def test_a_stroke_inside_a_contracted_word_parts_nothing(heading: str, field: str | None) -> None:
    assert meaning(heading).field == field
    assert meaning(heading).rule is not Rule.PERIOD


@pytest.mark.parametrize(
    "heading",
    ["Start-/slutdato", "Startdatum/slutdatum", "from/to", "Début/fin", "von/bis", "Ημ/νία έναρξης - λήξης"],
)
def test_a_stroke_between_a_start_and_its_end_is_a_period(heading: str) -> None:
    assert meaning(heading).rule is Rule.PERIOD


def test_the_number_of_a_contract_is_a_code_and_the_number_of_contracts_is_none() -> None:
    for heading in ("Vorhaben-Nr.", "Nr umowy", "Contract no.", "N° contrat", "Číslo smlouvy", "Αρ. σύμβασης"):
        assert (meaning(heading).field, meaning(heading).score >= 80) == ("code", True), heading
    for heading in ("Number of projects", "Number of grants", "Nr of contracts", "Number", "Anzahl der Projekte"):
        assert meaning(heading).field is None, heading


def test_a_title_that_may_be_a_part_of_the_project_gives_way_to_the_title() -> None:
    for heading in ("Output title", "Output title (EN)", "Programme / component", "Projet / composante"):
        assert (meaning(heading).field, 80 <= meaning(heading).score <= 93) == ("title", True), heading


def test_a_heading_with_an_unknown_word_is_never_sure() -> None:
    for heading in ("Start date of flibberwork", "Total flibber budget", "Name des Flibberprojekts von Xantipp"):
        assert meaning(heading).field is None
        assert likely(heading).score < 80
    assert likely("Start date of flibberwork").field == "start"
    assert likely("flibber").field is None


def test_a_share_of_the_money_is_not_the_budget() -> None:
    assert meaning("Öffentliche Beteiligung (EU- und nationale Finanzierung)").field == "budget_amount"
    assert meaning("EU funding").field is None
    assert meaning("National funding").field is None
    assert meaning("Total EU contribution").field is None


@pytest.mark.parametrize("heading", ["Project name (acronym)", "Title (short name)", "Titel (Kurzbezeichnung)"])
def test_a_title_with_its_acronym_in_brackets_is_a_title(heading: str) -> None:
    assert meaning(heading).field == "title"
