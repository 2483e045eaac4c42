"""Workbooks made to hurt: refused with a sentence, with the reading process and the caller well.

Archives as such (U02, U03) are in test_archive, what is never visited (U11) in test_no_connections.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imports.read import Limits
from tests.imports.read.forge import (
    MAIN,
    STRINGS,
    book,
    book_parts,
    opened,
    pack,
    read_here,
    refused,
    row,
    sheet_xml,
    strings_xml,
    text_cell,
)

BILLION = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>"
DOCTYPES = {
    "plain": "<!DOCTYPE x>",
    "entities in entities": BILLION,
    "external entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
    "external subset": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
}
PARTS = [
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    STRINGS,
    "xl/_rels/workbook.xml.rels",
    "docProps/core.xml",
]


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_u08_a_document_type_is_refused(doctype: str) -> None:
    xml = sheet_xml(row(1, text_cell("A1", "x"))).replace("<worksheet", DOCTYPES[doctype] + "<worksheet")
    assert refused(pack(book_parts({"P": xml})), reader=read_here).code == "xml_doctype"


@pytest.mark.parametrize("part", PARTS)
def test_u08_a_document_type_is_refused_in_every_part(part: str) -> None:
    parts = book_parts({"P": sheet_xml("")})
    content = str(parts.get(part, "<a/>"))
    parts[part] = "<!DOCTYPE a>" + content.partition("?>\n")[2] if "?>" in content else "<!DOCTYPE a><a/>"
    assert refused(pack(parts), reader=read_here).code == "xml_doctype"


def _with_strings(attributes: str) -> bytes:
    parts = book_parts({"P": sheet_xml(row(1, '<c r="A1" t="s"><v>0</v></c>'))})
    parts[STRINGS] = strings_xml(["x"], attributes)
    return pack(parts)


def _replaced(part: str, content: str | bytes) -> bytes:
    return pack(book_parts({"P": sheet_xml("")}) | {part: content})


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "U04 an invented number of strings": (lambda: _with_strings('uniqueCount="9000000000000"'), "counts_lie"),
    "U04 an invented number within nine digits": (lambda: _with_strings('uniqueCount="900000000"'), "counts_lie"),
    "U04 a number of strings that is none": (lambda: _with_strings('uniqueCount="-1"'), "counts_lie"),
    "U04 a cell in the last row and column": (
        lambda: book(row(1, text_cell("A1", "x")) + row(1048576, text_cell("XFD1048576", "x"))),
        "too_many_rows",
    ),
    "U04 the same with a prefix": (
        lambda: _replaced(
            "xl/worksheets/sheet1.xml",
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c>'
            "</x:row></x:sheetData></x:worksheet>",
        ),
        "too_many_rows",
    ),
    "U04 the same without rows": (
        lambda: _replaced(
            "xl/worksheets/sheet1.xml",
            sheet_xml('<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>'),
        ),
        "damaged",
    ),
    "U04 a far column": (lambda: book(row(1, text_cell("XFD1", "x"))), "too_many_columns"),
    "U04 a wide and long rectangle": (
        lambda: book(row(1, text_cell("SF1", "x")) + row(99_999, text_cell("A99999", "x"))),
        "too_many_cells",
    ),
    "U04 a column past the last": (lambda: book(row(1, text_cell("ZZZ1", "x"))), "damaged"),
    "U04 a row past the last": (lambda: book(row(1048577, text_cell("A1048577", "x"))), "damaged"),
    "U04 a row of a cell that is not its own": (lambda: book(row(1, text_cell("A900000", "x"))), "damaged"),
    "U04 a row twice": (lambda: book(row(1, text_cell("A1", "x")) * 2), "rows_out_of_order"),
    "U04 rows backwards": (
        lambda: book(row(2, text_cell("A2", "x")) + row(1, text_cell("A1", "x"))),
        "rows_out_of_order",
    ),
    "U04 a cell twice": (lambda: book(row(1, text_cell("B1", "x"), text_cell("B1", "y"))), "cell_twice"),
    "U07 deep nesting": (lambda: book("<a>" * 100_000 + "</a>" * 100_000), "xml_deep"),
    "U07 deep nesting in a part that is not read": (
        lambda: _replaced("docProps/app.xml", "<a>" * 100_000 + "</a>" * 100_000),
        "xml_deep",
    ),
    "U07 a tag of two megabytes": (lambda: book('<row a="' + "x" * 3_000_000 + '"/>'), "xml_token"),
    "U01 a long text": (lambda: book(row(1, text_cell("A1", "x" * 32_768))), "cell_too_long"),
    "U01 a long shared string": (lambda: _replaced(STRINGS, strings_xml(["x" * 40_000])), "cell_too_long"),
    "U01 a long shared string in runs": (
        lambda: _replaced(STRINGS, f'<sst xmlns="{MAIN}"><si>{"<r><t>xxxxxxxx</t></r>" * 5000}</si></sst>'),
        "cell_too_long",
    ),
    "U10 broken XML": (lambda: book("<row"), "damaged"),
    "U08 an entity that is not declared": (lambda: book(row(1, text_cell("A1", "&nope;"))), "damaged"),
    "U09 half of a surrogate pair": (lambda: book(row(1, text_cell("A1", "&#xD800;"))), "damaged"),
    "U09 a NUL": (lambda: book(row(1, text_cell("A1", "\x00"))), "damaged"),
    "U09 a control character": (lambda: book(row(1, text_cell("A1", "\x01"))), "damaged"),
    "U09 bytes that are no UTF-8": (
        lambda: _replaced("xl/worksheets/sheet1.xml", sheet_xml(row(1, text_cell("A1", "é"))).encode("latin-1")),
        "damaged",
    ),
    "U09 another encoding": (
        lambda: _replaced(
            "xl/worksheets/sheet1.xml", sheet_xml("").replace("UTF-8", "windows-1252", 1).encode("cp1252")
        ),
        "xml_encoding",
    ),
    "U09 UTF-7": (
        lambda: _replaced("xl/worksheets/sheet1.xml", sheet_xml("").replace("UTF-8", "UTF-7", 1)),
        "xml_encoding",
    ),
    "U09 UTF-16": (lambda: _replaced("xl/worksheets/sheet1.xml", sheet_xml("").encode("utf-16")), "damaged"),
    "U10 no workbook part": (
        lambda: pack({k: v for k, v in book_parts({}).items() if k != "xl/workbook.xml"}),
        "damaged",
    ),
    "U10 no sheets": (lambda: pack(book_parts({})), "no_sheets"),
    "U07 60 sheets": (lambda: pack(book_parts({f"S{n}": sheet_xml("") for n in range(60)})), "too_many_sheets"),
    "U10 a sheet that is not there": (
        lambda: pack({k: v for k, v in book_parts({"P": sheet_xml("")}).items() if "sheet1" not in k}),
        "damaged",
    ),
    "U04 a hidden column that does not exist": (
        lambda: book("", before='<cols><col min="1" max="999999999999" hidden="1"/></cols>'),
        "damaged",
    ),
    "U05 merges without number": (
        lambda: book("", after="<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 100_001 + "</mergeCells>"),
        "damaged",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_workbook_is_refused(case: str) -> None:
    make, code = HOSTILE[case]
    found = refused(make())
    # Which of two limits a file breaks first is not promised.
    assert found.code == code or (case == "U09 UTF-16" and found.code == "xml_encoding")


def test_u04_a_false_dimension_changes_nothing() -> None:
    for dimension in ("A1", "A1:XFD1048576", "Z99:B1"):
        sheet = opened(book(row(2, text_cell("B2", "x")), before=f'<dimension ref="{dimension}"/>')).sheets[0]
        assert sheet.rows == ((None, None), (None, "x"))


def test_u06_rows_of_styles_to_the_end_are_no_rows() -> None:
    rows = row(1, text_cell("A1", "Code")) + "".join(
        f'<row r="{n}" s="1" customFormat="1" ht="15"/>' for n in range(26, 1_048_577, 25)
    )
    assert opened(book(rows)).sheets[0].rows == (("Code",),)


def test_u06_columns_of_styles_to_the_end_are_no_columns() -> None:
    cells = "".join(f'<c r="{name}1" s="1"/>' for name in ("B", "ZZ", "XFD"))
    assert opened(book(row(1, text_cell("A1", "Code"), cells))).sheets[0].rows == (("Code",),)


def test_u01_many_tiny_cells_are_refused_before_they_are_read() -> None:
    rows = "".join(row(n, *(f'<c r="{c}{n}"><v>1</v></c>' for c in "ABCDEFGHIJ")) for n in range(1, 2002))
    assert refused(book(rows), Limits(cells=20_000)).code == "too_many_cells"


def test_u04_the_cells_of_all_sheets_count_together() -> None:
    sheet = sheet_xml(row(100, text_cell("J100", "x")))
    parts = book_parts({"One": sheet, "Two": sheet})
    assert refused(pack(parts), Limits(cells=1_500)).code == "too_many_cells"
    assert len(opened(pack(parts), Limits(cells=2_000)).sheets) == 2


def test_u07_a_tag_with_many_attributes_and_namespaces_is_read_or_refused() -> None:
    attributes = "".join(f' a{n}="1"' for n in range(20_000))
    spaces = "".join(f' xmlns:n{n}="urn:{n}"' for n in range(20_000))
    for rows in (f'<row r="1"{attributes}/>', f'<row r="1"{spaces}/>'):
        assert opened(book(rows)).sheets[0].rows == ()


def test_a_sheet_name_cannot_carry_control_characters_into_a_sentence() -> None:
    sheet = sheet_xml(row(1, text_cell("XFD1", "x")))
    found = refused(pack(book_parts({"a&#x202E;b&#10;c": sheet})))
    assert "a b c" in found.sentence
