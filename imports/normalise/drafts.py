"""What a row states, ready to be matched: values in the shape of the project value, with the problems of its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from imports.normalise.flaws import Question
from imports.problems import Problem, Severity
from imports.read.placed import cell_name
from imports.table import Skipped

_NONE: Mapping[str, frozenset[str]] = MappingProxyType({})


@dataclass(slots=True)
class Draft:
    """One row of the file, numbered as in the file. Never changed, but not frozen: that would cost each row its time.

    `values` holds the fields of the project value that the row states: a field that is absent was blank and stays as
    it is, None (an empty list for list fields) was #CLEAR. Values are shared between rows: never change them.
    `columns` is field -> column (from 0), the same for all rows. `roles` are the organisation roles and `tiers` the
    place tiers that the row states; a row with a column for hubs alone says nothing of other places. `assumed` names
    the links whose tier ("kind:code") or significance ("framework:number") is not written: keep what is stored.
    `partial` are list fields of which some part could not be read: add what is there, remove nothing.
    """

    row: int
    title: str
    values: Mapping[str, Any]
    columns: Mapping[str, int]
    problems: tuple[Problem, ...] = ()
    roles: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    assumed: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NONE)
    partial: frozenset[str] = frozenset()

    @property
    def cells(self) -> dict[str, str]:
        """Field -> address of the cell that states it, such as "D14"."""
        found = ((name, cell_name(self.row, self.columns[name])) for name in self.values if name in self.columns)
        return {name: cell for name, cell in found if cell is not None}

    @property
    def rejected(self) -> bool:
        """Whether a problem keeps the whole row out."""
        return any(problem.severity is Severity.REJECT for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Drafts:
    """All rows of a table: drafts in the order of the file, rows that turned out to be none, and what is to be asked.

    Every data row of the table is in `rows` or in `skipped`, unless no column is a title or a code: then both are
    empty and `problems` says so. `problems` are those of the sheet or a whole column; `new_organisations` are names
    that nothing knows yet, which applying would add.
    """

    rows: tuple[Draft, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    skipped: tuple[Skipped, ...] = ()
    new_organisations: tuple[str, ...] = ()
