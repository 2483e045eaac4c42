"""A portfolio after a few edits, made from the one before: what changed is computed, the rest is carried over.

What comes out is what loading and expanding everything anew would give, array for array. Projects stand in the order of
their ids, before and after.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import ReferenceType, ref

import numpy as np
from numpy.typing import NDArray

from portfolio.core.columns import Days, Flags, Ints, Links, RowsById

if TYPE_CHECKING:
    from portfolio.core.facts import Facts

Column = TypeVar("Column", bound=np.generic)

#: When more than this part of the rows changed, computing everything anew is no slower.
MOST_FRESH = 0.25


def renewed(facts: Facts, fresh: Facts, gone: Collection[int]) -> Facts:
    """`facts` without the projects `gone`, with those of `fresh` in the place of, or beside, what was there."""
    out = np.concatenate([fresh.ids, np.array(sorted(gone), dtype=np.int64)])
    kept = np.flatnonzero(~np.isin(facts.ids, out))
    ids = np.concatenate([facts.ids[kept], fresh.ids])
    order = np.argsort(ids, kind="stable")
    new_row = np.empty(len(ids), dtype=np.int32)
    new_row[order] = np.arange(len(ids), dtype=np.int32)
    of_kept = np.full(len(facts), -1, dtype=np.int32)
    of_kept[kept] = new_row[: len(kept)]
    of_fresh = new_row[len(kept) :]

    def put(old: NDArray[Column], new: NDArray[Column]) -> NDArray[Column]:
        column = np.empty(len(ids), dtype=old.dtype)
        column[of_kept[kept]], column[of_fresh] = old[kept], new
        return column

    def words(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
        return tuple(put(np.array(old, dtype=object), np.array(new, dtype=object)).tolist())

    def links(old: Links, new: Links) -> Links:
        return _inserted(old, new, of_kept, of_fresh)

    made: dict[str, Any] = {}
    for each in fields(facts):
        old, new = getattr(facts, each.name), getattr(fresh, each.name)
        if isinstance(old, np.ndarray):
            made[each.name] = put(old, new)
        elif isinstance(old, Links):
            made[each.name] = links(old, new)
        elif isinstance(old, tuple):
            made[each.name] = words(old, new)
    return type(facts)(**made)


def _inserted(old: Links, new: Links, of_kept: Days, of_fresh: Days) -> Links:
    """Links of the kept and of the fresh projects, ordered by project; a project's own keep their order."""
    row = of_kept[old.project]
    kept = row >= 0
    project, added = row[kept], of_fresh[new.project]
    order = np.argsort(added, kind="stable")
    at = np.searchsorted(project, added[order])
    return Links(
        np.insert(project, at, added[order]),
        np.insert(old.key[kept], at, new.key[order]),
        np.insert(old.grade[kept], at, new.grade[order]),
        np.insert(old.share[kept], at, new.share[order]),
    )


@dataclass(frozen=True, eq=False, slots=True)
class Descent:
    """Where a portfolio comes from: another one, with the new row of each of its rows, -1 where it is gone or changed.

    `fresh` marks the rows that are new, or of which anything is another than it was. Who wants the source carried over
    keeps it alive: a portfolio must not hold all that came before it. It holds for the columns `of` alone: facts that
    were made from others by replacing some come from nowhere.
    """

    source: ReferenceType[Facts]
    new_row: Days
    fresh: Flags
    of: tuple[object, ...]

    def is_of(self, facts: Facts) -> bool:
        """Whether these facts still are what the descent was found for."""
        return all(one is other for one, other in zip(self.of, _basis(facts), strict=True))

    @property
    def is_short(self) -> bool:
        """Whether carrying over is worth it."""
        return int(self.fresh.sum()) <= MOST_FRESH * len(self.fresh)

    def rows(self) -> Ints:
        """The fresh rows."""
        return np.flatnonzero(self.fresh)


