"""Forms of the import wizard; what a column means depends on the file, so that form is read field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from imports.fields import ImportField
from imports.kinds import Kind
from imports.mapping import IDENTIFYING
from imports.match import LEAVE_OUT, NEW
from imports.merge import OURS, THEIRS, ConflictRule
from imports.outcomes import Mode, Policy
from imports.read.charset import ENCODINGS
from imports.read.text import DELIMITERS
from portfolio.core.text import clean, fold
from portfolio.errors import Refused
from portfolio.models.source import LONGEST_NAME

MODES = [
    SelectChoice(Mode.BOTH.value, "Add what is new and change what is stored"),
    SelectChoice(Mode.ADD.value, "Only add what is new"),
    SelectChoice(Mode.UPDATE.value, "Only change what is stored"),
]
POLICIES = [
    SelectChoice(Policy.ALL_OR_NOTHING.value, "All or nothing: if a row cannot come in, none does"),
    SelectChoice(Policy.GOOD.value, "Good rows come in, bad rows stay out and are listed"),
]
CONFLICTS = [
    SelectChoice(ConflictRule.ASK.value, "Ask about each of them"),
    SelectChoice(ConflictRule.OURS.value, "Keep what is stored here"),
    SelectChoice(ConflictRule.THEIRS.value, "Take what the file says"),
]
#: The value of a question's select while nobody answered.
UNANSWERED = "?"
#: The choice of a kind that leaves it to the headings.
BY_HEADINGS = SelectChoice("", "Projects, unless the headings are clearly those of another list")


class UploadForm(FlaskForm):  # type: ignore[misc]
    """Upload a file, with the rules chosen beforehand."""

    file = FileField("File", [FileRequired("Choose a file.")])
    kind = SelectField("What the rows are", choices=[BY_HEADINGS], default="")
    mode = RadioField("What the import may do", choices=MODES, default=Mode.BOTH.value)
    rows = RadioField("When rows cannot come in", choices=POLICIES, default=Policy.ALL_OR_NOTHING.value)

    def offer(self, kinds: Sequence[Kind]) -> None:
        """Let the person choose one of `kinds`, or leave it to the headings."""
        named = [SelectChoice(kind.name, kind.title) for kind in kinds]
        self.kind.choices = [BY_HEADINGS, *named]


class StepForm(FlaskForm):  # type: ignore[misc]
    """A button of the wizard; `version` is the batch's as the page showed it."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("The page carries no version.")])


class RulesForm(StepForm):
    """Change the rules on the check page."""

    mode = RadioField("What the import may do", choices=MODES)
    rows = RadioField("When rows cannot come in", choices=POLICIES)
    conflicts = RadioField(
        "Where a field was changed here and in the file", choices=CONFLICTS, default=ConflictRule.ASK.value
    )


class ReadingForm(StepForm):
    """How a text file is to be read."""

    encoding = SelectField("Encoding", choices=[SelectChoice(codec, name) for codec, name in ENCODINGS.items()])
    delimiter = SelectField(
        "The columns are separated by",
        choices=[SelectChoice("", "whatever cuts the rows most evenly")]
        + [SelectChoice(name, f"a {name}") for name in DELIMITERS.values()],
    )

    @property
    def chosen_delimiter(self) -> str | None:
        """The delimiter itself."""
        return next((mark for mark, name in DELIMITERS.items() if name == self.delimiter.data), None)


@dataclass(frozen=True, slots=True)
class ColumnsInput:
    """What the columns page was sent with. `errors` are sentences by the name of the input they are about.

    `sheets` are read with `sheet` as one table; None where none was offered.
    """

    sheet: int
    header_row: int
    columns: Mapping[int, str | None]
    answers: Mapping[str, str]
    forgotten: frozenset[str]
    source: str | None = None
    decision: str = ""
    sheets: frozenset[int] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


def field_choices(kind: Kind) -> list[tuple[str, str]]:
    """Select values of a column of the columns form."""
    return [("", "not imported"), *((one.name, one.label) for one in kind.fields)]


