"""A table and its mapping -> drafts: every cell read, every problem named, nothing guessed; no clock, no database.

Modules: vocabulary, gazetteer, variants and territories (what words mean), spellings, almanac and words (facts), dates,
spans, stretches, units, money, lists, places, objectives, organisations, texts (how one value is read), ticks, shares,
links, columns, readers, datecolumns, timeline, amounts (how a column is), questions and titles (what is asked),
assembly and totals (how columns become fields), drafts (what comes out).
"""

from __future__ import annotations

from typing import Any

from imports.fields import FIELD_BY_NAME, Parse
from imports.mapping import IDENTIFYING, Mapping
from imports.normalise.answers import Answers
from imports.normalise.assembly import Fields, assumed_of, join, stated
from imports.normalise.drafts import Draft, Drafts
from imports.normalise.flaws import Choice, Question
from imports.normalise.gazetteer import NO_PLACE, NOWHERE, PlaceName
from imports.normalise.links import links_left, with_links
from imports.normalise.organisations import OrganisationReader
from imports.normalise.readers import Context, read_column
from imports.normalise.shares import with_shares
from imports.normalise.ticks import without_ticks
from imports.normalise.unreadable import mark_errors, note_computed
from imports.normalise.vocabulary import ObjectiveName, Vocabulary
from imports.problems import Problem, problem, shown
from imports.read.sheets import Sheet
from imports.table import Skipped, Table, Wishes
from imports.table.kinds import REASONS
from imports.table.notes import no_identity
from portfolio.core.project import DEFAULT_FRAMEWORK

__all__ = [
    "DEFAULT_FRAMEWORK", "NOWHERE", "NO_PLACE", "Answers", "Choice", "Draft", "Drafts", "ObjectiveName", "PlaceName",
    "Question", "Vocabulary", "normalise",
]  # fmt: skip


def normalise(
    table: Table,
    mapping: Mapping,
    vocabulary: Vocabulary,
    answers: Answers = Answers(),
    *,
    language: str | None = None,
    wishes: Wishes = Wishes(),
) -> Drafts:
    """The drafts of a table's data rows. `language` ("de", "en-US") hints at the order of dates, and at nothing else.

    Rows that a person wishes to be read are kept as drafts although they only repeat another one.
    """
    if not mapping.has_identity:
        return Drafts((), (no_identity(table),), ())
    vocabulary = vocabulary.with_answers(answers.meanings)
    context = Context(vocabulary, answers, language, OrganisationReader(vocabulary))
    cells = [
        with_links(table, match.column, of_it, FIELD_BY_NAME[match.field or ""].parse)
        for match, of_it in zip(mapping.taken, table.columns(one.column for one in mapping.taken), strict=True)
    ]
    cells = without_ticks(mapping.taken, cells, vocabulary)
    cells, shares = with_shares(mapping.taken, cells, vocabulary)
    columns = [
        read_column(match, of_it, context)
        for match, of_it in zip(mapping.taken, cells, strict=True)
        if match.field != "shares_before"
    ]
    columns += shares
    mark_errors(table, columns, identity=("code", "title"))
    note_computed(table, columns)
    fields = join(columns, vocabulary.places, answers, len(table.data_rows))
    rows, skipped = _Rows(table, fields, wishes).drafts()
    problems = [
        problem(flaw.code, sheet=table.sheet.name, row=None if at is None else table.data_rows[at],
                column=column.match.column, field=column.field.name, value=flaw.value,
                nearest=flaw.nearest, words=flaw.words)
        for column in columns
        for flaw, at in column.problems
    ]  # fmt: skip
    addresses = [column.match.column for column in columns if column.field.parse is Parse.LINK]
    problems += links_left(table, addresses)
    questions = {question.key: question for column in columns for question in column.questions}
    return Drafts(
        tuple(rows),
        tuple(problems),
        tuple(questions.values()),
        tuple(skipped),
        tuple(context.organisations.new.values()),
    )


#: What a row without a title is called by.
_NAMING = ("title", "code", "iati_identifier")


class _Rows:
    """Makes the drafts of a table, and tells rows that are none of their own."""

    def __init__(self, table: Table, fields: Fields, wishes: Wishes) -> None:
        self.table = table
        self.sheet: Sheet = table.sheet
        self.fields = fields
        self.wishes = wishes
        self.title_column = next((fields.columns[one] for one in _NAMING if one in fields.columns), None)
        self.by_code: dict[str, Draft] = {}

    def drafts(self) -> tuple[list[Draft], list[Skipped]]:
        """The drafts and the skipped rows, both in the order of the file."""
        rows: list[Draft] = []
        skipped: list[Skipped] = []
        fields = self.fields
        roles, tiers = fields.roles, fields.tiers
        joined, by_code = self.table.joined, self.by_code
        none: frozenset[str] = frozenset()
        for at, (number, values) in enumerate(zip(self.table.data_rows, stated(fields), strict=True)):
            problems: tuple[Problem, ...] = ()
            if at in fields.flaws:
                problems = self._problems(at, number)
            named = (
                values.get("title") or values.get("code") or values.get("iati_identifier") or values.get("source_id")
            )
            if not named and not any(one.field in IDENTIFYING for one in problems):
                problems += (problem("no-title-no-code", sheet=self.sheet.name, row=number),)
            if number in joined:
                problems += (joined[number],)
            draft = Draft(
                number,
                values["title"] if "title" in values else self._title(number),
                values,
                fields.columns,
                problems,
                roles[at] if roles else none,
                tiers[at] if tiers else none,
                assumed_of(fields, at),
                frozenset(fields.partial[at]) if at in fields.partial else none,
            )
            code = values.get("code")
            if not isinstance(code, str) or by_code.setdefault(code, draft) is draft:
                rows.append(draft)
                continue
            draft, repeats = self._again(draft, by_code[code])
            if repeats is None:
                rows.append(draft)
            else:
                reason = REASONS["repeat"].format(row=repeats)
                skipped.append(Skipped(number, "repeat", reason, draft.title))
        return rows, skipped

    def _cell(self, number: int, column: int) -> Any:
        return self.table.value(number, column)

    def _title(self, number: int) -> str:
        return "" if self.title_column is None else shown(self._cell(number, self.title_column))

    def _problems(self, at: int, number: int) -> tuple[Problem, ...]:
        return tuple(
            problem(
                flaw.code,
                sheet=self.sheet.name,
                row=number,
                column=column,
                field=name,
                value=self._cell(number, column) if flaw.value is None else flaw.value,
                nearest=flaw.nearest,
                words=flaw.words,
            )
            for flaw, name, column in self.fields.flaws[at]
        )

    def _again(self, draft: Draft, first: Draft) -> tuple[Draft, int | None]:
        """A draft whose code an earlier row has: rejected if that says something else; or the row that it repeats.

        Exactly the same letters: real lists hold two projects whose codes differ in the case of a letter.
        """
        if first.values == draft.values and not draft.problems and not self.wishes.takes(draft.row, "repeat"):
            return draft, first.row
        code = draft.values["code"]
        where = {"sheet": self.sheet.name, "row": draft.row, "column": self.fields.columns.get("code"), "field": "code"}
        kind = "repeated-in-file" if first.values == draft.values else "duplicate-in-file"
        found = problem(kind, value=code, words={"other": first.row}, **where)  # type: ignore[arg-type]
        return Draft(
            draft.row, draft.title, draft.values, draft.columns, (*draft.problems, found), draft.roles, draft.tiers,
            draft.assumed, draft.partial,
        ), None  # fmt: skip
