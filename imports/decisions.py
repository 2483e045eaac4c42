"""What a person decides about rows, one click each: read a row after all, leave one out, or take that back. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from imports.match.twins import OVER, SAME
from imports.preview import Choices
from imports.read.placed import Stack
from imports.table.kinds import HEADINGS, NAMES, REASONS, Skipped

#: Rows of a kind that a page names one by one.
_NAMED = 20
_DECISION = re.compile(r"(take|leave|undo)-(row|kind|hidden|all):([a-z0-9-]{1,20})", re.ASCII)


def decide(choices: Choices, decision: str, hidden: frozenset[int] = frozenset()) -> Choices | None:
    """The choices after a decision, such as "take-row:7"; None for words that are no decision.

    "take-row:7" reads row 7 as data, "leave-row:7" does not, "undo-row:7" leaves it to the rules; "take-kind:total"
    reads every total and "undo-kind:total" does not; "leave-hidden:rows" leaves the `hidden` rows out, and
    "undo-all:rows" forgets everything that was decided about rows.
    """
    found = _DECISION.fullmatch(decision)
    if found is None:
        return None
    verb, about, name = found.groups()
    if about == "row":
        return _decide_row(choices, verb, int(name)) if name.isdigit() and len(name) < 8 else None
    if about == "kind":
        kinds, before = {name}, choices.taken_kinds or frozenset()
        if name not in REASONS or name in HEADINGS or verb == "leave":
            return None
        return replace(choices, taken_kinds=before | kinds if verb == "take" else before - kinds)
    if about == "hidden" and verb == "leave":
        return replace(choices, left_out=choices.left_out | hidden, taken=choices.taken - hidden)
    if about == "all" and verb == "undo":
        return replace(choices, taken=frozenset(), left_out=frozenset(), taken_kinds=frozenset())
    return None


def _decide_row(choices: Choices, verb: str, row: int) -> Choices:
    taken, left_out = choices.taken - {row}, choices.left_out - {row}
    if verb == "take":
        taken |= {row}
    elif verb == "leave":
        left_out |= {row}
    return replace(choices, taken=taken, left_out=left_out)


@dataclass(frozen=True, slots=True)
class SkippedKind:
    """Skipped rows of one kind as they are listed: how many there are, and the first of them."""

    kind: str
    count: int
    rows: tuple[Skipped, ...]

    def as_json(self) -> dict[str, Any]:
        """The kind as a batch keeps it; `together` says whether it makes sense to read all its rows at once."""
        return {
            "kind": self.kind,
            "name": NAMES[self.kind],
            "count": self.count,
            "together": self.kind not in HEADINGS and self.kind != "left-out" and self.count > 1,
            "rows": [
                {"row": int(one.row), "where": str(one.row), "reason": one.reason, "text": one.text}
                for one in self.rows
            ],
        }


def skipped_by_kind(skipped: Iterable[Skipped]) -> list[SkippedKind]:
    """Kinds of skipped rows in the order of their first rows."""
    kinds: dict[str, list[Skipped]] = {}
    for one in skipped:
        kinds.setdefault(one.kind, []).append(one)
    return [SkippedKind(kind, len(rows), tuple(rows[:_NAMED])) for kind, rows in kinds.items()]


def decisions_in_words(options: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(sentence, the decision that takes it back) of everything a batch's options say was decided about rows."""
    stack = Stack.from_json(options.get("stack"))
    said = [
        (f"All {NAMES[kind]} are read.", f"undo-kind:{kind}")
        for kind in _listed(options, "taken_kinds")
        if kind in NAMES
    ]
    for name, what in (("taken", "read"), ("left_out", "left out")):
        said += [
            (f"Row {row if stack is None else stack.row(row)} is {what}.", f"undo-row:{row}")
            for row in _listed(options, name)
        ]
    return said


def _listed(options: Mapping[str, Any], name: str) -> list[Any]:
    found = options.get(name, ())
    return list(found) if isinstance(found, list | tuple) else []


def move_rows(choices: Choices, by: int, rows: range) -> Choices:
    """The choices with what was said of `rows`, now numbered `by` more; what was said of others is let go.

    Rows are numbered anew when a sheet is read with others as one table, or is no longer.
    """

    def answered(answer: str) -> str:
        word, mark, row = answer.partition(":")
        return f"{word}:{int(row) + by}" if mark and word in (SAME, OVER) and row.isdigit() else answer

    return replace(
        choices,
        taken=frozenset(row + by for row in choices.taken if row in rows),
        left_out=frozenset(row + by for row in choices.left_out if row in rows),
        rows={row + by: answered(answer) for row, answer in choices.rows.items() if row in rows},
        sides={(row + by, name): side for (row, name), side in choices.sides.items() if row in rows},
    )
