"""What people type: read where it can mean one thing only."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.core.typed import read_amount, read_date, read_share


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2024", "2024"),
        (" 2024-03 ", "2024-03"),
        ("2024-3", "2024-03"),
        ("2024/03/5", "2024-03-05"),
        ("2024-03-15", "2024-03-15"),
        ("03/2024", "2024-03"),
        ("3.2024", "2024-03"),
        ("15.3.2024", "2024-03-15"),
        ("3.4.2024", "2024-04-03"),
        ("15/03/2024", "2024-03-15"),
        ("03/15/2024", "2024-03-15"),
        ("3/3/2024", "2024-03-03"),
        ("15-03-2024", "2024-03-15"),
        ("March 2024", "2024-03"),
        ("15 March 2024", "2024-03-15"),
        ("1. sept. 2024", "2024-09-01"),
    ],
)
def test_a_date_is_read(typed: str, meant: str) -> None:
    assert read_date(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "24",
        "2024-13",
        "2024-02-30",
        "31.2.2024",
        "13/2024",
        "40/40/2024",
        "soon",
        "²024",
        "٢٠٢٤",
        "Marchuary 2024",
        "9" * 400,
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match=r"date"):
        read_date(typed)


def test_a_date_that_may_be_two_is_asked_about() -> None:
    with pytest.raises(ValueError, match=r"3 April 2024 or 4 March 2024: write 2024-04-03 or 2024-03-04"):
        read_date("3/4/2024")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2500000", "2500000"),
        ("2 500 000", "2500000"),
        ("2\u202f500\u00a0000,5", "2500000.5"),
        ("2'500'000.50", "2500000.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("2.500.000", "2500000"),
        ("2,500,000", "2500000"),
        ("1.234.567,89", "1234567.89"),
        ("12.5", "12.5"),
        ("12,50", "12.50"),
        ("0.125", "0.125"),
        ("1234.567", "1234.567"),
        ("5.", "5"),
    ],
)
def test_an_amount_is_read(typed: str, meant: str) -> None:
    assert read_amount(typed) == meant


@pytest.mark.parametrize("typed", ["", "a lot", "1,2,3", "1.23.456", "1,234.567,8", "1e9", "--5", "५", "1" * 60, ".5"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        read_amount(typed)


@pytest.mark.parametrize("typed", ["1,234", "2.500", "12.345"])
def test_an_amount_that_may_be_two_is_asked_about(typed: str) -> None:
    with pytest.raises(ValueError, match="may be"):
        read_amount(typed)


@pytest.mark.parametrize(("typed", "meant"), [("40", "40"), ("40 %", "40"), ("33,33", "33.33"), ("0.5%", "0.5")])
def test_a_share_is_read(typed: str, meant: str) -> None:
    assert read_share(typed) == meant


@pytest.mark.parametrize("typed", ["", "half", "1.234", "-5", "1000", "%"])
def test_what_is_no_share_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not a percentage"):
        read_share(typed)


@given(st.text(max_size=60))
def test_no_text_breaks_a_reader(typed: str) -> None:
    for reader in (read_date, read_amount, read_share):
        with contextlib.suppress(ValueError):
            assert reader(typed)
