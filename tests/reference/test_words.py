"""Frameworks, objectives, bodies, acts and exchange rates are complete and well formed."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from portfolio.reference import read


def test_fifteen_objectives_and_eight_measures_are_numbered_through() -> None:
    numbers: dict[str, list[int]] = {row["code"]: [] for row in read("frameworks").rows}
    for row in read("objectives").rows:
        numbers[row["framework"]].append(int(row["number"]))
    assert numbers == {"eu-cyber-diplomacy-15": list(range(1, 16)), "eu-cyber-measures": list(range(1, 9))}


def test_titles_fit_a_heading_and_statements_are_one_sentence() -> None:
    rows = read("objectives").rows
    assert len({row["title"].casefold() for row in rows}) == len(rows)
    for row in rows:
        assert 5 < len(row["title"]) <= 60, row
        assert re.fullmatch(r"[^.]+\.", row["statement"]), row


@pytest.mark.parametrize(("number", "word"), [(6, "Budapest"), (8, "resilience"), (10, "dialogues"), (14, "UN")])
def test_an_objective_keeps_its_number(number: int, word: str) -> None:
    titles = {row["number"]: row["title"] for row in read("objectives").rows if row["framework"].endswith("-15")}
    assert word in titles[str(number)]


def test_the_five_bodies_are_there_with_what_they_do() -> None:
    rows = read("bodies").rows
    assert [row["short"] for row in rows] == ["ENISA", "EC3", "eu-LISA", "CERT-EU", "EU INTCEN"]
    assert all(row["role"].endswith(".") and row["homepage"].startswith("https://") for row in rows)


def test_acts_have_a_date_an_identifier_of_their_own_and_an_address() -> None:
    rows = read("instruments").rows
    assert len({row["identifier"] for row in rows}) == len(rows)
    days = [date.fromisoformat(row["date"]) for row in rows]
    assert days == sorted(days)
    assert all(row["url"].startswith("https://") and row["title"] for row in rows)
    acts = {row["identifier"]: row["date"] for row in rows}
    assert acts["ETS 185"] == "2001-11-23"
    assert acts["CELEX 32019D0797"] == "2019-05-17"
    assert acts["CELEX 32022L2555"] == "2022-12-14"


def test_rates_are_complete_and_dated_at_the_end_of_their_year() -> None:
    rows = read("exchange_rates").rows
    years = [date(year, 12, 31).isoformat() for year in range(2013, 2026)]
    for currency in ("USD", "GBP", "CHF", "CAD", "JPY", "AUD", "NOK", "SEK", "DKK", "CZK"):
        assert [row["date"] for row in rows if row["currency"] == currency] == years
    assert set(Counter((row["currency"], row["date"]) for row in rows).values()) == {1}
    assert all("annual average" in row["source"] for row in rows)


def test_no_rate_jumps_by_more_than_a_quarter_in_a_year() -> None:
    rows = read("exchange_rates").rows
    for earlier, later in pairwise(rows):
        if earlier["currency"] == later["currency"]:
            assert Decimal("0.75") < Decimal(later["rate"]) / Decimal(earlier["rate"]) < Decimal("1.25"), later


@pytest.mark.parametrize(
    ("currency", "year", "rate"),
    [("USD", 2015, "1.1095"), ("GBP", 2016, "0.81948"), ("CHF", 2022, "1.0047"), ("JPY", 2023, "151.99")],
)
def test_known_rates_are_as_the_central_bank_published_them(currency: str, year: int, rate: str) -> None:
    found = [r["rate"] for r in read("exchange_rates").rows if (r["currency"], r["date"][:4]) == (currency, str(year))]
    assert found == [rate]
