"""Forms of nouns that have a shape: what was typed as a value, each problem at its input, and from POST to page.

A room's form names its inputs as the shape names its fields; it gains `read`, `show` and its version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import flash, redirect, request
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from portfolio.core.project import FieldProblem
from portfolio.core.shape import Shape, Stored
from portfolio.core.typed import read_date
from portfolio.errors import Busy, InvalidRecords, Refused, StaleRecord
from portfolio.models.base import LARGEST_INTEGER

#: The choice of nothing in a list.
NOT_KNOWN = {"": "(not known)"}


class PartialDateField(StringField):
    """A date as far as it is known."""


class LinesField(TextAreaField):
    """A list, one entry on each line."""


class TicksField(SelectMultipleField):
    """Any of many, each with its box; a value that is not offered stays for the shape to refuse."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, validate_choice=False, choices=[], **options)
        self.type = "SelectMultipleField"  # which the macros know


class ValueForm(FlaskForm):
    """A form whose inputs are fields of `shape`."""

    shape: Shape

    version = HiddenField()
    reason = StringField("Why (for the history)")

    def __init__(self, stored: Stored | None = None, /, **fixed: Any) -> None:
        """A form that was sent, else filled from a record; `fixed` are fields that the page settles, not its inputs."""
        self.fixed = fixed
        value = {**(stored.value if stored else self.shape.empty()), **fixed}
        shown = {name: "\n".join(part) if _is_lines(self, name) else part for name, part in value.items()}
        super().__init__(data={**shown, "version": stored.version if stored else ""})
        for field in self.shape.fields:
            if field.required and field.name in self:
                self[field.name].flags.required = True

    def read(self) -> tuple[dict[str, Any], list[FieldProblem]]:
        """The fields of this form as the shape writes them, and what could not be read."""
        sent: dict[str, Any] = {}
        unread: list[FieldProblem] = []
        for name in self.shape.names:
            if name not in self:
                continue
            item = self[name]
            given = item.data if isinstance(item, BooleanField | TicksField) else (item.data or "").strip()
            if isinstance(item, LinesField):
                given = given.splitlines()
            if isinstance(item, PartialDateField) and given:
                try:
                    given = read_date(given)
                except ValueError as error:
                    unread.append(FieldProblem(name, str(error)))
            sent[name] = given
        found = {problem.field for problem in unread}
        sent.update(self.fixed)
        value = self.shape.normal(sent)
        return sent, unread + [wrong for wrong in self.shape.problems(value) if wrong.field not in found]

    def show(self, found: Iterable[FieldProblem]) -> None:
        """Put problems at their inputs; what has no input here, on top of the form."""
        for problem in found:
            if problem.field in self:
                self[problem.field].errors = [*self[problem.field].errors, problem.sentence]
            else:
                self.form_errors.append(problem.sentence)

    def show_moved(self, stale: StaleRecord) -> None:
        """Say what somebody else made of the record; what was typed stays, and saving again keeps it."""
        now = {name: self.shape.normal({name: part})[name] for name, part in self.read()[0].items()}
        theirs = [
            f"{self.shape.labels[name]}: {_said(stale.current.value[name])}"
            for name, part in now.items()
            if part != stale.current.value[name]
        ]
        self.form_errors.append(
            f"{stale.sentence} What differs from yours there: {'; '.join(theirs) or 'nothing'}."
            " Below stands what you wrote; saving again keeps it."
        )
        self.version.data = str(stale.current.version)
        self.version.raw_data = None

    def seen_version(self) -> int:
        """The version that the form was filled from. Refused where it does not say."""
        return parse_version(self.version.data)

    def why(self, usual: str) -> str:
        """The reason for the change log."""
        return " ".join((self.reason.data or "").replace("\0", " ").split())[:500] or usual


def parse_version(text: Any) -> int:
    """A version as a form carries it; Refused where it is none."""
    text = str(text or "")
    if not (text.isascii() and text.isdigit() and len(text) <= 16 and int(text) <= LARGEST_INTEGER):
        raise Refused("The form does not say which version of the record it shows.", "Open it again.")
    return int(text)


def answer(
    form: ValueForm, save: Callable[[Mapping[str, Any]], str], page: Callable[[], str], said: str = "Saved."
) -> Any:
    """The answer to a form: the page for GET; for POST what `save` leads to, or the page with what is wrong."""
    if request.method == "GET":
        return page()
    values, found = form.read()
    if not found:
        try:
            target = save(values)
            flash(said, "success")
            return redirect(target, 303)
        except InvalidRecords as refusal:
            found = refusal.by_index[0]
        except StaleRecord as stale:
            form.show_moved(stale)
            return page(), stale.status
        except Busy as busy:
            form.form_errors.append(f"{busy.sentence} {busy.remedy}")
            return page(), busy.status, {"Retry-After": "5"}
    form.show(found)
    return page(), 422


def _is_lines(form: FlaskForm, name: str) -> bool:
    return getattr(getattr(type(form), name, None), "field_class", None) is LinesField


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "(empty)" if value in (None, "") else str(value)
