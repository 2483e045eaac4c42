"""File names are shown, never used (U13)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.read import clean_file_name, read
from imports.read.names import NAMELESS


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("List of projects.xlsx", "List of projects.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\x.csv", "x.csv"),
        ("a\x00b.csv", "ab.csv"),
        ("a\r\nSet-Cookie: x.csv", "a Set-Cookie: x.csv"),
        ("gpj\u202exslx.exe", "gpjxslx.exe"),
        ("a\u200bb\ufeff.csv", "ab.csv"),
        ("e\u0301te\u0301.csv", "été.csv"),
        ("a.xlsx.exe", "a.xlsx.exe"),
        ("", NAMELESS),
        ("..", NAMELESS),
        ("/", NAMELESS),
        ("\u202e\u202e", NAMELESS),
        ("\ud800.csv", ".csv"),
    ],
)
def test_a_name_is_cleaned_for_display(name: str, shown: str) -> None:
    assert clean_file_name(name) == shown


def test_a_long_name_keeps_its_ending() -> None:
    shown = clean_file_name("x" * 300 + ".xlsx")
    assert len(shown) == 200
    assert shown.endswith("….xlsx")


@given(st.text(max_size=400))
def test_every_name_comes_out_short_printable_and_stable(name: str) -> None:
    shown = clean_file_name(name)
    assert 0 < len(shown) <= 200
    assert not set("/\\\r\n\x00\u202e") & set(shown)
    shown.encode()
    assert clean_file_name(shown) == shown


def test_a_sheet_of_a_text_file_is_called_after_the_file() -> None:
    assert read(b"a,b\n", "../List.csv").sheets[0].name == "List"