def descent(source: Facts, facts: Facts) -> Descent:
    """How `facts` comes from `source`: what a project's expansion depends on is compared, nobody has to be trusted.

    That is its links to objectives and places, and its own budget, which for a programme depends on its parts.
    """
    old_row = RowsById.of(source.ids).rows(facts.ids)
    known = np.flatnonzero(old_row >= 0)
    new_row = np.full(len(source), -1, dtype=np.int32)
    new_row[old_row[known]] = known
    fresh = old_row < 0
    fresh[known] = facts.own_budget[known] != source.own_budget[old_row[known]]
    fresh |= _changed(source.objectives, facts.objectives, new_row, fresh)
    fresh |= _changed(source.places, facts.places, new_row, fresh)
    carried = np.flatnonzero(~fresh)
    new_row = np.full(len(source), -1, dtype=np.int32)
    new_row[old_row[carried]] = carried
    return Descent(ref(source), new_row, fresh, _basis(facts))


def _basis(facts: Facts) -> tuple[object, ...]:
    """The columns that an expansion depends on."""
    return facts.ids, facts.objectives, facts.places, facts.budget, facts.parent_ids, facts.status


def _changed(old: Links, new: Links, new_row: Days, fresh: Flags) -> Flags:
    """Which projects, among those that are not fresh, have other links than they had."""
    row = new_row[old.project]
    there, here = row >= 0, ~fresh[new.project]
    there[there] = ~fresh[row[there]]
    size = len(fresh)
    changed: Flags = np.bincount(row[there], minlength=size) != np.bincount(new.project[here], minlength=size)
    there[there] = ~changed[row[there]]
    here[here] = ~changed[new.project[here]]
    other = np.zeros(int(here.sum()), dtype=np.bool_)
    for before, after in ((old.key, new.key), (old.grade, new.grade), (old.share, new.share)):
        other |= before[there] != after[here]
    changed[new.project[here][other]] = True
    return changed


def fresh_part(facts: Facts, fresh: Flags) -> Facts:
    """The fresh rows alone, each with the own budget that it has among all."""
    part = facts.select(fresh)
    if part is not facts:
        part.__dict__["own_budget"] = facts.own_budget[fresh]
    return part


def merged(
    old_keys: tuple[NDArray[Any], ...],
    new_keys: tuple[NDArray[Any], ...],
    old: Sequence[NDArray[Any]],
    new: Sequence[NDArray[Any]],
) -> list[NDArray[Any]]:
    """Columns of two tables in one, both ordered by their keys (the first, then the second where there are two).

    No key of the one is in the other; rows of one key keep their order.
    """
    size = 1 + max((int(keys[1].max()) for keys in (old_keys, new_keys) if len(keys) > 1 and len(keys[1])), default=0)
    one, other = (
        keys[0].astype(np.int64) * size + keys[1] if len(keys) > 1 else keys[0] for keys in (old_keys, new_keys)
    )
    at = np.searchsorted(one, other)
    return [np.insert(mine, at, theirs) for mine, theirs in zip(old, new, strict=True)]


def joined(first: Facts, second: Facts) -> Facts:
    """Two portfolios without a project in common as one, the second's rows behind the first's."""
    dates = ("starts", "ends", "start_precision", "end_precision", "reviewed")
    names = ("ids", "strand", "status", "budget", "without_rate", "parent_ids", *dates)
    columns: dict[str, Any] = {name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in names}
    return replace(
        first,
        **columns,
        codes=first.codes + second.codes,
        titles=first.titles + second.titles,
        objectives=_behind(first.objectives, second.objectives, len(first)),
        places=_behind(first.places, second.places, len(first)),
        organisations=_behind(first.organisations, second.organisations, len(first)),
        descent=None,
        _kept={},
    )


def _behind(first: Links, second: Links, offset: int) -> Links:
    project = np.concatenate([first.project, second.project + np.int32(offset)])
    return Links(
        project,
        np.concatenate([first.key, second.key]),
        np.concatenate([first.grade, second.grade]),
        np.concatenate([first.share, second.share]),
    )
