"""Forms of scenarios and of each kind of change: what was typed, as `core.scenario` reads it; problems at inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FormField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from portfolio.core.money import MINOR_DIGITS
from portfolio.core.project import LABELS, LINKS_AT_MOST, FieldProblem, ProjectValue
from portfolio.core.scenario import SCENARIO, AddDraft, Change, write_change
from portfolio.core.terms import ScenarioVisibility, Status, Strand, Visibility
from portfolio.core.typed import read_amount, read_date
from portfolio.web.projectform import (
    BLANK_ROWS,
    NOT_KNOWN,
    ObjectiveRow,
    OrganisationRow,
    PlaceRow,
    ProjectFields,
    Rows,
    form_data,
)
from portfolio.web.valueform import ValueForm

#: Gives a project's or draft's id by its code; raises ValueError with a sentence where there is none.
Resolve = Callable[[str], int]
#: What a form says: the fields of a change, and what could not be read.
Raw = tuple[dict[str, Any], list[FieldProblem]]

#: Statuses that a draft can be given, in words: the first is what it will be once it is real.
DRAFT_STATUSES = {
    Status.PIPELINE.value: "In the pipeline: it counts as planned",
    Status.IMPLEMENTATION.value: "As if it ran: it counts as active once it has begun",
}
_CURRENCIES = {"EUR": "EUR", **{code: code for code in sorted(MINOR_DIGITS)}}


class ScenarioForm(ValueForm):
    """Name a scenario, and say who may see it and from which day it is looked at."""

    shape = SCENARIO

    name = StringField(SCENARIO.labels["name"])
    note = TextAreaField(SCENARIO.labels["note"])
    visibility = RadioField(
        SCENARIO.labels["visibility"], choices=dict(ScenarioVisibility.choices()), validate_choice=False
    )
    as_of = StringField(SCENARIO.labels["as_of"], render_kw={"type": "date"})
    horizon_months = StringField(SCENARIO.labels["horizon_months"])


class ChangeForm(FlaskForm):
    """A change of a scenario; each kind adds its inputs under the names that `core.scenario` has for them."""

    version = HiddenField()
    note = TextAreaField("Why")

    def raw(self, project_id: int | None, resolve: Resolve) -> Raw:
        """The change's fields without its base, and what could not be read."""
        found = {"project_id": project_id} if project_id is not None else {}
        return {**found, "note": (self.note.data or "").strip()}, []

    def show(self, found: Iterable[FieldProblem]) -> None:
        """Put problems at their inputs; what has no input here, on top of the form."""
        for problem in found:
            if problem.field in self:
                self[problem.field].errors = [*self[problem.field].errors, problem.sentence]
            else:
                self.form_errors.append(problem.sentence)


class ExtendForm(ChangeForm):
    """Another last day."""

    ends_on = StringField("New end")

    def raw(self, project_id: int | None, resolve: Resolve) -> Raw:
        """The day as partial-date text."""
        sent, unread = super().raw(project_id, resolve)
        return _typed(sent, unread, "ends_on", self.ends_on.data, read_date)


class ShiftForm(ChangeForm):
    """Some months and days later, or earlier."""

    months = StringField("Months")
    days = StringField("Days")

    def raw(self, project_id: int | None, resolve: Resolve) -> Raw:
        """Both as whole numbers."""
        sent, unread = super().raw(project_id, resolve)
        for name in ("months", "days"):
            _typed(sent, unread, name, self[name].data, _whole)
        return sent, unread


class CutForm(ChangeForm):
    """Another budget."""

    budget_amount = StringField(LABELS["budget_amount"])
    budget_currency = SelectField(LABELS["budget_currency"], choices=_CURRENCIES, validate_choice=False)

    def raw(self, project_id: int | None, resolve: Resolve) -> Raw:
        """Amount and currency."""
        sent, unread = super().raw(project_id, resolve)
        _typed(sent, unread, "budget_amount", self.budget_amount.data, read_amount)
        return {**sent, "budget_currency": self.budget_currency.data or ""}, unread


class ReallocateForm(ChangeForm):
    """Money from one project to another."""

    from_id = StringField("From")
    to_id = StringField("To")
    amount = StringField("Amount")

    def raw(self, project_id: int | None, resolve: Resolve) -> Raw:
        """Both projects by their codes, and the amount."""
        sent, unread = super().raw(None, resolve)
        for name in ("from_id", "to_id"):
            _typed(sent, unread, name, self[name].data, resolve)
        return _typed(sent, unread, "amount", self.amount.data, read_amount)


