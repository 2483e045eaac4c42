"""Exact amounts, their rates, and their division."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.core.money import (
    LARGEST_MINOR,
    MINOR_DIGITS,
    WITHDRAWN,
    Money,
    is_plain_amount,
    minor_digits,
    split_cents,
)


@pytest.mark.parametrize(
    ("currency", "digits"),
    [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("XOF", 0), ("TND", 3), ("XCG", 2), ("ZWG", 2), ("MGA", 2),
     ("DEM", 2), ("ITL", 0)],
)  # fmt: skip
def test_currencies_have_their_minor_units(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


def test_the_table_of_currencies_holds_codes_only_once_and_withdrawn_ones_apart() -> None:
    assert all(len(code) == 3 and code.isupper() and code.isascii() for code in MINOR_DIGITS)
    assert MINOR_DIGITS.keys() >= WITHDRAWN
    assert len(MINOR_DIGITS) - len(WITHDRAWN) == 165
    assert not {"EUR", "USD", "GBP"} & WITHDRAWN
    assert {"BGN", "HRK", "DEM"} <= WITHDRAWN


@pytest.mark.parametrize(
    ("written", "currency", "minor", "shown"),
    [
        ("1234.50", "EUR", 123450, "1234.50 EUR"),
        ("1234.5", "EUR", 123450, "1234.50 EUR"),
        ("12", "JPY", 12, "12 JPY"),
        ("0.001", "KWD", 1, "0.001 KWD"),
        ("-3.10", "USD", -310, "-3.10 USD"),
        ("-0", "USD", 0, "0.00 USD"),
        ("1.00000", "USD", 100, "1.00 USD"),
        ("90071992547409.91", "EUR", LARGEST_MINOR, "90071992547409.91 EUR"),
    ],
)
def test_an_amount_is_read_exactly(written: str, currency: str, minor: int, shown: str) -> None:
    money = Money.parse(written, currency)
    assert money.minor == minor
    assert str(money) == shown
    assert Money.from_minor(minor, currency) == money


@pytest.mark.parametrize(
    ("written", "currency"),
    [("1.005", "EUR"), ("1.5", "JPY"), ("90071992547409.92", "EUR"), ("1e3", "EUR"), ("1,000", "EUR"), ("NaN", "EUR"),
     ("", "EUR"), (".5", "EUR"), ("5.", "EUR"), ("٣", "EUR"), ("--1", "EUR"), ("1", "eur"), ("1", "XAU"), ("1", ""),
     ("9" * 39, "EUR")],
)  # fmt: skip
def test_what_is_no_exact_amount_is_refused_with_a_sentence(written: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        Money.parse(written, currency)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e999999", "1e-999999", "sNaN"])
def test_strange_decimals_are_refused_at_once(amount: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        Money(Decimal(amount), "EUR")


def test_too_many_minor_units_are_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        Money.from_minor(LARGEST_MINOR + 1, "EUR")


@pytest.mark.parametrize(
    ("written", "currency", "rate", "cents"),
    [
        ("100.00", "USD", "1.25", 8000),
        ("160", "JPY", "160", 100),
        ("0.01", "USD", "2", 0),  # half a cent, to the even one
        ("0.03", "USD", "2", 2),
        ("1000", "XOF", "655.957", 152),
        ("-0.03", "USD", "2", -2),
        ("5.25", "EUR", "1", 525),
    ],
)
def test_an_amount_turns_into_euro_cents(written: str, currency: str, rate: str, cents: int) -> None:
    assert Money.parse(written, currency).in_eur_cents(Decimal(rate)) == cents


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "Infinity", "0.0000000001"])
def test_an_impossible_rate_is_refused_with_a_sentence(rate: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        Money.parse("90071992547409.91", "USD").in_eur_cents(Decimal(rate))


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (2, [1, 1, 1], [1, 1, 0]),
        (10, [2, 1, 0], [7, 3, 0]),
        (1, [1, 2], [0, 1]),
        (0, [1, 2], [0, 0]),
        (LARGEST_MINOR, [10**9, 1], [LARGEST_MINOR - 9007199, 9007199]),
    ],
)
def test_an_amount_is_divided_by_largest_remainder(total: int, weights: list[int], parts: list[int]) -> None:
    assert split_cents(total, weights) == parts


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (5, []), (5, [0, 0]), (5, [2, -1])])
def test_a_division_that_cannot_be_is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="can be divided"):
        split_cents(total, weights)


@given(st.integers(0, LARGEST_MINOR), st.lists(st.integers(0, 10**8), min_size=1, max_size=20).filter(any))
def test_the_parts_are_the_whole_and_each_within_one_of_its_due(total: int, weights: list[int]) -> None:
    parts = split_cents(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)


@given(
    st.from_regex(r"-?[0-9]{0,14}(\.[0-9]{0,5})?", fullmatch=True), st.sampled_from(["EUR", "JPY", "KWD", "CLF", "XYZ"])
)
def test_what_is_plain_is_an_amount_that_can_be_kept(written: str, currency: str) -> None:
    if is_plain_amount(written, currency):
        assert Money.parse(written, currency).minor >= 0


@pytest.mark.parametrize(
    ("written", "currency", "plain"),
    [("1234.50", "EUR", True), ("0", "JPY", True), ("99999999999.9999", "CLF", True), ("-1", "EUR", False),
     ("1.", "EUR", False), ("1.234", "EUR", False), ("123456789012", "EUR", False), ("1", "XYZ", False),
     ("\u0661", "EUR", False), ("", "EUR", False), ("1e3", "EUR", False)],
)  # fmt: skip
def test_an_amount_is_plain_when_nothing_about_it_is_in_doubt(written: str, currency: str, plain: bool) -> None:
    assert is_plain_amount(written, currency) is plain
