"""What a line beside a table says of its amounts, and lines that say nothing of them."""

from __future__ import annotations

import pytest

from imports.fields.meanings.units import unit_of_line


@pytest.mark.parametrize(
    ("line", "currency", "scale"),
    [
        ("(in thousands of EUR)", "EUR", 1_000),
        ("Amounts in EUR thousands", "EUR", 1_000),
        ("Stan na 31.12.2024 r. Kwoty w tys. zł", "PLN", 1_000),
        ("Beträge in Mio. €", "EUR", 1_000_000),
        ("Liste des projets (montants en millions d'euros)", "EUR", 1_000_000),
        ("Figures in USD million unless otherwise stated", "USD", 1_000_000),
        ("Κατάλογος έργων (ποσά σε χιλιάδες ευρώ)", "EUR", 1_000),
        ("All amounts in GBP", "GBP", 1),
    ],
)
def test_a_line_says_what_the_amounts_beside_it_are(line: str, currency: str, scale: int) -> None:
    assert unit_of_line(line) == (currency, scale)


@pytest.mark.parametrize(
    "line",
    [
        "A facility of EUR 79.5 million for the region",
        "Projects of 2024, as of 31 December",
        "Cybersecurity for a million people",
        "Total budget of the programme: 12 million EUR",
        "x" * 400 + " in thousands of EUR",
        "",
    ],
)
def test_a_line_about_one_amount_or_something_else_says_nothing(line: str) -> None:
    assert unit_of_line(line) == (None, 1)
