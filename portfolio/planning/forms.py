"""Forms of needs, indices and their values."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from portfolio.core.cellnotes import DECLARATION, GAP_NOTE
from portfolio.core.indices import INDEX, INDEX_VALUE, NEED
from portfolio.core.needrules import BOUNDS, NEED_RULE
from portfolio.core.project import FieldProblem
from portfolio.core.shape import Stored
from portfolio.core.terms import GapStatus, Verdict
from portfolio.core.typed import read_amount
from portfolio.errors import Refused
from portfolio.planning.snapshots import LONGEST_NAME
from portfolio.planning.snapshots import LONGEST_NOTE as LONGEST_SNAPSHOT_NOTE
from portfolio.planning.tables import LEVELS
from portfolio.planning.verdicts import LONGEST_NOTE, Ruling
from portfolio.web.filters import parse_day, parse_horizon
from portfolio.web.valueform import LinesField, ValueForm


class NeedForm(ValueForm):
    """Set one need, or take it out: then it is unknown, which is not 0."""

    shape = NEED

    level = RadioField(
        NEED.labels["level"],
        choices={"": "unknown", **{str(level): f"{level}: {word}" for level, word in enumerate(LEVELS)}},
        validate_choice=False,
    )
    note = TextAreaField(NEED.labels["note"])

    def __init__(self, stored: Stored | None, *, country: str, objective: str | None) -> None:
        super().__init__(stored, country=country, objective=objective)
        if not self.is_submitted():
            self.level.data = str(stored.value["level"]) if stored else ""
        self.level.flags.required = False

    @property
    def takes_out(self) -> bool:
        """Whether the need is to be unknown."""
        return not self.level.data

    def read(self) -> tuple[dict[str, Any], list[FieldProblem]]:
        """The need as the shape writes it; one that is taken out has nothing to be wrong."""
        sent, found = super().read()
        return (sent, []) if self.takes_out else (sent, found)


class IndexForm(ValueForm):
    """Add or change an index."""

    shape = INDEX

    code = StringField(INDEX.labels["code"])
    title = StringField(INDEX.labels["title"])
    publisher = StringField(INDEX.labels["publisher"])
    unit = StringField(INDEX.labels["unit"])
    higher_is_better = BooleanField(INDEX.labels["higher_is_better"])
    tiers = LinesField(INDEX.labels["tiers"])
    url = StringField(INDEX.labels["url"])
    note = TextAreaField(INDEX.labels["note"])


class IndexValueForm(ValueForm):
    """Add or change what an index says of a country in a year."""

    shape = INDEX_VALUE

    country = StringField(INDEX_VALUE.labels["country"])
    year = StringField(INDEX_VALUE.labels["year"])
    score = StringField(INDEX_VALUE.labels["score"])
    tier = StringField(INDEX_VALUE.labels["tier"])
    source = StringField(INDEX_VALUE.labels["source"])

    def read(self) -> tuple[dict[str, Any], list[FieldProblem]]:
        """The value as the shape writes it; a number may be typed as 85,4."""
        typed = (self.score.data or "").strip()
        try:
            self.score.data = read_amount(typed) if typed else ""
        except ValueError as error:
            sent, found = super().read()
            return sent, [FieldProblem("score", str(error)), *(wrong for wrong in found if wrong.field != "score")]
        return super().read()


class DeclarationForm(ValueForm):
    """Declare that an objective does not apply at a place."""

    shape = DECLARATION

    expires_on = StringField(DECLARATION.labels["expires_on"], render_kw={"type": "date"})
    note = TextAreaField(DECLARATION.labels["note"])


class GapNoteForm(ValueForm):
    """Say who looks after a gap, or that nobody does any more."""

    shape = GAP_NOTE

    status = RadioField(
        GAP_NOTE.labels["status"],
        choices={"": "Nobody looks after it", **dict(GapStatus.choices())},
        validate_choice=False,
    )
    person = SelectField(GAP_NOTE.labels["person"], validate_choice=False)
    note = TextAreaField(GAP_NOTE.labels["note"])

    def __init__(self, stored: Stored | None, people: list[tuple[str, str]], *, objective: str, place: str) -> None:
        super().__init__(stored, objective=objective, place=place)
        if not self.is_submitted():
            self.status.data = stored.value["status"] if stored else ""
        known = [("", "Nobody by name"), *people]
        if self.person.data and self.person.data not in dict(known):
            known.append((self.person.data, self.person.data))
        self.person.choices = known
        self.status.flags.required = False

    @property
    def takes_out(self) -> bool:
        """Whether the note is to go."""
        return not self.status.data

    def read(self) -> tuple[dict[str, Any], list[FieldProblem]]:
        """The note as the shape writes it; one that is taken out has nothing to be wrong."""
        sent, found = super().read()
        return (sent, []) if self.takes_out else (sent, found)


class VerdictForm(FlaskForm):
    """Say what two overlapping projects are to each other, or take it back: then the pair is to be judged again."""

    version = HiddenField()
    verdict = RadioField("Verdict", choices={"": "No verdict", **dict(Verdict.choices())})
    note = TextAreaField("Note", validators=[Length(max=LONGEST_NOTE)])

    def __init__(self, ruling: Ruling | None) -> None:
        super().__init__(
            data={
                "version": str(ruling.version) if ruling else "0",
                "verdict": ruling.verdict.value if ruling else "",
                "note": (ruling.note or "") if ruling else "",
            }
        )

    @property
    def chosen(self) -> Verdict | None:
        """The verdict, None for none."""
        return Verdict(self.verdict.data) if self.verdict.data else None


class SnapshotForm(FlaskForm):
    """Take a snapshot."""

    name = StringField("Name", validators=[DataRequired("Name the snapshot."), Length(max=LONGEST_NAME)])
    as_of = StringField("Cut-off day", render_kw={"type": "date"})
    horizon = StringField("Months ahead", render_kw={"inputmode": "numeric"})
    recorded_on = StringField("As recorded at the end of", render_kw={"type": "date"})
    note = TextAreaField("Note", validators=[Length(max=LONGEST_SNAPSHOT_NOTE)])

    def __init__(self, *, as_of: str, horizon: str) -> None:
        super().__init__(data={"as_of": as_of, "horizon": horizon})
        self.months = 0

    def validate_as_of(self, item: StringField) -> None:
        """A day that a report can be dated by."""
        _day(item)

    def validate_recorded_on(self, item: StringField) -> None:
        """A day, or nothing."""
        _day(item)

    def validate_horizon(self, item: StringField) -> None:
        """Whole months."""
        try:
            months = parse_horizon((item.data or "").strip())
        except Refused as error:
            raise ValidationError(f"{error.sentence} {error.remedy}") from None
        if months is None:
            raise ValidationError("Say how many months it looks ahead.")
        self.months = months


def _day(item: StringField) -> None:
    try:
        parse_day((item.data or "").strip())
    except Refused as error:
        raise ValidationError(f"{error.sentence} {error.remedy}") from None


class NeedRuleForm(ValueForm):
    """Add or change a rule that turns an index into needs."""

    shape = NEED_RULE

    code = StringField(NEED_RULE.labels["code"])
    title = StringField(NEED_RULE.labels["title"])
    index = SelectField(NEED_RULE.labels["index"], validate_choice=False)
    objective = SelectField("Makes the needs of", validate_choice=False)
    high = StringField(NEED_RULE.labels["high"])
    medium = StringField(NEED_RULE.labels["medium"])
    low = StringField(NEED_RULE.labels["low"])
    tiers = LinesField(NEED_RULE.labels["tiers"])
    oldest_year = StringField(NEED_RULE.labels["oldest_year"])
    note = TextAreaField(NEED_RULE.labels["note"])

    def __init__(
        self,
        stored: Stored | None,
        indices: list[tuple[str, str]],
        objectives: list[tuple[str, list[tuple[str, str]]]],
        **given: Any,
    ) -> None:
        super().__init__(stored, **({"code": stored.value["code"]} if stored else {}))
        self.index.choices = indices
        self.objective.choices = {"": [("", "All objectives")], **dict(objectives)}
        if not self.is_submitted():
            for name, value in given.items():
                self[name].data = value
        if stored:
            del self.code

    def read(self) -> tuple[dict[str, Any], list[FieldProblem]]:
        """The rule as the shape writes it; bounds may be typed as 85,4."""
        wrong = []
        self.oldest_year.data = str(self.oldest_year.data or "")  # a number where the input was not sent
        for name, _ in BOUNDS:
            typed = (self[name].data or "").strip()
            try:
                self[name].data = read_amount(typed) if typed else ""
            except ValueError as error:
                wrong.append(FieldProblem(name, str(error)))
        sent, found = super().read()
        unread = {problem.field for problem in wrong}
        return sent, [*wrong, *(problem for problem in found if problem.field not in unread)]
