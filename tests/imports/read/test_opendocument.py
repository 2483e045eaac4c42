"""OpenDocument spreadsheets: every kind of cell, what repeats, what is hidden, and what other programs add."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

import pytest
from python_calamine import CalamineWorkbook

from imports.read import Sheet
from tests.imports.read.forge import codes, read_here
from tests.imports.read.forge_ods import SPAN, cell, content, document, number, ods, row, sheet

REPEAT = "table:number-columns-repeated"
ROWS = "table:number-rows-repeated"


def _sheet(*rows: str, before: str = "") -> Sheet:
    (found,) = read_here(ods(*rows, before=before), "list.ods").sheets
    return found


def test_every_kind_of_cell_is_what_it_says_not_what_it_shows() -> None:
    found = _sheet(
        row(
            cell("Alpha &amp; Beta"),
            number("2500000"),
            number("0.5", "percentage"),
            cell("5 €", "currency", 'office:currency="EUR" office:value="5.25"'),
            cell("15.03.24", "date", 'office:date-value="2024-03-15"'),
            cell("x", "date", 'office:date-value="2024-03-15T08:30:00"'),
            cell("x", "date", 'office:date-value="2024-03-15T00:00:00"'),
            cell("x", "time", 'office:time-value="PT08H30M15.5S"'),
            cell("x", "time", 'office:time-value="PT30H00M00S"'),
            cell("WAHR", "boolean", 'office:boolean-value="true"'),
            cell("old", ""),
            cell("", "string", 'office:string-value="inside"'),
        )
    )
    assert found.rows == (
        (
            "Alpha & Beta", 2500000, 0.5, 5.25, date(2024, 3, 15), datetime(2024, 3, 15, 8, 30), date(2024, 3, 15),
            time(8, 30, 15, 500000), timedelta(hours=30), True, "old", "inside",
        ),
    )  # fmt: skip


def test_a_long_integer_keeps_its_digits_and_a_number_beyond_all_is_an_error() -> None:
    found = _sheet(row(number("12345678901234567890"), number("1e400"), number("NaN"), number("-0.1")))
    assert found.rows == ((12345678901234567890, None, None, -0.1),)
    assert dict(found.errors) == {(1, 1): "#NUM!", (1, 2): "#NUM!"}


@pytest.mark.parametrize("said", ["2024-02-30", "20225-01-01", "yesterday", ""])
def test_a_date_that_is_none_stays_the_text_it_shows(said: str) -> None:
    assert _sheet(row(cell("30.02.24", "date", f'office:date-value="{said}"'))).rows == (("30.02.24",),)


def test_paragraphs_spaces_tabs_and_line_breaks_are_kept_and_layout_is_not() -> None:
    inside = "a<text:s text:c='3'/>b<text:tab/>c<text:line-break/>d<text:span>e\n   f</text:span></text:p><text:p>g"
    assert _sheet(row(cell(inside))).rows == (("a   b\tc\nde f\ng",),)


def test_notes_on_a_cell_and_pictures_in_it_are_not_its_text() -> None:
    note = "<office:annotation><text:p>who says?</text:p></office:annotation>"
    frame = '<x:frame xmlns:x="urn:x"><text:p>caption</text:p></x:frame>'
    inner = f"<table:table-cell office:value-type='string'>{note}<text:p>A{note}B</text:p>{frame}</table:table-cell>"
    assert _sheet(row(inner, cell("C"))).rows == (("AB", "C"),)


def test_repeats_are_laid_out_and_the_blank_rest_of_a_sheet_is_nothing() -> None:
    found = _sheet(
        row(cell("x", attributes=f'{REPEAT}="3"'), f'<table:table-cell {REPEAT}="16381"/>'),
        row("<table:table-cell/>", attributes=f'{ROWS}="2"'),
        row("<table:table-cell/>", cell("y"), attributes=f'{ROWS}="2"'),
        row(f'<table:table-cell table:style-name="ce1" {REPEAT}="16384"/>', attributes=f'{ROWS}="1048571"'),
    )
    assert found.rows == (
        ("x", "x", "x"), (None,) * 3, (None,) * 3, (None, "y", None), (None, "y", None),
    )  # fmt: skip


def test_errors_and_formulas_without_a_result_are_noted_where_they_stand() -> None:
    formula = 'table:formula="of:=1/0"'
    found = _sheet(
        row(
            cell("#DIV/0!", "string", f'{formula} office:string-value="" calcext:value-type="error"'),
            cell("#REF!", "float", f'{formula} office:value="0"'),
            cell("Err:502", "string", f'{formula} calcext:value-type="error"'),
            cell("", "", formula),
            cell("7", "float", f'{formula} office:value="7"'),
            cell("#N/A"),
        )
    )
    assert found.rows == ((None, None, None, None, 7, "#N/A"),)
    assert dict(found.errors) == {(1, 0): "#DIV/0!", (1, 1): "#REF!", (1, 2): "Err:502"}
    assert (found.uncached_formulas, found.formulas) == ({(1, 3)}, 5)
    assert found.computed == ((4, 1, 1),)


def test_merges_are_noted_and_what_they_cover_keeps_its_place() -> None:
    found = _sheet(
        row(cell("Dates", attributes=f'{SPAN}="2" table:number-rows-spanned="2"'), "<table:covered-table-cell/>"),
        row(f'<table:covered-table-cell {REPEAT}="2"/>', cell("End")),
    )
    assert found.rows == (("Dates", None, None), (None, None, "End"))
    assert found.merged == ((1, 0, 2, 1),)


def test_what_is_hidden_is_read_and_announced() -> None:
    style = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    first = sheet(
        row(cell("a"), cell("b"), cell("c")),
        '<table:table-row-group table:display="false">' + row(cell("d"), attributes='table:visibility="collapse"'),
        row(cell("e"), attributes='table:visibility="filter"') + "</table:table-row-group>",
        before=f"<table:table-columns>{columns}</table:table-columns>",
    )
    second = sheet(row(cell("x")), name="Old", attributes='table:style-name="ta2"')
    workbook = read_here(document(content(first + second, styles=style)), "list.ods")
    assert [(one.hidden, one.hidden_rows, one.hidden_columns) for one in workbook.sheets] == [
        (False, {2, 3}, {1, 2}),
        (True, frozenset(), frozenset()),
    ]
    assert codes(workbook) == ["rows_hidden", "columns_hidden", "sheet_hidden"]


def test_tables_that_are_no_sheets_are_none_and_rows_keep_their_numbers() -> None:
    before = f"<table:tracked-changes>{sheet(row(cell('gone')), name='Deleted')}</table:tracked-changes>"
    table = sheet("<table:shapes>" + sheet(row(cell("chart"))) + "</table:shapes>", row(cell("x")))
    workbook = read_here(document(content(table, before=before)), "list.ods")
    assert [(one.name, one.rows) for one in workbook.sheets] == [("Projects", (("x",),))]


def test_the_prefix_of_a_namespace_is_the_files_own_business() -> None:
    xml = content(sheet(row(cell("x")))).replace("table:", "t:").replace("xmlns:table", "xmlns:t")
    xml = xml.replace("xmlns:t:", "xmlns:table:").replace(":xmlns:t:1.0", ":xmlns:table:1.0")
    assert read_here(document(xml), "list.ods").sheets[0].rows == (("x",),)


def test_another_reader_finds_the_same_cells() -> None:
    rows = [row(cell(f"P-{n}"), number(str(n * 1.5)), cell("x", attributes=f'{REPEAT}="2"')) for n in range(50)]
    data = document(content(sheet(*rows)), {"META-INF/manifest.xml": "<manifest/>"})
    other = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert [list(line) for line in read_here(data, "list.ods").sheets[0].rows] == other
