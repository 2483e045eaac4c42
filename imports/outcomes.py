"""What an import would do: outcomes of rows, the rules chosen beforehand, the plan and its sentence. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from imports.match import Match
from imports.merge import Clash
from imports.problems import Problem
from imports.read.placed import PlacedRow, place_json
from portfolio.core.changes import Changes, diff
from portfolio.core.project import empty
from portfolio.core.sentences import grouped


class Outcome(StrEnum):
    """What becomes of a row; in the order in which the page shows them."""

    REJECTED = "rejected"
    CONFLICT = "conflict"
    UPDATE = "update"
    CREATE = "create"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"


class Mode(StrEnum):
    """What the import may do."""

    BOTH = "both"
    ADD = "add"
    UPDATE = "update"


class Policy(StrEnum):
    """What happens when rows are rejected."""

    ALL_OR_NOTHING = "all-or-nothing"
    GOOD = "good"


#: What a new project is changed from.
_NOTHING_YET = empty()

#: What a plan of projects calls one and many of them.
PROJECTS = ("project", "projects")


@dataclass(frozen=True, slots=True)
class PlannedRecord:
    """A keyed record that a row would add (`id` is None) or change: what tells it apart, and its values by field.

    `values` are all that are known of a new record, and the new ones of a stored record.
    """

    key: tuple[str, ...]
    id: int | None
    version: int | None
    values: Mapping[str, Any]
    changes: Changes


@dataclass(frozen=True, slots=True)
class Twin:
    """An earlier row of the file that may be about the same project: which, why, and {field: [what that row says, what
    this one says]}. `may_differ`: this one may also be another project, because it does not have the same code.
    """

    row: int
    why: str
    differs: Mapping[str, Sequence[Any]]
    may_differ: bool = True

    def as_json(self) -> dict[str, Any]:
        """The twin as the command line prints it; of several sheets, `answer` is the number in answers."""
        placed = {"answer": int(self.row), "where": str(self.row)} if isinstance(self.row, PlacedRow) else {}
        said = {"why": self.why, "differs": self.differs, "may_differ": self.may_differ}
        return {**place_json(self.row), **said, **placed}


@dataclass(slots=True)
class PlannedRow:
    """One row: `values` are what would be written (all for a new project, the stated fields for a stored one).

    `edits` are the changes to what is stored; None for a new project, whose changes follow from its values.
    Rows of other kinds carry `records` instead: one, or several where the table has a column for each; `alone` counts
    those that stay as they are. `said` is the row's whole word, `clashes` the fields that others changed too, `asked`
    those that nobody decided; `sides` are the sides that stand in the others. `key` is what the list's next file may
    recognise the row by, where that is worth keeping; `chosen` says that a person answered for the row. `twin` is the
    row of the file that is asked about together with this one.
    Never changed once planned, but not frozen: that would double what each row takes to make.
    """

    row: int
    outcome: Outcome
    code: str | None
    title: str | None
    match: Match
    project_id: int | None = None
    project_version: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    edits: Changes | None = None
    problems: tuple[Problem, ...] = ()
    reason: str = ""
    records: tuple[PlannedRecord, ...] = ()
    alone: int = 0
    said: Mapping[str, Any] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    asked: frozenset[str] = frozenset()
    sides: Mapping[str, str] = field(default_factory=dict)
    key: str | None = None
    chosen: bool = False
    twin: Twin | None = None

    @property
    def changes(self) -> Changes:
        """What the row would change; of a new project worked out when it is asked for: a plan has thousands."""
        return diff(_NOTHING_YET, self.values) if self.edits is None else self.edits

    def as_json(self) -> dict[str, Any]:
        """The row as the command line prints it; `row` is the file's own number, of several sheets with its sheet."""
        return {
            **place_json(self.row),
            "outcome": self.outcome.value,
            "code": self.code,
            "title": self.title,
            "changes": self.changes,
            "problems": [wrong.as_json() for wrong in self.problems],
            "reason": self.reason,
            "conflicts": [{**clash.as_json(), "decided": clash.field not in self.asked} for clash in self.clashes],
            "twin": self.twin.as_json() if self.twin else None,
            "match": {
                "kind": self.match.kind,
                "how": self.match.how,
                "recalled": self.match.recalled,
                "score": self.match.score,
                "candidates": [
                    {"code": one.code, "title": one.title, "score": one.score, "why": one.why}
                    for one in self.match.candidates
                ],
            },
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do with every row of its sheet. `noun` is what one record and several are called.

    `missing` are code and title of projects that the list held before and that are not in it any more. `decided` counts
    the rows that change nothing and teach something all the same: a person answered for them, and carrying the plan out
    keeps that for the list's next file.
    """

    rows: tuple[PlannedRow, ...]
    mode: Mode
    policy: Policy
    noun: tuple[str, str] = PROJECTS
    missing: tuple[tuple[str, str], ...] = ()
    decided: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each outcome; every outcome is named."""
        found = Counter(row.outcome for row in self.rows)
        order = (Outcome.CREATE, Outcome.UPDATE, Outcome.UNCHANGED, Outcome.CONFLICT, Outcome.REJECTED, Outcome.SKIPPED)
        return {outcome.value: found[outcome] for outcome in order}

    @property
    def records(self) -> dict[str, int]:
        """How many records are added, changed and left alone, where rows carry records; else nothing."""
        new = sum(one.id is None for row in self.rows for one in row.records)
        alone = sum(row.alone for row in self.rows)
        every = sum(len(row.records) for row in self.rows)
        return {"create": new, "update": every - new, "unchanged": alone} if every or alone else {}

    @property
    def changed_fields(self) -> int:
        """How many fields of stored records would change."""
        if self.records:
            return sum(len(one.changes) for row in self.rows for one in row.records if one.id is not None)
        return sum(len(row.changes) for row in self.rows if row.outcome is Outcome.UPDATE)

    @property
    def blocked(self) -> bool:
        """Whether nothing at all may come in, because rows are rejected and the rule is all or nothing."""
        return self.policy is Policy.ALL_OR_NOTHING and any(row.outcome is Outcome.REJECTED for row in self.rows)

    @property
    def sentence(self) -> str:
        """The plan in words."""
        return sentence({**self.counts, **self.records}, self.changed_fields, self.noun)


def sentence(counts: Mapping[str, int], fields: int, noun: tuple[str, str] = PROJECTS) -> str:
    """The counts in words, like "Adds 12 projects, leaves 140 alone, rejects 4 rows; deletes nothing." """
    parts = []
    if counts["create"]:
        parts.append(f"adds {_counted(counts['create'], *noun)}")
    if counts["update"]:
        parts.append(f"changes {_counted(fields, 'field')} of {_counted(counts['update'], *noun)}")
    if counts["unchanged"]:
        parts.append(f"leaves {grouped(counts['unchanged'])} alone")
    if counts["conflict"]:
        parts.append(f"asks about {_counted(counts['conflict'], 'row')}")
    if counts["rejected"]:
        parts.append(f"rejects {_counted(counts['rejected'], 'row')}")
    if counts["skipped"]:
        parts.append(f"skips {_counted(counts['skipped'], 'row')}")
    if not counts["create"] and not counts["update"]:
        parts.insert(0, "changes nothing")
    text = ", ".join(parts) + "; deletes nothing."
    return text[0].upper() + text[1:]


def undone(counts: Mapping[str, int], noun: tuple[str, str] = PROJECTS) -> str:
    """What an undo came to, in words without an end."""
    return (
        f"{_counted(counts['deleted'], f'added {noun[0]}', f'added {noun[1]}')} removed,"
        f" {_counted(counts['reversed'], 'changed one')} reversed;"
        f" {counts['kept']} kept because edited since, {counts['failed']} could not be reversed."
    )


def redone(counts: Mapping[str, int], noun: tuple[str, str] = PROJECTS) -> str:
    """What applying an import again came to, in words without an end."""
    return (
        f"{_counted(counts['restored'], f'removed {noun[0]}', f'removed {noun[1]}')} brought back,"
        f" {_counted(counts['changed'], 'reversed one')} changed again;"
        f" {counts['kept']} kept because edited since, {counts['failed']} could not be changed."
    )


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{grouped(count)} {one if count == 1 else many or one + 's'}"