def parse_columns(given: Mapping[str, str], batch: Any, kind: Kind, places: Mapping[str, str]) -> ColumnsInput:
    """The choices of the columns page; inputs that nobody could have chosen are passed over.

    `kind` is what the rows are. `places` is {title: "kind:code"} of what may be named freely.
    """
    sheets = {one["index"] for one in batch.sheets}
    sheet = _number(given.get("sheet"), batch.sheet if batch.sheet is not None else min(sheets))
    errors: dict[str, str] = {}
    if sheet not in sheets:
        raise Refused("This file has no such sheet.", "Choose one of the list.")
    facts = next(one for one in batch.sheets if one["index"] == sheet)
    last = facts["first_row"] + facts["rows"] - 1
    header_row = _number(given.get("header_row"), facts["first_row"] if batch.header_row is None else batch.header_row)
    if not facts["first_row"] <= header_row <= last:
        errors["header_row"] = f"The rows of this sheet are {facts['first_row']} to {last}."
    columns: dict[int, str | None] = {}
    fields = {one.name: one for one in kind.fields}
    for one in batch.mapping or ():
        name = given.get(f"field-{one['column']}")
        if name is not None and (name == "" or name in fields):
            columns[one["column"]] = name or None
    same_table = sheet == batch.sheet and header_row == batch.header_row
    if same_table:
        errors.update(_twice(columns, fields))
        # Which columns another list needs, its plan says: a heading or an answer may stand for one.
        if kind.records is None and columns and not set(IDENTIFYING) & set(columns.values()):
            errors["columns"] = (
                "Choose the column of the title, of the code or of the IATI identifier; "
                "without one, no row can be told apart."
            )
    answers = dict(_answer(given, one) for one in batch.options["questions"] if _answer(given, one)[1] != UNANSWERED)
    known = {fold(title): target for title, target in places.items()}
    for one in batch.options["questions"]:
        named = given.get(f"other-{one['key']}", "").strip()[:200]
        if named and one.get("free"):
            if fold(named) in known:
                answers[one["key"]] = known[fold(named)]
            else:
                errors[f"other-{one['key']}"] = f"“{named}” is not the title of a place here; choose one of the list."
    forgotten = frozenset(key for key in batch.options["answers"] if f"forget-{key}" in given)
    source, error = _source(given, batch)
    if error:
        errors["source"] = error
    return ColumnsInput(sheet, header_row, columns, answers, forgotten, source, given.get("decide", ""),
                        _together(given, batch, sheet), errors)  # fmt: skip


def _together(given: Mapping[str, str], batch: Any, sheet: int) -> frozenset[int] | None:
    """The sheets that are ticked to be read with `sheet`, or all of them after a press on the button that says so."""
    if "alike" not in given or sheet != batch.sheet:
        return None
    offered = {one["index"]: one for one in batch.options.get("alike", ())}
    if given.get("step") == "together":
        return frozenset(index for index, one in offered.items() if not one["hidden"])
    return frozenset(index for index in offered if f"with-{index}" in given)


def _source(given: Mapping[str, str], batch: Any) -> tuple[str | None, str]:
    """Whose list a person says it is (None: what is proposed stands), and what is wrong with that."""
    text = clean(given.get("source", ""), lines=False)
    proposed = (batch.options.get("origin") or {}).get("name")
    if not text or text == proposed:
        return batch.options.get("source"), ""
    if len(text) > LONGEST_NAME:
        return None, f"The name has {len(text)} characters; {LONGEST_NAME} fit."
    return text, ""


def _answer(given: Mapping[str, str], question: Mapping[str, Any]) -> tuple[str, str]:
    """A question's key and its answer. An empty choice is an answer ("no place"), an empty line is none."""
    text = given.get(f"answer-{question['key']}", UNANSWERED)[:300]
    if question["choices"]:
        return question["key"], text if text in {answer for answer, _ in question["choices"]} else UNANSWERED
    return question["key"], text.strip() or UNANSWERED


def _twice(columns: Mapping[int, str | None], fields: Mapping[str, ImportField]) -> dict[str, str]:
    errors: dict[str, str] = {}
    first: dict[str, int] = {}
    for column, name in columns.items():
        if name is None or fields[name].multiple:
            continue
        if name in first:
            errors[f"field-{column}"] = f"“{fields[name].label}” is one column; two are chosen."
        first.setdefault(name, column)
    return errors


def parse_left_out(given: Mapping[str, str], rows: Mapping[int, str]) -> dict[int, str]:
    """The answers for rows after a press on "Leave out" or "Take", which carry the row."""
    left, taken = _number(given.get("leave"), 0), _number(given.get("take"), 0)
    decided = {row: answer for row, answer in rows.items() if row != taken or answer != LEAVE_OUT}
    return {**decided, left: LEAVE_OUT} if left else decided


def parse_row_answers(given: Mapping[str, str], codes: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """{row: answer} of the check page; `codes` are the projects that a row may be, by row."""
    found: dict[int, str] = {}
    for row, candidates in codes.items():
        answer = given.get(f"row-{row}", "")
        if answer in (NEW, LEAVE_OUT) or answer in candidates:
            found[row] = answer
    return found


def parse_sides(given: Mapping[str, str], asked: Mapping[int, Sequence[str]]) -> dict[tuple[int, str], str]:
    """{(row, field): side} of the check page; `asked` are the fields in conflict, by row."""
    found: dict[tuple[int, str], str] = {}
    for row, fields in asked.items():
        for name in fields:
            side = given.get(f"side-{row}-{name}", "")
            if side in (OURS, THEIRS):
                found[row, name] = side
    return found


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else default
