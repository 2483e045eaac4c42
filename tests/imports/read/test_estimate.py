"""Whether a file is long is told by its rows, in any format, without reading it."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from imports.read.estimate import is_long
from tests.imports.books import xlsx_of


def archive(**parts: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name.replace("__", "/") + ".xml", text)
    return buffer.getvalue()


FILES = {
    "csv": b"Title\n" + b"A project\n" * 100,
    "csv of an old Mac": b"Title\r" + b"A project\r" * 100,
    "utf-16": ("Title\n" + "A project\n" * 100).encode("utf-16"),
    "workbook": xlsx_of([["Title"], *[["A project"]] * 100]),
    "workbook with prefixes": archive(
        xl__worksheets__sheet1="<x:sheet>" + "<x:row r='1'><x:c/></x:row>" * 101 + "</x:sheet>"
    ),
    "OpenDocument": archive(content="<a>" + "<table:table-row><x/></table:table-row>" * 101 + "</a>"),
    "web page": b"<html><table>" + b"<TR><td>A project</td></TR>\n" * 101 + b"</table></html>",
    "activities": b"<iati-activities>" + b'<iati-activity default-currency="EUR">\n\n\n</iati-activity>' * 101,
    "BIFF": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64_000),
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_a_file_of_a_hundred_rows_is_longer_than_ninety_and_shorter_than_two_hundred(data: bytes) -> None:
    assert is_long(data, 90)
    assert not is_long(data, 200)


def test_lines_inside_a_marked_up_file_are_no_rows() -> None:
    assert not is_long(b"<table>" + b"\n" * 1000 + b"<tr><td>A</td></tr></table>", 100)


def test_a_row_that_two_pieces_share_counts_once() -> None:
    rows = "<row><c/></row>" * 60_000
    assert is_long(archive(xl__worksheets__sheet1=rows), 59_999)
    assert not is_long(archive(xl__worksheets__sheet1=rows), 60_000)


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + bytes(500), b"", b"PK\x03\x04\xff" * 400])
def test_a_broken_file_is_not_long(data: bytes) -> None:
    assert not is_long(data, 100)
