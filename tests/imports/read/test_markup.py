"""Tables of web pages as sheets: laid out as a browser shows them, their text as it is read."""

from __future__ import annotations

import pytest

from imports.read import Sheet, Unreadable, Workbook, read
from tests.imports.read.forge import codes, read_here


def _read(body: str, *, codec: str = "utf-8", head: str = "", encoding: str | None = None) -> Workbook:
    data = f"<html><head>{head}</head><body>{body}</body></html>".encode(codec)
    return read_here(data, "list.xls", encoding=encoding)


def _sheet(body: str) -> Sheet:
    (sheet,) = _read(body).sheets
    return sheet


def test_a_table_is_a_sheet_with_its_rows_and_says_what_the_file_is() -> None:
    workbook = _read(
        "<table><thead><tr><th>Code<th>Title</thead><tbody><tr><td>A-1<td>Alpha<tr><td>A-2<td>Beta</table>"
    )
    assert (workbook.format, codes(workbook)) == ("html", ["web_page"])
    assert workbook.sheets[0].rows == (("Code", "Title"), ("A-1", "Alpha"), ("A-2", "Beta"))


def test_spans_are_laid_out_and_noted_as_merges() -> None:
    sheet = _sheet(
        "<table><tr><td rowspan=2>Code</td><td colspan=2>Dates</td><td>Title</td></tr>"
        "<tr><td>Start</td><td>End</td><td>x</td></tr><tr><td>A-1</td><td>2024</td><td>2025</td></tr></table>"
    )
    assert sheet.rows == (("Code", "Dates", None, "Title"), (None, "Start", "End", "x"), ("A-1", "2024", "2025", None))
    assert sheet.merged == ((1, 0, 2, 0), (1, 1, 1, 2))


def test_a_span_ends_where_the_table_does() -> None:
    sheet = _sheet("<table><tr><td rowspan=60000>a</td><td>b</td></tr><tr><td>c</td></tr></table>")
    assert sheet.rows == (("a", "b"), (None, "c"))
    assert sheet.merged == ((1, 0, 2, 0),)


@pytest.mark.parametrize("span", ["0", "-1", "x", "", "1e9", "9999999999999"])
def test_a_span_that_is_no_number_is_one_cell(span: str) -> None:
    assert _sheet(f"<table><tr><td colspan='{span}'>a</td><td>b</td></tr></table>").rows == (("a", "b"),)


def test_white_space_is_what_a_browser_shows_and_lines_stay() -> None:
    sheet = _sheet(
        "<table><tr><td>\n   two\n\t words </td><td>one<br>two<br/>three</td><td><p>a</p><p>b</p></td>"
        "<td>&nbsp;</td><td>5&nbsp;000</td><td>x</td></tr></table>"
    )
    assert sheet.rows == (("two words", "one\ntwo\nthree", "a\n\nb", None, "5\xa0000", "x"),)


def test_a_table_inside_another_is_a_sheet_of_its_own() -> None:
    workbook = _read("<table><tr><td>menu <table><caption>Projects</caption><tr><td>A-1</td></tr></table> end</td></tr>"
                     "</table><table><tr><td>foot</td></tr></table>")  # fmt: skip
    assert [(sheet.name, sheet.rows) for sheet in workbook.sheets] == [
        ("Table 1", (("menu end",),)),
        ("Projects", (("A-1",),)),
        ("Table 3", (("foot",),)),
    ]


def test_tables_of_one_caption_are_told_apart_and_empty_ones_left_out() -> None:
    one = "<table><caption>List</caption><tr><td>x</td></tr></table>"
    assert [sheet.name for sheet in _read(one + "<table><tr><td></td></tr></table>" + one).sheets] == [
        "List",
        "List (2)",
    ]


def test_what_a_page_hides_is_announced() -> None:
    workbook = _read(
        "<table><col><col style='display: none'><tr><td>a</td><td>b</td></tr>"
        "<tr style='mso-yfti:1;display:none'><td>c</td><td>d</td></tr></table>"
        "<table style='display:none'><tr><td>e</td></tr></table>"
    )
    first, second = workbook.sheets
    assert (first.hidden_rows, first.hidden_columns, first.hidden, second.hidden) == ({2}, {1}, False, True)
    assert {"rows_hidden", "columns_hidden", "sheet_hidden"} <= set(codes(workbook))


def test_a_row_left_empty_keeps_its_number() -> None:
    assert _sheet("<table><tr><td>a</td></tr><tr></tr><tr><td>b</td></tr></table>").rows == (("a",), (None,), ("b",))


DECLARED = {
    "meta": "<meta charset='windows-1257'>",
    "http-equiv": '<meta http-equiv="Content-Type" content="text/html; charset=windows-1257">',
}


@pytest.mark.parametrize("how", DECLARED)
def test_the_encoding_that_a_page_declares_is_taken_and_said(how: str) -> None:
    workbook = _read("<table><tr><td>Ķīmija</td></tr></table>", codec="cp1257", head=DECLARED[how])
    assert (workbook.sheets[0].rows, workbook.encoding) == ((("Ķīmija",),), "cp1257")
    assert "encoding_taken" in codes(workbook)


def test_what_the_bytes_prove_overrules_what_the_page_says() -> None:
    head = "<meta charset=iso-8859-1>"
    assert _read("<table><tr><td>Größe €</td></tr></table>", head=head).sheets[0].rows == (("Größe €",),)
    for codec in ("utf-16", "utf-16-le"):
        assert _read("<table><tr><td>Größe €</td></tr></table>", codec=codec, head=head).sheets[0].rows == (
            ("Größe €",),
        )


def test_latin_1_means_windows_1252_as_browsers_take_it() -> None:
    workbook = _read("<table><tr><td>30 €</td></tr></table>", codec="cp1252", head="<meta charset=iso-8859-1>")
    assert workbook.sheets[0].rows == (("30 €",),)


def test_an_encoding_nobody_declares_is_found_by_its_letters() -> None:
    workbook = _read("<table><tr><td>Przyjęcie żółtej łodzi</td><td>Świętokrzyskie</td></tr></table>", codec="cp1250")
    assert workbook.sheets[0].rows[0][0] == "Przyjęcie żółtej łodzi"
    assert "encoding_guessed" in codes(workbook)


def test_a_person_may_say_another_encoding_but_no_delimiter() -> None:
    workbook = _read("<table><tr><td>Ж</td></tr></table>", codec="cp1251", encoding="windows-1251")
    assert workbook.sheets[0].rows == (("Ж",),)
    with pytest.raises(Unreadable, match="means nothing"):
        read(b"<table><tr><td>x</td></tr></table>", "a.xls", delimiter=";")
