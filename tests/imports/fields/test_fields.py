"""The registry of fields and the headings people use for them."""

from __future__ import annotations

import pytest

from imports.fields import FIELDS, Parse, field_named
from imports.fields.meanings import meaning
from portfolio.core.project import FIELDS as PROJECT_FIELDS
from portfolio.core.project import LONGEST


def test_every_field_fills_a_field_of_the_project_value_and_explains_itself() -> None:
    for field in FIELDS:
        assert field.target in {*PROJECT_FIELDS, "source_id"}, field.name
        assert field.help.endswith("."), field.name
        assert field.label[0].isupper()


def test_the_bounds_of_texts_are_those_of_the_project_value() -> None:
    for name in ("code", "title", "acronym", "summary", "website", "source"):
        assert field_named(name).longest == LONGEST[name]
    assert field_named("objectives_note").longest == LONGEST["note"]


def test_every_label_and_name_is_a_heading_of_its_own_field() -> None:
    for field in FIELDS:
        assert meaning(field.label).field == field.name
        assert meaning(field.name).field == field.name or "_" in field.name


@pytest.mark.parametrize(
    ("heading", "field", "currency", "scale"),
    [
        ("Project title", "title", None, 1), ("PROJECT  TITLE *", "title", None, 1), ("ProjectTitle", "title", None, 1),
        ("project_title", "title", None, 1), ("Intitulé du projet", "title", None, 1), ("Titel", "title", None, 1),
        ("Bezeichnung des Vorhabens/ Projekttitel", "title", None, 1), ("Título del proyecto", "title", None, 1),
        ("Budget (EUR)", "budget_amount", "EUR", 1), ("Total cost in EUR", "budget_amount", "EUR", 1),
        ("Budget €", "budget_amount", "EUR", 1), ("Budget M€", "budget_amount", "EUR", 10**6),
        ("Total project costs £m", "budget_amount", "GBP", 10**6), ("Budget (EUR million)", "budget_amount", "EUR",
        10**6),
        ("Budget (kEUR)", "budget_amount", "EUR", 10**3), ("Total Budget (USD)", "budget_amount", "USD", 1),
        ("Start date (dd/mm/yyyy)", "start", None, 1), ("Slutdato / Operation end date", "end", None, 1),
        ("Datum des Endes\ndes Vorhabens", "end", None, 1), ("Land -country", "places", None, 1),
        ("Country 2", "places", None, 1), ("Donor 1", "funders", None, 1), ("#country+code", "places", None, 1),
        ("Planned start date", "planned_start", None, 1), ("Actual end", "actual_end", None, 1),
        ("Hub countries", "places_hub", None, 1), ("Χώρα", "places", None, 1), ("Waluta", "budget_currency", None, 1),
    ],
)  # fmt: skip
def test_a_heading_is_known_in_many_languages_and_dresses(
    heading: str, field: str, currency: str | None, scale: int
) -> None:
    found = meaning(heading)
    assert (found.field, found.currency, found.scale) == (field, currency, scale)
    assert found.score >= 86


@pytest.mark.parametrize(
    "heading",
    [
        "EU contribution %", "EU contribution", "Budget (EU contribution)", "Programme", "Union co-financing rate",
        "Percent of project funded by EU", "County", "Country of origin", "Donor country", "Adoption date",
        "Specific objective", "Project manager", "Budget line manager", "", "   ", "()/", "x" * 500,
        "Title / Position / Year",
        "Disbursed", "Multiple countries?",
    ],
)  # fmt: skip
def test_a_heading_that_only_sounds_alike_means_nothing_for_sure(heading: str) -> None:
    assert meaning(heading).field is None


def test_lists_and_marks_may_fill_several_columns() -> None:
    for field in FIELDS:
        lists = (Parse.PLACES, Parse.ORGANISATIONS, Parse.OBJECTIVES, Parse.MARK, Parse.SHARES)
        assert field.multiple == (field.parse in lists), field.name
