"""The child's work on an old Excel workbook (.xls): guard, one reading by calamine of a clean copy, and the answer."""

from __future__ import annotations

from io import BytesIO

from imports.read.answer import mend_numbers, put_sheet
from imports.read.biffscan import EXCEL_8, WORKSHEET, BookScan
from imports.read.compound import MAGIC, CompoundFile, clean_container
from imports.read.refusals import refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from imports.read.limits import Limits
    from imports.read.wire import AnswerWriter

# Parts at the top of the file -> note. What stands there is never opened or run.
IGNORED = {"_vba_project_cur": "macros_ignored", "_sx_db_cur": "pivots_ignored"}
EMBEDDED = "mbd"  # how the names of embedded objects begin


def read_old_workbook(data: bytes, limits: Limits, answer: AnswerWriter) -> None:
    """Put the sheets of an xls workbook into `answer`; raises Unreadable."""
    stream, notes = _stream(data)
    if len(stream) > limits.part_bytes:
        raise refusal("archive_inflates", found=len(stream), limit=limits.part_bytes)
    book = BookScan(stream, limits)
    clean = clean_container("Workbook" if book.version == EXCEL_8 else "Book", book.clean_stream())
    from python_calamine import CalamineError, CalamineWorkbook  # late: a refusal costs nothing

    try:
        reader = CalamineWorkbook.from_filelike(BytesIO(clean))
        worksheets = [sheet for sheet in book.sheets if sheet.kind == WORKSHEET]
        names = list(reader.sheet_names)
        if len(names) != len(worksheets):
            raise refusal("damaged", what="its list of sheets can be read in two ways")
        answer.put({"notes": [[code, {}] for code in dict.fromkeys([*notes, *book.notes])]})
        for sheet in book.sheets:
            if sheet.kind != WORKSHEET:
                answer.put({"skipped": sheet.name})
        for index, (name, sheet) in enumerate(zip(names, worksheets, strict=True)):
            rows: list[list[Any]] = []
            if sheet.findings.last_row:
                rows += reader.get_sheet_by_index(index).to_python(skip_empty_area=False)
            mend_numbers(sheet.findings, rows)
            for (row, column), text in sheet.texts.items():
                rows[row - 1][column] = text or None
            put_sheet(
                answer, name, sheet.findings, rows, limits, hidden=sheet.hidden, very_hidden=sheet.very_hidden
            )  # fmt: skip
    except (CalamineError, IndexError) as error:
        raise refusal("damaged", what=f"its cells cannot be read ({error})") from None


def _stream(data: bytes) -> tuple[bytes, list[str]]:
    """The stream of the workbook, and notes on what else the file holds; some programs write the stream alone."""
    if not data.startswith(MAGIC):
        return data, []
    container = CompoundFile(data)
    notes = [note for name, note in IGNORED.items() if container.has(name)]
    if any(name.startswith(EMBEDDED) for name in container.top):
        notes.append("embedded_ignored")
    for name in ("Workbook", "Book"):
        if container.has(name):
            return container.read(name), notes
    raise refusal("damaged", what="its workbook part is missing")
