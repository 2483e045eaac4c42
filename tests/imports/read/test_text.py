"""Delimited text: the right rows at the right places, or the line that is wrong (U09, U12)."""

from __future__ import annotations

import pytest

from imports.read import Limits, Unreadable, read
from imports.read.text import find_delimiter
from tests.imports.read.forge import codes, refused


def rows(text: str | bytes, limits: Limits = Limits(), **choices: str) -> list[list[object]]:
    """The rows of a text file."""
    data = text.encode() if isinstance(text, str) else text
    return [list(values) for values in read(data, "file.csv", limits, **choices).sheets[0].rows]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a;b\n1,5;2,5\n", [["a", "b"], ["1,5", "2,5"]]),
        ("a\tb\n1\t2", [["a", "b"], ["1", "2"]]),
        ("a|b\r\n1|2\r\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r1,2\r3,4", [["a", "b"], ["1", "2"], ["3", "4"]]),
        ('a,b\n"x, y","say ""hi"""\n', [["a", "b"], ["x, y", 'say "hi"']]),
        ('a,b\n"two\nlines",2\n', [["a", "b"], ["two\nlines", "2"]]),
        ("a,b\n\n1,2\n", [["a", "b"], [None, None], ["1", "2"]]),
        ("a,b,,\n1,,,\n,,,\n\n", [["a", "b"], ["1", None]]),
        ("only\none\ncolumn", [["only"], ["one"], ["column"]]),
        ("List of projects\n\nCode;Title\nP-1;x, y, z\nP-2;a, b\n",
         [["List of projects", None], [None, None], ["Code", "Title"], ["P-1", "x, y, z"], ["P-2", "a, b"]]),
        ('a,b\n5" pipe,"ok"\n', [["a", "b"], ['5" pipe', "ok"]]),
        ('a,b\n"abc"d,2\n', [["a", "b"], ["abcd", "2"]]),
        ("a,b\n  x  ,\u00a0\n", [["a", "b"], ["  x  ", "\u00a0"]]),
        ('a,b\n="00123",2\n', [["a", "b"], ["00123", "2"]]),
        ('a,b\n"=""1""""2""",=""\n', [["a", "b"], ['1"2', None]]),
        ("=1+1,+2\n@x,-3\n", [["=1+1", "+2"], ["@x", "-3"]]),
        ("\n\n", []),
        ("a,\x01b\n1,2\nccccccccccccccccccccccccccccccccccccccccccccccccccccccccc,2\n",
         [["a", "\x01b"], ["1", "2"], ["c" * 57, "2"]]),
    ],
)  # fmt: skip
def test_text_is_cut_into_the_cells_people_mean(text: str, expected: list[list[object]]) -> None:
    assert rows(text) == expected


def test_excels_first_line_names_the_delimiter_and_is_no_row() -> None:
    sheet = read(b"sep=;\r\nCode;Title\r\nP-1;a,b,c\r\n", "x.csv").sheets[0]
    assert sheet.first_row == 2
    assert sheet.value(3, 1) == "a,b,c"


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b;c\n1,2;3\n", ";"),
        ('"a;b";c\n"d;e";f\n', ";"),
        ('"a;b",c\n"d;e",f\n', ","),
        ("x\ny\n", None),
        ("1.000,50;2\n3.000,75;4\n5;6\n", ";"),
        ("name\tlist\nx\ta,b,c\ny\td,e\n", "\t"),
    ],
)
def test_the_delimiter_is_the_one_that_cuts_evenly(text: str, delimiter: str | None) -> None:
    assert find_delimiter(text) == delimiter


def test_what_was_found_is_said_and_can_be_changed() -> None:
    data = b"a;b\n1;2\n"
    workbook = read(data, "x.csv")
    assert (workbook.format, workbook.encoding, workbook.delimiter) == ("csv", "utf-8", ";")
    assert codes(workbook) == ["delimiter_found"]
    assert read(data, "x.csv", delimiter=",").sheets[0].rows == (("a;b",), ("1;2",))
    assert read("é".encode("cp1252"), "x.csv", encoding="windows-1251").sheets[0].rows == (("й",),)


WRONG: dict[str, tuple[bytes, Limits, str, str]] = {
    "a NUL": (b"a,b\n1,\x002\nand,some more text\n" * 3, Limits(), "text_nul", "Line 2"),
    "a quote never closed": (b'a,b\n1,2\n3,"x\n4,5\n', Limits(), "text_open_quote", "line 3"),
    "a quote never closed and no line end": (b'a,b\n"x', Limits(), "text_open_quote", "line 2"),
    "a quote never closed in a long file": (
        b'a,b\n"x\n' + b"1,2\n" * 20_000, Limits(), "text_open_quote", "line 2",
    ),
    "a long cell": (b"a,b\n1,2\n" + b"x" * 40_000 + b",2\n", Limits(), "text_long_field", "line 3"),
    "a very long cell": (b"a,b\n" + b"x" * 200_000 + b",2\n", Limits(), "text_long_field", "line 2"),
    "one long line": (b"x" * 5_000_000, Limits(), "text_long_field", "line 1"),
    "100,000 columns": (b"a,b\n" + b"1," * 100_000 + b"1\n", Limits(), "text_columns", "Line 2"),
    "501 columns": (b"a\n" + b"1," * 500 + b"1\n", Limits(), "text_columns", "Line 2"),
    "too many rows": (b"a\n" * 11, Limits(rows=10), "text_rows", "10"),
    "too many cells": (b"a,b\n" * 11, Limits(cells=20), "text_cells", "20"),
    "bytes that are no UTF-8 in a file that is": (
        "Ä,Ö\nÜ,ß\né,è\n".encode() * 3 + b"\xe9,x\n", Limits(), "encoding_mixed", "line 10",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_right_is_refused_with_its_line(case: str) -> None:
    data, limits, code, says = WRONG[case]
    found = refused(data, limits, "x.csv")
    assert found.code == code
    assert says in found.sentence


def test_trailing_blank_rows_and_columns_do_not_count() -> None:
    assert rows("a,b" + "," * 3000 + "\n1,2\n" + "\n" * 500, Limits(rows=2, columns=2)) == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"encoding": "utf-7"}, "encoding_unknown"),
        ({"encoding": "rot13"}, "encoding_unknown"),
        ({"encoding": "zlib"}, "encoding_unknown"),
        ({"encoding": "no\x00such"}, "encoding_unknown"),
        ({"encoding": "utf-8"}, "encoding_wrong"),
        ({"delimiter": "x"}, "delimiter_unknown"),
        ({"delimiter": "\n"}, "delimiter_unknown"),
        ({"delimiter": ",,"}, "delimiter_unknown"),
    ],
)
def test_a_choice_that_does_not_work_is_refused(choices: dict[str, str], code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(b"a,\xe9\n1,2\n", "x.csv", **choices)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert caught.value.remedy
