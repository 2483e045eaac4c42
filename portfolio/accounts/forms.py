"""Forms of people and sign-in."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, HiddenField, IntegerField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from portfolio.accounts.passwords import LONGEST, SHORTEST
from portfolio.core.terms import Role

ROLES = [SelectChoice(role.value, role.label) for role in Role]


class SignInForm(FlaskForm):
    """Sign in by password."""

    email = EmailField("E-mail address", [InputRequired("Enter your e-mail address."), Length(max=254)])
    password = PasswordField("Password", [InputRequired("Enter your password."), Length(max=LONGEST)])
    to = HiddenField()


class NewUserForm(FlaskForm):
    """Add a person."""

    email = EmailField("E-mail address", [InputRequired("Enter an e-mail address."), Length(max=254)])
    name = StringField("Name", [Optional(), Length(max=200)])
    role = SelectField("Role", choices=ROLES, default=Role.VIEWER.value)


class UserForm(FlaskForm):
    """Change a person's role or access."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    name = StringField("Name", [Optional(), Length(max=200)])
    role = SelectField("Role", choices=ROLES)
    active = BooleanField("May sign in")


class PasswordForm(FlaskForm):
    """Choose a new password."""

    password = PasswordField(
        "New password",
        [
            InputRequired("Enter a password."),
            Length(SHORTEST, LONGEST, f"A password has {SHORTEST} to {LONGEST} characters."),
        ],
    )
