"""One column at a time: every different value is read once, and what it means is dealt out to its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from decimal import Decimal
from typing import Any

from imports.fields import FIELD_BY_NAME, ImportField, Parse
from imports.mapping import ColumnMatch
from imports.normalise import objectives, places
from imports.normalise.answers import Answers
from imports.normalise.dates import EitherOrder, read_date
from imports.normalise.flaws import BLANK, EMPTIED, Cell, Choice, Flaw, Question
from imports.normalise.money import read_currency
from imports.normalise.organisations import OrganisationReader
from imports.normalise.texts import absent, as_text, text_reader, tidy
from imports.normalise.vocabulary import Vocabulary
from imports.normalise.words import BLANK_WORDS, TermReader
from imports.problems import shown
from imports.read.sheets import CellValue
from portfolio.core.text import fold

#: Languages whose readers put the month first; every other one puts the day first, but plain "en" says neither.
_MONTH_FIRST = frozenset({"en-us", "en_us", "fil", "en-ph", "en_ph"})
_ORDER_LABELS = {"dmy": "day first", "mdy": "month first"}
_MOST_QUESTIONS = 60


@dataclass(slots=True)
class Column:
    """A column as read: a value or a mark for each data row, the flaws of rows, and those of the whole column."""

    match: ColumnMatch
    field: ImportField
    values: list[Any]
    flaws: dict[int, tuple[Flaw, ...]] = made(default_factory=dict)
    problems: list[tuple[Flaw, int | None]] = made(default_factory=list)
    questions: list[Question] = made(default_factory=list)
    emptied: bool = False  # whether some cell says #CLEAR


class _Memo(dict[Any, Any]):
    """Value -> what it means; a value is read when it is first met."""

    def __init__(self, read: Callable[[object], Cell]) -> None:
        super().__init__()
        self.read = read
        self.flaws: dict[Any, tuple[Flaw, ...]] = {}
        self.emptied = False

    def __missing__(self, value: Any) -> Any:
        cell = self.read(value)
        if cell.flaws:
            self.flaws[value] = cell.flaws
        if cell.value is EMPTIED:
            self.emptied = True
        self[value] = cell.value
        return cell.value


def keyed(cells: list[CellValue]) -> list[CellValue]:
    """The cells as keys: TRUE and FALSE as text, or they would be the numbers 1 and 0; decimals that are none, too."""
    types = set(map(type, cells))
    if bool in types:
        cells = [str(cell).upper() if isinstance(cell, bool) else cell for cell in cells]
    if Decimal in types:
        cells = [str(cell) if isinstance(cell, Decimal) and cell.is_nan() else cell for cell in cells]
    return cells


@dataclass(frozen=True, slots=True)
class Context:
    """What the readers of columns share."""

    vocabulary: Vocabulary
    answers: Answers
    language: str | None
    organisations: OrganisationReader


def read_column(
    match: ColumnMatch, cells: list[CellValue], context: Context, about: ImportField | None = None
) -> Column:
    """The column as read. Money columns stay as they are: `imports.normalise.amounts` reads them later.

    `about` is the column's field; without it the projects' own of the match's name.
    """
    assert match.field is not None
    about = about or FIELD_BY_NAME[match.field]
    cells = keyed(cells)
    if about.parse is Parse.MONEY:
        return Column(match, about, list(cells))
    if about.parse in (Parse.DATE, Parse.DAY):
        return _dates(match, about, cells, context)
    column = _dealt(match, about, cells, _reader(match, about, cells, context))
    if about.parse is Parse.ORGANISATIONS:
        _ask_about_commas(column, context)
    return column


def read_with(match: ColumnMatch, about: ImportField, cells: list[CellValue], read: Callable[[object], Cell]) -> Column:
    """The column with `read` as the reader of its cells."""
    return _dealt(match, about, keyed(cells), read)


def _dealt(match: ColumnMatch, about: ImportField, cells: list[CellValue], read: Callable[[object], Cell]) -> Column:
    memo = _Memo(read)
    values = [memo[cell] for cell in cells]
    column = Column(match, about, values, emptied=memo.emptied)
    if memo.emptied and not about.clearable:
        for at, value in enumerate(values):
            if value is EMPTIED:
                values[at] = BLANK
                column.flaws[at] = (Flaw("cannot-clear", words={"label": about.label.lower()}),)
    if memo.flaws:
        for at, cell in enumerate(cells):
            if cell in memo.flaws:
                column.flaws[at] = memo.flaws[cell]
            elif cell != cell:  # not a number is never found again
                column.flaws[at] = read(cell).flaws
        _ask_about_words(column, memo.flaws, Counter(cell for cell in cells if cell in memo.flaws))
    return column


def _reader(
    match: ColumnMatch, about: ImportField, cells: Sequence[CellValue], context: Context
) -> Callable[[object], Cell]:
    if about.parse is Parse.PLACES:
        return _place_reader(about, cells, context)
    if about.parse is Parse.OBJECTIVES:
        return _stated(objectives.ObjectiveReader(context.vocabulary).read)
    if about.parse is Parse.ORGANISATIONS:
        commas = context.answers.commas.get(match.column)
        return _stated(lambda value: _organisations(value, context.organisations, commas))
    if about.parse is Parse.CURRENCY:
        return _stated(read_currency)
    if about.terms is not None:
        return _stated(TermReader(about.terms, about.name, about.label, context.vocabulary).read)
    return text_reader(about)


def _stated(read: Callable[[Any], Cell]) -> Callable[[object], Cell]:
    """`read` for the cells that state something; text is tidied first."""

    def reader(value: object) -> Cell:
        gone = absent(value)
        if gone is not None:
            return gone
        return read(tidy(value, lines=True) if isinstance(value, str) else value)

    return reader


def _organisations(value: object, reader: OrganisationReader, commas: bool | None) -> Cell:
    found = as_text(value)
    return reader.read(found.value, commas) if isinstance(value, str) else Cell(BLANK, (Flaw("not-text"),))


def _place_reader(about: ImportField, cells: Sequence[CellValue], context: Context) -> Callable[[object], Cell]:
    gazetteer = context.vocabulary.places
    codes = places.are_codes([cell for cell in set(cells[:2000]) if isinstance(cell, str)])
    reader = places.PlaceReader(gazetteer, tier=about.fixed, codes=codes)
    words = BLANK_WORDS - {"na"} if codes else BLANK_WORDS

    def read(value: object) -> Cell:
        if isinstance(value, str) and value.strip() == "NA" and "na" not in gazetteer.taught:
            if codes:
                return reader.read("NA")
            return Cell(BLANK, (places.namibia_or_nothing(gazetteer),))
        gone = absent(value, words=words)
        if gone is not None:
            return gone
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1000 and value == int(value):
            value = f"{int(value):03d}"  # an M49 code that lost its zeros
        return reader.read(tidy(value, lines=True)) if isinstance(value, str) else Cell(BLANK, (Flaw("not-text"),))

    return read


def _dates(match: ColumnMatch, about: ImportField, cells: list[CellValue], context: Context) -> Column:
    """A column of dates: what its clear cells prove decides how the unclear ones are read, else a person."""
    waiting: dict[CellValue, EitherOrder] = {}
    orders: set[str] = set()

    def read(value: object) -> Cell:
        gone = absent(value)
        if gone is not None:
            return gone
        reading = read_date(tidy(value, lines=False) if isinstance(value, str) else value)
        if reading.order:
            orders.add(reading.order)
        if isinstance(reading.cell, EitherOrder):
            waiting[value] = reading.cell  # type: ignore[index]
            return Cell(BLANK)
        if about.parse is Parse.DAY and isinstance(reading.cell.value, str) and len(reading.cell.value) < 10:
            return Cell(BLANK, (Flaw("day-needed"),))
        return reading.cell

    column = _dealt(match, about, cells, read)
    if waiting:
        order = context.answers.date_order.get(match.column) or _order(orders, context.language)
        if order is None:
            _ask_about_order(column, cells, waiting, mixed=len(orders) > 1)
        else:
            decided = {
                value: either.day_first if order == "dmy" else either.month_first for value, either in waiting.items()
            }
            column.values = [
                decided[cell] if value is BLANK and cell in decided else value
                for value, cell in zip(column.values, cells, strict=True)
            ]
    return column


def _order(orders: Iterable[str], language: str | None) -> str | None:
    proved = list(orders)
    if len(proved) == 1:
        return proved[0]
    if proved or not language or language.casefold() == "en":
        return None
    return "mdy" if language.casefold() in _MONTH_FIRST else "dmy"


def _ask_about_order(
    column: Column, cells: list[CellValue], waiting: dict[CellValue, EitherOrder], *, mixed: bool
) -> None:
    first = next(cell for cell in cells if cell in waiting)
    either = waiting[first]
    flaw = Flaw(
        "date-order-mixed" if mixed else "date-order", first, {"heading": column.match.heading},
        (either.day_first, either.month_first),
    )  # fmt: skip
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
        )
    )


def _ask_about_commas(column: Column, context: Context) -> None:
    names = list(dict.fromkeys(context.organisations.comma_names))
    context.organisations.comma_names.clear()
    if not names:
        return
    flaw = Flaw("comma-kept", names[0], {"heading": column.match.heading})
    column.problems.append((flaw, None))
    column.questions.append(
        Question(
            f"commas:{column.match.column}",
            f"Do commas separate names in the column “{shown(column.match.heading)}”?",
            (Choice("no", "No, commas belong to the names"), Choice("yes", "Yes, each comma begins another name")),
            column.field.name,
            column.match.column,
            shown(names[0]),
            len(names),
        )
    )


#: Codes of flaws that a person's word about a word ends -> the subject of that word.
_SUBJECTS = {
    "unknown-place": "place", "ambiguous-place": "place", "close-place": "place", "part-of-place": "place",
    "namibia-or-nothing": "place",
    "objective-in-words": "objective", "close-organisation": "organisation",
}  # fmt: skip


def _ask_about_words(column: Column, flaws: dict[Any, tuple[Flaw, ...]], counts: Counter[Any]) -> None:
    """One question for each word that a person can explain, however many rows use it."""
    asked: dict[str, Question] = {}
    for value, found in flaws.items():
        for flaw in found:
            subject = column.field.name if flaw.code == "unknown-term" else _SUBJECTS.get(flaw.code)
            if subject is None or (not flaw.nearest and flaw.code != "ambiguous-place"):
                continue
            word = shown(value if flaw.value is None else flaw.value)
            key = f"{subject}:{fold(word)}"
            if key in asked:
                before = asked[key]
                asked[key] = Question(before.key, before.sentence, before.choices, before.field, before.column,
                                      before.value, before.rows + counts[value])  # fmt: skip
            elif len(asked) < _MOST_QUESTIONS:
                asked[key] = Question(key, f"What does “{word}” mean?", _choices(flaw, column), column.field.name,
                                      column.match.column, word, counts[value])  # fmt: skip
    column.questions += asked.values()


def _choices(flaw: Flaw, column: Column) -> tuple[Choice, ...]:
    answers = flaw.words.get("answers")
    if isinstance(answers, tuple):
        named = [Choice(answer, label) for answer, label in zip(answers, flaw.nearest, strict=True)]
        if flaw.code == "ambiguous-place" and len(named) > 1:
            named.append(Choice(";".join(answers), "all of these"))
        return (*named, Choice("", "no place"))
    if column.field.terms is not None:
        return tuple(Choice(code, label) for code, label in column.field.terms.choices())
    if flaw.code == "objective-in-words":
        return (*(Choice(number, f"objective {number}") for number in flaw.nearest), Choice("", "none of them"))
    return tuple(Choice(near, near) for near in flaw.nearest)
