"""Old Excel workbooks: every kind of cell, formulas by their results, and what is hidden or merged."""

from __future__ import annotations

from datetime import date, datetime
from struct import pack

import pytest

from imports.read import Sheet
from imports.read.compound import CompoundFile, clean_container
from tests.imports.read.forge import codes, read_here
from tests.imports.read.forge_xls import (
    CHART,
    DATE,
    EOF,
    MOMENT,
    begin,
    container,
    formula,
    label,
    many,
    number,
    record,
    rk,
    shared,
    small_container,
    special,
    stream,
    strings,
    text,
    whole,
    xls,
)

TAGS = {"Code": 0, "Title": 1, "Żółć": 2}


def _sheet(records: bytes, **options: object) -> Sheet:
    (found,) = read_here(xls(records, **options), "list.xls").sheets
    return found


def test_every_kind_of_cell_is_read() -> None:
    found = _sheet(
        shared(0, 0, TAGS["Code"]) + shared(0, 1, TAGS["Żółć"]) + label(0, 2, "Ωmega") + label(0, 3, "plain")
        + number(1, 0, 2500000.0) + number(1, 1, 0.1) + rk(1, 2, whole(-5)) + rk(1, 3, whole(1234) | 1)
        + many(2, 0, whole(1), whole(2), 0x3FF00000) + record(0x0205, pack("<HHHBB", 2, 3, 15, 1, 0)),
        extra=strings(list(TAGS)),
    )  # fmt: skip
    assert found.rows == (("Code", "Żółć", "Ωmega", "plain"), (2500000, 0.1, -5, 12.34), (1, 2, 1, True))


def test_dates_follow_their_format_and_the_epoch_of_the_workbook() -> None:
    records = number(0, 0, 45366.0, DATE) + number(0, 1, 45366.5, MOMENT) + number(0, 2, 45366.0)
    assert _sheet(records).rows == ((date(2024, 3, 15), datetime(2024, 3, 15, 12), 45366),)
    workbook = read_here(xls(records, extra=record(0x0022, b"\1\0")), "list.xls")
    assert workbook.sheets[0].rows == ((date(2028, 3, 16), datetime(2028, 3, 16, 12), 45366),)
    assert codes(workbook) == ["dates_from_1904"]


def test_a_number_before_the_first_day_stays_a_number() -> None:
    assert _sheet(number(0, 0, -1.0, DATE) + rk(0, 1, whole(-2), DATE)).rows == ((-1, -2),)


def test_formulas_give_their_results_and_those_without_one_are_noted() -> None:
    long = "ab" * 3000
    found = _sheet(
        formula(0, 0, pack("<d", 7.5))
        + formula(0, 1, pack("<d", 45366.0), DATE)
        + formula(0, 2, special(0), tail=record(0x04BC, bytes(20)) + record(0x0207, text("Żary")))
        + formula(0, 3, special(1, 1))
        + formula(0, 4, special(2, 0x17))
        + formula(0, 5, special(3))
        + formula(0, 6, special(3), flags=2)
        + formula(
            0, 7, special(0), tail=record(0x0207, text(long)[:3003]) + record(0x003C, b"\0" + long[3000:].encode())
        )
        + number(0, 8, 1.0)
    )
    assert found.rows == ((7.5, date(2024, 3, 15), "Żary", True, None, None, None, long, 1),)
    assert dict(found.errors) == {(1, 4): "#REF!"}
    assert (found.uncached_formulas, found.formulas) == ({(1, 6)}, 8)
    assert [column for column, *_ in found.computed] == [0, 1, 2, 3, 7]


def test_error_cells_are_noted_where_they_stand() -> None:
    cells = [record(0x0205, pack("<HHHBB", 0, at, 15, code, 1)) for at, code in enumerate((0x07, 0x0F, 0x2A, 0x2B))]
    assert dict(_sheet(b"".join(cells) + number(0, 4, 1.0)).errors) == {
        (1, 0): "#DIV/0!", (1, 1): "#VALUE!", (1, 2): "#N/A", (1, 3): "#N/A",
    }  # fmt: skip


