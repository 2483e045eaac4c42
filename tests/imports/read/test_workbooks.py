"""What comes out of a workbook: values as the file says them, at the addresses the file gives them (D01, D02, D06)."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter
from openpyxl import Workbook as OpenpyxlWorkbook

from imports.read import Limits, Sheet, Workbook, address, read
from tests.imports.read.forge import (
    MAIN,
    OFFICE,
    STRINGS,
    book,
    book_parts,
    codes,
    pack,
    read_here,
    row,
    sheet_xml,
    strings_xml,
    text_cell,
)

VALUES: list[tuple[str, object]] = [
    ('<c r="A1"><v>5</v></c>', 5),
    ('<c r="A1"><v>5.0</v></c>', 5),
    ('<c r="A1"><v>0.1</v></c>', 0.1),
    ('<c r="A1"><v>0.30000000000000004</v></c>', 0.1 + 0.2),
    ('<c r="A1"><v>1E3</v></c>', 1000),
    ('<c r="A1"><v>-12.5</v></c>', -12.5),
    ('<c r="A1"><v>-0</v></c>', 0),
    ('<c r="A1"><v>9007199254740993</v></c>', 9007199254740993),
    ('<c r="A1"><v>12345678901234567890</v></c>', 12345678901234567890),
    ('<c r="A1"><v>-12345678901234567890</v></c>', -12345678901234567890),
    ('<c r="A1"><v>1e300</v></c>', 1e300),
    ('<c r="A1" t="b"><v>1</v></c>', True),
    ('<c r="A1" t="str"><f>A2</f><v>x &amp; y</v></c>', "x & y"),
    ('<c r="A1" s="1"><v>44634</v></c>', date(2022, 3, 14)),
    ('<c r="A1" s="2"><v>44634.5</v></c>', datetime(2022, 3, 14, 12)),
    ('<c r="A1" s="3"><v>0.25</v></c>', time(6)),
    ('<c r="A1" s="4"><v>1.5</v></c>', timedelta(hours=36)),
    ('<c r="A1" s="1"><v>-1</v></c>', -1),
    ('<c r="A1" s="1"><v>2958466</v></c>', 2958466),
    (text_cell("A1", "=1+1"), "=1+1"),
    (text_cell("A1", "42"), "42"),
    (text_cell("A1", "a_x0041_b"), "aAb"),
    (text_cell("A1", "Ærø – Žďár – Ελλάδα – Київ – 中文 – 🛡"), "Ærø – Žďár – Ελλάδα – Київ – 中文 – 🛡"),
    (
        '<c r="A1" t="inlineStr"><is><r><t xml:space="preserve">Rich </t></r><r><t>text</t></r></is></c>',
        "Rich text",
    ),
]


@pytest.fixture(scope="module")
def value_sheets() -> tuple[Sheet, ...]:
    """A sheet for each of VALUES, in one workbook."""
    return read_here(pack(book_parts({f"S{n}": sheet_xml(row(1, cell)) for n, (cell, _) in enumerate(VALUES)}))).sheets


@pytest.mark.parametrize(("at", "value"), [(at, value) for at, (_, value) in enumerate(VALUES)])
def test_a_value_comes_as_the_file_says_it(at: int, value: object, value_sheets: tuple[Sheet, ...]) -> None:
    sheet = value_sheets[at]
    assert sheet.rows == ((value,),)
    assert type(sheet.rows[0][0]) is type(value)


def test_a_column_may_mix_dates_numbers_and_words() -> None:
    rows = (
        row(1, '<c r="A1" s="1"><v>44634</v></c>')
        + row(2, text_cell("A2", "2022"))
        + row(3, '<c r="A3"><v>7</v></c>')
        + row(4, '<c r="A4" s="2"><v>44634.25</v></c>')
        + row(6, '<c r="A6" s="3"><v>0.5</v></c>')
    )
    sheet = read_here(book(rows)).sheets[0]
    values = [sheet.value(number, 0) for number in range(1, 7)]
    assert values == [date(2022, 3, 14), "2022", 7, datetime(2022, 3, 14, 6), None, time(12)]


def test_rows_and_columns_keep_their_addresses() -> None:
    sheet = read_here(book(row(3, text_cell("C3", "Code")) + row(7, text_cell("E7", "P-1")))).sheets[0]
    assert (sheet.first_row, len(sheet.rows), sheet.width) == (1, 7, 5)
    assert sheet.value(3, 2) == "Code"
    assert sheet.value(7, 4) == "P-1"
    assert sheet.rows[0] == (None,) * 5
    assert address(7, 4) == "E7"


def test_addresses_are_those_of_spreadsheets() -> None:
    assert [address(1, n) for n in (0, 25, 26, 701, 702, 16_383)] == ["A1", "Z1", "AA1", "ZZ1", "AAA1", "XFD1"]


def test_cells_without_addresses_follow_one_another() -> None:
    sheet = read_here(book("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")).sheets[0]
    assert sheet.rows == ((1, 2), (3, None))


def test_empty_rows_and_columns_at_the_end_are_trimmed() -> None:
    rows = row(1, text_cell("A1", "Code"), '<c r="D1" s="1"/>') + row(2, '<c r="A2" s="1"/>') + '<row r="900" ht="9"/>'
    assert read_here(book(rows)).sheets[0].rows == (("Code",),)


def test_prefixed_elements_are_read_alike() -> None:
    xml = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="e"><x:v>#REF!</x:v></x:c>'
        '<x:c r="B1"><x:v>4</x:v></x:c></x:row><x:row r="2" hidden="1"><x:c r="B2"><x:v>5</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    sheet = read_here(pack(book_parts({"Projects": xml}))).sheets[0]
    assert sheet.rows == ((None, 4), (None, 5))
    assert sheet.errors == {(1, 0): "#REF!"}
    assert sheet.hidden_rows == {2}


ERRORS = ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"]


def _error_rows(error: str) -> str:
    cells = text_cell("A1", error), f'<c r="D1" t="e"><f>B1/C1</f><v>{error}</v></c>', '<c r="E1"><v>3</v></c>'
    return row(1, *cells) + row(2, '<c r="E2"><v>4</v></c>')


@pytest.fixture(scope="module")
def error_book() -> Workbook:
    """A sheet for each of ERRORS, in one workbook."""
    return read_here(pack(book_parts({f"S{n}": sheet_xml(_error_rows(error)) for n, error in enumerate(ERRORS)})))


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_cell_is_kept_as_an_error_and_the_rest_is_read(error: str, error_book: Workbook) -> None:
    sheet = error_book.sheets[ERRORS.index(error)]
    assert sheet.errors == {(1, 3): error}
    assert sheet.rows == ((error, None, None, None, 3), (None, None, None, None, 4))
    assert sum(note.code == "errors" and f"“{sheet.name}”" in note.sentence for note in error_book.notes) == 1


def test_several_unknown_errors_in_two_sheets_are_all_kept() -> None:
    def rows(*at: str) -> str:
        return "".join(
            row(n, f'<c r="{a}" t="e"><v>#SPILL!</v></c>', text_cell(f"Z{n}", "x")) for n, a in enumerate(at, 1)
        )

    workbook = read_here(pack(book_parts({"One": sheet_xml(rows("A1", "C2")), "Two": sheet_xml(rows("B1"))})))
    assert [dict(sheet.errors) for sheet in workbook.sheets] == [
        {(1, 0): "#SPILL!", (2, 2): "#SPILL!"},
        {(1, 1): "#SPILL!"},
    ]
    assert workbook.sheets[0].value(2, 25) == "x"


def test_a_number_beyond_all_doubles_is_an_error() -> None:
    sheet = read_here(book(row(1, '<c r="A1"><v>1e400</v></c>', '<c r="B1"><v>2</v></c>'))).sheets[0]
    assert (sheet.rows, dict(sheet.errors)) == (((None, 2),), {(1, 0): "#NUM!"})


@pytest.mark.parametrize("value", ["", "<v></v>", "<v/>"])
def test_a_formula_without_a_stored_result_is_announced(value: str) -> None:
    workbook = read_here(book(row(1, text_cell("A1", "Sum"), f'<c r="B1"><f>1+1</f>{value}</c>')))
    assert workbook.sheets[0].uncached_formulas == {(1, 1)}
    assert "formulas_without_value" in codes(workbook)


def test_a_formula_with_a_stored_result_gives_it_and_is_counted() -> None:
    cells = (
        '<c r="A1"><f>1+1</f><v>2</v></c>',
        '<c r="B1" t="str"><f>""</f><v></v></c>',
        '<c r="C1"><f>2</f><v>-2</v></c>',
    )
    sheet = read_here(book(row(1, *cells))).sheets[0]
    assert (sheet.rows, sheet.formulas, sheet.uncached_formulas) == (((2, None, -2),), 3, frozenset())
    assert set(sheet.computed) >= {(0, 1, 1), (2, 1, 1)}


def test_results_of_formulas_are_told_in_runs_down_each_column_by_either_lane() -> None:
    def rows(odd: str) -> str:
        cells = (f'<c r="B{at}"><f>A{at}*2</f><v>{at}</v></c>' for at in range(1, 7) if at != 4)
        return "".join(row(int(cell[7]), cell.replace("<v>", odd)) for cell in cells)

    for odd in ("<v>", "<v >"):  # the second is not written as plainly as the quick lane wants it
        sheet = read_here(book(rows(odd))).sheets[0]
        assert (sheet.computed, sheet.formulas) == (((1, 1, 3), (1, 5, 6)), 5)


def test_what_is_hidden_is_read_and_announced() -> None:
    first = sheet_xml(
        row(1, text_cell("A1", "Code"), text_cell("C1", "Note"))
        + f'<row r="2" hidden="true">{text_cell("A2", "P-1")}</row>'
        + f'<row r="3" hidden="0">{text_cell("A3", "P-2")}</row>',
        before='<cols><col min="3" max="3" hidden="1"/></cols>',
    )
    sheets = {"Projects": first, "Lists": sheet_xml(row(1, text_cell("A1", "x"))), "Secret": sheet_xml("")}
    workbook = read_here(pack(book_parts(sheets, states={"Lists": "hidden", "Secret": "veryHidden"})))
    projects, lists, secret = workbook.sheets
    assert (projects.hidden_rows, projects.hidden_columns, projects.hidden) == ({2}, {2}, False)
    assert projects.value(2, 0) == "P-1"
    assert (lists.hidden, secret.hidden) == (True, True)
    assert codes(workbook) == ["rows_hidden", "columns_hidden", "sheet_hidden", "sheet_hidden"]


def test_merged_cells_are_told_and_only_their_first_cell_has_the_value() -> None:
    merged = '<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="B2:B4"/></mergeCells>'
    sheet = read_here(book(row(1, text_cell("A1", "Title")) + row(2, text_cell("B2", "x")), after=merged)).sheets[0]
    assert sheet.merged == ((1, 0, 1, 2), (2, 1, 4, 1))
    assert sheet.rows == (("Title", None), (None, "x"))


def test_the_old_mac_epoch_is_followed_and_said() -> None:
    parts = book_parts(
        {"P": sheet_xml(row(1, '<c r="A1" s="1"><v>43172</v></c>'))}, properties='<workbookPr date1904="1"/>'
    )
    workbook = read_here(pack(parts))
    assert workbook.sheets[0].rows == ((date(2022, 3, 14),),)
    assert codes(workbook) == ["dates_from_1904"]


def test_sheets_keep_their_order_and_names() -> None:
    sheets = {name: sheet_xml(row(1, text_cell("A1", name))) for name in ("Zwei", "Eins &amp; mehr", "Три")}
    workbook = read_here(pack(book_parts(sheets)))
    assert [(s.index, s.name, s.rows[0][0]) for s in workbook.sheets] == [
        (0, "Zwei", "Zwei"), (1, "Eins & mehr", "Eins & mehr"), (2, "Три", "Три"),
    ]  # fmt: skip


def test_a_sheet_of_charts_is_passed_over() -> None:
    parts = book_parts({"Chart": "<chartsheet/>", "Data": sheet_xml(row(1, text_cell("A1", "x")))})
    links = parts["xl/_rels/workbook.xml.rels"]
    assert isinstance(links, str)
    parts["xl/_rels/workbook.xml.rels"] = links.replace("/worksheet", "/chartsheet", 1)
    workbook = read_here(pack(parts))
    assert [sheet.name for sheet in workbook.sheets] == ["Data"]
    assert codes(workbook) == ["sheet_without_cells"]


def test_shared_strings_are_read() -> None:
    parts = book_parts({"P": sheet_xml(row(1, '<c r="A1" t="s"><v>1</v></c>', '<c r="B1" t="s"><v>0</v></c>'))})
    parts[STRINGS] = strings_xml(["zero", "o&amp;ne"], 'count="2" uniqueCount="2"')
    parts["xl/_rels/workbook.xml.rels"] = str(parts["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>",
        f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    assert read_here(pack(parts)).sheets[0].rows == (("o&ne", "zero"),)


def test_links_macros_pictures_and_connections_are_ignored_and_listed() -> None:
    parts = book_parts({"P": sheet_xml(row(1, text_cell("A1", "x")))})
    parts |= {
        "xl/externalLinks/externalLink1.xml": '<a><ddeLink ddeService="cmd" ddeTopic="/c calc"/></a>',
        "xl/connections.xml": '<connections><connection><webPr url="http://127.0.0.1:9/"/></connection></connections>',
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0",
        "xl/media/image1.png": b"\x89PNG",
        "xl/embeddings/oleObject1.bin": b"\xd0\xcf",
        "customXml/item1.xml": "<a/>",
    }
    assert set(codes(read_here(pack(parts)))) == {
        "external_links_ignored", "connections_ignored", "macros_ignored", "pictures_ignored", "embedded_ignored",
    }  # fmt: skip


def test_an_empty_sheet_is_a_sheet_without_rows() -> None:
    assert read_here(book("")).sheets[0].rows == ()


def test_the_workbook_says_what_it_was() -> None:
    data = book(row(1, text_cell("A1", "x")))
    workbook = read(data, "C:\\Users\\me\\List.xlsx")
    assert (workbook.file_name, workbook.format, workbook.size) == ("List.xlsx", "xlsx", len(data))
    assert len(workbook.sha256) == 64
    assert workbook.encoding is workbook.delimiter is None


GRID = [
    ["Code", "Title", "Start", "Budget", "Share", "Done", "At"],
    ["P-1", "Œuvre & <co>", date(2024, 1, 31), 1500000, 0.5, True, datetime(2024, 1, 31, 8, 30)],
    [None, "  edges  ", None, 12.25, None, False, None],
    ["P-2", "line\nbreak", date(1999, 12, 31), -3, 1.0, None, datetime(1999, 12, 31, 23, 59, 59)],
]


def _by_openpyxl() -> bytes:
    book = OpenpyxlWorkbook()
    for values in GRID:
        book.active.append(values)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _by_xlsxwriter() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for at, values in enumerate(GRID):
            for column, value in enumerate(values):
                if isinstance(value, date):
                    sheet.write_datetime(at, column, value, moment if isinstance(value, datetime) else day)
                elif value is not None:
                    sheet.write(at, column, value)
    return out.getvalue()


@pytest.mark.parametrize("make", [_by_openpyxl, _by_xlsxwriter])
def test_what_other_programs_write_comes_back_as_it_was(make: object) -> None:
    assert callable(make)
    assert [list(values) for values in read(make(), "x.xlsx").sheets[0].rows] == GRID


def test_the_lane_for_plain_rows_and_the_exact_scan_agree() -> None:
    """A comment before the data shuts the lane; both ways must find the same."""
    cells = [
        row(
            n,
            f'<c r="A{n}" t="str"><v>a &lt; b</v></c>',
            f'<c r="C{n}"><f>1</f><v>{n}.5</v></c>',
            f'<c r="D{n}" s="1"/>',
        )
        for n in range(2, 2000)
    ]
    cells[50] = row(52, '<c r="B52" t="e"><v>#N/A</v></c>')
    cells[900] = f'<row r="902" hidden="1">{text_cell("F902", "far")}</row>'
    cells[1200] = row(1202, '<c r="A1202"><v>-5</v></c>', '<c r="B1202"><f>1</f></c>')
    plain = read_here(book("".join(cells))).sheets[0]
    exact = read_here(book("".join(cells), before="<!-- <sheetData> -->")).sheets[0]
    mixed = read_here(book("<!-- </row> -->".join(cells))).sheets[0]
    assert plain == exact == mixed
    assert (plain.width, len(plain.rows), plain.formulas) == (6, 1999, 1996)


def test_rows_hidden_in_a_comment_or_a_quoted_section_are_no_rows() -> None:
    rows = row(1, text_cell("A1", "x"))
    inside = f"<!-- <sheetData>{row(9, text_cell('XFD9', 'no'))} --><x><![CDATA[<sheetData>{row(8, '')}]]></x>"
    assert read_here(book(rows, before=inside)).sheets[0].rows == (("x",),)
    assert read_here(book(rows + inside.replace("<x>", "").replace("</x>", ""))).sheets[0].rows == (("x",),)


def test_settings_can_shrink_every_limit() -> None:
    small = Limits(rows=3, columns=2, cells=6)
    assert read_here(book(row(3, text_cell("B3", "x"))), limits=small).sheets[0].value(3, 1) == "x"


def test_web_addresses_behind_other_words_are_told_and_none_is_followed() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_url(0, 0, "https://example.org/a", string="see link")
        sheet.write_url(1, 0, "https://example.org/b")
        sheet.write_url(2, 0, "internal:Sheet1!A1", string="top")
        sheet.write_url(3, 0, "mailto:a@example.org", string="mail")
        sheet.write_url(4, 0, f"https://example.org/{'x' * 1990}", string="long")
        sheet.write_url(5, 2, "https://example.org/c")
    (found,) = read_here(made.getvalue()).sheets
    assert found.links == {(1, 0): "https://example.org/a"}
    assert found.value(1, 0) == "see link"
