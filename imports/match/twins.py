"""Rows of one file that a person calls one project: their values put together, and what they differ in. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from imports.match.rows import Row
from portfolio.core.project import LIST_FIELDS, link_key

#: A person's answers for a row besides those of imports.match, each followed by the number of an earlier row: they are
#: one project, and where they differ the earlier row's values stand, or this row's.
SAME, OVER = "same", "over"
_ANSWER = re.compile(rf"({SAME}|{OVER}):([0-9]{{1,8}})", re.ASCII)


class Listed(Row, Protocol):
    """What is read of a draft besides: how far its lists say all."""

    @property
    def roles(self) -> frozenset[str]: ...

    @property
    def tiers(self) -> frozenset[str]: ...

    @property
    def assumed(self) -> Mapping[str, frozenset[str]]: ...

    @property
    def partial(self) -> frozenset[str]: ...


AnyDraft = TypeVar("AnyDraft", bound=Listed)


def join_rows(drafts: Sequence[AnyDraft], answers: Mapping[int, str]) -> tuple[list[AnyDraft], dict[int, int]]:
    """The drafts with rows that are called one project put together at the first of them, and {row: that first row}.

    Answers that name no earlier row of the file are passed over.
    """
    said = {row: match for row, answer in answers.items() if (match := _ANSWER.fullmatch(answer))}
    if not said:
        return list(drafts), {}
    kept: dict[int, AnyDraft] = {}
    joined: dict[int, int] = {}
    for draft in drafts:
        match = said.get(draft.row)
        first = joined.get(int(match[2]), int(match[2])) if match else None
        if match is None or first is None or first not in kept:
            kept[draft.row] = draft
            continue
        first = kept[first].row  # a row of several sheets knows its own, a number alone does not
        joined[draft.row] = first
        kept[first] = _together(kept[first], draft, over=match[1] == OVER)
    return list(kept.values()), joined


def _together(first: AnyDraft, second: AnyDraft, *, over: bool) -> AnyDraft:
    weak, strong = (first, second) if over else (second, first)
    values = {**weak.values, **strong.values}
    if code := first.values.get("code"):
        values["code"] = code
    for name in weak.values.keys() & strong.values.keys() & set(LIST_FIELDS):
        known = {link_key(link) for link in strong.values[name] or ()}
        more = (link for link in weak.values[name] or () if link_key(link) not in known)
        values[name] = [*(strong.values[name] or ()), *more]
    assumed = {
        name: weak.assumed.get(name, frozenset()) | strong.assumed.get(name, frozenset())
        for name in weak.assumed.keys() | strong.assumed.keys()
    }
    draft: Any = first  # a dataclass, as every draft is
    together: AnyDraft = replace(
        draft, values=values, roles=first.roles | second.roles, tiers=first.tiers | second.tiers, assumed=assumed,
        partial=first.partial | second.partial,
    )  # fmt: skip
    return together


def differences(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, list[Any]]:
    """{field: [what the first row says, what the second one says]} of all that they do not both say."""
    names = [*first, *(name for name in second if name not in first)]
    return {
        name: [first.get(name), second.get(name)]
        for name in names
        if name != "source_id" and (first.get(name) or None) != (second.get(name) or None)
    }
