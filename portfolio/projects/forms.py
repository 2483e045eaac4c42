"""The form of a project: its fields; what was typed as a value is read by `web.projectform`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import FormField, HiddenField, SelectField, StringField, TextAreaField

from portfolio.core.money import MINOR_DIGITS
from portfolio.core.project import LABELS, LINKS_AT_MOST, LIST_FIELDS, empty
from portfolio.core.terms import Status, Strand, Visibility
from portfolio.web.projectform import (
    ADD,
    BLANK_ROWS,
    NOT_KNOWN,
    ObjectiveRow,
    OrganisationRow,
    PlaceRow,
    ProjectFields,
    Rows,
    form_data,
)

__all__ = ["ADD", "ProjectForm", "form_data", "form_pairs"]


class ProjectForm(ProjectFields):
    """Create or change a project. A field that the browser did not send is left as it is."""

    version = HiddenField()
    code = StringField(LABELS["code"])
    title = StringField(LABELS["title"])
    acronym = StringField(LABELS["acronym"])
    iati_identifier = StringField(LABELS["iati_identifier"])
    summary = TextAreaField(LABELS["summary"])
    strand = SelectField(LABELS["strand"], choices={**NOT_KNOWN, **dict(Strand.choices())}, validate_choice=False)
    status = SelectField(LABELS["status"], choices={**NOT_KNOWN, **dict(Status.choices())}, validate_choice=False)
    planned_start = StringField(LABELS["planned_start"])
    planned_end = StringField(LABELS["planned_end"])
    actual_start = StringField(LABELS["actual_start"])
    actual_end = StringField(LABELS["actual_end"])
    budget_amount = StringField(LABELS["budget_amount"])
    budget_currency = SelectField(
        LABELS["budget_currency"],
        choices={**NOT_KNOWN, "EUR": "EUR", **{code: code for code in sorted(MINOR_DIGITS)}},
        validate_choice=False,
    )
    website = StringField(LABELS["website"])
    source = StringField(LABELS["source"])
    objectives = Rows(FormField(ObjectiveRow), LABELS["objectives"], max_entries=LINKS_AT_MOST + BLANK_ROWS)
    places = Rows(FormField(PlaceRow), LABELS["places"], max_entries=LINKS_AT_MOST + BLANK_ROWS)
    organisations = Rows(FormField(OrganisationRow), LABELS["organisations"], max_entries=LINKS_AT_MOST + BLANK_ROWS)
    parent = StringField(LABELS["parent"])
    predecessor = StringField(LABELS["predecessor"])
    visibility = SelectField(
        LABELS["visibility"],
        choices=dict(Visibility.choices()),
        default=Visibility.INTERNAL.value,
        validate_choice=False,
    )
    last_reviewed_on = StringField(LABELS["last_reviewed_on"])
    reason = StringField("Why (for the history)")


def form_pairs(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(name, value) of the inputs that would send these values of a project: how a page carries them on, hidden."""
    pairs: list[tuple[str, str]] = []
    for name, value in form_data({**empty(), **values}).items():
        if name not in values:
            continue
        if name in LIST_FIELDS:
            for index, row in enumerate(value or [{}]):
                pairs += [(f"{name}-{index}-{key}", str(part or "")) for key, part in (row or {"share": ""}).items()]
        else:
            pairs.append((name, str(value or "")))
    return pairs
