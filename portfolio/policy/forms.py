"""Forms of dialogues and instruments."""

from __future__ import annotations

from wtforms import SelectField, StringField, TextAreaField

from portfolio.core.policy import DIALOGUE, INSTRUMENT
from portfolio.core.terms import DialogueStatus, InstrumentKind, InstrumentStatus
from portfolio.web.valueform import NOT_KNOWN, PartialDateField, TicksField, ValueForm


class DialogueForm(ValueForm):
    """Add or change a dialogue."""

    shape = DIALOGUE

    code = StringField(DIALOGUE.labels["code"])
    title = StringField(DIALOGUE.labels["title"])
    place = StringField(DIALOGUE.labels["place"])
    status = SelectField(DIALOGUE.labels["status"], choices=dict(DialogueStatus.choices()), validate_choice=False)
    starts_on = PartialDateField(DIALOGUE.labels["starts_on"])
    ends_on = PartialDateField(DIALOGUE.labels["ends_on"])
    objectives = TicksField(DIALOGUE.labels["objectives"])
    note = TextAreaField(DIALOGUE.labels["note"])
    url = StringField(DIALOGUE.labels["url"])
    source = StringField(DIALOGUE.labels["source"])


class InstrumentForm(ValueForm):
    """Add or change an instrument."""

    shape = INSTRUMENT

    identifier = StringField(INSTRUMENT.labels["identifier"])
    title = StringField(INSTRUMENT.labels["title"])
    kind = SelectField(
        INSTRUMENT.labels["kind"], choices={**NOT_KNOWN, **dict(InstrumentKind.choices())}, validate_choice=False
    )
    dated_on = PartialDateField(INSTRUMENT.labels["dated_on"])
    status = SelectField(
        INSTRUMENT.labels["status"], choices={**NOT_KNOWN, **dict(InstrumentStatus.choices())}, validate_choice=False
    )
    place = StringField(INSTRUMENT.labels["place"])
    objectives = TicksField(INSTRUMENT.labels["objectives"])
    url = StringField(INSTRUMENT.labels["url"])
    note = TextAreaField(INSTRUMENT.labels["note"])
    source = StringField(INSTRUMENT.labels["source"])
