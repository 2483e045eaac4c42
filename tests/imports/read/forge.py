"""Makes workbooks, honest and hostile, from their parts, so that no binary file need be kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from imports.read import Limits, Unreadable, Workbook, process, read
from imports.read.child import reader_named
from imports.read.wire import AnswerWriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
# Style 1 is a date, style 2 a date with time, style 3 a time of day, style 4 a duration.
STYLES = (
    DECLARATION + f'<styleSheet xmlns="{MAIN}"><numFmts count="3"><numFmt numFmtId="170" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="171" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/><numFmt numFmtId="172" formatCode="[h]:mm"/></numFmts>'
    '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="170"/>'
    '<xf numFmtId="171"/><xf numFmtId="20"/><xf numFmtId="172"/></cellXfs></styleSheet>'
)


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    """A worksheet part around the given rows."""
    return DECLARATION + f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def strings_xml(texts: list[str], attributes: str = "") -> str:
    """A shared strings part."""
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return DECLARATION + f'<sst xmlns="{MAIN}" {attributes}>{items}</sst>'


def book_parts(
    sheets: Mapping[str, str],
    *,
    states: Mapping[str, str] | None = None,
    properties: str = "",
    workbook_type: str = WORKBOOK_TYPE,
) -> dict[str, str | bytes]:
    """The parts of a workbook whose sheets are given by name -> worksheet part; replace or add parts at will."""
    states = states or {}
    entries, links = "", ""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": DECLARATION + f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{workbook_type}"/></Types>',
        "_rels/.rels": DECLARATION + f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
    }
    for number, (name, xml) in enumerate(sheets.items(), 1):
        state = f' state="{states[name]}"' if name in states else ""
        entries += f'<sheet name="{name}" sheetId="{number}"{state} r:id="rId{number}"/>'
        links += f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        parts[f"xl/worksheets/sheet{number}.xml"] = xml
    parts["xl/workbook.xml"] = (
        DECLARATION + f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>{entries}</sheets></workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = (
        DECLARATION + f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
    )
    return parts


def pack(parts: Mapping[str, str | bytes]) -> bytes:
    """The parts as a zip archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def book(rows: str, **options: str) -> bytes:
    """A workbook of one sheet named Projects."""
    return pack(book_parts({"Projects": sheet_xml(rows, **options)}))


def text_cell(address: str, text: str) -> str:
    """A cell with its text inside."""
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *cells: str) -> str:
    """A row of cells."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def refused(
    data: bytes, limits: Limits = Limits(), name: str = "file.xlsx", *, reader: Callable[..., Workbook] = read
) -> Unreadable:
    """The refusal of `data`, whose sentences are fit for people; `reader` is `read` or `read_here`."""
    with pytest.raises(Unreadable) as caught:
        reader(data, name, limits)
    assert caught.value.sentence.endswith((".", "”."))
    assert caught.value.remedy.endswith(".")
    assert "Traceback" not in caught.value.sentence
    return caught.value


def opened(data: bytes, limits: Limits = Limits(), name: str = "file.xlsx") -> Workbook:
    """The workbook in `data`."""
    return read(data, name, limits)


def read_here(
    data: bytes, name: str = "file.xlsx", limits: Limits = Limits(), *, encoding: str | None = None
) -> Workbook:
    """What `read` gives, with the reading process's own code run in this process: for files that surely do no harm.

    Starting a process takes ten times as long as reading a small workbook.
    """

    def converse(command: Sequence[str], data: bytes, limits: Limits, take: Callable[[bytes], None]) -> int:
        answer = AnswerWriter(take)
        reader, _, encoding = command[-3:]
        try:
            reader_named(reader, encoding or None)(data, limits, answer)
        except Unreadable as refused:
            answer.put({"refused": refused.code, "facts": refused.facts})
        answer.end()
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "converse", converse)
        return read(data, name, limits, encoding=encoding)


def outcome(data: bytes, limits: Limits = Limits()) -> str:
    """What became of `data`, read in a process of its own: the format, or the code of the refusal."""
    try:
        return read(data, "file", limits).format
    except Unreadable as stopped:
        return stopped.code


def codes(workbook: Workbook) -> list[str]:
    """The codes of the notes."""
    return [note.code for note in workbook.notes]


def program(folder: Path, source: str) -> list[str]:
    """A command line that runs `source` in place of the child's program."""
    import sys

    file = folder / "program.py"
    file.write_text(source, encoding="utf-8")
    return [sys.executable, "-I", "-S", str(file)]


Maker = Callable[[], bytes]
