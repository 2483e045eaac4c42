"""A person's own workbook with the bad cells marked, and the sheet of problems first; made in the limited child."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from imports.read.limits import Limits
from imports.read.process import a_turn, command_for, converse, default_lock_path
from imports.read.sheets import Sheet, Unreadable
from imports.read.turned import turn
from imports.staging import stage_rows
from portfolio.errors import Refused

#: Formats that are marked themselves; of every other one a new workbook is made.
OWN_FORMATS = frozenset({"xlsx", "xlsm"})

#: Rows of a file that is marked, at most: openpyxl holds them all, and so would the server what it is sent and sends.
MARKED_AT_MOST = 50_000
TOO_LARGE = ("The file is too large to be marked.", "Take the workbook of the rows to correct.")


def mark_workbook(
    content: bytes | None,
    file_format: str,
    sheets: Callable[[], Sequence[Sheet]],
    findings: Sequence[Mapping[str, Any]],
    limits: Limits,
    *,
    lock_path: Path | None = None,
) -> bytes:
    """The file as an xlsx workbook with `findings` (problems as JSON) marked and listed. Raises Refused.

    `content` are the file's bytes, None where they are not kept any more; then, and for what is no xlsx workbook or is
    one that cannot be written again, a workbook is made of what `sheets` gives, the same rows at the same addresses.
    """
    again = ["This is a new workbook with the same rows at the same addresses as your file."]
    if content is not None and file_format in OWN_FORMATS:
        try:
            return _in_child({"own": True, "said": [], "findings": list(findings)}, content, limits, lock_path)
        except Unreadable as failed:
            if failed.code == "busy":
                raise Refused(failed.sentence, failed.remedy) from None
            again.append("Your own workbook could not be marked: it is too large, or has parts that are not known.")
    made = [{"name": sheet.name, "hidden": sheet.hidden, "rows": list(_rows(sheet))} for sheet in sheets()]
    try:
        return _in_child(
            {"own": False, "said": again, "findings": list(findings), "sheets": made}, b"", limits, lock_path
        )
    except Unreadable as failed:
        if failed.code == "busy":
            raise Refused(failed.sentence, failed.remedy) from None
        raise Refused(*TOO_LARGE) from None


def _rows(sheet: Sheet) -> Iterable[tuple[int, list[Any]]]:
    """The staged rows; cells that show an error are as in the file."""
    errors: dict[int, dict[int, str]] = {}
    sheet = turn(sheet) if sheet.turned else sheet
    for (row, column), text in sheet.errors.items():
        errors.setdefault(row, {})[column] = text
    for number, cells in stage_rows(sheet):
        for column, text in errors.get(number, {}).items():
            cells += [None] * (column + 1 - len(cells))
            cells[column] = text
        yield number, cells


def _in_child(order: Mapping[str, Any], content: bytes, limits: Limits, lock_path: Path | None) -> bytes:
    """What the child makes of the order; Unreadable where it fails in any way."""
    answer = bytearray()
    sent = json.dumps(order).encode() + b"\n" + content
    with a_turn(lock_path or default_lock_path(), limits.wait_seconds, limits.readers):
        code = converse(command_for("mark", limits), sent, limits, answer.extend)
    if code != 0 or not answer:
        raise Unreadable("reader_died", "The workbook could not be marked.", "")
    return bytes(answer)
