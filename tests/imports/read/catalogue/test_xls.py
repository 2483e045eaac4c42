"""Old Excel workbooks made to hurt: what the catalogue of hostile uploads asks of compound files and their records."""

from __future__ import annotations

import random
from collections.abc import Callable
from struct import pack

import pytest

from imports.read import Limits
from tests.imports.read.forge import codes, opened, outcome, read_here, refused
from tests.imports.read.forge_xls import (
    END,
    MAGIC,
    SHEET,
    begin,
    container,
    entry,
    formula,
    label,
    number,
    record,
    shared,
    special,
    stream,
    strings,
    text,
    xls,
)

Maker = Callable[[], bytes]
GOOD = xls(label(0, 0, "Code") + label(0, 1, "Title") + label(1, 0, "A-1") + number(1, 1, 5.0))
#: The first block of the stream, the table of blocks and the directory of GOOD stand at these places.
TABLE = len(GOOD) - 512
DIRECTORY = len(GOOD) - 1024


def _changed(at: int, content: bytes) -> Maker:
    return lambda: GOOD[:at] + content + GOOD[at + len(content) :]


def _globals(extra: bytes) -> Maker:
    return lambda: xls(label(0, 0, "x"), extra=extra)


REFUSED: dict[str, tuple[Maker, Limits, str]] = {
    "U01 more rows than are read": (lambda: xls(label(101, 0, "x")), Limits(rows=100), "too_many_rows"),
    "U01 more columns than are read": (lambda: xls(label(0, 50, "x")), Limits(columns=50), "too_many_columns"),
    "U01 a stream larger than a part may be": (lambda: GOOD, Limits(part_bytes=4000), "archive_inflates"),
    "U02 a chain of blocks in a circle": (_changed(TABLE, pack("<L", 0)), Limits(), "damaged"),
    "U02 a chain that leads nowhere": (_changed(TABLE, pack("<L", 70_000)), Limits(), "damaged"),
    "U02 a directory in a circle": (_changed(TABLE + 4 * 8, pack("<L", 8)), Limits(), "damaged"),
    "U02 a tree of entries in a circle": (
        _changed(DIRECTORY, entry("Root Entry", 5, start=END, child=1) + entry("Workbook", 2, size=4096, right=1)),
        Limits(),
        "damaged",
    ),
    "U02 a table of blocks beyond the file": (_changed(76, pack("<L", 500)), Limits(), "archive_truncated"),
    "U02 a million tables of blocks": (_changed(44, pack("<L", 1_000_000)), Limits(), "damaged"),
    "U02 blocks of a size that does not exist": (_changed(30, pack("<H", 31)), Limits(), "damaged"),
    "U03 a storage in place of the stream": (
        _changed(DIRECTORY, entry("Root Entry", 5, start=END, child=1) + entry("Workbook", 1)),
        Limits(),
        "damaged",
    ),
    "U04 an invented number of texts": (
        _globals(strings(["a"], unique=0xFFFFFFFF)),
        Limits(),
        "counts_lie",
    ),
    "U04 a text that is not there": (lambda: xls(shared(0, 0, 7), extra=strings(["a"])), Limits(), "damaged"),
    "U04 a far cell": (lambda: xls(label(0, 0, "x") + label(65535, 255, "x")), Limits(), "too_many_cells"),
    "U04 a cell past the last column": (lambda: xls(label(0, 256, "x")), Limits(), "damaged"),
    "U04 a cell twice": (lambda: xls(label(0, 0, "x") + number(0, 0, 1.0)), Limits(), "cell_twice"),
    "U05 merges without end": (
        lambda: xls(label(0, 0, "x") + record(0x00E5, pack("<H", 1000) + pack("<HHHH", 0, 1, 0, 0) * 1000) * 101),
        Limits(),
        "damaged",
    ),
    "U07 sheets in sheets": (lambda: xls(begin(SHEET) * 200_000), Limits(), "damaged"),
    "U07 more sheets than are read": (
        lambda: container({"Workbook": stream({f"S{at}": label(0, 0, "x") for at in range(60)})}),
        Limits(),
        "too_many_sheets",
    ),
    "U10 a password": (_globals(record(0x002F, bytes(6))), Limits(), "xls_locked"),
    "U10 an encrypted xlsx": (
        lambda: container({"EncryptedPackage": b"\1" * 5000, "EncryptionInfo": b"\2" * 5000}),
        Limits(),
        "xlsx_locked",
    ),
    "U10 an old Word document that mentions a Workbook": (
        lambda: container({"WordDocument": "Workbook".encode("utf-16-le") * 300}),
        Limits(),
        "doc",
    ),
    "U10 another Office file": (lambda: container({"PowerPoint Document": bytes(5000)}), Limits(), "ole"),
    "U10 a workbook cut off": (lambda: GOOD[: len(GOOD) // 2], Limits(), "archive_truncated"),
    "U10 the beginning alone": (lambda: MAGIC, Limits(), "ole"),
    "U10 a stream of something else": (
        lambda: container({"Workbook": bytes(range(256)) * 20}),
        Limits(),
        "damaged",
    ),
    "U10 a version nobody knows": (
        lambda: container({"Workbook": stream({"A": b""}, version=0x0700)}),
        Limits(),
        "damaged",
    ),
    "U10 a sheet that never ends": (
        lambda: xls(b"").replace(begin(SHEET) + b"\n\0\0\0", begin(SHEET)),
        Limits(),
        "damaged",
    ),
    "U10 a sheet that begins outside of the file": (
        lambda: GOOD.replace(b"\x85\x00\x10\x00", b"\x85\x00\x10\x00\xff\xff\xff\x7f\0\0\x08\0", 1),
        Limits(),
        "damaged",
    ),
    "U10 a record that is too short": (lambda: xls(record(0x0203, b"\0\0")), Limits(), "damaged"),
    "U10 a workbook of Excel 4": (lambda: b"\x09\x04\x06\x00" + bytes(100), Limits(), "xls_oldest"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_with_a_sentence(case: str) -> None:
    make, limits, code = REFUSED[case]
    assert refused(make(), limits, "list.xls", reader=_here).code == code


def _here(data: bytes, name: str, limits: Limits) -> object:
    return read_here(data, name, limits)


SAID: dict[str, tuple[Maker, str]] = {
    "U11 macros": (
        lambda: container({"Workbook": stream({"A": label(0, 0, "x")}), "_VBA_PROJECT_CUR": b"\1"}),
        "macros_ignored",
    ),
    "U11 macros said by a record": (_globals(record(0x00D3)), "macros_ignored"),
    "U11 links to other files": (
        _globals(record(0x01AE, pack("<HH", 1, 30) + b"\0http://127.0.0.1:9/book.xls")),
        "external_links_ignored",
    ),
    "U11 an embedded object": (
        lambda: container({"Workbook": stream({"A": label(0, 0, "x")}), "MBD0001": b"\1"}),
        "embedded_ignored",
    ),
    "U11 a query": (lambda: xls(label(0, 0, "x") + record(0x01AD, bytes(20))), "connections_ignored"),
    "U11 pivot tables": (
        lambda: container({"Workbook": stream({"A": label(0, 0, "x")}), "_SX_DB_CUR": b"\1"}),
        "pivots_ignored",
    ),
}


@pytest.mark.parametrize("case", SAID)
def test_what_is_not_a_cell_is_ignored_and_said(case: str) -> None:
    make, note = SAID[case]
    workbook = read_here(make(), "list.xls")
    assert (workbook.sheets[0].rows, codes(workbook)) == ((("x",),), [note])


def test_u04_the_extent_that_a_sheet_claims_is_not_believed() -> None:
    claim = record(0x0200, pack("<LLHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0))
    assert opened(xls(claim + label(0, 0, "x")), name="list.xls").sheets[0].rows == (("x",),)


def test_u06_rows_and_cells_of_formats_alone_are_no_data() -> None:
    rows = b"".join(record(0x0208, pack("<HHHHHHHH", row, 0, 2, 255, 0, 0, 0x80, 15)) for row in range(65536))
    blanks = b"".join(record(0x0201, pack("<HHH", row, 255, 15)) for row in range(65536))
    assert opened(xls(label(0, 0, "x") + rows + blanks), name="list.xls").sheets[0].rows == (("x",),)


def test_u09_a_formula_whose_text_is_cut_short_gives_what_there_is() -> None:
    result = formula(0, 0, special(0), tail=record(0x0207, pack("<HB", 500, 1) + "ab".encode("utf-16-le")))
    nothing = formula(0, 1, special(0))
    assert read_here(xls(result + nothing + label(0, 2, "x"))).sheets[0].rows == (("ab", None, "x"),)


def test_u16_changed_bytes_are_read_or_refused_and_the_same_bytes_give_the_same_rows() -> None:
    dice = random.Random(16)
    good = xls(
        shared(0, 0, 0) + formula(0, 1, special(0), tail=record(0x0207, text("x"))) + number(1, 0, 2.5),
        extra=strings(["Code", "Title"]),
    )
    known = ("xls", "damaged", "archive_truncated", "reader_died", "counts_lie", "cell_twice", "too_many_cells", "ole",
             "no_sheets", "xls_locked", "too_many_sheets", "unknown")  # fmt: skip
    for _ in range(25):
        data = bytearray(good)
        for _ in range(dice.randint(1, 6)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        first = outcome(bytes(data))
        assert first in known
        assert outcome(bytes(data)) == first
