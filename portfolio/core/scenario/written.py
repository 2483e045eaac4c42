"""Scenarios and their changes as JSON values: read strictly, with a sentence for each thing wrong, and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from portfolio.core.cellnotes import read_day
from portfolio.core.periods import LONGEST_HORIZON_MONTHS
from portfolio.core.project import FieldProblem, completed, normal, parse_money, problems
from portfolio.core.scenario.changes import AddDraft, Change, Cut, Drop, Extend, Reallocate, Retarget, Shift
from portfolio.core.shape import Field, Shape, choice, flag, partial_date, text, whole
from portfolio.core.terms import ScenarioVisibility, Status

#: Changes that one scenario may have, drafts among them.
CHANGES_AT_MOST = 200
LONGEST_NOTE = 2000
#: As many months or days as a shift may have.
_FARTHEST = {"months": 600, "days": 20_000}
_LARGEST_ID = 2**31 - 1

KINDS: dict[str, type[Change]] = {
    kind.kind: kind for kind in (AddDraft, Extend, Shift, Cut, Retarget, Reallocate, Drop)
}

#: A scenario but for its changes. `owner` is the address of whoever made it, nothing for one made by command.
SCENARIO = Shape(
    (
        Field("name", "Name", text(200), required=True),
        Field("note", "Note", text(LONGEST_NOTE, lines=True)),
        Field("owner", "Owner", text(254)),
        Field("visibility", "Who may see it", choice(ScenarioVisibility), True, ScenarioVisibility.PRIVATE.value),
        Field("as_of", "Seen from", read_day),
        Field("horizon_months", "Months ahead", whole(0, LONGEST_HORIZON_MONTHS)),
        Field("archived", "Archived", flag, default=False),
    )
)


class InvalidChange(ValueError):
    """A change that cannot be kept: `found` are its problems, by field."""

    def __init__(self, found: list[FieldProblem]) -> None:
        super().__init__(found[0].sentence)
        self.found = found


def read_change(kind: str, raw: Mapping[str, Any], number: int = 0) -> Change:
    """A change from a JSON value. Raises InvalidChange for an unknown kind or field, or a value that cannot be."""
    if kind not in KINDS:
        raise _wrong("kind", f"“{str(kind)[:40]}” is not one of: {', '.join(KINDS)}.")
    made = KINDS[kind]
    given = {field.name for field in fields(made)} - {"number"}
    for name in raw:
        if name not in given:
            raise _wrong("kind", f"A change of the kind {kind} has no field “{str(name)[:40]}”.")
    found: list[FieldProblem] = []
    values: dict[str, Any] = {"number": number}
    for name in sorted(given):
        if name in raw or name in _REQUIRED.get(kind, ()):
            try:
                values[name] = _READERS[name](raw.get(name))
            except InvalidChange as error:
                found += error.found
            except ValueError as error:
                found.append(FieldProblem(name, str(error)))
    if not found:
        found += _together(kind, values)
    if found:
        raise InvalidChange(found)
    return made(**values)


def write_change(change: Change) -> dict[str, Any]:
    """A change as a JSON value, without its number and kind."""
    found = {field.name: getattr(change, field.name) for field in fields(change) if field.name != "number"}
    found["base"] = {str(number): dict(seen) for number, seen in sorted(change.base.items())}
    return {name: value for name, value in found.items() if value not in (None, "", {})}


_REQUIRED = {
    "draft": ("value",),
    "extend": ("project_id", "ends_on"),
    "shift": ("project_id",),
    "cut": ("project_id", "budget_amount", "budget_currency"),
    "retarget": ("project_id",),
    "reallocate": ("from_id", "to_id", "amount"),
    "drop": ("project_id",),
}


def _wrong(name: str, sentence: str) -> InvalidChange:
    return InvalidChange([FieldProblem(name, sentence)])


def _together(kind: str, values: Mapping[str, Any]) -> list[FieldProblem]:
    """What is wrong with fields that are each right."""
    if kind == "shift" and not (values.get("months") or values.get("days")):
        return [FieldProblem("months", "Say by how many months or days.")]
    if kind == "retarget" and values.get("objectives") is None and values.get("places") is None:
        return [FieldProblem("objectives", "Say which objectives or places it is to have.")]
    if kind == "reallocate" and values["from_id"] == values["to_id"]:
        return [FieldProblem("to_id", "A project cannot give to itself.")]
    if kind == "cut":
        try:
            if parse_money(values["budget_amount"], values["budget_currency"]).minor < 0:
                return [FieldProblem("budget_amount", "A budget is not below 0.")]
        except ValueError as error:
            name = "budget_currency" if "currency code" in str(error) else "budget_amount"
            return [FieldProblem(name, str(error))]
    return []


def _project(given: Any) -> int:
    if given in (None, ""):
        raise ValueError("Choose a project.")
    if isinstance(given, bool) or not isinstance(given, int) or not 0 < given <= _LARGEST_ID:
        raise ValueError(f"“{str(given)[:20]}” is not the number of a project.")
    return given


def _project_or_draft(given: Any) -> int:
    negative = isinstance(given, int) and not isinstance(given, bool) and given < 0
    return -_project(-given) if negative else _project(given)


def _end(given: Any) -> str:
    if not isinstance(given, str) or not given:
        raise ValueError("Say when it is to end.")
    return partial_date(given)


def _signed(name: str) -> Callable[[Any], int]:
    def read(given: Any) -> int:
        if isinstance(given, bool) or not isinstance(given, int) or abs(given) > _FARTHEST[name]:
            raise ValueError(f"Give whole {name} from -{_FARTHEST[name]} to {_FARTHEST[name]}.")
        return given

    return read


def _amount(given: Any) -> str:
    """A positive amount as plain decimal text; the currency is the giver's, and known only with the project."""
    if not isinstance(given, str) or not given:
        raise ValueError("Say which amount.")
    whole_part, _, rest = given.partition(".")
    plain = given.isascii() and whole_part.isdecimal() and (rest.isdecimal() or "." not in given) and len(given) <= 24
    if not plain or not (whole_part + rest).strip("0"):
        raise ValueError(f"“{given[:24]}” is not an amount above 0 like 1234.50.")
    return given


