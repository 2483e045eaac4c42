"""What a file is, told by its content, never by its name; a new format is one more line in FORMATS and one reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from imports.read.archive import Archive
from imports.read.charset import marked_codec, wide_codec
from imports.read.compound import MAGIC as OLE
from imports.read.compound import CompoundFile
from imports.read.limits import Limits
from imports.read.process import read_in_child
from imports.read.refusals import RESAVE, UNLOCK, Unreadable, refusal
from imports.read.sheets import Content
from imports.read.text import read_text

AS_XLSX = "Open it in the program that made it, save or export it as .xlsx or CSV UTF-8, and upload that file."
TABLE = "Put the projects into a table, one a row, save it as .xlsx or CSV UTF-8, and upload that file."
CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK_TYPES = (b"spreadsheetml.sheet.main+xml", b"spreadsheetml.template.main+xml")
MACRO_TYPES = (b"ms-excel.sheet.macroEnabled.main+xml", b"ms-excel.template.macroEnabled.main+xml")
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
# How the streams of workbooks begin: Excel 97 and later, Excel 5; and those of Excel 2, 3 and 4.
BARE_WORKBOOKS = (b"\x09\x08\x10\x00\x00\x06", b"\x09\x08\x08\x00\x00\x05")
BEFORE_EXCEL_5 = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
HEAD = 4096


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read, with what the person chose."""

    data: bytes
    sheet_name: str
    limits: Limits
    encoding: str | None = None
    delimiter: str | None = None
    lock_path: Path | None = None


@dataclass(slots=True)
class Look:
    """What the tests see: the bytes, their beginning as text, and the archive when the file is one."""

    data: bytes
    head: str
    archive: Archive | None = None
    types: bytes = b""
    mimetype: bytes = b""
    streams: frozenset[str] | None = None  # at the top of an OLE file; None where its directory cannot be read

    def has_part(self, *starts: str) -> bool:
        """Whether an archive has a part whose name starts so, whatever its case."""
        names = self.archive.parts if self.archive else {}
        return any(name.lower().startswith(starts) for name in names)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: how it is called, how it is told, and its reader, or else the remedy for people who have one."""

    code: str
    words: str
    test: Callable[[Look], bool]
    read: Callable[[Request], Content] | None = None
    remedy: str = AS_XLSX
    choices: tuple[str, ...] = ()  # what a person may choose about the reading: "encoding", "delimiter"


def _starts(*magics: bytes) -> Callable[[Look], bool]:
    return lambda look: look.data.startswith(magics)


def _head(pattern: str) -> Callable[[Look], bool]:
    compiled = re.compile(pattern, re.IGNORECASE | re.DOTALL)
    return lambda look: compiled.match(look.head) is not None


def _ole(*streams: str) -> Callable[[Look], bool]:
    """An OLE container with one of these streams at its top, or which names one anywhere when it is broken."""
    wanted = [stream.encode("utf-16-le") for stream in streams]
    names = {stream.lower() for stream in streams}

    def test(look: Look) -> bool:
        if not look.data.startswith(OLE):
            return False
        if not names or look.streams is not None:
            return not names or not names.isdisjoint(look.streams or ())
        return any(name in look.data for name in wanted)

    return test


def _is_old_workbook(look: Look) -> bool:
    """An OLE file with a workbook in it, or the stream of a workbook alone, as some programs write it."""
    return look.data.startswith(BARE_WORKBOOKS) or _ole("Workbook", "Book")(look)


def _types(*types: bytes) -> Callable[[Look], bool]:
    return lambda look: any(kind in look.types for kind in types)


def _parts(*starts: str) -> Callable[[Look], bool]:
    return lambda look: look.has_part(*starts)


def _mimetype(kind: bytes) -> Callable[[Look], bool]:
    # ODF 1.3 part 2, 3.3: a part named so holds the type of the document. It should be the first and not be packed, but
    # whoever packed a document anew by hand has it elsewhere, and packed; every other program opens that.
    return lambda look: look.mimetype.startswith(kind)


def _in_child(reader: str) -> Callable[[Request], Content]:
    """Reading in a process of its own by the child's reader of that name."""

    def read(request: Request) -> Content:
        return read_in_child(
            reader, request.data, request.limits, encoding=request.encoding, lock_path=request.lock_path
        )

    return read


def _read_text(request: Request) -> Content:
    return read_text(request.data, request.sheet_name, request.limits, request.encoding, request.delimiter)


def _is_text(look: Look) -> bool:
    """No binary file: hardly a control character in its beginning."""
    odd = sum(mark < " " and mark not in "\t\n\v\f\r\x1a\x1b\x00" for mark in look.head)
    return look.head.count("\x00") * 20 <= len(look.head) and odd * 50 <= len(look.head)


