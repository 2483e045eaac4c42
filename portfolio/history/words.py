"""A change in words: every field's label, what it was and what it became; lists part by part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from portfolio.core.cellnotes import DECLARATION, GAP_NOTE
from portfolio.core.changes import Changes
from portfolio.core.indices import INDEX, INDEX_VALUE, NEED
from portfolio.core.needrules import NEED_RULE
from portfolio.core.periods import PartialDate
from portfolio.core.policy import DIALOGUE, INSTRUMENT
from portfolio.core.project import DATE_FIELDS, LABELS, LIST_FIELDS, link_key
from portfolio.core.scenario import SCENARIO, InvalidChange, change_words, read_change
from portfolio.core.scenario import Change as PlannedChange
from portfolio.core.shape import Shape
from portfolio.core.terms import (
    DialogueStatus,
    GapStatus,
    InstrumentKind,
    InstrumentStatus,
    NeedOrigin,
    OrganisationRole,
    PlaceKind,
    ScenarioVisibility,
    Significance,
    Status,
    Strand,
    Term,
    Tier,
    Verdict,
    Visibility,
)
from portfolio.models.change import Change
from portfolio.web.display import money

#: Records whose fields are those of a project.
OF_PROJECTS = ("project", "disagreement")
#: Verb of each action.
ACTIONS = {
    "create": "added",
    "update": "changed",
    "delete": "removed",
    "load": "loaded with the product",
    "correct": "corrected with the product",
    "settle": "settled",
}

_TERMS: dict[str, type[Term]] = {"strand": Strand, "status": Status, "visibility": Visibility, "verdict": Verdict}
#: Records of nouns that have a shape: it names their fields.
_SHAPES: dict[str, Shape] = {
    "declaration": DECLARATION,
    "dialogue": DIALOGUE,
    "gap note": GAP_NOTE,
    "instrument": INSTRUMENT,
    "index": INDEX,
    "index value": INDEX_VALUE,
    "need": NEED,
    "need rule": NEED_RULE,
    "scenario": SCENARIO,
}
_TERMS_OF: dict[tuple[str, str], type[Term]] = {
    ("dialogue", "status"): DialogueStatus,
    ("gap note", "status"): GapStatus,
    ("instrument", "kind"): InstrumentKind,
    ("instrument", "status"): InstrumentStatus,
    ("need", "origin"): NeedOrigin,
    ("scenario", "visibility"): ScenarioVisibility,
}
_PARTIAL_DATES = (*DATE_FIELDS, "last_reviewed_on", "starts_on", "ends_on", "dated_on", "declared_on", "expires_on")

_NOTHING: tuple[Any, ...] = (None, "", [])

#: What places, objectives and projects ("project:12") are called, by reference; others are said by code or number.
Names = Mapping[str, str]
UNNAMED: Names = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's change: texts before and after; of a list only what was taken out and what was put in."""

    field: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def describe(entity: str, changes: Changes, names: Names = UNNAMED) -> list[FieldChange]:
    """The fields of a change in the order in which the record shows them; places and objectives by `names`."""
    fields = list(changes)
    labels = LABELS if entity in OF_PROJECTS else _SHAPES[entity].labels if entity in _SHAPES else {}
    if labels:
        order = list(labels)
        fields.sort(key=lambda field: order.index(field) if field in labels else len(order))
    return [_described(entity, field, changes[field], labels.get(field), names) for field in fields]


def projects_in(entity: str, changes: Changes) -> set[int]:
    """Ids of the projects that a change names by id: those that a scenario's changes are about, or were made."""
    if entity != "scenario":
        return set()
    found: set[int] = set()
    for value in (value for pair in changes.values() for value in pair if isinstance(value, Mapping)):
        if "kind" not in value:
            found |= set(value.get("project_ids", ()))
            continue
        with suppress(InvalidChange):  # one that an earlier release kept
            found |= {number for number in _read(value).projects if number > 0}
    return found


def _read(value: Mapping[str, Any]) -> PlannedChange:
    return read_change(value["kind"], {name: part for name, part in value.items() if name != "kind"})


