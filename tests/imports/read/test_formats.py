"""What a file is, told by what is in it (U10): read it, or say what it is and what to do."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from imports.read import Limits, Unreadable, read
from imports.read.formats import FORMATS, OLE, recognise
from tests.imports.read.forge import book, book_parts, codes, opened, pack, refused, row, sheet_xml, text_cell
from tests.imports.read.forge_ods import cell, content, document, sheet
from tests.imports.read.forge_ods import row as ods_row


def _odf(kind: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", "<a/>")
    return packed.getvalue()


def test_a_document_that_was_packed_anew_by_hand_is_read_all_the_same() -> None:
    """Its type stands last, and packed."""
    made = document(content(sheet(ods_row(cell("Code"), cell("Title")), ods_row(cell("P-1"), cell("Alpha")))))
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in reversed(before.namelist()):
            after.writestr(name, before.read(name))
    found = read(packed.getvalue(), "list.zip", Limits())
    assert (found.format, found.sheets[0].rows) == ("ods", (("Code", "Title"), ("P-1", "Alpha")))


def _typed(kind: str) -> bytes:
    return pack({"[Content_Types].xml": f'<Types><Override ContentType="application/vnd.{kind}"/></Types>', "x": "y"})


def _ole(stream: str) -> bytes:
    return OLE + bytes(1000) + stream.encode("utf-16-le") + bytes(1000)


OTHERS = {
    "odf": _odf("text"),
    "xlsb": _typed("ms-excel.sheet.binary.macroEnabled.main"),
    "docx": _typed("openxmlformats-officedocument.wordprocessingml.document.main+xml"),
    "pptx": _typed("openxmlformats-officedocument.presentationml.presentation.main+xml"),
    "numbers": pack({"Index/Document.iwa": "x"}),
    "zip": pack({"a.csv": "a,b"}),
    "xlsx_locked": _ole("EncryptedPackage"),
    "xls_oldest": b"\x09\x02\x06\x00" + bytes(100),
    "doc": _ole("WordDocument"),
    "ole": _ole("Something"),
    "pdf": b"%PDF-1.7\n%\xe2\xe3",
    "image": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "gzip": gzip.compress(b"a,b\n"),
    "packed": b"7z\xbc\xaf\x27\x1c\x00",
    "database": b"SQLite format 3\x00" + bytes(100),
    "rtf": b"{\\rtf1\\ansi}",
    "mhtml": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>",
    "iati_organisations": b'<?xml version="1.0"?>\n<!-- x\ny -->\n<iati-organisations version="2.03"/>',
    "xml_workbook": b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
    "xml": b'<?xml version="1.0"?><feed/>',
    "json": b'[{"code": "P-1"}]',
    "unknown": bytes(range(256)) * 20,
}


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
def test_what_is_not_read_is_named_whatever_its_name_says(code: str, name: str) -> None:
    assert refused(OTHERS[code], name=name).code == code


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf  <!DOCTYPE html><html>",
        "\ufeff<html>".encode("utf-16-le"),
        b"<?xml version='1.0'?><html xmlns='x'>",
        b"<table border=1><tr>",
        b'<meta http-equiv="x"><table>',
        b"<br />\n<b>Warning</b>: something",
    ],
)
def test_a_web_page_is_known_in_every_dress(data: bytes) -> None:
    assert recognise(data, Limits()).code == "html"


def test_every_format_that_is_not_read_has_a_test() -> None:
    assert {known.code for known in FORMATS if known.read is None} == set(OTHERS)


def test_an_empty_file_is_refused() -> None:
    assert refused(b"").code == "empty"


def test_a_file_past_the_limit_is_refused_before_it_is_looked_at() -> None:
    assert refused(b"x" * 101, Limits(upload_bytes=100)).code == "too_large"


def test_a_workbook_named_csv_and_a_text_named_xlsx_are_read_as_what_they_are() -> None:
    assert opened(book(row(1, text_cell("A1", "x"))), name="list.csv").format == "xlsx"
    assert opened(b"a,b\n1,2\n", name="list.xlsx").format == "csv"


def test_a_workbook_with_macros_is_read_without_them() -> None:
    parts = book_parts(
        {"P": sheet_xml(row(1, text_cell("A1", "x")))},
        workbook_type="application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    workbook = opened(pack(parts | {"xl/vbaProject.bin": b"\xd0\xcf"}))
    assert (workbook.format, codes(workbook)) == ("xlsm", ["macros_ignored"])


def test_text_that_begins_like_a_tag_or_a_list_is_still_text() -> None:
    for text in ("<5 years,b\n1,2\n", "[x],b\n1,2\n", "{a},b\n1,2\n", "PKW,b\n1,2\n"):
        assert opened(text.encode()).format == "csv"


def test_an_encoding_cannot_be_chosen_for_a_workbook() -> None:
    with pytest.raises(Unreadable) as caught:
        read(book(""), "x.xlsx", encoding="cp1252")
    assert caught.value.code == "choice_ignored"
