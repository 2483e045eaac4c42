"""A column of dates: what its clear cells prove decides how the unclear ones are read, else a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from imports.fields import ImportField, Parse
from imports.mapping import ColumnMatch
from imports.normalise.answers import Answers
from imports.normalise.columns import Column, dealt
from imports.normalise.dates import DateReading, EitherOrder, read_date
from imports.normalise.flaws import BLANK, Cell, Choice, Flaw, Question
from imports.normalise.spans import Span, read_span
from imports.normalise.texts import absent, tidy
from imports.problems import shown
from imports.read.sheets import CellValue

#: Languages whose readers put the month first; every other one puts the day first, but plain "en" says neither.
_MONTH_FIRST = frozenset({"en-us", "en_us", "fil", "en-ph", "en_ph"})
_ORDER_LABELS = {"dmy": "day first", "mdy": "month first"}
#: Flaws of cells that say a date, though not which.
_UNREAD = frozenset({"unreadable-date", "impossible-date", "month-in-doubt", "year-out-of-range"})
_NO_DATE = Cell(BLANK, (Flaw("no-date-yet"),))


def read_dates(
    match: ColumnMatch, about: ImportField, cells: list[CellValue], answers: Answers, language: str | None
) -> Column:
    """The column as read, with the other end of every period in `Column.others`; asks for the order of its dates."""
    reader = _DateReader(about)
    column, _ = dealt(match, about, cells, reader.read)
    order = None
    if reader.waiting:
        order = answers.date_order.get(match.column) or _order(reader.orders)
        if order is None:
            order = None if reader.orders else _usual_order(language)
            _ask_about_order(column, cells, reader.waiting, mixed=len(reader.orders) > 1, assumed=order)
        if order is not None:
            decided = {value: _in_order(either, order) for value, either in reader.waiting.items()}
            column.values = [
                decided[cell] if value is BLANK and cell in decided else value
                for value, cell in zip(column.values, cells, strict=True)
            ]
    column.unread = frozenset(
        at
        for at, (value, cell) in enumerate(zip(column.values, cells, strict=True))
        if value is BLANK and (cell in reader.waiting or any(one.code in _UNREAD for one in column.flaws.get(at, ())))
    )
    if reader.others:
        others = {value: _in_order(other, order) for value, other in reader.others.items()}
        column.others = [others.get(cell, BLANK) for cell in cells]
    return column


def _in_order(date: EitherOrder | str, order: str | None) -> Any:
    """The date when the order is known; BLANK while it waits."""
    if isinstance(date, str):
        return date
    return BLANK if order is None else date.day_first if order == "dmy" else date.month_first


class _DateReader:
    """Reads the cells of one column; keeps what waits for the order of its dates, and the other ends of periods."""

    def __init__(self, about: ImportField) -> None:
        self.day = about.parse is Parse.DAY
        self.is_end = about.name.endswith("end")
        self.orders: set[str] = set()
        self.waiting: dict[CellValue, EitherOrder] = {}
        self.others: dict[CellValue, EitherOrder | str] = {}

    def read(self, value: Any) -> Cell:
        """The date of a cell; BLANK without a flaw while its order is not known."""
        gone = absent(value)
        if gone is not None:
            return gone
        text = tidy(value, lines=False) if isinstance(value, str) else value
        reading = read_date(text)
        if isinstance(text, str) and isinstance(reading.cell, Cell) and reading.cell.value is BLANK:
            span = read_span(text)
            if isinstance(span, Span):
                return self._of_span(value, span)
            if span.cell.value is not BLANK:  # type: ignore[union-attr]
                reading = span
        return self._of_date(value, reading)

    def _of_date(self, value: Any, reading: DateReading) -> Cell:
        if reading.order:
            self.orders.add(reading.order)
        if isinstance(reading.cell, EitherOrder):
            self.waiting[value] = reading.cell
            return Cell(BLANK)
        if self.day and isinstance(reading.cell.value, str) and len(reading.cell.value) < 10:
            return Cell(BLANK, (Flaw("day-needed"),))
        return reading.cell

    def _of_span(self, value: Any, span: Span) -> Cell:
        if self.day:
            return Cell(BLANK, (Flaw("date-range" if span.kind == "period" else "day-needed"),))
        own, other = (span.last, span.first) if self.is_end else (span.first, span.last)
        if span.kind == "part":
            assert own is not None
            kept, which = own.cell.value, "last" if self.is_end else "first"  # type: ignore[union-attr]
            return Cell(kept, (Flaw("part-of-year", words={"kept": kept, "which": which}),))
        if other is not None:
            if other.order:
                self.orders.add(other.order)
            self.others[value] = other.cell if isinstance(other.cell, EitherOrder) else other.cell.value
        return _NO_DATE if own is None else self._of_date(value, own)


def _order(orders: Iterable[str]) -> str | None:
    """The order that the clear cells prove; None if they prove none, or both."""
    proved = list(orders)
    return proved[0] if len(proved) == 1 else None


def _usual_order(language: str | None) -> str | None:
    if not language or language.casefold() == "en":
        return None
    return "mdy" if language.casefold() in _MONTH_FIRST else "dmy"


def _ask_about_order(
    column: Column, cells: list[CellValue], waiting: dict[CellValue, EitherOrder], *, mixed: bool, assumed: str | None
) -> None:
    """Ask once how the unclear dates are meant; `assumed` holds until somebody says."""
    first = next(cell for cell in cells if cell in waiting)
    either, words = waiting[first], {"heading": column.match.heading}
    if assumed is not None:
        flaw = Flaw("date-order-by-language", first, {**words, "order": _ORDER_LABELS[assumed]})
    else:
        near = (either.day_first, either.month_first)
        flaw = Flaw("date-order-mixed" if mixed else "date-order", first, words, near)
    column.problems.append((flaw, cells.index(first)))
    column.questions.append(
        Question(
            f"date_order:{column.match.column}",
            f"How is “{shown(first)}” meant in the column “{shown(column.match.heading)}”?",
            (
                Choice("dmy", f"{_ORDER_LABELS['dmy']}: {either.day_first}"),
                Choice("mdy", f"{_ORDER_LABELS['mdy']}: {either.month_first}"),
            ),
            column.field.name,
            column.match.column,
            shown(first),
            sum(1 for cell in cells if cell in waiting),
            assumed,
        )
    )
