"""Web pages made to hurt: what the catalogue of hostile uploads asks of tables saved as .xls."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest

from imports.read import Limits
from tests.imports.read.forge import codes, outcome, read_here, refused

Maker = Callable[[], bytes]


def page(body: str, head: str = "") -> bytes:
    """A page with that body."""
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def table(*rows: list[str], attributes: str = "") -> str:
    """A table of plain cells."""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table {attributes}>{body}</table>"


REFUSED: dict[str, tuple[Maker, Limits, str]] = {
    "U01 a cell of a megabyte": (lambda: page(table(["x" * 1_000_000])), Limits(), "cell_too_long"),
    "U01 more rows than are read": (lambda: page("<table>" + "<tr><td>1" * 101), Limits(rows=100), "too_many_rows"),
    "U04 a far cell behind wide empty ones": (
        lambda: page("<table><tr>" + "<td colspan=1000></td>" * 16 + "<td>x</td></tr></table>"),
        Limits(),
        "too_many_columns",
    ),
    "U04 cells past the last column of any sheet": (
        lambda: page("<table><tr>" + "<td colspan=1000></td>" * 17 + "<td>x</td></tr></table>"),
        Limits(),
        "damaged",
    ),
    "U04 two tables that span too much together": (
        lambda: page(table(*[["x"]] * 60) + table(*[["x"]] * 60)),
        Limits(cells=100),
        "too_many_cells",
    ),
    "U05 one cell over all rows and columns, again and again": (
        lambda: page("<table>" + "<tr><td colspan=1000 rowspan=65534>x</td></tr>" * 40 + "</table>"),
        Limits(),
        "too_many_columns",
    ),
    "U07 tables in tables": (lambda: page("<table><tr><td>" * 1000), Limits(), "html_nested"),
    "U07 more tables than sheets are read": (lambda: page(table(["x"]) * 51), Limits(), "too_many_sheets"),
    "U08 entities of its own": (
        lambda: b'<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + page(table(["&b;"])),
        Limits(),
        "xml_doctype",
    ),
    "U08 an external entity": (
        lambda: b'<!doctype html [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + page(table(["&e;"])),
        Limits(),
        "xml_doctype",
    ),
    "U09 NUL characters": (lambda: page(table(["a\0b"])), Limits(), "text_nul"),
    "U09 UTF-8 but for one byte": (
        lambda: page(table(["Größe für Ämter"] * 9)).replace(b"<td>G", b"<td>\xffG", 1),
        Limits(),
        "encoding_mixed",
    ),
    "U09 a compressed page": (lambda: gzip.compress(page(table(["x"]))), Limits(), "gzip"),
    "U10 a page to sign in, in place of the file": (
        lambda: page("<h1>Sign in</h1><form><input name=user></form>"),
        Limits(),
        "html_no_table",
    ),
    "U10 a page of frames": (
        lambda: page("", head="<xml><x:WorksheetSource HRef='sheet001.htm'/></xml>"),
        Limits(),
        "html_frames",
    ),
    "U10 a page that is cut off in a cell": (lambda: b"<table><tr><td>Code</td></tr><tr><td>A-", Limits(), "html_cut"),
    "U10 a web archive": (
        lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + page(table(["x"])),
        Limits(),
        "mhtml",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_with_a_sentence(case: str) -> None:
    make, limits, code = REFUSED[case]
    assert refused(make(), limits, "list.xls", reader=_here).code == code


def _here(data: bytes, name: str, limits: Limits) -> object:
    return read_here(data, name, limits)


HOSTILE_WORK: dict[str, Maker] = {
    "U07 a tag that never ends": lambda: b"<table><tr><td " + b"a" * 4_000_000,
    "U07 comments that never end": lambda: page("<table><tr><td>x</td></tr></table>" + "<!--" * 300_000),
    "U07 half a million attributes": lambda: b"<table><tr><td " + b"a=b " * 500_000 + b">x</td></tr></table>",
    "U12 many stray brackets": lambda: page("<table><tr><td>" + "<" * 30_000 + "</td></tr></table>"),
}


@pytest.mark.parametrize("case", HOSTILE_WORK)
def test_it_is_read_or_refused_and_the_caller_lives(case: str) -> None:
    assert outcome(HOSTILE_WORK[case](), Limits(cpu_seconds=3, wall_seconds=6)) in ("html", "html_cut", "too_slow")


def test_u06_a_hundred_thousand_empty_rows_are_no_data() -> None:
    workbook = read_here(page("<table><tr><td>x</td></tr>" + "<tr><td> </td></tr>" * 100_000 + "</table>"), "a.xls")
    assert workbook.sheets[0].rows == (("x",),)


def test_u09_a_surrogate_by_number_is_no_character_and_an_entity_is_decoded_once() -> None:
    sheet = read_here(page(table(["a&#xD800;b", "&amp;lt;b&amp;gt;", "&#0;", "caf&eacute;"])), "a.xls").sheets[0]
    assert sheet.rows[0] == ("a\ufffdb", "&lt;b&gt;", "\ufffd", "café")


def test_u11_scripts_styles_links_and_pictures_are_passed_over() -> None:
    body = (
        "<script>document.write('<table><tr><td>evil</td></tr></table>')</script><style>td{}</style>"
        "<table><tr><td>A<script>alert(1)</script><style>b</style></td>"
        "<td><a href='http://127.0.0.1:9/'>link</a><img src='http://127.0.0.1:9/x.png'></td></tr></table>"
    )
    workbook = read_here(page(body), "a.xls")
    assert [sheet.rows for sheet in workbook.sheets] == [(("A", "link"),)]


def test_u10_a_table_that_is_not_closed_is_read_and_said() -> None:
    workbook = read_here(b"<table><tr><td>Code</td></tr><tr><td>A-1</td></tr>", "list.xls")
    assert workbook.sheets[0].rows == (("Code",), ("A-1",))
    assert "web_page_open" in codes(workbook)
