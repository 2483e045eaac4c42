"""Which reader reads a column: its field decides, and for places what its cells hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from imports.fields import FIELD_BY_NAME, ImportField, Parse
from imports.fields.currencies import currencies_of
from imports.mapping import ColumnMatch
from imports.normalise import objectives, places
from imports.normalise.answers import Answers
from imports.normalise.columns import Column, dealt, keyed
from imports.normalise.datecolumns import read_dates
from imports.normalise.flaws import BLANK, Cell, Flaw
from imports.normalise.money import read_currency
from imports.normalise.organisations import OrganisationReader
from imports.normalise.questions import ask_about_commas, ask_about_ranges, ask_about_words
from imports.normalise.texts import PlainTexts, absent, as_text, plain_texts, text_reader, tidy
from imports.normalise.timeline import read_mark
from imports.normalise.vocabulary import Vocabulary
from imports.normalise.words import BLANK_WORDS, TermReader
from imports.read.sheets import CellValue


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
        return read_dates(match, about, cells, context.answers, context.language)
    if about.parse is Parse.OUTLINE:  # read where the kin of the rows is settled
        return Column(match, about, [BLANK] * len(cells))
    if about.parse is Parse.MARK:
        return dealt(match, about, cells, read_mark)[0]
    column = read_with(match, about, cells, _reader(match, about, cells, context), plain_texts(about))
    if about.parse is Parse.ORGANISATIONS:
        ask_about_commas(column, context.organisations)
    elif about.parse is Parse.OBJECTIVES:
        ask_about_ranges(column)
    return column


def read_with(
    match: ColumnMatch,
    about: ImportField,
    cells: list[CellValue],
    read: Callable[[object], Cell],
    plain: PlainTexts | None = None,
) -> Column:
    """The column with `read` as the reader of its cells, which are keys; `plain` tells those that need no reading."""
    column, flaws = dealt(match, about, cells, read, plain)
    if flaws:
        ask_about_words(column, flaws, Counter(cell for cell in cells if cell in flaws))
    return column


def _reader(
    match: ColumnMatch, about: ImportField, cells: Sequence[CellValue], context: Context
) -> Callable[[object], Cell]:
    if about.parse is Parse.PLACES:
        return _place_reader(about, cells, context)
    if about.parse is Parse.OBJECTIVES:
        pairs = objectives.pairs_are_lists(set(cells), context.vocabulary)
        served = objectives.ObjectiveReader(context.vocabulary, context.answers.ranges.get(match.column), pairs=pairs)
        return _stated(served.read, served.known)
    if about.parse is Parse.ORGANISATIONS:
        commas = context.answers.commas.get(match.column)
        return _stated(lambda value: _organisations(value, context.organisations, commas))
    if about.parse is Parse.CURRENCY:
        numbers = currencies_of(set(cells))
        return _stated(lambda value: read_currency(value, numbers))
    if about.terms is not None:
        return _stated(TermReader(about.terms, about.name, about.label, context.vocabulary).read)
    return text_reader(about)


def _stated(read: Callable[[Any], Cell], known: Callable[[str], Cell | None] | None = None) -> Callable[[object], Cell]:
    """`read` for the cells that state something; text is tidied first. `known` tells texts that need none of it."""

    def reader(value: object) -> Cell:
        if known is not None and isinstance(value, str) and (cell := known(value)) is not None:
            return cell
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
        if isinstance(value, str) and (cell := reader.known(value)) is not None:
            return cell
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