class RetargetForm(ChangeForm, ProjectFields):
    """Other objectives and places."""

    objectives = Rows(FormField(ObjectiveRow), LABELS["objectives"], max_entries=LINKS_AT_MOST + BLANK_ROWS)
    places = Rows(FormField(PlaceRow), LABELS["places"], max_entries=LINKS_AT_MOST + BLANK_ROWS)

    def raw(self, project_id: int | None, resolve: Resolve) -> Raw:
        """Both lists, whole."""
        sent, _ = ChangeForm.raw(self, project_id, resolve)
        fields, unread = self.read()
        return {**sent, "objectives": fields.get("objectives", []), "places": fields.get("places", [])}, unread

    def show(self, found: Iterable[FieldProblem]) -> None:
        """As a project's form."""
        ProjectFields.show(self, found)


class DraftForm(ChangeForm, ProjectFields):
    """A project that does not exist yet."""

    code = StringField(LABELS["code"])
    title = StringField(LABELS["title"])
    summary = TextAreaField(LABELS["summary"])
    strand = SelectField(LABELS["strand"], choices={**NOT_KNOWN, **dict(Strand.choices())}, validate_choice=False)
    status = RadioField("How it counts", choices=DRAFT_STATUSES, default="pipeline", validate_choice=False)
    planned_start = StringField(LABELS["planned_start"])
    planned_end = StringField(LABELS["planned_end"])
    budget_amount = StringField(LABELS["budget_amount"])
    budget_currency = SelectField(
        LABELS["budget_currency"], choices={**NOT_KNOWN, **_CURRENCIES}, validate_choice=False
    )
    objectives = Rows(FormField(ObjectiveRow), LABELS["objectives"], max_entries=LINKS_AT_MOST + BLANK_ROWS)
    places = Rows(FormField(PlaceRow), LABELS["places"], max_entries=LINKS_AT_MOST + BLANK_ROWS)
    organisations = Rows(FormField(OrganisationRow), LABELS["organisations"], max_entries=LINKS_AT_MOST + BLANK_ROWS)
    parent = StringField(LABELS["parent"])
    visibility = SelectField(
        LABELS["visibility"],
        choices=dict(Visibility.choices()),
        default=Visibility.INTERNAL.value,
        validate_choice=False,
    )

    def raw(self, project_id: int | None, resolve: Resolve) -> Raw:
        """The draft as a project value."""
        sent, _ = ChangeForm.raw(self, None, resolve)
        fields, unread = self.read()
        return {**sent, "value": fields}, unread

    def show(self, found: Iterable[FieldProblem]) -> None:
        """As a project's form."""
        ProjectFields.show(self, found)


FORMS: dict[str, type[ChangeForm]] = {
    "draft": DraftForm,
    "extend": ExtendForm,
    "shift": ShiftForm,
    "cut": CutForm,
    "retarget": RetargetForm,
    "reallocate": ReallocateForm,
    "drop": ChangeForm,
}


def change_form(kind: str, data: dict[str, Any]) -> ChangeForm:
    """The form of a kind: as it was sent, else filled with `data` by its inputs' names."""
    return FORMS[kind](data=data)


def data_of(change: Change, called: dict[int, str]) -> dict[str, Any]:
    """A change as its form holds it."""
    if isinstance(change, AddDraft):
        return {**form_data(change.value), "note": change.note}
    data = {name: value for name, value in write_change(change).items() if name != "base"}
    for name in ("from_id", "to_id"):
        if name in data:
            data[name] = called.get(data[name], "")
    if change.kind == "retarget":
        now: ProjectValue = {"organisations": [], **data}
        data.update(links_data(now))
    return data


def links_data(value: ProjectValue) -> dict[str, Any]:
    """A project's objectives and places as rows of a form."""
    whole: dict[str, Any] = {**dict.fromkeys(LABELS), "organisations": [], **value}
    filled = form_data({**whole, "objectives": whole["objectives"] or [], "places": whole["places"] or []})
    return {name: filled[name] for name in ("objectives", "places")}


def _typed(
    sent: dict[str, Any], unread: list[FieldProblem], name: str, text: str | None, reader: Callable[[str], Any]
) -> Raw:
    """Put what `reader` makes of a text under its name; nothing for an empty one."""
    if text and text.strip():
        try:
            sent[name] = reader(text.strip())
        except ValueError as error:
            unread.append(FieldProblem(name, str(error)))
    return sent, unread


def _whole(text: str) -> int:
    digits = text.lstrip("+-−")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6 and len(text) - len(digits) <= 1):
        raise ValueError(f"“{text[:20]}” is not a whole number like 6 or -6.")
    return int(digits) * (-1 if text[0] in "-−" else 1)
