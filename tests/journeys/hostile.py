"""Files that cannot be used, made on the spot, each with a part of the sentence that a person gets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from tests.imports.books import xlsx_of
from tests.imports.read.forge import book, book_parts, pack, row, sheet_xml, text_cell
from tests.imports.read.forge_ods import cell as ods_cell
from tests.imports.read.forge_ods import ods
from tests.imports.read.forge_ods import row as ods_row
from tests.imports.read.forge_xls import record, xls
from tests.imports.read.test_iati import activity, file

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
GOOD = [["Code", "Title"], ["A-1", "Alpha"]]


def _locked() -> bytes:
    """The beginning of a workbook with a password: an OLE file that names an encrypted package."""
    sector = bytearray(OLE + b"\0" * 16 + b"\x3e\0\x03\0\xfe\xff\x09\0" + b"\0" * 480)
    return bytes(sector) + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512


def _bomb() -> bytes:
    packed = io.BytesIO(xlsx_of(GOOD))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", b"\0" * 40_000_000)
    return packed.getvalue()


def _doctype() -> bytes:
    entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet'
    sheet = sheet_xml(row(1, text_cell("A1", "Title")) + row(2, text_cell("A2", "x")))
    return pack(book_parts({"Projects": sheet.replace("<worksheet", entity)}))


def _wide() -> bytes:
    return xlsx_of([["Code", "Title", *(f"Column {number}" for number in range(600))], ["A-1", "Alpha", *[1] * 600]])


def _circle() -> bytes:
    whole = xls(b"")
    return whole[:-512] + b"\0\0\0\0" + whole[-508:]


def _repeats() -> bytes:
    repeated = 'table:number-columns-repeated="400"'
    return ods(ods_row(ods_cell("x", attributes=repeated), attributes='table:number-rows-repeated="1048576"'))


def _iati_doctype() -> bytes:
    return file(activity(), head='<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>')


#: What is wrong -> (the file's name, its bytes, a part of the sentence). No import is begun for these.
UNREADABLE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "nothing in it": ("empty.xlsx", lambda: b"", "The file is empty."),
    "a picture": ("list.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "not read here"),
    "a PDF": ("list.xlsx", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "not read here"),
    "a workbook cut off": ("list.xlsx", lambda: xlsx_of(GOOD)[:-60], "incomplete"),
    "a workbook with a password": ("list.xlsx", _locked, "is "),
    "an OLE file that is no workbook": ("list.xls", lambda: OLE + b"\0" * 2000, "no workbook"),
    "a zip that is no workbook": ("list.xlsx", lambda: pack({"a.txt": "hello"}), "zip archive"),
    "a small file that unpacks to much": ("list.xlsx", _bomb, "npack"),
    "a document type": ("list.xlsx", _doctype, "document type"),
    "an old workbook with a password": ("list.xls", lambda: xls(b"", extra=record(0x002F, bytes(6))), "password"),
    "an old workbook whose blocks run in a circle": ("list.xls", _circle, "damaged"),
    "an OpenDocument sheet of repeats": ("list.ods", _repeats, "at most"),
    "a page to sign in, in place of the file": (
        "list.xls",
        lambda: b"<html><form>Sign in</form></html>",
        "without a table",
    ),
    "a web page cut off in a cell": ("list.xls", lambda: b"<table><tr><td>Code</td><td>Ti", "middle of a table"),
    "IATI of version 1": ("list.xml", lambda: file(activity(), version="1.05"), "version is 1.05"),
    "IATI with a document type": ("list.xml", _iati_doctype, "document type"),
    "600 columns": ("list.xlsx", _wide, "at most 500 columns"),
    "NUL bytes in a text": ("list.csv", lambda: b"Code,Title\nA-1,Al\0pha\n", "NUL"),
    "a quotation mark left open": ("list.csv", lambda: b'Code,Title\nA-1,"Alpha\nA-2,Beta\n', "quotation mark"),
}

#: Files that are read, and hold no table of projects: the page asks for the table, the command refuses.
TABLELESS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "prose": ("letter.txt", lambda: b"Dear all,\nplease find the list attached.\nBest regards\n", "itle"),
    "text under the name of a workbook": ("list.xlsx", lambda: b"just words without any table\n", "itle"),
    "no headings": ("list.csv", lambda: b"A-1,42\nA-2,43\nA-3,44\n", "itle"),
    "headings and nothing under them": ("list.xlsx", lambda: xlsx_of([["Code", "Title", "Status"]]), "no projects"),
    "an empty sheet": ("list.xlsx", lambda: xlsx_of([]), "."),
}


def styled_rows() -> bytes:
    """A workbook with one project and a million rows that carry a format and nothing else."""
    rows = row(1, text_cell("A1", "Code"), text_cell("B1", "Title"))
    rows += row(2, text_cell("A2", "A-1"), text_cell("B2", "Alpha"))
    rows += "".join(f'<row r="{number}" s="1" customFormat="1"/>' for number in range(3, 1_000_003))
    return book(rows)


#: Names that a file can carry -> a part of what is shown of them.
NAMES: dict[str, str] = {
    "../../etc/passwd.csv": "passwd.csv",
    "C:\\Users\\x\\list.csv": "list.csv",
    "a\r\nSet-Cookie: x=1.csv": "Set-Cookie",
    "invoice\u202evsc.exe.csv": "invoicevsc.exe.csv",
    "x" * 300 + ".csv": "xxx….csv",
    "=cmd|' /C calc'!A0.csv": "C calc'!A0.csv",
    "<script>alert(1)</script>.csv": "script>.csv",
    "\u200b": "unnamed file",
    "..": "unnamed file",
    "'; DROP TABLE project; --.csv": "DROP TABLE",
}
