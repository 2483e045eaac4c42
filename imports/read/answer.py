"""How the child puts sheets into its answer: column by column, in frames; the parent's side of it is assemble.py."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from math import isfinite

from imports.read.refusals import refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from imports.read.findings import Findings
    from imports.read.limits import Limits
    from imports.read.wire import AnswerWriter

FRAME_CELLS = 20_000
#: Stands between joined texts: hardly any text has it, and JSON need not spell it out.
JOINT = "\x7f"
EXACT = 2**53


def _links(findings: Findings, rows: list[list[Any]]) -> list[list[Any]]:
    """[row, column, address] of cells that say other words than the address that stands behind them."""
    found = []
    for (row, column), target in sorted(findings.links.items()):
        value = rows[row - 1][column] if row <= len(rows) and column < len(rows[row - 1]) else None
        if value not in (None, "") and str(value).strip().rstrip("/") != target.rstrip("/"):
            found.append([row, column, target])
    return found


def put_sheet(
    answer: AnswerWriter,
    name: str,
    findings: Findings,
    rows: list[list[Any]],
    limits: Limits,
    *,
    hidden: bool = False,
    very_hidden: bool = False,
) -> None:
    """Put one sheet into `answer`: a frame {"sheet": ...}, then frames {"rows": count, "columns": [...]}, columns as
    `encode_column` says. All `rows` are equally long; raises Unreadable when they are more than the look at them saw.
    """
    if len(rows) > limits.rows or (rows and len(rows) * len(rows[0]) > limits.cells + limits.columns):
        raise refusal("damaged", what="its cells can be read in two ways")
    bottom = max(len(rows), findings.last_row)
    answer.put(
        {
            "sheet": name,
            "hidden": hidden,
            "very_hidden": very_hidden,
            "hidden_rows": sorted(row for row in findings.hidden_rows if row <= bottom),
            "hidden_columns": sorted(findings.hidden_columns),
            "merged": findings.merged,
            "errors": [[row, column, text] for (row, column), text in findings.errors.items()],
            "uncached": sorted(findings.uncached),
            "links": _links(findings, rows),
            "links_beyond": findings.links_beyond,
            "formulas": findings.formulas,
            "computed": [[column, *run] for column, runs in sorted(findings.computed.items()) for run in runs],
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


def mend_numbers(findings: Findings, rows: list[list[Any]]) -> None:
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

    Kinds: "j" texts joined by a sign that none of them has; "v" as they stand (None, text, number, bool); "d", "t" ISO
    dates or datetimes, or None; "m" the same as "v" with tagged values between them: ["d" | "t" | "c", ISO text] or
    ["s", days, seconds, microseconds].
    """
    kinds = set(map(type, values))
    if kinds == {str}:
        if not any(values):
            return None
        joined = JOINT.join(values)
        if joined.count(JOINT) == len(values) - 1:
            # One text costs both sides a fraction of what many do.
            return ["j", joined]
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
