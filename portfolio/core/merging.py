"""Two values of one project put together field by field, as a person chooses; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portfolio.core.project import LABELS, LIST_FIELDS, ProjectValue, link_key
from portfolio.core.terms import Visibility

#: What a person chooses for a field: of the project that stays, of the other, or of a list the links of both.
KEPT, LOST, BOTH = "kept", "lost", "both"
#: Fields that are not chosen: the code tells which project stays, the currency goes with its amount.
_NOT_CHOSEN = ("code", "archived", "budget_currency")
CHOSEN = tuple(name for name in LABELS if name not in _NOT_CHOSEN)
_CLOSEST = {name: place for place, name in enumerate((Visibility.RESTRICTED, Visibility.INTERNAL, Visibility.PUBLIC))}


@dataclass(frozen=True, slots=True)
class FieldPair:
    """A field of two projects: what may be chosen, and what is proposed. No choices where both say the same."""

    name: str
    label: str
    kept: Any
    lost: Any
    choices: tuple[str, ...]
    proposed: str


def field_pairs(kept: ProjectValue, lost: ProjectValue) -> list[FieldPair]:
    """Every field that one of the two states, in the order of the form.

    Proposed is what the project that stays says, else what the other says; of lists both; of visibilities the closest,
    of reviews the later.
    """
    found = []
    for name in CHOSEN:
        one, other = _stated(kept, name, lost), _stated(lost, name, kept)
        if one == other:
            if one:
                found.append(FieldPair(name, LABELS[name], kept[name], lost[name], (), KEPT))
            continue
        choices = (KEPT, LOST, BOTH) if name in LIST_FIELDS and one and other else (KEPT, LOST)
        found.append(FieldPair(name, LABELS[name], kept[name], lost[name], choices, _proposed(name, one, other)))
    return found


def _stated(value: ProjectValue, name: str, other: ProjectValue) -> Any:
    """What counts of a field: an amount with its currency; that one continues or belongs to the other says nothing."""
    if name in ("parent", "predecessor") and value[name] == other["code"]:
        return None
    return (value[name], value["budget_currency"]) if name == "budget_amount" and value[name] else value[name]


def _proposed(name: str, one: Any, other: Any) -> str:
    if name == "visibility":
        return KEPT if _CLOSEST[one] <= _CLOSEST[other] else LOST
    if name == "last_reviewed_on":
        return KEPT if (one or "") >= (other or "") else LOST
    if not one or not other:
        return KEPT if one else LOST
    return BOTH if name in LIST_FIELDS else KEPT


def merged(kept: ProjectValue, lost: ProjectValue, taken: Mapping[str, str]) -> dict[str, Any]:
    """The new fields of the project that stays; what `taken` does not name goes as proposed.

    ValueError, with a sentence, for a field or a choice that there is not.
    """
    for name, choice in taken.items():
        if name not in CHOSEN:
            raise ValueError(f"“{name[:40]}” is no field that can be chosen; these are: {', '.join(CHOSEN)}.")
        if choice not in (KEPT, LOST) and not (choice == BOTH and name in LIST_FIELDS):
            raise ValueError(f"For {LABELS[name].lower()} “{choice[:40]}” cannot be chosen.")
    values: dict[str, Any] = {}
    for pair in field_pairs(kept, lost):
        choice = taken.get(pair.name, pair.proposed) if pair.choices else KEPT
        if choice == LOST:
            values[pair.name] = lost[pair.name]
            if pair.name == "budget_amount":
                values["budget_currency"] = lost["budget_currency"]
        elif choice == BOTH:
            known = {link_key(link) for link in kept[pair.name]}
            values[pair.name] = kept[pair.name] + [link for link in lost[pair.name] if link_key(link) not in known]
    return values