def _currency(given: Any) -> str:
    if not isinstance(given, str) or not given:
        raise ValueError("Say the budget's currency.")
    return given


def _budget(given: Any) -> str:
    if not isinstance(given, str) or not given:
        raise ValueError("Say which amount.")
    return given


def _links(name: str) -> Callable[[Any], list[dict[str, Any]] | None]:
    def read(given: Any) -> list[dict[str, Any]] | None:
        if given is None:
            return None
        if not isinstance(given, list) or not all(isinstance(link, Mapping) for link in given):
            raise ValueError(f"The {name} are a list of links.")
        made = completed({"code": "-", "title": "-", name: normal({name: given})[name]})
        if found := [problem.sentence for problem in problems(made) if problem.field == name]:
            raise ValueError(found[0])
        links: list[dict[str, Any]] = made[name]
        return links

    return read


def _draft(given: Any) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise ValueError("A draft is a project as a value.")
    made = normal({**given, "archived": False})
    made["status"] = made["status"] or Status.PIPELINE.value
    if found := problems(made):
        raise InvalidChange(found)
    return made


def _base(given: Any) -> dict[int, dict[str, Any]]:
    if not isinstance(given, Mapping):
        raise ValueError("The base of a change is a value for each project.")
    found = {}
    for number, seen in given.items():
        if not str(number).isdecimal() or not isinstance(seen, Mapping):
            raise ValueError("The base of a change is a value for each project.")
        found[int(number)] = dict(seen)
    return found


_READERS: dict[str, Callable[[Any], Any]] = {
    "project_id": _project,
    "from_id": _project_or_draft,
    "to_id": _project_or_draft,
    "ends_on": _end,
    "months": _signed("months"),
    "days": _signed("days"),
    "budget_amount": _budget,
    "budget_currency": _currency,
    "amount": _amount,
    "objectives": _links("objectives"),
    "places": _links("places"),
    "value": _draft,
    "base": _base,
    "note": text(LONGEST_NOTE, lines=True),
}
