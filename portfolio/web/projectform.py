"""Forms whose inputs are fields of a project value: rows of links, what was typed as a value, problems at inputs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, SelectField, StringField

from portfolio.core.project import DATE_FIELDS, FIELDS, LIST_FIELDS, FieldProblem, ProjectValue, empty, normal, problems
from portfolio.core.terms import OrganisationRole, Significance, Tier
from portfolio.core.typed import read_amount, read_date, read_share

#: Empty rows below the links of a new form, and how many more the button adds.
BLANK_ROWS = 3
#: Name of the button that asks for more rows; its value is the list.
ADD = "add"
#: The choice of nothing in a list.
NOT_KNOWN = {"": "(not known)"}

_INDEX = re.compile(r"[0-9]{1,4}\Z", re.ASCII)


class Rows(FieldList):
    """A list of rows; indices that no page of ours wrote are left alone (WTForms would stop at "²" or 10^5000)."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.type = "FieldList"  # which the macros know

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for key in formdata:
            if key.startswith(f"{prefix}-"):
                index = key[len(prefix) + 1 :].split("-", 1)[0]
                if _INDEX.match(index):
                    yield int(index)


class ObjectiveRow(Form):
    """One objective; the select's value is "framework:number"."""

    objective = StringField("Objective")
    significance = SelectField("Significance", choices=dict(Significance.choices()), validate_choice=False)
    share = StringField("Share, %")
    note = StringField("Note")
    remove = BooleanField("Remove")

    def link(self) -> dict[str, Any]:
        """The row as a link of a project value."""
        framework, _, number = (self.objective.data or "").rpartition(":")
        known = number.isascii() and number.isdigit() and len(number) <= 4
        return {
            "framework": framework,
            "number": int(number) if known else number,
            "significance": self.significance.data or None,
            "share": _share(self.share.data),
            "note": self.note.data or None,
        }

    @property
    def blank(self) -> bool:
        """Whether nothing was typed or chosen."""
        return not (self.objective.data or _typed(self.share) or _typed(self.note))

    @property
    def main(self) -> Any:
        """The input that says what is linked."""
        return self.objective


class PlaceRow(Form):
    """One place; the select's value is "kind:code"."""

    place = StringField("Place")
    tier = SelectField("Tier", choices=dict(Tier.choices()), default=Tier.PRIORITY.value, validate_choice=False)
    share = StringField("Share, %")
    remove = BooleanField("Remove")

    def link(self) -> dict[str, Any]:
        """The row as a link of a project value."""
        kind, _, code = (self.place.data or "").partition(":")
        return {"kind": kind, "code": code, "tier": self.tier.data or None, "share": _share(self.share.data)}

    @property
    def blank(self) -> bool:
        """Whether nothing was typed or chosen."""
        return not (self.place.data or _typed(self.share))

    @property
    def main(self) -> Any:
        """The input that says what is linked."""
        return self.place


class OrganisationRow(Form):
    """One organisation in one role."""

    name = StringField("Organisation")
    role = SelectField("Role", choices=dict(OrganisationRole.choices()), validate_choice=False)
    share = StringField("Share, %")
    remove = BooleanField("Remove")

    def link(self) -> dict[str, Any]:
        """The row as a link of a project value."""
        return {"name": self.name.data, "role": self.role.data or None, "share": _share(self.share.data)}

    @property
    def blank(self) -> bool:
        """Whether nothing was typed or chosen."""
        return not (_typed(self.name) or _typed(self.share))

    @property
    def main(self) -> Any:
        """The input that says what is linked."""
        return self.name


