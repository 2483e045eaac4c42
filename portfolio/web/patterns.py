"""Serves templates/house/patterns.html to administrators: every component in every state, and a field of every kind."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portfolio.core.people import Permission
from portfolio.web.access import route

blueprint = Blueprint("house", __name__)


class LineForm(Form):
    """A line of a list of small forms."""

    place = StringField("Place", [InputRequired("Choose a place.")])
    share = StringField("Share, %")


class SampleForm(FlaskForm):
    """One field of every kind."""

    version = HiddenField()
    title = StringField("Title", [InputRequired("Enter a title.")])
    summary = TextAreaField("Summary", [Length(max=5, message="Shorten the summary.")])
    status = SelectField("Status", choices=[SelectChoice("pipeline", "Pipeline"), SelectChoice("closed", "Closed")])
    kinds = SelectMultipleField(
        "Kinds",
        choices=[SelectChoice("country", "Countries"), SelectChoice("region", "Regions")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    visibility = RadioField(
        "Who may see it",
        [InputRequired("Choose who may see it.")],
        choices=[SelectChoice("public", "Everybody"), SelectChoice("internal", "Whoever signs in")],
    )
    start = DateField("Start", [Optional()])
    archived = BooleanField("Archived", [InputRequired("Tick this.")], description="Left out of lists.")
    places = FieldList(FormField(LineForm), "Places", min_entries=2)
    sheet = FileField("File")


@route(blueprint, "/house/patterns", Permission.administer)
def patterns() -> str:
    """Every component in every state."""
    plain = SampleForm(formdata=None, prefix="plain-", meta={"csrf": False})
    refused = SampleForm(MultiDict({"refused-summary": "far too long"}), prefix="refused-", meta={"csrf": False})
    refused.validate()
    return render_template(
        "house/patterns.html", plain=plain, refused=refused, url_of_page=lambda number: f"#page-{number}"
    )
