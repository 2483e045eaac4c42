"""A table and its mapping -> what its rows state about keyed records; several for a row with a column for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from imports.fields import ImportField, Parse
from imports.fields.meanings.tongue import language_of
from imports.fields.records import Registry
from imports.mapping import ColumnMatch
from imports.mapping import Mapping as ColumnMapping
from imports.normalise.answers import Answers
from imports.normalise.columns import Column, keyed
from imports.normalise.flaws import BLANK, EMPTIED, Cell, Choice, Flaw, Question
from imports.normalise.links import links_left, with_links
from imports.normalise.numbers import number_reader
from imports.normalise.organisations import OrganisationReader
from imports.normalise.readers import Context, read_column, read_with
from imports.normalise.texts import absent, tidy
from imports.normalise.unreadable import mark_errors, note_computed
from imports.normalise.vocabulary import Vocabulary
from imports.problems import Problem, Severity, problem, shown
from imports.read.sheets import CellValue
from imports.table import Table
from portfolio.core.terms import PlaceKind
from portfolio.core.text import fold

#: Flaws of which nothing needs to be said here: an empty cell changes nothing, whatever word it says that with.
_UNSAID = frozenset({"blank-word"})
#: The share of codes from which on a column of places is one of codes.
_MOSTLY = 0.8
_COUNTRY = f"{PlaceKind.COUNTRY.value}:"


@dataclass(frozen=True, slots=True)
class Stated:
    """One record as a row states it: what tells it apart (in the order of the registry's key), and its other values.

    A field that is absent was blank and stays as it is; None was #CLEAR. `heading` is that of the column whose heading
    says a part of the key, and `column` its number.
    """

    key: tuple[str, ...]
    values: Mapping[str, Any]
    heading: str = ""
    column: int | None = None


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """One row of the file: what it is called, and the records it states; none where its key is not complete."""

    row: int
    title: str
    stated: tuple[Stated, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordDrafts:
    """All rows of a table, problems of whole columns, and what only a person can say."""

    rows: tuple[RecordDraft, ...]
    columns: Mapping[str, int]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]


def read_records(
    table: Table,
    mapping: ColumnMapping,
    registry: Registry,
    vocabulary: Vocabulary,
    given: Mapping[str, str],
) -> RecordDrafts:
    """What the data rows of the table state. `given` are a person's answers by question key."""
    answers = Answers.from_keys(given)
    vocabulary = vocabulary.with_answers(answers.meanings)
    language = language_of(text for _, text in table.headings)
    context = Context(vocabulary, answers, language, OrganisationReader(vocabulary))
    columns = [
        _read(
            match,
            with_links(table, match.column, table.column(match.column), registry.by_name[match.field].parse),
            context,
            registry,
            given,
        )
        for match in mapping.taken
        if match.field is not None
    ]
    mark_errors(table, columns, identity=registry.key)
    note_computed(table, columns)
    problems = [
        problem(flaw.code, sheet=table.sheet.name, row=None if at is None else table.data_rows[at],
                column=column.match.column, field=column.field.name, value=flaw.value, nearest=flaw.nearest,
                words=flaw.words)
        for column in columns
        for flaw, at in column.problems
    ]  # fmt: skip
    problems += links_left(table, [column.match.column for column in columns if column.field.parse is Parse.LINK])
    rows = _Rows(table, columns, registry, vocabulary, given)
    questions = {one.key: one for column in columns for one in column.questions}
    questions.update((one.key, one) for one in rows.questions())
    by_field = {column.field.name: column.match.column for column in reversed(columns)}
    return RecordDrafts(tuple(rows.drafts()), by_field, tuple(problems), tuple(questions.values()))


def _read(
    match: ColumnMatch, cells: list[CellValue], context: Context, registry: Registry, given: Mapping[str, str]
) -> Column:
    """One column as its field is read; words of the registry go before anything else."""
    assert match.field is not None
    about = registry.by_name[match.field]
    words = registry.words.get(about.name, {})
    if about.parse in (Parse.NUMBER, Parse.WHOLE):
        numbers = number_reader(cells, whole=about.parse is Parse.WHOLE)
        return read_with(match, about, keyed(cells), _first(words, numbers))
    if about.terms is not None:
        column = read_with(match, about, keyed(cells), _term_reader(about, words, given))
        column.questions = _asked_about(column, cells, given)
        return column
    if about.parse is Parse.PLACE:
        return _one_place(
            read_column(match, cells, context, replace(about, parse=Parse.PLACES, fixed=None)),
            about,
            cells,
            words,
            context.vocabulary,
        )
    column = read_column(match, cells, context, about)
    if about.parse is Parse.OBJECTIVES:
        column.values = [_references(value) for value in column.values]
    if words:
        column.values = [
            value if value is BLANK or value is EMPTIED else words.get(fold(str(value)), value)
            for value in column.values
        ]
    return column


def _references(value: Any) -> Any:
    """The objectives of a cell as "framework:number", in the order in which they are kept; none for an emptied cell."""
    if value is EMPTIED:
        return []
    if not isinstance(value, tuple):
        return value
    return [f"{framework}:{number}" for framework, number in sorted({(one[0], one[1]) for one in value})]


def _first(words: Mapping[str, str], read: Callable[[object], Cell]) -> Callable[[object], Cell]:
    """`read` with the registry's words before it."""
    if not words:
        return read

    def reader(value: object) -> Cell:
        known = words.get(fold(value)) if isinstance(value, str) else None
        return Cell(known) if known is not None else read(value)

    return reader


def _term_reader(about: ImportField, words: Mapping[str, str], given: Mapping[str, str]) -> Callable[[object], Cell]:
    """The reader of a closed list: codes, labels, known words, and what a person said a word means."""
    assert about.terms is not None
    terms = list(about.terms)
    table = {fold(text): term.value for term in terms for text in (term.label, term.value)} | dict(words)
    labels = tuple(term.label for term in terms)
    prefix = f"{about.name}:"
    said = {key.removeprefix(prefix): answer for key, answer in given.items() if key.startswith(prefix)}
    codes = {term.value for term in terms}

    def read(value: object) -> Cell:
        gone = absent(value)
        if gone is not None:
            return gone
        text = tidy(value, lines=False) if isinstance(value, str) else shown(value)
        folded = fold(text)
        code = said.get(folded) or table.get(folded)
        if code is None and folded[:1].isdigit():  # “40 - Multilateral”
            code = table.get(folded.partition(" ")[0])
        if code in codes:
            return Cell(code)
        flaw = Flaw("unknown-word", words={"label": about.label.lower(), "choices": ", ".join(labels)}, nearest=labels)
        return Cell(BLANK, (flaw,))

    return read


def _asked_about(column: Column, cells: Sequence[CellValue], given: Mapping[str, str]) -> list[Question]:
    """One question for each word of a closed list that is not known."""
    assert column.field.terms is not None
    asked: dict[str, Question] = {}
    for at, flaws in column.flaws.items():
        if not any(flaw.code == "unknown-word" for flaw in flaws):
            continue
        word = shown(cells[at])
        key = f"{column.field.name}:{fold(word)}"
        rows = asked[key].rows + 1 if key in asked else 1
        choices = tuple(Choice(code, label) for code, label in column.field.terms.choices())
        asked[key] = Question(
            key, f"What does “{word}” mean?", choices, column.field.name, column.match.column, word, rows
        )
    return list(asked.values())


def _one_place(
    column: Column, about: ImportField, cells: Sequence[CellValue], words: Mapping[str, str], vocabulary: Vocabulary
) -> Column:
    """The column with one place for each cell: "kind:code", or the code alone where only a country will do."""
    values: list[Any] = []
    named = {text: text for text in (":".join(target) for target in vocabulary.places.titles)}
    # Where nearly all cells are codes, every code is one, whatever else the letters may be.
    texts = {cell for cell in cells if isinstance(cell, str)}
    codes = vocabulary.places.codes
    if sum(text in codes for text in texts) >= _MOSTLY * len(texts):
        named |= {code: ":".join(target) for code, target in codes.items()}
    for at, (value, cell) in enumerate(zip(column.values, cells, strict=True)):
        known = words.get(fold(cell)) if words and isinstance(cell, str) else None
        if known is None and isinstance(cell, str) and cell in named:
            known = named[cell].removeprefix(_COUNTRY) if about.fixed else named[cell]
        if known is not None:
            values.append(known)
            column.flaws.pop(at, None)
            continue
        if not isinstance(value, tuple):
            values.append(value)
            continue
        target = ":".join(value[0][0])
        code = "one-place" if len(value) > 1 else ""
        if not code and about.fixed and not target.startswith(_COUNTRY):
            code = "country-needed"
        if code:
            column.flaws[at] = (*column.flaws.get(at, ()), Flaw(code))
            values.append(BLANK)
        else:
            values.append(target.removeprefix(_COUNTRY) if about.fixed else target)
    # A word that turned out to be a code is not asked about.
    column.questions = [one for one in column.questions if one.value not in named]
    return Column(column.match, about, values, column.flaws, column.problems, column.questions, column.emptied)


class _Rows:
    """Makes drafts of the columns that were read."""

    def __init__(
        self, table: Table, columns: Sequence[Column], registry: Registry, vocabulary: Vocabulary,
        given: Mapping[str, str],
    ) -> None:  # fmt: skip
        self.table = table
        self.registry = registry
        self.vocabulary = vocabulary
        spread = registry.spread
        self.spread = [
            (column, registry.spread_of(column.match.heading))
            for column in columns
            if spread is not None and column.field.name == spread.value
            and fold(column.match.heading) not in registry.aliases
        ]  # fmt: skip
        wide = {id(column) for column, stated in self.spread if stated}
        self.spread = [(column, stated) for column, stated in self.spread if stated]
        self.plain = [column for column in columns if id(column) not in wide]
        stated = {name for _, names in self.spread for name in names}
        by_column = {column.field.name for column in self.plain}
        self.open = [name for name in registry.asked if name not in by_column and name not in stated]
        self.constants = {
            name: registry.words.get(name, {}).get(fold(given[name]), given[name].strip())
            for name in self.open
            if given.get(name, "").strip()
        }
        self.flaws: dict[int, list[tuple[Flaw, Column]]] = {}
        for column in columns:
            for at, flaws in column.flaws.items():
                said = [(flaw, column) for flaw in flaws if flaw.code not in _UNSAID]
                if said:
                    self.flaws.setdefault(at, []).extend(said)

    def questions(self) -> Iterator[Question]:
        """What the whole file leaves open, such as the index that all its values are of."""
        for name in self.open:
            known = sorted(set(self.registry.words.get(name, {}).values()))
            yield Question(
                name, self.registry.asked[name], (), name, None, ", ".join(known[:5]),
                len(self.table.data_rows),
            )  # fmt: skip

    def drafts(self) -> Iterator[RecordDraft]:
        """One draft for each data row, in the file's order."""
        names = [column.field.name for column in self.plain]
        cells = zip(*(column.values for column in self.plain), strict=True) if self.plain else iter(())
        for at, (number, values) in enumerate(zip(self.table.data_rows, cells, strict=True)):
            stated = {
                name: None if value is EMPTIED else value
                for name, value in zip(names, values, strict=True)
                if value is not BLANK
            }
            yield self._draft(at, number, {**self.registry.defaults, **self.constants, **stated})

    def _draft(self, at: int, number: int, values: dict[str, Any]) -> RecordDraft:
        problems = [self._problem(number, column, flaw) for flaw, column in self.flaws.get(at, ())]
        by_heading: Iterable[tuple[dict[str, Any], ColumnMatch | None]] = (
            list(self._by_heading(at)) if self.spread else [({}, None)]
        )
        rows = []
        lost: set[str] = set()
        for more, match in by_heading:
            row = {**values, **more}
            for name, code, words in self.registry.complete(row, self.vocabulary):
                found = self._said(number, name, code, words, row.get(name), match)
                problems.append(found)
                if found.severity is not Severity.NOTE:
                    row.pop(name, None)
            missing = [name for name in self.registry.key if row.get(name) in (None, "")]
            lost.update(missing)
            if not missing:
                key = tuple(str(row.pop(name)) for name in self.registry.key)
                said = ("", None) if match is None else (match.heading, match.column)
                rows.append(Stated(key, row, *said))
        # What a cell's own problem says already is not said again.
        named = {one.field for one in problems if one.severity is Severity.REJECT}
        if not rows:
            problems += [
                self._said(number, name, "key-needed", {}, "") for name in self.registry.key if name in lost - named
            ]
        return RecordDraft(number, self._title(values), tuple(rows), tuple(problems))

    def _by_heading(self, at: int) -> Iterable[tuple[dict[str, Any], ColumnMatch]]:
        assert self.registry.spread is not None
        name = self.registry.spread.value
        for column, stated in self.spread:
            value = column.values[at]
            if value is not BLANK:
                yield {**stated, name: None if value is EMPTIED else value}, column.match

    def _title(self, values: Mapping[str, Any]) -> str:
        said = {name: values[name] for name in self.registry.by_name if values.get(name)}
        return self.registry.title(said) if said else ""

    def _said(
        self,
        number: int,
        name: str,
        code: str,
        words: Mapping[str, object],
        value: object,
        match: ColumnMatch | None = None,
    ) -> Problem:
        """The problem at the field's cell, which is that of the column `match` where its heading says a part."""
        column = next((one.match for one in self.plain if one.field.name == name), None)
        if self.registry.spread is not None and name == self.registry.spread.value:
            column = match or column
        about = self.registry.by_name[name]
        return problem(
            code, sheet=self.table.sheet.name, row=number, column=column.column if column else None, field=name,
            value=value, words={"label": about.label.lower(), **words},
        )  # fmt: skip

    def _problem(self, number: int, column: Column, flaw: Flaw) -> Problem:
        at = column.match.column
        value = self.table.value(number, at) if flaw.value is None else flaw.value
        return problem(
            flaw.code, sheet=self.table.sheet.name, row=number, column=at, field=column.field.name, value=value,
            nearest=flaw.nearest, words=flaw.words,
        )  # fmt: skip
