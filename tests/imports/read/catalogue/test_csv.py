"""Text files made to hurt: what the catalogue of hostile uploads asks of csv, tsv and txt."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest

from imports.read import Limits, read
from tests.imports.read.forge import refused

Maker = Callable[[], bytes]
REFUSED: dict[str, tuple[Maker, Limits, str]] = {
    "U01 more rows than are read": (lambda: b"a,b\n" * 200, Limits(rows=100), "text_rows"),
    "U01 more cells than are read": (lambda: b"a,b\n" * 200, Limits(cells=300), "text_cells"),
    "U04 a far cell": (lambda: b"a" + b"," * 600 + b"x\n", Limits(), "text_columns"),
    "U09 NUL characters": (lambda: b"Code,Title\nA-1,Al\0pha\n", Limits(), "text_nul"),
    "U09 UTF-8 but for one byte": (lambda: "Größe;Ämter\n".encode() * 50 + b"\xff\n", Limits(), "encoding_mixed"),
    "U09 a mark that promises UTF-8": (lambda: b"\xef\xbb\xbf\xff\xfe\n", Limits(), "encoding_wrong"),
    "U09 UTF-16 with half of a pair": (lambda: b"\xff\xfe\x00\xd8\n\x00", Limits(), "encoding_wrong"),
    "U09 a compressed file": (lambda: gzip.compress(b"a,b\n"), Limits(), "gzip"),
    "U10 nothing": (lambda: b"", Limits(), "empty"),
    "U10 bytes of no format": (lambda: bytes(range(256)) * 20, Limits(), "unknown"),
    "U12 one line of 15 million characters": (lambda: b"x" * 15_000_000, Limits(), "text_long_field"),
    "U12 one line of a million cells": (lambda: b"x," * 1_000_000, Limits(), "text_columns"),
    "U12 a hundred thousand columns": (lambda: b",".join([b"x"] * 100_000) + b"\n", Limits(), "text_columns"),
    "U12 a quotation mark left open": (lambda: b'Code,Title\nA-1,"Alpha\nA-2,Beta\n', Limits(), "text_open_quote"),
    "U12 a quotation mark left open over much": (lambda: b'a,"b\n' + b"c,d\n" * 50_000, Limits(), "text_long_field"),
    "U12 a cell past the limit of the reader": (lambda: b"a," + b"x" * 131_073 + b"\n", Limits(), "text_long_field"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_with_a_sentence(case: str) -> None:
    make, limits, code = REFUSED[case]
    assert refused(make(), limits, "list.csv").code == code


READ: dict[str, tuple[bytes, tuple[tuple[str | None, ...], ...]]] = {
    "U12 returns without line feeds": (b"a,b\rc,d\r", (("a", "b"), ("c", "d"))),
    "U12 semicolons and commas in texts": (b"a;b, c\nd;e, f\n", (("a", "b, c"), ("d", "e, f"))),
    "U12 tabs": (b"a\tb\nc\td\n", (("a", "b"), ("c", "d"))),
    "U12 a byte order mark": (b"\xef\xbb\xbfa,b\n", (("a", "b"),)),
    "U12 line breaks in quotes": (b'a,"b\nc"\nd,e\n', (("a", "b\nc"), ("d", "e"))),
    "U12 rows of unequal length": (
        b"a,b,c\nd\n\ne,f\n",
        (("a", "b", "c"), ("d", None, None), (None,) * 3, ("e", "f", None)),
    ),
    "U06 blank rows and columns at the end": (b"a,b,,,\n" + b",,,,\n" * 5_000, (("a", "b"),)),
    "U09 UTF-7 is nothing but its letters": (b"a,+AGE-\n", (("a", "+AGE-"),)),
    "U09 UTF-16 without a mark": ("Code;Land\nP-1;Köln\n".encode("utf-16-le"), (("Code", "Land"), ("P-1", "Köln"))),
    "U09 UTF-32": ("Code;Land\nP-1;Köln\n".encode("utf-32"), (("Code", "Land"), ("P-1", "Köln"))),
    "U11 formulas and links are words": (
        b'=1+1,=HYPERLINK("x")\n@a,|cmd\n',
        (("=1+1", '=HYPERLINK("x")'), ("@a", "|cmd")),
    ),
}


@pytest.mark.parametrize("case", READ)
def test_it_is_read_as_people_mean_it(case: str) -> None:
    data, rows = READ[case]
    assert read(data, "list.csv").sheets[0].rows == rows


#: Of every 8-bit encoding that is named: (codec, a list that is surely in it).
NAMED = {
    "windows-1250": ("cp1250", "Název;Země\nŠkolení úředníků;Česko\nŽivot ve městě;Plzeň\nŽluťoučký kůň;Ťapáka\n"),
    "windows-1251": ("cp1251", "Проект;Страна\nРазвитие;Украина\nОбучение;Молдова\n"),
    "windows-1252": (
        "cp1252",
        "Projekt;Land;Betrag\nFörderung für Ämter;Österreich;1.200 €\nÜbung – „neu“;Köln;30 €\n",
    ),
    "windows-1253": ("cp1253", "Έργο;Χώρα\nΕνίσχυση ασφάλειας;Ελλάδα\nΆμυνα;Κύπρος\n"),
    "windows-1257": ("cp1257", "Projekts;Valsts\nKiberdrošības stiprināšana;Latvija\nĪstenošana;Rīga\n"),
    "iso-8859-1": ("iso8859-1", "Título;País\nFormação em cibersegurança;Moçambique\nCooperação;Guiné\n"),
    "iso-8859-2": ("iso8859-2", "Název;Země\nŠkolení;Česko\nŽivot;Plzeň\n"),
    "iso-8859-7": ("iso8859-7", "Έργο;Χώρα\nΕνίσχυση ασφάλειας;Ελλάδα\nΆμυνα;Κύπρος\n"),
    "iso-8859-15": ("iso8859-15", "Titre;Pays;Budget\nŒuvre;Côte d'Ivoire;30 €\n"),
    "utf-8 twice": ("twice", "Título;Größe\nCôte d'Ivoire;São Tomé\n"),
}


@pytest.mark.parametrize("name", NAMED, ids=lambda name: f"U09 {name}")
def test_every_named_encoding_is_found_and_said(name: str) -> None:
    codec, text = NAMED[name]
    data = text.encode().decode("cp1252").encode() if codec == "twice" else text.encode(codec)
    workbook = read(data, "list.csv")
    rows = tuple(tuple(line.split(";")) for line in text.splitlines())
    assert workbook.sheets[0].rows == rows
    assert {"encoding_guessed", "encoding_twice"} & {note.code for note in workbook.notes}


@pytest.mark.parametrize("name", [name for name in NAMED if " " not in name], ids=lambda name: f"U09 {name}")
def test_every_named_encoding_may_be_chosen(name: str) -> None:
    codec, text = NAMED[name]
    workbook = read(text.encode(codec), "list.csv", encoding=name)
    assert (workbook.encoding, workbook.sheets[0].rows[0][0]) == (codec, text.partition(";")[0])


def test_u16_the_same_bytes_give_the_same_rows() -> None:
    data = b"Code;Title\n" + b"A-1;\xc4mter\n" * 50
    assert read(data, "list.csv").sheets == read(data, "list.csv").sheets