def test_hidden_rows_columns_and_sheets_and_merges_are_noted() -> None:
    first = (
        record(0x007D, pack("<HHHHHH", 1, 2, 0, 15, 1, 0))
        + record(0x0208, pack("<HHHHHHHH", 1, 0, 3, 255, 0, 0, 0x20, 15))
        + label(0, 0, "a") + label(0, 2, "b") + label(1, 0, "c")
        + record(0x00E5, pack("<HHHHH", 1, 0, 1, 0, 1))
    )  # fmt: skip
    data = container(
        {"Workbook": stream({"A": first, "B": label(0, 0, "x"), "C": label(0, 0, "y")}, states={"B": 1, "C": 2})}
    )
    workbook = read_here(data, "list.xls")
    assert [(one.name, one.hidden, one.hidden_rows, one.hidden_columns, one.merged) for one in workbook.sheets] == [
        ("A", False, {2}, {1, 2}, ((1, 0, 2, 1),)),
        ("B", True, frozenset(), frozenset(), ()),
        ("C", True, frozenset(), frozenset(), ()),
    ]
    assert codes(workbook) == ["rows_hidden", "columns_hidden", "sheet_hidden", "sheet_hidden"]


def test_a_chart_in_a_sheet_and_a_sheet_of_a_chart_give_no_cells() -> None:
    inside = label(0, 0, "x") + begin(CHART) + number(0, 1, 99.0) + EOF + record(0x00E5, pack("<HHHHH", 1, 0, 0, 0, 1))
    workbook = read_here(container({"Workbook": stream({"A": inside, "Chart": b""}, kinds={"Chart": 2})}), "list.xls")
    assert [(one.name, one.rows, one.merged) for one in workbook.sheets] == [("A", (("x",),), ((1, 0, 1, 1),))]
    assert codes(workbook) == ["sheet_without_cells"]


def test_blank_cells_are_none_and_rows_keep_their_numbers() -> None:
    blanks = record(0x0201, pack("<HHH", 0, 0, 15)) + record(0x00BE, pack("<HHHHH", 900, 0, 15, 15, 1))
    assert _sheet(blanks + label(2, 1, "x")).rows == ((None, None), (None, None), (None, "x"))


def test_a_workbook_of_excel_5_and_one_without_its_container_are_read() -> None:
    old = record(0x0204, pack("<HHHH", 0, 0, 15, 5) + "Größe".encode("cp1252")) + number(0, 1, 5.0)
    result = formula(1, 0, special(0), tail=record(0x0207, pack("<H", 5) + "Größe".encode("cp1252")))
    data = stream({"Projekte": old + result}, version=0x0500)
    for file in (container({"Book": data}), data):
        workbook = read_here(file, "list.xls")
        assert [(one.name, one.rows) for one in workbook.sheets] == [("Projekte", (("Größe", 5), ("Größe", None)))]


def test_the_newer_of_two_workbooks_in_one_file_is_taken() -> None:
    both = {"Book": stream({"Old": label(0, 0, "x")}, version=0x0500), "Workbook": stream({"New": label(0, 0, "y")})}
    assert [one.name for one in read_here(container(both), "list.xls").sheets] == ["New"]


def test_a_small_workbook_among_the_small_streams_is_read() -> None:
    data = small_container("Workbook", stream({"Small": label(0, 0, "x")}))
    assert read_here(data, "list.xls").sheets[0].rows == (("x",),)


@pytest.mark.parametrize("size", [1, 4096, 4097, 5_000_000])
def test_a_clean_container_holds_what_was_put_in(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    assert CompoundFile(clean_container("Workbook", content[:size])).read("workbook")[:size] == content[:size]
