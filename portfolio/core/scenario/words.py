"""Changes of scenarios in words, as lists, documents and the history say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portfolio.core.project import parse_date
from portfolio.core.scenario.changes import (
    AddDraft,
    Change,
    Cut,
    Drop,
    Extend,
    Reallocate,
    Retarget,
    Shift,
    amount_words,
)

_NOBODY = "a project that you may not see, or that is gone"


def change_words(change: Change, called: Mapping[int, str]) -> str:
    """A change in a sentence without its full stop; `called` says what to call projects and drafts, by id."""

    def name(number: int) -> str:
        return called.get(number) or (f"draft {-number}" if number < 0 else _NOBODY)

    match change:
        case AddDraft():
            return f"Add the draft {change.value['code']}, {change.value['title']}"
        case Extend():
            ends = parse_date(change.ends_on)
            when = "in" if ends.day is None else "on"
            return f"Let {name(change.project_id)} end {when} {ends.in_words()}{_instead(change)}"
        case Shift():
            return f"Move {name(change.project_id)} by {_span(change)}"
        case Cut():
            budget = amount_words(change.budget_amount, change.budget_currency)
            return f"Give {name(change.project_id)} a budget of {budget}"
        case Retarget():
            parts = [_count(change.objectives, "objective"), _count(change.places, "place")]
            return f"Turn {name(change.project_id)} to {' and '.join(filter(None, parts))}"
        case Reallocate():
            seen = (change.base.get(number, {}).get("budget_currency") for number in change.projects)
            moved = amount_words(change.amount, next(filter(None, seen), ""))
            return f"Move {moved} from {name(change.from_id)} to {name(change.to_id)}"
        case Drop():
            return f"Drop {name(change.project_id)}"
    return change.kind


def _instead(change: Extend) -> str:
    seen = change.base.get(change.project_id, {})
    before = seen.get("actual_end") or seen.get("planned_end")
    return f", instead of {parse_date(before).in_words()}" if before else ""


def _span(change: Shift) -> str:
    parts = [_signed(change.months, "month"), _signed(change.days, "day")]
    return " and ".join(filter(None, parts))


def _signed(number: int, word: str) -> str:
    return f"{number:+d} {word}{'' if abs(number) == 1 else 's'}" if number else ""


def _count(links: list[dict[str, Any]] | None, word: str) -> str:
    if links is None:
        return ""
    return f"{len(links)} {word}{'' if len(links) == 1 else 's'}" if links else f"no {word}s"
