"""The parent's side of the answer: checks every value's type and builds the sheets; trusts nothing the child says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import repeat
from types import MappingProxyType
from typing import Any

from imports.read.answer import JOINT
from imports.read.limits import Limits
from imports.read.refusals import CATALOGUE, Unreadable, fill, refusal
from imports.read.sheets import CellValue, Content, Position, ReadNote, Sheet
from imports.read.wire import BadAnswer

PLAIN = {str, int, float, bool, type(None)}
# code -> sentence; {names} are facts that the child gives with the code.
NOTES = {
    "macros_ignored": "The workbook has macros; they were not run and are ignored.",
    "external_links_ignored": "The workbook links to other files; the links were not followed.",
    "connections_ignored": "The workbook has connections or queries to outside data; they were not followed.",
    "embedded_ignored": "The workbook has embedded objects or controls; they are ignored.",
    "pictures_ignored": "The workbook has pictures, charts or drawings; they are ignored.",
    "pivots_ignored": "The workbook has pivot tables; only the values they show are read.",
    "dates_from_1904": "The workbook counts days from 1904 (old Mac Excel); its dates were read so.",
    "encoding_twice": "The text had been encoded twice; that was undone.",
    "encoding_guessed": "The encoding seems to be {encoding}; if letters look wrong, choose another.",
    "encoding_taken": "The text is read as {encoding}.",
    "web_page": "The file is a web page (HTML), whatever its name says; each of its tables is read as a sheet.",
    "iati_rows": "Activities in the file: {count}. Each is a row, the first of them row 2; the column “IATI position” "
    "says which it is in the file.",
    "iati_budgets": "Activities with several budgets: {count}. They are added up; a revised budget replaces the "
    "original of its period.",
    "iati_currencies": "Activities with budgets in several currencies: {count}. These are not added up.",
    "iati_zero": "Activities with a budget of 0 that have commitments: {count}. Choose the column “IATI outgoing "
    "commitments” as the budget if it says more.",
    "iati_transactions": "Transactions in the file: {count}. They are shown as sums by their type, not one by one.",
    "iati_shortened": "Cells with details of more than {limit} characters: {count}. What is longer is cut.",
    "web_page_open": "The file ends before its last table does; check that no row is missing.",
}


class Assembly:
    """Collects frames into sheets and notes."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.sheets: list[Sheet] = []
        self.notes: list[ReadNote] = []
        self.head: dict[str, Any] | None = None
        self.chunks: list[tuple[int, list[list[CellValue] | None]]] = []
        self.errors: dict[Position, str] = {}
        self.count = 0
        self.refused: Unreadable | None = None
        self.encoding: str | None = None

    def take(self, said: dict[str, Any]) -> None:
        """One frame; raises BadAnswer when it is none that the child's program writes."""
        try:
            if "columns" in said:
                self._take_rows(said)
            elif "sheet" in said:
                self._close_sheet()
                self.head = said
                self._take_errors(said["errors"])
            elif "refused" in said:
                self.refused = _refusal(said)
            elif "skipped" in said:
                self._note("sheet_without_cells", f"Sheet “{said['skipped']}” has no cells (a chart) and is ignored.")
            else:
                self._take_notes(said)
        except (KeyError, TypeError, ValueError, IndexError, OverflowError, AttributeError):
            raise BadAnswer from None

    def finish(self) -> Content:
        """The sheets and notes; raises the child's refusal, or BadAnswer."""
        if self.refused is not None:
            raise self.refused
        try:
            self._close_sheet()
        except (KeyError, TypeError, ValueError, IndexError, OverflowError, AttributeError):
            raise BadAnswer from None
        if not self.sheets:
            raise refusal("no_sheets")
        return Content(tuple(self.sheets), tuple(self.notes), self.encoding)

    def _take_notes(self, said: dict[str, Any]) -> None:
        for code, facts in said["notes"]:
            self._note(code, fill(NOTES[code], _facts(facts)))
        if "encoding" in said:
            self.encoding = _text(said["encoding"])

    def _take_rows(self, said: dict[str, Any]) -> None:
        count = said["rows"]
        columns = [None if column is None else _decoded(column[0], column[1]) for column in said["columns"]]
        if self.head is None or any(column is not None and len(column) != count for column in columns):
            raise BadAnswer
        self.count += count * len(columns)
        if self.count > self.limits.cells + self.limits.columns * self.limits.sheets:
            raise BadAnswer
        self.chunks.append((count, columns))
        self._take_errors(said["errors"])

    def _take_errors(self, errors: list[tuple[int, int, str]]) -> None:
        self.errors.update({(_position(row), _position(column)): _text(text) for row, column, text in errors})

    def _close_sheet(self) -> None:
        head, chunks, errors = self.head, self.chunks, self.errors
        if head is None:
            return
        self.head, self.chunks, self.errors = None, [], {}
        sheet = Sheet(
            name=_text(head["sheet"]),
            index=len(self.sheets),
            rows=_rows(chunks),
            hidden=head["hidden"] is True,
            hidden_rows=frozenset(_position(row) for row in head["hidden_rows"]),
            hidden_columns=frozenset(_position(column) for column in head["hidden_columns"]),
            merged=tuple((_position(a), _position(b), _position(c), _position(d)) for a, b, c, d in head["merged"]),
            errors=MappingProxyType(errors),
            uncached_formulas=frozenset((_position(row), _position(column)) for row, column in head["uncached"]),
            formulas=_position(head["formulas"]),
            links=MappingProxyType(
                {(_position(row), _position(column)): _text(text) for row, column, text in head["links"]}
            ),
            computed=tuple((_position(a), _position(b), _position(c)) for a, b, c in head["computed"]),
        )
        self.sheets.append(sheet)
        self._note_sheet(sheet, head["very_hidden"] is True)
        beyond = _position(head["links_beyond"])
        if beyond:
            self._note("links_beyond", f"Sheet “{sheet.name}” has {beyond:,} more links than are looked at.")

    def _note_sheet(self, sheet: Sheet, very_hidden: bool) -> None:
        name = sheet.name
        if sheet.hidden:
            how = "hidden so that Excel does not offer to show it" if very_hidden else "hidden"
            self._note("sheet_hidden", f"Sheet “{name}” is {how}.")
        rows = sum(row <= len(sheet.rows) for row in sheet.hidden_rows)
        if rows:
            self._note("rows_hidden", f"Sheet “{name}” has {rows:,} hidden or filtered-out {_plural('row', rows)}.")
        columns = sum(column < sheet.width for column in sheet.hidden_columns)
        if columns:
            self._note("columns_hidden", f"Sheet “{name}” has {columns:,} hidden {_plural('column', columns)}.")
        errors = len(sheet.errors)
        if errors:
            cells = _plural("cell", errors)
            self._note("errors", f"Sheet “{name}” shows an error such as #REF! in {errors:,} {cells}.")
        empty = len(sheet.uncached_formulas)
        if empty:
            self._note(
                "formulas_without_value",
                f"Sheet “{name}” has {empty:,} {_plural('formula', empty)} without a stored result; open the file in "
                "Excel or LibreOffice, save it, and upload it again to have them read.",
            )

    def _note(self, code: str, sentence: str) -> None:
        self.notes.append(ReadNote(code, sentence))