XML = r"\s*<(\?xml|!--|!DOCTYPE\s(?!html)|[a-z][\w.-]*(:[\w.-]+)?(\s[^<]*)?/?>)"
# Atomic, so that a comment ends at its first end: many comments could be cut up in any number of ways.
PROLOGUE = r"\s*(?>(?:<!--(?>.*?-->)|<\?(?>.*?\?>)|<!DOCTYPE\b(?>[^>\[]*)(?:\[(?>.*?\]))?\s*>)\s*)*"
HTML = (
    r"\s*(<\?xml[^>]*>\s*)?(?>(?:<!--(?>.*?-->)\s*)*)<(!doctype\s+html|html|head|body|table|thead|tbody|"
    r"tr|meta|style|script|link|base|title|div|span|center|font|form|img|hr|ul|ol|p|br|b|i|h[1-6])\b"
)
# The first whose test holds.
FORMATS: tuple[Format, ...] = (
    Format("xlsx", "an Excel workbook", _types(*WORKBOOK_TYPES), _in_child("xlsx")),
    Format("xlsm", "an Excel workbook with macros", _types(*MACRO_TYPES), _in_child("xlsx")),
    Format("xlsb", "a binary Excel workbook (.xlsb)", _types(b"ms-excel.sheet.binary")),
    Format("docx", "a Word document", _types(b"wordprocessingml."), remedy=TABLE),
    Format("pptx", "a PowerPoint presentation", _types(b"presentationml."), remedy=TABLE),
    Format("ods", "an OpenDocument spreadsheet (.ods)", _mimetype(ODS_TYPE), _in_child("ods")),
    Format("odf", "an OpenDocument file, but no spreadsheet", _mimetype(b"application/vnd.oasis"), remedy=TABLE),
    Format("numbers", "a Numbers document", _parts("index/", "index.zip")),
    Format("zip", "a zip archive", lambda look: look.archive is not None, remedy="Unpack it and upload the table."),
    Format("xlsx_locked", "an Excel workbook protected by a password", _ole("EncryptedPackage"), remedy=UNLOCK),
    Format("xls", "an Excel workbook in the format used before 2007 (.xls)", _is_old_workbook, _in_child("xls")),
    Format("xls_oldest", "an Excel workbook of before 1993", _starts(*BEFORE_EXCEL_5)),
    Format("doc", "an old Word document", _ole("WordDocument"), remedy=TABLE),
    Format("ole", "an old Office file, but no workbook", _ole(), remedy=TABLE),
    Format("pdf", "a PDF document", lambda look: b"%PDF-" in look.data[:1024], remedy=TABLE),
    Format("image", "a picture", _starts(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"), remedy=TABLE),
    Format("webp", "a picture", lambda look: look.data[:4] == b"RIFF" and look.data[8:12] == b"WEBP", remedy=TABLE),
    Format("gzip", "a compressed file (.gz)", _starts(b"\x1f\x8b"), remedy="Unpack it and upload the table."),
    Format(
        "packed",
        "a compressed file",
        _starts(b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh9", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"),
        remedy="Unpack it and upload the table.",
    ),
    Format("database", "a database file", _starts(b"SQLite format 3\0", b"\0\1\0\0Standard ", b"PAR1")),
    Format("rtf", "a rich text document", _starts(b"{\\rtf"), remedy=TABLE),
    Format("html", "a web page (HTML)", _head(HTML), _in_child("html"), choices=("encoding",)),
    Format(
        "mhtml", "a web archive (.mht)", _head(r"\s*(MIME-Version|From|Subject|Content-Type): [^,;\t]*\r?\n[\w-]+: ")
    ),
    Format("iati", "an IATI activity file (XML)", _head(PROLOGUE + r"<iati-activities\b"), _in_child("iati")),
    Format(
        "iati_organisations",
        "an IATI organisation file, which lists no activities",
        _head(PROLOGUE + r"<iati-organisations\b"),
        remedy="Upload the publisher's activity file in its place.",
    ),
    Format("xml_workbook", "an Excel 2003 workbook in XML", lambda look: 'progid="Excel.Sheet"' in look.head),
    Format("xml", "an XML file", _head(XML)),
    Format("json", "a JSON file", _head(r'\s*(\{\s*("[^"]*"\s*:|\})|\[\s*[\[{]\s*["{\[])')),
    Format("csv", "a text file", _is_text, _read_text, choices=("encoding", "delimiter")),
    Format("unknown", "no spreadsheet that is known here", lambda look: True, remedy=RESAVE),
)


def recognise(data: bytes, limits: Limits) -> Format:
    """The format of `data`; raises Unreadable for an archive that is broken, unclean or too large."""
    look = Look(data, _head_text(data))
    if data.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\10")):
        look.archive = Archive(data, limits)
        look.types = _small_part(look.archive, CONTENT_TYPES.lower(), 1024 * 1024)
        look.mimetype = _small_part(look.archive, "mimetype", 256)
    elif data.startswith(OLE):
        look.streams = _streams(data)
    return next(known for known in FORMATS if known.test(look))


def choices_of(code: str) -> tuple[str, ...]:
    """What a person may choose about the reading of files of that format: "encoding", "delimiter"."""
    return next((known.choices for known in FORMATS if known.code == code), ())


def refuse(known: Format) -> Unreadable:
    """The refusal of a file whose kind is known but not read; its code is that of the format."""
    if known.code == "unknown":
        refused = refusal("kind_unknown")
    else:
        refused = refusal("kind", words=known.words, remedy=known.remedy)
    return Unreadable(known.code, refused.sentence, refused.remedy, refused.facts)


def _streams(data: bytes) -> frozenset[str] | None:
    """What stands at the top of an OLE file; None when its directory is broken. Raises Unreadable for a cut file."""
    try:
        return frozenset(CompoundFile(data).top)
    except Unreadable as broken:
        if broken.code == "archive_truncated":
            raise
        return None


def _small_part(archive: Archive, name: str, longest: int) -> bytes:
    """The part of that name, whatever its case; nothing where there is none, or a longer one than it should be."""
    for known, part in archive.parts.items():
        if known.lower() == name and part.size <= longest:
            return archive.read(known)
    return b""


def _head_text(data: bytes) -> str:
    codec = marked_codec(data) or wide_codec(data[: HEAD // 2 * 2]) or "latin-1"
    return data[:HEAD].decode(codec, "replace").removeprefix("\ufeff")