class ProjectFields(FlaskForm):
    """A form with some fields of a project value under their own names. One that was not sent is left as it is."""

    @property
    def _lists(self) -> list[str]:
        return [name for name in LIST_FIELDS if name in self]

    def add_blank_rows(self, names: Iterable[str] = LIST_FIELDS) -> None:
        """Put empty rows below the links of these lists."""
        for name in (name for name in names if name in self):
            rows = self[name]
            for _ in range(min(BLANK_ROWS, rows.max_entries - len(rows.entries))):
                rows.append_entry()

    def read(self) -> tuple[dict[str, Any], list[FieldProblem]]:
        """The fields that were sent, as a project value writes them, and what could not be read."""
        sent: dict[str, Any] = {}
        unread: list[FieldProblem] = []
        for name in FIELDS:
            if name in LIST_FIELDS:
                if name in self and self[name].entries:
                    sent[name] = self._links(name)
            elif name in self and self[name].raw_data:
                sent[name] = (self[name].data or "").strip() or None
        for name, reader in _READERS.items():
            if sent.get(name) is not None:
                sent[name], sentence = _read(reader, sent[name])
                if sentence:
                    unread.append(FieldProblem(name, sentence))
        if sent.get("visibility", "") is None:
            del sent["visibility"]
        return sent, unread

    def _links(self, name: str) -> list[dict[str, Any]]:
        return [row.form.link() for row in self[name] if not row.form.remove.data and not row.form.blank]

    def show(self, found: Iterable[FieldProblem]) -> None:
        """Put problems at their inputs; those of a link at its row, where the row alone has them too."""
        at_rows: dict[str, set[str]] = {name: set() for name in self._lists}
        for name in self._lists:
            self[name].errors = []
            for row in self[name]:
                if not row.form.remove.data and not row.form.blank and (sentences := _show_at(name, row.form)):
                    at_rows[name].update(sentences)
                    self[name].errors.append(row.errors)
        for problem in dict.fromkeys(found):
            if problem.field in at_rows:
                if problem.sentence not in at_rows[problem.field]:
                    self[problem.field].errors.append(problem.sentence)
            elif problem.field in self or "code" in self:
                field = self[problem.field if problem.field in self else "code"]
                field.errors = [*field.errors, problem.sentence]
            else:
                self.form_errors.append(problem.sentence)


def _show_at(name: str, row: Any) -> list[str]:
    """Put a row's own problems at its inputs; gives them. One that goes with the share or the note stands there."""
    link = row.link()
    sentences = _problems_of_link(name, link)
    at_main = list(sentences)
    for part in ("share", "note"):
        if link.get(part) is not None:
            left = _problems_of_link(name, {**link, part: None})
            row[part].errors = [sentence for sentence in at_main if sentence not in left]
            at_main = [sentence for sentence in at_main if sentence in left]
    row.main.errors = at_main
    return sentences


def _problems_of_link(name: str, link: Mapping[str, Any]) -> list[str]:
    alone = normal({**empty(), "code": "-", "title": "-", name: [link]})
    return [problem.sentence for problem in problems(alone) if problem.field == name]


def _typed(field: Any) -> str:
    return (field.data or "").strip()


def _share(text: str | None) -> str | None:
    if not text or not text.strip():
        return None
    return _read(read_share, text)[0]


def _read(reader: Callable[[str], str], text: str) -> tuple[str, str]:
    """What `reader` makes of `text`, or `text` itself and the sentence why not."""
    try:
        return reader(text), ""
    except ValueError as error:
        return text, str(error)


_READERS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys((*DATE_FIELDS, "last_reviewed_on"), read_date),
    "budget_amount": read_amount,
}


def form_data(value: ProjectValue) -> dict[str, Any]:
    """A project value as the form's fields hold it."""
    data = {name: value[name] for name in FIELDS if name not in LIST_FIELDS and name != "archived"}
    data["objectives"] = [
        {**_row(link, "significance", "share", "note"), "objective": f"{link['framework']}:{link['number']}"}
        for link in value["objectives"]
    ]
    data["places"] = [
        {**_row(link, "tier", "share"), "place": f"{link['kind']}:{link['code']}"} for link in value["places"]
    ]
    data["organisations"] = [_row(link, "name", "role", "share") for link in value["organisations"]]
    return data


def _row(link: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: link[name] for name in names}