def _described(entity: str, name: str, pair: list[Any], label: str | None, names: Names) -> FieldChange:
    before, after = pair
    label = label or name.removesuffix("_id").replace("_", " ").capitalize()
    if entity in OF_PROJECTS and name in LIST_FIELDS:
        old, new = _by_key(before), _by_key(after)
        return FieldChange(
            name,
            label,
            tuple(link_text(link, names) for key, link in old.items() if new.get(key) != link),
            tuple(link_text(link, names) for key, link in new.items() if old.get(key) != link),
        )
    if entity in _SHAPES:
        was, now = _shaped_texts(entity, name, before, names), _shaped_texts(entity, name, after, names)
        if isinstance(before or after, list):
            was, now = tuple(text for text in was if text not in now), tuple(text for text in now if text not in was)
        return FieldChange(name, label, was, now)
    return FieldChange(name, label, _texts(name, before), _texts(name, after))


def _shaped_texts(entity: str, name: str, value: Any, names: Names) -> tuple[str, ...]:
    """A field of a noun that has a shape, in words; a list part by part."""
    if isinstance(value, list):
        return tuple(_reference(part, names) if name == "objectives" else str(part) for part in value)
    if entity == "scenario" and isinstance(value, Mapping):
        return (_planned(value, names),)
    if isinstance(value, str) and name in ("place", "objective"):
        return (_reference(value, names),)
    terms = _TERMS_OF.get((entity, name))
    return (_label(terms, value),) if terms and value else _texts(name, value)


def _planned(value: Mapping[str, Any], names: Names) -> str:
    """A change of a scenario, or what was written when it was made real, in words. An unknown project has a number."""
    if "kind" not in value:
        return f"as {', '.join(_project(number, names) for number in value['project_ids'])}"
    try:
        change = _read(value)
    except InvalidChange as error:  # a change that an earlier release kept
        return f"{value['kind']}: {error}"
    # A draft of the scenario itself has a name only where the whole scenario is at hand.
    known = (number for number in change.projects if number > 0 or f"project:{number}" in names)
    return change_words(change, {number: _project(number, names) for number in known})


def _project(number: int, names: Names) -> str:
    return names.get(f"project:{number}", f"project {number}")


def _reference(text: str, names: Names) -> str:
    """A place or an objective by its name, else "country UA" or "objective 6 of eu-cyber-diplomacy-15"."""
    if text in names:
        return names[text]
    first, _, last = text.rpartition(":")
    return f"objective {last} of {first}" if last.isdigit() else f"{_label(PlaceKind, first)} {last}"


def _by_key(links: Any) -> dict[Any, Mapping[str, Any]]:
    return {link_key(link): link for link in links or []}


def _texts(name: str, value: Any) -> tuple[str, ...]:
    return () if value in _NOTHING else (field_text(name, value),)


def field_text(name: str, value: Any) -> str:
    """A value of a field that is no list, in words; empty where it is not known."""
    if value in _NOTHING:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        if name == "budget_amount":
            return money(value, None)
        if name in _TERMS and value in _TERMS[name]._value2member_map_:
            return _TERMS[name]._value2member_map_[value].label  # type: ignore[attr-defined]
        if name in _PARTIAL_DATES:
            return _date_text(value)
        return value
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {part}" for key, part in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _date_text(text: str) -> str:
    try:
        return PartialDate.parse(text).in_words()
    except ValueError:
        return text


def value_texts(name: str, value: Any, names: Names = UNNAMED) -> tuple[str, ...]:
    """A project field's whole value in words, a list link by link."""
    return tuple(link_text(link, names) for link in value) if name in LIST_FIELDS else _texts(name, value)


def link_text(link: Mapping[str, Any], names: Names = UNNAMED) -> str:
    """A link of a project in words: "6 Cybercrime and the Budapest Convention, principal, 40 %"."""
    return ", ".join(part for part in _link_parts(link, names) if part)


def _link_parts(link: Mapping[str, Any], names: Names) -> Iterable[str]:
    if "number" in link:
        yield _reference(f"{link['framework']}:{link['number']}", names)
        yield _label(Significance, link["significance"])
    elif "kind" in link:
        yield _reference(f"{link['kind']}:{link['code']}", names)
        yield _label(Tier, link["tier"])
    else:
        yield str(link["name"])
        yield _label(OrganisationRole, link["role"])
    if link.get("share") is not None:
        yield f"{link['share']} %"
    if link.get("note"):
        yield f"“{link['note']}”"


def _label(terms: type[Term], code: Any) -> str:
    member = terms._value2member_map_.get(code)
    return str(code or "") if member is None else member.label.lower()  # type: ignore[attr-defined]


def headline(change: Change | Any) -> str:
    """What happened, in a few words: "Project CYB-1 changed"."""
    return f"{change.entity.capitalize()} {change.entity_key} {ACTIONS.get(change.action, change.action)}"
