"""The money of a table: an amount and its currency, from the cell, the currency column, the heading, or a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from imports.fields.meanings.units import unsettled_currencies, unsettled_scales
from imports.normalise.answers import Answers
from imports.normalise.columns import Column
from imports.normalise.flaws import BLANK, EMPTIED, Cell, Choice, Flaw, Question
from imports.normalise.money import EitherMark, MoneyReading, in_currency, plain, read_amount
from imports.normalise.texts import absent, tidy
from imports.problems import shown
from imports.read.sheets import CellValue
from portfolio.core.money import MINOR_DIGITS

_FIGURES = re.compile(r"[\d.,']+")
#: Amounts of money are rarely written with more decimals than this.
USUAL_DECIMALS = 2
#: Above this, an amount multiplied by its heading's unit is rather a heading that is wrong.
_BEYOND_BELIEF = Decimal(10) ** 11
#: The same for a line beside the table, which may be about other amounts.
_BEYOND_BELIEF_BESIDE = Decimal(10) ** 10
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "BBD", "BSD", "BZD", "FJD", "GYD", "JMD", "LRD",
"NAD", "SRD",
                      "TTD", "TWD", "XCD", "KYD", "BMD", "BND"})  # fmt: skip
_OFFERED = ("EUR", "USD", "GBP", "CHF")
#: What amounts are read as in a file that names no currency anywhere.
ASSUMED_CURRENCY = "EUR"


@dataclass(slots=True)
class Amounts:
    """Decimal text and currency for each row; either both are stated or neither."""

    amounts: list[Any]
    currencies: list[Any]
    flaws: dict[int, tuple[Flaw, ...]] = field(default_factory=dict)


def read_amounts(column: Column, currencies: Column | None, answers: Answers) -> Amounts:
    """The amounts of a money column; adds what is asked to the column's problems and questions."""
    cells: list[CellValue] = column.values
    reader = _AmountReader(column, cells, answers)
    beside = currencies.values if currencies is not None else None
    if beside is None or not any(beside):
        reader.assume_currency()
    size = len(cells)
    result = Amounts([BLANK] * size, [BLANK] * size)
    memo: dict[tuple[Any, Any], tuple[Any, Any, tuple[Flaw, ...]]] = {}
    for at, cell in enumerate(cells):
        if cell is None:
            continue
        said = beside[at] if beside is not None else None
        key = (cell, said)
        found = memo.get(key)
        if found is None:
            found = memo[key] = reader.finished(cell, said if isinstance(said, str) else None)
        amount, currency, flaws = found
        if flaws:
            result.flaws[at] = flaws
        if amount is not BLANK:
            result.amounts[at] = amount
            result.currencies[at] = currency
    if reader.without_currency:
        reader.ask_for_currency()
    return result


