"""Three ways: what was said before, what the file says, what is stored -> what changes, what is asked. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from imports.merge.bases import Said
from imports.merge.lists import Link, Lists, link_name, merge_lists
from portfolio.core.project import LIST_FIELDS

#: Two fields that are one fact: an amount means nothing in another currency.
_MONEY = ("budget_amount", "budget_currency")


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that was changed here and in the file, to different values.

    `base`, `ours` and `theirs` are what a person compares: of a list only the links in question, of a budget amount and
    currency in one text. `keep` and `take` are the fields' values when ours or theirs is to stand; what does not clash
    is in both. `ours_by` and `theirs_by` with their moments (ISO) are filled in by whoever can ask the database.
    """

    field: str
    base: Any
    ours: Any
    theirs: Any
    keep: Mapping[str, Any]
    take: Mapping[str, Any]
    ours_by: str | None = None
    ours_at: str | None = None
    theirs_by: str | None = None
    theirs_at: str | None = None

    def signed(self, **who: str | None) -> Clash:
        """The clash with authors and moments."""
        return replace(self, **who)  # type: ignore[arg-type]

    def as_json(self) -> dict[str, Any]:
        """What a person needs to decide."""
        return {
            name: getattr(self, name)
            for name in ("field", "base", "ours", "theirs", "ours_by", "ours_at", "theirs_by", "theirs_at")
        }


@dataclass(slots=True)
class Merged:
    """`stated` is what would be written, clashes left aside; `said` is the file's whole word, lists complete.

    `repeated` are fields that the file says as before, while something else is stored by now.
    """

    stated: dict[str, Any] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    said: dict[str, Any] = field(default_factory=dict)
    repeated: tuple[str, ...] = ()


def reconcile(draft: Lists, stated: Mapping[str, Any], base: Said, current: Mapping[str, Any]) -> Merged:
    """Hold a row's stated values against what was said before and what is stored now.

    What the file says as before changes nothing. What it says anew is taken where nothing else was done here; lists
    are merged link by link. A field of which nothing is known from before replaces what is stored.
    """
    before = base.values
    held = {**current, **before}
    stated = {name: value for name, value in stated.items() if name not in base.sealed}
    theirs = {**stated, **merge_lists(draft, stated, held)}
    merged, clashes, repeated = Merged(said=theirs), [], []
    for name in stated:
        new, now = theirs[name], current[name]
        if name not in before:
            merged.stated[name] = new
        elif _same(name, new, before[name]):
            if not _same(name, now, before[name]):
                repeated.append(name)
        elif name in LIST_FIELDS:
            links, clash = _merge_links(name, before[name], new, now)
            merged.stated[name] = links
            clashes += [clash] if clash else []
        elif name not in _MONEY:
            if now in (before[name], new):
                merged.stated[name] = new
            else:
                clashes.append(Clash(name, before[name], now, new, {name: now}, {name: new}))
    if any(name in before for name in _MONEY):
        _merge_money(merged, clashes, held, theirs, current)
    merged.clashes, merged.repeated = tuple(clashes), tuple(repeated)
    return merged


def _merge_money(
    merged: Merged, clashes: list[Clash], held: Mapping[str, Any], theirs: Mapping[str, Any], current: Mapping[str, Any]
) -> None:
    """Amount and currency as the one thing that they are."""
    before, now = ({name: one[name] for name in _MONEY} for one in (held, current))
    new = {**before, **{name: theirs[name] for name in _MONEY if name in theirs}}
    for name in _MONEY:
        merged.stated.pop(name, None)
    if new == before:
        return
    if now in (before, new):
        merged.stated.update(new)
    else:
        words = [" ".join(part for part in one.values() if part) or None for one in (before, now, new)]
        clashes.append(Clash("budget_amount", words[0], words[1], words[2], now, new))


def _same(name: str, one: Any, other: Any) -> bool:
    if name not in LIST_FIELDS or not (one and other):
        return bool(one == other or not (one or other))
    return _by_name(one) == _by_name(other)


def _by_name(links: Sequence[Link]) -> dict[tuple[str, ...], Link]:
    return {link_name(link): link for link in links}


def _merge_links(
    name: str, base: Sequence[Link], theirs: Sequence[Link] | None, ours: Sequence[Link]
) -> tuple[list[Link], Clash | None]:
    """The links with both sides' additions and removals; one that both changed differently stays ours, and clashes."""
    before, new, now = _by_name(base), _by_name(theirs or ()), _by_name(ours)
    keep: list[Link] = []
    take: list[Link] = []
    asked: list[tuple[Link | None, Link | None, Link | None]] = []
    for key in dict.fromkeys((*now, *new, *before)):
        old, here, there = before.get(key), now.get(key), new.get(key)
        if there == old or here == there:
            sides = here, here
        elif here == old:
            sides = there, there
        else:
            sides = here, there
            asked.append((old, here, there))
        for links, link in zip((keep, take), sides, strict=True):
            if link is not None:
                links.append(link)
    if not asked:
        return keep, None
    seen = [[link for link in side if link is not None] for side in zip(*asked, strict=True)]
    return keep, Clash(name, seen[0], seen[1], seen[2], {name: keep}, {name: take})
