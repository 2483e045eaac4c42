"""Amounts as people write them: exact to the minor unit, or a problem, or asked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.normalise.flaws import BLANK, Cell
from imports.normalise.money import EitherMark, in_currency, read_amount, read_currency
from portfolio.core.money import MINOR_DIGITS, Money


@pytest.mark.parametrize(
    ("value", "amount", "currency"),
    [
        (1500, "1500", None), (1500.5, "1500.5", None), (-0.0, "0.0", None), (Decimal("12.30"), "12.30", None),
        ("1500", "1500", None),
        ("15.414.794", "15414794", None), ("1 063 379,04", "1063379.04", None), ("1\u00a0063\u202f379,04",
        "1063379.04", None),
        ("€ 4.307.868", "4307868", "EUR"), ("EUR 3,5 Mio", "3500000", "EUR"), ("58.8m", "58800000", None),
        ("2.254,62 €", "2254.62", "EUR"),
        ("1,234.56", "1234.56", None), ("1.234,56", "1234.56", None), ("US$ 1,200,000", "1200000", "USD"),
        ("5 million euros", "5000000", "EUR"),
        ("500k", "500000", None), ("M€ 2.5", "2500000", "EUR"), ("2,5 M€", "2500000", "EUR"), ("1.2bn", "1200000000",
        None), ("2 Mrd. EUR", "2000000000", "EUR"),
        ("1e6", "1000000", None), ("1.5e+07", "15000000", None), ("0.500", "0.500", None), ("12345.678", "12345.678",
        None),
        ("CHF 100'000.50", "100000.50", "CHF"), ("5 000 000 Kč", "5000000", "CZK"), ("EUR5m", "5000000", "EUR"),
        ("10.000.000,00 €", "10000000.00", "EUR"),
        ("750.000,- EUR", "750000", "EUR"), ("1,500.-", "1500", None), ("3,5 mil. Kč", "3500000", "CZK"),
        ("5 mil. lei", "5000000", "RON"), ("500 mil R$", "500000", "BRL"), ("١٬٥٠٠٬٠٠٠", "1500000", None),
        ("333333,333333333", "333333.333333333", None), ("1234,5000", "1234.5000", None),
    ],
)  # fmt: skip
def test_an_amount_is_read_exactly(value: object, amount: str, currency: str | None) -> None:
    reading = read_amount(value)
    assert (reading.amount, reading.currency) == (amount, currency)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("100'000 - 500'000", "amount-range"), ("5 to 7 million", "amount-range"), ("ca. 5 Mio", "amount-range"),
        ("up to 5m", "amount-range"),
        ("~5m", "amount-range"), ("(500)", "negative-amount"), ("-500", "negative-amount"), ("EUR -500",
        "negative-amount"), (-1, "negative-amount"),
        (-0.5, "negative-amount"), ("tbc soon", "unreadable-amount"), ("12%", "unreadable-amount"), ("1,23,456",
        "unreadable-amount"), ("1 00", "unreadable-amount"),
        (".5", "unreadable-amount"), ("five", "unreadable-amount"), (float("nan"), "unreadable-amount"), (float("inf"
        ), "unreadable-amount"),
        ("100000,200000", "unreadable-amount"), ("4,5 mil. EUR", "mil-in-doubt"), ("€ 500 mil", "mil-in-doubt"),
        (True, "unreadable-amount"), (None, "unreadable-amount"), ("5 apples", "unreadable-amount"), (1e22,
        "amount-too-large"), (10**30, "amount-too-large"),
        ("123456789012345678901", "amount-too-large"), (Decimal("NaN"), "unreadable-amount"), ("9" * 200,
        "unreadable-amount"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_a_problem_and_never_an_empty(value: object, code: str) -> None:
    reading = read_amount(value)
    assert isinstance(reading.amount, Cell)
    assert [flaw.code for flaw in reading.amount.flaws] == [code]


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1.2 bn", "1200000000", None), ("500 k€", "500000", "EUR"), ("T€ 500", "500000", "EUR"), ("kEUR 500",
        "500000", "EUR"), ("5 MEUR", "5000000", "EUR"), ("500 tis. Kč", "500000", "CZK"), ("12 mln zł", "12000000",
        "PLN"), ("5 тыс. евро", "5000", "EUR"), ("5 millions d'euros", "5000000", "EUR"), ("INR 5 lakh", "500000",
        "INR"), ("2 crore", "20000000", None), ("₹ 5,00,000", "500000", "INR"), ("1\u202f063\u202f379,04", "1063379.04",
        None), ("CHF 5'000.–", "5000", "CHF"), ("SEK 5 000 000:-", "5000000", "SEK"),
    ],
)  # fmt: skip
def test_units_of_many_lists_are_understood(text: str, amount: str, currency: str | None) -> None:
    reading = read_amount(text)
    assert (reading.amount, reading.currency) == (amount, currency)


@pytest.mark.parametrize("text", ["USD 5m (EUR 4.6m)", "EUR 4.6m / USD 5m", "USD 5,000,000.00 or EUR 4,600,000.00"])
def test_an_amount_in_two_currencies_keeps_both(text: str) -> None:
    reading = read_amount(text)
    assert isinstance(reading.amount, Cell)
    assert [flaw.code for flaw in reading.amount.flaws] == ["two-currencies"]
    assert reading.amounts is not None
    assert {currency: Decimal(amount) for currency, amount in reading.amounts.items()} == {
        "EUR": 4_600_000,
        "USD": 5_000_000,
    }


def test_one_mark_before_three_figures_may_be_either() -> None:
    assert read_amount("1.234").amount == EitherMark(Decimal(1234), Decimal("1.234"), ".")
    assert read_amount("12,500 EUR").amount == EitherMark(Decimal(12500), Decimal("12.5"), ",")
    assert read_amount("3.500 Mio").amount == EitherMark(Decimal(3500000000), Decimal(3500000), ".")
    assert [read_amount(text).decimal_mark for text in ("1,5", "15.414.794", "1,234,567", "1.5", "1234")] == [
        ",",
        ",",
        ".",
        ".",
        None,
    ]


@pytest.mark.parametrize(
    ("amount", "currency", "kept", "codes"),
    [
        ("1500", "EUR", "1500.00", []), ("1500.5", "EUR", "1500.50", []), ("007.1", "EUR", "7.10", []), ("0", "EUR",
        "0.00", []), ("1500", "JPY", "1500", []),
        ("1.2345", "KWD", "1.234", ["amount-rounded"]), ("0.30000000000000004", "EUR", "0.30", ["amount-rounded"]),
        ("2.5", "JPY", "2", ["amount-rounded"]),
        ("1.500", "EUR", "1.50", []), ("12345678901234567", "EUR", BLANK, ["amount-too-large"]), ("90071992547409.91",
        "EUR", "90071992547409.91", []),
    ],
)  # fmt: skip
def test_an_amount_takes_the_decimals_of_its_currency(
    amount: str, currency: str, kept: object, codes: list[str]
) -> None:
    cell = in_currency(amount, currency)
    assert (cell.value, [flaw.code for flaw in cell.flaws]) == (kept, codes)


@pytest.mark.parametrize(
    ("value", "code"),
    [("EUR", "EUR"), ("eur", "EUR"), ("€", "EUR"), ("Euro (EUR)", "EUR"), ("euros", "EUR"), ("$", "USD"), ("zł", "PLN"
    ), ("kr", BLANK), ("XYZ", BLANK), (5, BLANK)],
)  # fmt: skip
def test_a_currency_is_a_code_a_sign_or_a_word(value: object, code: object) -> None:
    assert read_currency(value).value == code


@given(
    st.one_of(
        st.text(max_size=30),
        st.floats(),
        st.integers(),
        st.decimals(),
        st.booleans(),
        st.none(),
        st.from_regex(r"[€$ (-]{0,2}[0-9]{1,4}([., '][0-9]{1,3}){0,4} ?(m|Mio|EUR|k|\))?", fullmatch=True),
    )
)
def test_reading_an_amount_never_raises_and_gives_plain_amounts(value: object) -> None:
    reading = read_amount(value)
    if isinstance(reading.amount, str):
        assert Decimal(reading.amount) >= 0
        for currency in ("EUR", "JPY", "KWD"):
            cell = in_currency(reading.amount, currency)
            assert cell.value is BLANK or str(Money.parse(cell.value, currency).amount) == cell.value


@given(st.integers(0, 2**53 - 1), st.sampled_from(sorted(MINOR_DIGITS)))
def test_an_amount_written_in_any_common_way_is_the_same_amount(minor: int, currency: str) -> None:
    money = Money.from_minor(minor, currency)
    text = format(money.amount, "f")
    whole, _, rest = text.partition(".")
    grouped = f"{int(whole):,}"
    spellings = [text]
    if len(rest) != 3:
        spellings += [
            grouped.replace(",", " ") + (f",{rest}" if rest else ""),
            grouped.replace(",", "'") + (f".{rest}" if rest else ""),
        ]
    for written in spellings:
        reading = read_amount(f"{currency} {written}")
        if isinstance(reading.amount, EitherMark):
            continue
        assert isinstance(reading.amount, str), written
        assert reading.currency == currency
        assert in_currency(reading.amount, currency).value == text
