"""Columns of numbers made from what a database or a form gives: days, terms, euro cents, rows under ids, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portfolio.core.money import LARGEST_MINOR
from portfolio.core.periods import EPOCH_ORDINAL
from portfolio.core.terms import OrganisationRole, Term

Ints = NDArray[np.int64]
Days = NDArray[np.int32]
Small = NDArray[np.int8]
Flags = NDArray[np.bool_]
Columns = tuple[Sequence[Any], ...]

#: Days (from 1 January 1970) that stand for a start or an end nobody gave. Half the range of an int32 is left free,
#: so that a number of days can be added to them without running over.
FAR_PAST = -(2**30)
FAR_FUTURE = 2**30
NOT_KNOWN = -1
WHOLE_SHARE = 10_000


@dataclass(frozen=True, eq=False, slots=True)
class Links:
    """Links of projects to one kind of thing, ordered by project, then key.

    `project` is the row of the project, `key` names the thing, `grade` is the number of the link's term (significance,
    tier or role), `share` is in hundredths of a percent, NOT_KNOWN where nobody gave one.
    """

    project: Days
    key: Ints
    grade: Small
    share: Days

    def of(self, rows: Flags, new_row: Days) -> Links:
        """The links of the chosen rows, renumbered."""
        kept = rows[self.project]
        return Links(new_row[self.project[kept]], self.key[kept], self.grade[kept], self.share[kept])


def columns_of(rows: Sequence[Sequence[Any]], width: int) -> tuple[tuple[Any, ...], ...]:
    """Rows turned into `width` columns, also when there are none."""
    return tuple(zip(*rows, strict=True)) if rows else tuple(() for _ in range(width))


@dataclass(frozen=True, slots=True)
class RowsById:
    """Row numbers under ids."""

    ids: Ints
    order: Ints

    @classmethod
    def of(cls, ids: Sequence[int] | Ints) -> RowsById:
        column = np.asarray(ids, dtype=np.int64)
        order = np.argsort(column, kind="stable")
        if len(column) and (np.diff(column[order]) == 0).any():
            raise ValueError("A project comes twice.")
        return cls(column, order)

    def rows(self, ids: Ints) -> Ints:
        """Row of each id, -1 where there is none."""
        if not len(self.ids):
            return np.full(len(ids), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.ids, ids, sorter=self.order), len(self.ids) - 1)
        found: Ints = np.where(self.ids[self.order[at]] == ids, self.order[at], -1)
        return found


def days_column(dates: Sequence[date | None], missing: int) -> Days:
    """Days from 1 January 1970; `missing` where there is no date."""
    return np.array([missing if day is None else day.toordinal() - EPOCH_ORDINAL for day in dates], dtype=np.int32)


def numbers_column(terms: type[Term], codes: Sequence[str | None]) -> Small:
    """Numbers of a list's codes, 0 for none; ValueError for a code that is not in the list."""
    number_of: dict[str | None, int] = {None: 0, **{term.value: term.number for term in terms}}
    try:
        return np.array([number_of[code] for code in codes], dtype=np.int8)
    except KeyError as unknown:
        raise ValueError(f"{unknown} is not a {terms.__name__}.") from None


def budgets_column(cents: Sequence[int | None]) -> Ints:
    """Euro cents; ValueError if one is negative or too large, or all together are."""
    if any(value is not None and not 0 <= value <= LARGEST_MINOR for value in cents):
        raise ValueError("A budget is 0 or more, and at most 2**53 - 1 cents.")
    if sum(value or 0 for value in cents) >= 2**62:
        raise ValueError("The budgets together are too large to be added up exactly.")
    return np.array([NOT_KNOWN if value is None else value for value in cents], dtype=np.int64)


def links_column(row_of: RowsById, terms: type[Term], columns: Columns) -> Links:
    """Links ordered by project and key, without those of unknown projects; ValueError as `Facts.from_columns`."""
    ids, keys, grades, shares = columns
    if not len(ids) == len(keys) == len(grades) == len(shares):
        raise ValueError("The columns of the links differ in length.")
    project = row_of.rows(np.array(ids, dtype=np.int64))
    key = np.array(keys, dtype=np.int64)
    grade = numbers_column(terms, grades)
    share = np.array([NOT_KNOWN if value is None else value for value in shares], dtype=np.int32)
    if len(share) and (share.min() < NOT_KNOWN or share.max() > WHOLE_SHARE):
        raise ValueError("A share is 0 to 10000 hundredths of a percent.")
    order = np.lexsort((grade, key, project))
    order = order[project[order] >= 0]
    project, key, grade = project[order], key[order], grade[order]
    same = (project[1:] == project[:-1]) & (key[1:] == key[:-1])
    if terms is OrganisationRole:  # one organisation may well fund and carry out
        same &= grade[1:] == grade[:-1]
    if same.any():
        raise ValueError("A project is linked twice to the same thing.")
    return Links(project.astype(np.int32), key, grade, share[order])