class _AmountReader:
    """Reads one money column: first every different cell, then what the column proves, then each amount."""

    def __init__(self, column: Column, cells: list[CellValue], answers: Answers) -> None:
        self.column = column
        self.answers = answers
        self.cells = cells
        self.absent: dict[CellValue, Cell] = {}
        self.readings: dict[CellValue, MoneyReading] = {}
        self.without_currency: list[CellValue] = []
        for cell in dict.fromkeys(cells):
            gone = absent(cell) if cell is None or isinstance(cell, str) else None
            if gone is not None:
                self.absent[cell] = gone
                column.emptied = column.emptied or gone.value is EMPTIED
            else:
                self.readings[cell] = read_amount(tidy(cell, lines=False) if isinstance(cell, str) else cell)
        said = column.match.currency
        self.default = (answers.currency or said) if column.match.line else (said or answers.currency)
        if self.default not in MINOR_DIGITS:
            self.default = None
        self.unsettled = unsettled_currencies(column.match.heading) or self._unsettled_in_cells()
        self.proved = self._proved_mark()
        self.mark = self._decimal_mark()
        self.scale = self._scale()
        self._say_unit()

    def _unsettled_in_cells(self) -> tuple[str, ...]:
        """What “500 000 FCFA” or “12 500 kr” may be, of the first such cell that names no currency for sure."""
        for cell, one in self.readings.items():
            if isinstance(cell, str) and not (one.currency or one.dollar) and not cell[-1:].isdigit():
                found = unsettled_currencies(_FIGURES.sub(" ", cell))
                if found:
                    return found
        return ()

    def _proved_mark(self) -> str | None:
        """The decimal mark that the column's clear cells prove; None if they prove none, or both."""
        proved = {one.decimal_mark for one in self.readings.values() if one.decimal_mark}
        return proved.pop() if len(proved) == 1 else None

    def _has_thousandths(self) -> bool:
        """Whether three decimals are no surprise: amounts in thousands or more, or clear ones with as many."""
        return self.column.match.scale != 1 or any(
            isinstance(one.amount, str) and not one.scaled and len(one.amount.partition(".")[2]) > USUAL_DECIMALS
            for one in self.readings.values()
        )

    def _decimal_mark(self) -> str | None:
        """What the mark of the unclear cells is by what a person said or the clear cells prove; asks where neither
        says it, and where amounts would have three decimals by the proof: “900,000” beside “2,5 Mio”.
        """
        said = self.answers.decimal.get(self.column.match.column)
        if said:
            return said
        unclear = [(cell, one.amount) for cell, one in self.readings.items() if isinstance(one.amount, EitherMark)]
        proved = any(one.decimal_mark for one in self.readings.values())
        if self.proved is not None:
            scaled = {cell for cell, one in self.readings.items() if one.scaled}
            unclear = [(cell, one) for cell, one in unclear if one.mark == self.proved and cell not in scaled]
            if not unclear or self._has_thousandths():
                return self.proved
        elif not unclear:
            return None
        cell, either = unclear[0]
        words = {
            "grouped": plain(either.grouped),
            "decimal": plain(either.decimal),
            "heading": self.column.match.heading,
        }
        code = "amount-separator-mixed" if proved else "amount-separator"
        self.column.problems.append((Flaw(code, cell, words), self.cells.index(cell)))
        self._ask(
            f"decimal:{self.column.match.column}",
            f"Which amount is “{shown(cell)}” in the column “{shown(self.column.match.heading)}”?",
            (
                Choice("," if either.mark == "." else ".", plain(either.grouped)),
                Choice(either.mark, plain(either.decimal)),
            ),
            cell,
            sum(1 for one in self.cells if one in dict(unclear)),
        )
        return None

    def _ask(
        self,
        key: str,
        sentence: str,
        choices: tuple[Choice, ...],
        cell: CellValue,
        rows: int,
        assumed: str | None = None,
    ) -> None:
        """One question about the column, shown with one of the cells that wait for it."""
        field, column = self.column.field.name, self.column.match.column
        self.column.questions.append(Question(key, sentence, choices, field, column, shown(cell), rows, assumed))

    def _scale(self) -> int | None:
        """What the amounts are to be multiplied by; None if the heading's unit is in doubt and nobody has said."""
        said = self.answers.scale.get(self.column.match.column)
        if said:
            return said
        scale = self.column.match.scale
        if scale == 1:
            return self._unsettled_scale()
        sizes = [
            (Decimal(one.amount), cell)
            for cell, one in self.readings.items()
            if isinstance(one.amount, str) and not one.scaled
        ]
        largest, cell = max(sizes, default=(Decimal(0), None), key=lambda pair: pair[0])
        if largest * scale <= (_BEYOND_BELIEF_BESIDE if self.column.match.line else _BEYOND_BELIEF):
            if self.column.match.line:
                self._ask_for_scale(scale, cell, len(sizes), assumed=True)
            return scale
        says = self.column.match.line or self.column.match.heading
        words = {"heading": says, "unit": _UNITS.get(scale, str(scale)), "scale": f"{scale:,}"}
        self.column.problems.append((Flaw("scale-in-doubt", cell, words), self.cells.index(cell)))
        self._ask_for_scale(scale, cell, len(sizes))
        return None

    def _unsettled_scale(self) -> int | None:
        """Of a heading that says “mil.”, in words that are thousands to some and millions to others: asked."""
        scales = unsettled_scales(self.column.match.heading)
        numbers = [cell for cell, one in self.readings.items() if isinstance(one.amount, str) and not one.scaled]
        if len(scales) < 2 or not numbers:
            return scales[0] if len(scales) == 1 else 1
        cell, heading = numbers[0], self.column.match.heading
        self.column.problems.append((Flaw("unit-in-doubt", cell, {"heading": heading}), self.cells.index(cell)))
        self._ask(
            f"scale:{self.column.match.column}",
            f"Are the amounts of “{shown(heading)}” in thousands or in millions?",
            (
                *(Choice(str(one), f"In {_UNITS[one]}, multiply by {one:,}") for one in scales),
                Choice("1", f"Neither, “{shown(cell)}” is the whole amount"),
            ),
            cell,
            len(numbers),
        )
        return None

    def _ask_for_scale(self, scale: int, cell: CellValue, rows: int, *, assumed: bool = False) -> None:
        self._ask(
            f"scale:{self.column.match.column}",
            f"Are the amounts of “{shown(self.column.match.heading)}” in {_UNITS.get(scale, str(scale))}?",
            (
                Choice("1", f"No, “{shown(cell)}” is the whole amount"),
                Choice(str(scale), f"Yes, multiply by {scale:,}"),
            ),
            cell,
            rows,
            str(scale) if assumed else None,
        )

    def _say_unit(self) -> None:
        """Name the line beside the table by which the amounts are read."""
        match = self.column.match
        parts = ([_UNITS[self.scale]] if self.scale in _UNITS else []) + ([self.default] if self.default else [])
        if match.line and self.readings and parts:
            first = next(cell for cell in self.cells if cell in self.readings)
            words = {"line": shown(match.line), "heading": match.heading, "unit": " of ".join(parts)}
            self.column.problems.append((Flaw("unit-beside", first, words), self.cells.index(first)))

    def finished(self, cell: CellValue, beside: str | None) -> tuple[Any, Any, tuple[Flaw, ...]]:
        """Amount, currency and flaws of a cell beside which a currency may stand."""
        reading = self.readings.get(cell)
        if reading is None:
            gone = self.absent.get(cell)
            if gone is not None:
                return (EMPTIED, EMPTIED, ()) if gone.value is EMPTIED else (BLANK, BLANK, gone.flaws)
            reading = read_amount(cell)  # not a number is never found again
        if reading.amounts is not None:
            return self._of_two(cell, reading.amounts, beside)
        amount = reading.amount
        if isinstance(amount, Cell):
            return BLANK, BLANK, amount.flaws
        if isinstance(amount, EitherMark):
            mark = self._mark_of(amount, reading)
            if mark is None:
                return BLANK, BLANK, ()
            amount = plain(amount.decimal if mark == amount.mark else amount.grouped)
        if self.scale is None and not reading.scaled:
            return BLANK, BLANK, ()
        currency, flaws = self._currency(cell, reading, beside)
        if currency is None:
            return BLANK, BLANK, flaws
        if self.scale is not None and self.scale != 1 and not reading.scaled:
            amount = plain(Decimal(amount) * self.scale)
        kept = in_currency(amount, currency)
        if kept.value is BLANK:
            return BLANK, BLANK, flaws + kept.flaws
        return kept.value, currency, flaws + kept.flaws

    def _mark_of(self, amount: EitherMark, reading: MoneyReading) -> str | None:
        """The decimal mark to read an unclear amount by; None while it is asked."""
        if self.proved is not None and (amount.mark != self.proved or reading.scaled):
            return self.proved
        return self.mark

    def _of_two(
        self, cell: CellValue, amounts: Mapping[str, str], beside: str | None
    ) -> tuple[Any, Any, tuple[Flaw, ...]]:
        """The amount in the currency of the row or the column, of a cell that says it in two; else it is asked."""
        currency = beside or self.default or ""
        if currency not in amounts:
            self.without_currency.append(cell)
            return BLANK, BLANK, (Flaw("two-currencies"),)
        kept = in_currency(amounts[currency], currency)
        said = Flaw("one-of-two-amounts", words={"kept": f"{kept.value} {currency}"})
        return kept.value, currency, (*kept.flaws, said)

    def _currency(
        self, cell: CellValue, reading: MoneyReading, beside: str | None
    ) -> tuple[str | None, tuple[Flaw, ...]]:
        if reading.currency and beside and reading.currency != beside:
            return None, (Flaw("currency-clash", words={"other": beside}),)
        headed = self.column.match.currency if not self.column.match.line else None
        if headed and beside and headed != beside and not reading.currency:
            return None, (Flaw("currency-headed", words={"headed": headed, "other": beside}),)
        currency = reading.currency or beside or self.default
        if reading.dollar:
            if currency in _DOLLARS:
                return currency, ()
            if currency is None or not beside:
                return "USD", (Flaw("dollar-read-as-usd"),)
            return None, (Flaw("currency-clash", words={"other": currency}),)
        if currency is None:
            self.without_currency.append(cell)
        return currency, ()

    def assume_currency(self) -> None:
        """Where nothing in the file names a currency: euro, said aloud and asked, since the portfolio is the EU's."""
        readings = self.readings.values()
        if self.default is None and readings and not any(one.currency or one.dollar or one.amounts for one in readings):
            # “Coût (FCFA)” names a currency, though not which of two: it is asked, and none is assumed.
            assumed = ASSUMED_CURRENCY if not self.unsettled else "USD" if "USD" in self.unsettled else None
            if assumed is None:
                return
            self.default = assumed
            cells = [cell for cell in self.cells if cell in self.readings]
            self._ask_for_currency("dollars-assumed" if self.unsettled else "currency-assumed", cells, assumed)

    def ask_for_currency(self) -> None:
        """One question for all amounts without a currency, where others have one; until answered they stay out."""
        waiting = set(self.without_currency)
        self._ask_for_currency("no-currency", [cell for cell in self.cells if cell in waiting])

    def _ask_for_currency(self, code: str, cells: list[CellValue], assumed: str | None = None) -> None:
        first = cells[0]
        words = {"heading": self.column.match.heading, "currency": ASSUMED_CURRENCY}
        self.column.problems.append((Flaw(code, first, words), self.cells.index(first)))
        self._ask(
            "currency",
            f"In which currency are the amounts of “{shown(self.column.match.heading)}” that name none?",
            tuple(Choice(code, code) for code in dict.fromkeys((*self.unsettled, *_OFFERED))),
            first,
            len(cells),
            assumed,
        )


_UNITS = {10**3: "thousands", 10**6: "millions", 10**9: "billions"}
