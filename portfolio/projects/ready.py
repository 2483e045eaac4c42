"""A project value worked out as far as it can be without the database: what is done before the write door is taken.

Others wait at that door, and of the time that thousands of new projects take this is more than half.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portfolio.core.changes import diff
from portfolio.core.project import (
    DATE_FIELDS,
    FIELDS,
    FieldProblem,
    ProjectValue,
    empty,
    normal,
    parse_date,
    parse_money,
    problems,
)
from portfolio.core.text import fold
from portfolio.models.types import JsonText, canonical_json


@dataclass(frozen=True, slots=True)
class ReadyProject:
    """A normal value with what is wrong with it; where nothing is, its columns and the record of its creation."""

    value: ProjectValue
    problems: list[FieldProblem]
    columns: Mapping[str, Any]
    created: JsonText


def make_ready(value: Mapping[str, Any]) -> ReadyProject:
    """The value of a new project, ready to be written."""
    made = normal(value)
    if made == value:
        made = value  # type: ignore[assignment]  # held once: an import makes hundreds of thousands ready
    wrong = problems(made)
    if wrong:
        return ReadyProject(made, wrong, {}, JsonText())
    return ReadyProject(made, [], columns_of(made), JsonText(canonical_json(diff(empty(), made, FIELDS))))


def columns_of(value: ProjectValue) -> dict[str, Any]:
    """The project table's columns of a valid value, but for kin, version and times."""
    row: dict[str, Any] = {
        name: value[name]
        for name in (
            "code", "title", "acronym", "iati_identifier", "summary", "strand", "status", "budget_currency", "website",
            "source", "visibility", "archived",
        )
    }  # fmt: skip
    row["title_folded"] = fold(value["title"])[:500]
    for name in DATE_FIELDS:
        text = value[name]
        if text is None:
            row[name] = row[f"{name}_precision"] = None
        else:
            partial = parse_date(text)
            row[name] = partial.last() if name.endswith("_end") else partial.first()
            row[f"{name}_precision"] = partial.precision.value
    amount = value["budget_amount"]
    row["budget_minor"] = None if amount is None else parse_money(amount, value["budget_currency"]).minor
    reviewed = value["last_reviewed_on"]
    row["last_reviewed_on"] = None if reviewed is None else date.fromisoformat(reviewed)
    return row
