"""OpenDocument spreadsheets made to hurt: what the catalogue of hostile uploads asks of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imports.read import Limits
from tests.imports.read.forge import codes, opened, outcome, read_here, refused
from tests.imports.read.forge_ods import cell, content, document, number, ods, row, sheet

Maker = Callable[[], bytes]
ROWS, COLUMNS = "table:number-rows-repeated", "table:number-columns-repeated"
MANIFEST = "META-INF/manifest.xml"
LOCKED = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    "<m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"
)


def _doctype(said: str) -> Maker:
    return lambda: document(content(sheet(row(cell("x"))), doctype=said))


def _repeated(rows: str, columns: str, text: str = "x") -> bytes:
    return ods(row(cell(text, attributes=f'{COLUMNS}="{columns}"'), attributes=f'{ROWS}="{rows}"'))


REFUSED: dict[str, tuple[Maker, Limits, str]] = {
    "U01 a part that unpacks to too much": (
        lambda: document(content(""), {"Pictures/a.png": bytes(70 * 2**20)}),
        Limits(part_bytes=64 * 2**20),
        "archive_inflates",
    ),
    "U01 a ratio of no ordinary file": (
        lambda: document(content(""), {"Pictures/a.png": bytes(20 * 2**20)}),
        Limits(),
        "archive_ratio",
    ),
    "U02 bytes after the end": (lambda: ods(row(cell("x"))) + b"PK", Limits(), "archive_unclean"),
    "U03 two parts of one name but for case": (
        lambda: document(content(""), {"Content.xml": "<a/>"}),
        Limits(),
        "archive_unclean",
    ),
    "U03 a part outside of the archive": (
        lambda: document(content(""), {"../x.xml": "<a/>"}),
        Limits(),
        "archive_unclean",
    ),
    "U04 a far cell": (
        lambda: ods(row("<table:table-cell/>", attributes=f'{ROWS}="1048575"'), row(cell("x"))),
        Limits(),
        "too_many_rows",
    ),
    "U04 sheets that span too much together": (
        lambda: document(content(sheet(row(cell("x", attributes=f'{COLUMNS}="60"'))) * 2)),
        Limits(cells=100),
        "too_many_cells",
    ),
    "U05 a full sheet by repeats": (lambda: _repeated("1048576", "16384"), Limits(), "too_many_columns"),
    "U05 a row a million times": (lambda: _repeated("1048576", "1"), Limits(), "too_many_rows"),
    "U05 too many cells by repeats": (lambda: _repeated("99999", "499"), Limits(), "too_many_cells"),
    "U05 a repeat of twenty digits": (lambda: _repeated("9" * 20, "1"), Limits(), "damaged"),
    "U05 a repeat below nothing": (lambda: _repeated("-1", "1"), Limits(), "damaged"),
    "U05 formulas without a result by repeats": (
        lambda: ods(row(cell("", "", f'table:formula="of:=1" {COLUMNS}="16384"'), attributes=f'{ROWS}="1048576"')),
        Limits(),
        "too_many_columns",
    ),
    "U05 two thousand million spaces": (
        lambda: ods(row(cell("a<text:s text:c='2000000000'/>b"))),
        Limits(),
        "cell_too_long",
    ),
    "U05 many short runs of spaces": (
        lambda: ods(row(cell("<text:s text:c='30000'/>" * 100_000))),
        Limits(),
        "cell_too_long",
    ),
    "U05 a value of a million characters that is not shown": (
        lambda: ods(row(cell("", "string", f'office:string-value="{"x" * 500_000}"'))),
        Limits(),
        "cell_too_long",
    ),
    "U05 cells merged without end": (
        lambda: ods(*[row(cell("", "", 'table:number-rows-spanned="2"')) for _ in range(100_001)]),
        Limits(),
        "damaged",
    ),
    "U07 deep nesting": (lambda: ods("<a>" * 100_000 + "</a>" * 100_000), Limits(), "xml_deep"),
    "U07 deep nesting in a part that is not read": (
        lambda: document(content(""), {"styles.xml": "<a>" * 1000 + "</a>" * 1000}),
        Limits(),
        "xml_deep",
    ),
    "U07 a tag of two megabytes": (lambda: ods(row(f'<a b="{"x" * 3_000_000}"/>')), Limits(), "xml_token"),
    "U07 more sheets than are read": (
        lambda: document(content(sheet(row(cell("x"))) * 60)),
        Limits(),
        "too_many_sheets",
    ),
    "U08 a document type": (_doctype("<!DOCTYPE x>"), Limits(), "xml_doctype"),
    "U08 entities in entities": (
        _doctype("<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>"),
        Limits(),
        "xml_doctype",
    ),
    "U08 an external entity": (
        _doctype('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
        Limits(),
        "xml_doctype",
    ),
    "U08 a parameter entity": (
        _doctype('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>'),
        Limits(),
        "xml_doctype",
    ),
    "U08 a document type in the list of parts": (
        lambda: document(content(""), {MANIFEST: "<!DOCTYPE a><a/>"}),
        Limits(),
        "xml_doctype",
    ),
    "U09 a prefix that is not bound": (lambda: document("<office:document-content/>"), Limits(), "damaged"),
    "U09 a surrogate by number": (lambda: ods(row(cell("&#xD800;"))), Limits(), "damaged"),
    "U09 a declared encoding of its own": (
        lambda: document(content("").replace("UTF-8", "UTF-16")),
        Limits(),
        "xml_encoding",
    ),
    "U10 a document cut off": (lambda: ods(row(cell("x")))[:-30], Limits(), "archive_truncated"),
    "U10 its content cut off": (lambda: document(content(sheet(row(cell("x"))))[:-60]), Limits(), "damaged"),
    "U10 without content": (
        lambda: document(content("")).replace(b"content.xml", b"kontent.xml"),
        Limits(),
        "damaged",
    ),
    "U10 a password": (
        lambda: document(
            content(""),
            {MANIFEST: LOCKED},
        ),
        Limits(),
        "archive_locked",
    ),
    "U10 a password over the whole": (
        lambda: document(content(""), {"encrypted-package": b"\1\2\3"}),
        Limits(),
        "archive_locked",
    ),
    "U10 no sheets": (lambda: document(content("")), Limits(), "no_sheets"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_with_a_sentence(case: str) -> None:
    make, limits, code = REFUSED[case]
    assert refused(make(), limits, "list.ods", reader=_here).code == code


def _here(data: bytes, name: str, limits: Limits) -> object:
    return read_here(data, name, limits)


HARMLESS_WHEN_IGNORED = {
    "U11 macros": ("Basic/Standard/Module1.xml", "macros_ignored"),
    "U11 scripts": ("Scripts/python/x.py", "macros_ignored"),
    "U11 an embedded object": ("Object 1/content.xml", "embedded_ignored"),
    "U11 pictures": ("Pictures/1.png", "pictures_ignored"),
}


@pytest.mark.parametrize("case", HARMLESS_WHEN_IGNORED)
def test_what_is_not_a_cell_is_ignored_and_said(case: str) -> None:
    part, note = HARMLESS_WHEN_IGNORED[case]
    workbook = read_here(document(content(sheet(row(cell("x")))), {part: "<a/>"}), "list.ods")
    assert (workbook.sheets[0].rows, codes(workbook)) == ((("x",),), [note])


def test_u11_links_to_other_files_are_not_followed_and_what_is_kept_of_them_is_no_sheet() -> None:
    style = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    source = '<table:table-source xmlns:l="http://www.w3.org/1999/xlink" l:href="http://127.0.0.1:9/a.ods"/>'
    kept = sheet(source, row(cell("theirs")), name="'http://127.0.0.1:9/a.ods'#$A", attributes='table:style-name="h"')
    linked = sheet(source, row(cell("ours")), name="Linked")
    links = "<table:dde-links>" + sheet(row(cell("dde"))) + "</table:dde-links>"
    workbook = opened(document(content(linked + kept, styles=style, before=links)), name="list.ods")
    assert [(one.name, one.rows) for one in workbook.sheets] == [("Linked", (("ours",),))]
    assert codes(workbook) == ["external_links_ignored"]


def test_u05_a_blank_rest_of_the_sheet_is_read_as_nothing() -> None:
    rest = row(f'<table:table-cell {COLUMNS}="16384"/>', attributes=f'{ROWS}="1048575"')
    assert opened(ods(row(cell("x")), rest), name="list.ods").sheets[0].rows == (("x",),)


def test_u06_a_million_rows_of_formats_are_one_row_of_data() -> None:
    styled = row('<table:table-cell table:style-name="ce1"/>')
    assert outcome(ods(row(cell("x")), *[styled] * 200_000)) == "ods"


def test_u16_the_same_bytes_give_the_same_rows() -> None:
    data = ods(*[row(cell(f"P-{n}"), number(str(n))) for n in range(200)])
    assert read_here(data).sheets == read_here(data).sheets == opened(data).sheets
