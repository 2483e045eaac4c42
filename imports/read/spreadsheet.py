"""The child's work on a workbook: guard, preflight, one reading by calamine, and the answer; runs only in the child."""

from __future__ import annotations

from io import BytesIO

from imports.read.answer import mend_numbers, put_sheet
from imports.read.archive import Archive
from imports.read.preflight import Preflight
from imports.read.refusals import refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from imports.read.limits import Limits
    from imports.read.wire import AnswerWriter

# Stands for an error that calamine does not know, with which it would refuse the sheet; the true one is in Findings.
STAND_IN = b"#VALUE!"


def read_workbook(data: bytes, limits: Limits, answer: AnswerWriter) -> None:
    """Put the sheets of an xlsx workbook into `answer`; raises Unreadable."""
    archive = Archive(data, limits)
    found = Preflight(archive, limits)
    data = _with_stand_ins(archive, found) or data
    del archive
    # Imported late: the guard has passed, and a refusal costs nothing.
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        if len(book.sheets_metadata) != len(found.sheets):
            raise refusal("damaged", what="its list of sheets can be read in two ways")
        answer.put({"notes": [[code, {}] for code in found.notes]})
        for index, (entry, findings) in enumerate(found.sheets):
            if findings is None:
                answer.put({"skipped": entry.name})
                continue
            rows: list[list[Any]] = []
            if findings.last_row:
                # Without the empty area, rows would no longer stand at their numbers.
                rows += book.get_sheet_by_index(index).to_python(skip_empty_area=False)
            mend_numbers(findings, rows)
            put_sheet(answer, entry.name, findings, rows, limits, hidden=entry.hidden, very_hidden=entry.very_hidden)
    except CalamineError as error:
        raise refusal("damaged", what=f"its cells cannot be read ({error})") from None


def _with_stand_ins(archive: Archive, found: Preflight) -> bytes | None:
    """The workbook with errors that calamine does not know replaced by one it knows; None when there are none."""
    places = {f.part: f.unknown_errors for _, f in found.sheets if f is not None and f.unknown_errors}
    if not places:
        return None
    from zipfile import ZIP_STORED, ZipFile

    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as copy:
        for name in archive.parts:
            content = archive.read(name)
            if name in places:
                pieces, done = [], 0
                for at in places[name]:
                    start = content.index(b">", at) + 1
                    pieces += [content[done:start], STAND_IN]
                    done = content.index(b"<", start)
                content = b"".join([*pieces, content[done:]])
            copy.writestr(name, content)
    return packed.getvalue()