def _rows(chunks: list[tuple[int, list[list[CellValue] | None]]]) -> tuple[tuple[CellValue, ...], ...]:
    """Rows of equal length, without the empty ones at the end and the empty columns at the right."""
    used = (at for _, columns in chunks for at, column in enumerate(columns) if column is not None)
    width = max(used, default=-1) + 1
    rows: list[tuple[CellValue, ...]] = []
    for count, columns in chunks:
        columns += repeat(None, width - len(columns))
        rows += zip(*(repeat(None, count) if column is None else column for column in columns[:width]), strict=True)
    empty = (None,) * width
    while rows and rows[-1] == empty:
        rows.pop()
    return tuple(rows)


def _decoded(kind: str, values: Any) -> list[CellValue]:
    reader = READERS.get(kind)
    if reader is not None:
        return [None if value is None else reader(value) for value in values]
    if kind == "j":
        return [text or None for text in _text(values).split(JOINT)]
    if kind == "m":
        return [_untagged(value) if isinstance(value, list) else _checked(value) for value in values]
    if kind != "v" or not isinstance(values, list) or not set(map(type, values)) <= PLAIN:
        raise BadAnswer
    return values


def _untagged(value: list[Any]) -> CellValue:
    if value[0] == "c":
        return time.fromisoformat(value[1])
    if value[0] == "s":
        return timedelta(days=value[1], seconds=value[2], microseconds=value[3])
    return READERS[value[0]](value[1])


def _checked(value: Any) -> CellValue:
    if type(value) not in PLAIN:
        raise BadAnswer
    return value  # type: ignore[no-any-return]


READERS: dict[str, Callable[[str], CellValue]] = {"d": date.fromisoformat, "t": datetime.fromisoformat}


def _refusal(said: dict[str, Any]) -> Unreadable:
    """The child names a code and facts; the sentences are ours."""
    if said["refused"] not in CATALOGUE:
        raise BadAnswer
    return refusal(said["refused"], **_facts(said["facts"]))


def _facts(facts: dict[str, Any]) -> dict[str, str | int]:
    if not all(type(fact) in (str, int) for fact in facts.values()):
        raise BadAnswer
    return facts


def _position(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**31:
        raise BadAnswer
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise BadAnswer
    return value


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else noun + "s"
