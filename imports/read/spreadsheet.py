"""The child's work on a workbook: guard, preflight, one reading by calamine, and the answer; runs only in the child."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO
from math import isfinite

from imports.read.archive import Archive
from imports.read.preflight import Preflight
from imports.read.refusals import refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from imports.read.limits import Limits
    from imports.read.preflight import SheetEntry
    from imports.read.rowscan import Findings
    from imports.read.wire import AnswerWriter

FRAME_CELLS = 20_000
EXACT = 2**53
# Stands for an error that calamine does not know, with which it would refuse the sheet; the true one is in Findings.
STAND_IN = b"#VALUE!"


def read_workbook(data: bytes, limits: Limits, answer: AnswerWriter) -> None:
    """Put the sheets of an xlsx workbook into `answer`; raises Unreadable.

    Per sheet one frame {"sheet": ...}, then frames {"rows": count, "columns": [...]}, columns as `encode_column` says.
    """
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
        answer.put({"notes": found.notes, "dates_from_1904": found.dates_from_1904})
        for index, (entry, findings) in enumerate(found.sheets):
            if findings is None:
                answer.put({"skipped": entry.name})
                continue
            rows: list[list[Any]] = []
            if findings.last_row:
                # Without the empty area, rows would no longer stand at their numbers.
                rows += book.get_sheet_by_index(index).to_python(skip_empty_area=False)
            _put_sheet(answer, index, entry, findings, rows, limits)
    except CalamineError as error:
        raise refusal("damaged", what=f"its cells cannot be read ({error})") from None


def _put_sheet(
    answer: AnswerWriter, index: int, entry: SheetEntry, findings: Findings, rows: list[list[Any]], limits: Limits
) -> None:
    if len(rows) > limits.rows or (rows and len(rows) * len(rows[0]) > limits.cells + limits.columns):
        raise refusal("damaged", what="its cells can be read in two ways")
    _mend_numbers(findings, rows)
    bottom = max(len(rows), findings.last_row)
    answer.put(
        {
            "sheet": entry.name,
            "index": index,
            "hidden": entry.hidden,
            "very_hidden": entry.very_hidden,
            "hidden_rows": sorted(row for row in findings.hidden_rows if row <= bottom),
            "hidden_columns": sorted(findings.hidden_columns),
            "merged": findings.merged,
            "errors": [[row, column, text] for (row, column), text in findings.errors.items()],
            "uncached": sorted(findings.uncached),
            "formulas": findings.formulas,
        }
    )
    step = max(1, FRAME_CELLS // max(1, len(rows[0]) if rows else 1))
    for start in range(0, len(rows), step):
        chunk = rows[start : start + step]
        columns = list(zip(*chunk, strict=True))
        try:
            answer.put({"rows": len(chunk), "columns": [encode_column(values) for values in columns], "errors": []})
        except ValueError:  # a number that is not finite
            _put_finite(answer, columns, start + 1)


def _put_finite(answer: AnswerWriter, columns: list[tuple[Any, ...]], row: int) -> None:
    """The same frame with 1e400 and the like as errors: not numbers that anybody stored on purpose."""
    errors: list[tuple[int, int, str]] = []
    encoded: list[object] = []
    for column, values in enumerate(columns):
        beyond = {at for at, value in enumerate(values) if isinstance(value, float) and not isfinite(value)}
        errors += [(row + at, column, "#NUM!") for at in sorted(beyond)]
        encoded.append(encode_column(tuple("" if at in beyond else value for at, value in enumerate(values))))
    answer.put({"rows": len(columns[0]), "columns": encoded, "errors": errors})


def _mend_numbers(findings: Findings, rows: list[list[Any]]) -> None:
    """Give back what a double or a date loses: integers of 16 digits and more, and serials before the first day."""
    for (row, column), text in findings.numbers.items():
        if row > len(rows) or column >= len(rows[row - 1]):
            continue
        value = rows[row - 1][column]
        if isinstance(value, float) and abs(value) >= EXACT and text.lstrip("+-").isdecimal():
            rows[row - 1][column] = int(text)
        elif isinstance(value, date | time) and text.startswith("-"):
            rows[row - 1][column] = _number(text)


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def encode_column(values: tuple[Any, ...]) -> list[object] | None:
    """A column for the wire: None when empty, else [kind, values]. Integral doubles below 2^53 come as int:
    spreadsheets know no integers, people do.

    Kinds: "v" as they stand (None, text, number, bool); "d", "t" ISO dates or datetimes, or None; "m" the same as "v"
    with tagged values between them: ["d" | "t" | "c", ISO text] or ["s", days, seconds, microseconds].
    """
    kinds = set(map(type, values))
    if kinds == {str}:
        if not any(values):
            return None
        return ["v", [value or None for value in values] if "" in values else values]
    kinds.discard(str)
    kinds.discard(type(None))
    if kinds <= {float, int, bool}:
        # Without a call per cell: this is the costliest line of the answer.
        return [
            "v",
            [
                (int(v) if v.is_integer() and -EXACT < v < EXACT else v)
                if v.__class__ is float
                else v
                if v != ""
                else None
                for v in values
            ],
        ]
    only = next(iter(kinds)) if len(kinds) == 1 else None
    if only in (date, datetime) and not any(value and value.__class__ is str for value in values):
        return ["d" if only is date else "t", [v.isoformat() if isinstance(v, date) else None for v in values]]
    return ["m", [_tagged(value) for value in values]]


def _tagged(value: object) -> object:
    if value is None or value == "":
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() and -EXACT < value < EXACT else value
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, time):
        return ["c", value.isoformat()]
    if isinstance(value, timedelta):
        return ["s", value.days, value.seconds, value.microseconds]
    return value if isinstance(value, str | int | bool) else str(value)


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
