"""What rows state and what is stored -> what an import of keyed records would do, row by row. Pure, writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from imports.fields.records import Registry, StoredRecord
from imports.match import LEAVE_OUT, Match
from imports.normalise.records import RecordDraft, Stated
from imports.outcomes import Mode, Outcome, Plan, PlannedRecord, PlannedRow, Policy
from imports.problems import Problem, Severity, problem
from portfolio.core.changes import Changes

_BY_KEY = Match("same", "")
_ADDS, _UPDATES = "It is there already, and this import only adds.", "It is not there, and this import only updates."


@dataclass(slots=True)
class _Row:
    """What a row comes to, while its records are looked at one by one."""

    problems: list[Problem]
    records: list[PlannedRecord] = field(default_factory=list)
    changes: Changes = field(default_factory=dict)
    alone: int = 0
    reasons: dict[str, None] = field(default_factory=dict)
    passed_over: int = 0


def plan_records(
    drafts: Sequence[RecordDraft],
    registry: Registry,
    stored: Mapping[tuple[str, ...], StoredRecord],
    *,
    sheet: str,
    columns: Mapping[str, int],
    file_name: str,
    mode: Mode = Mode.BOTH,
    policy: Policy = Policy.ALL_OR_NOTHING,
    answers: Mapping[int, str] | None = None,
) -> Plan:
    """What the import would do. `stored` is by the registry's folded key; `columns` (field -> column from 0) puts a
    row's problems at a cell; `file_name` is the source of records that name none; `answers` are those of imports.match,
    of which leaving a row out is the one that counts here.
    """
    planner = _Planner(registry, stored, sheet, columns, file_name, mode)
    left_out = {row for row, answer in (answers or {}).items() if answer == LEAVE_OUT}
    rows = (_left_out(draft) if draft.row in left_out else planner.row(draft) for draft in drafts)
    return Plan(tuple(rows), mode, policy, registry.noun)


def _left_out(draft: RecordDraft) -> PlannedRow:
    return PlannedRow(draft.row, Outcome.SKIPPED, None, draft.title or None, _BY_KEY, reason="You left it out.")


class _Planner:
    """One pass over the drafts; keeps which row stated which record first."""

    def __init__(
        self, registry: Registry, stored: Mapping[tuple[str, ...], StoredRecord], sheet: str,
        columns: Mapping[str, int], file_name: str, mode: Mode,
    ) -> None:  # fmt: skip
        self.registry = registry
        self.stored = stored
        self.sheet = sheet
        self.columns = columns
        self.source = {registry.provenance: file_name} if registry.provenance else {}
        self.mode = mode
        self.first: dict[tuple[str, ...], tuple[int, Mapping[str, Any]]] = {}

    def row(self, draft: RecordDraft) -> PlannedRow:
        """The row's outcome: rejected if anything of it is, else changed, new, unchanged or left out."""
        row = _Row(list(draft.problems))
        for stated in draft.stated:
            self._record(draft.row, stated, row)
        planned = PlannedRow(draft.row, Outcome.UNCHANGED, None, draft.title or None, _BY_KEY, alone=row.alone,
                             problems=tuple(row.problems), reason=" ".join(row.reasons))  # fmt: skip
        rejected = [one.message for one in row.problems if one.severity is Severity.REJECT]
        if rejected:
            return replace(planned, outcome=Outcome.REJECTED, reason=" ".join(dict.fromkeys(rejected)), alone=0)
        if not row.records:
            left_out = row.passed_over and not row.alone
            return replace(planned, outcome=Outcome.SKIPPED) if left_out else planned
        new = all(one.id is None for one in row.records)
        single = row.records[0] if len(draft.stated) == 1 else None
        return replace(
            planned,
            outcome=Outcome.CREATE if new else Outcome.UPDATE,
            project_id=single.id if single else None,
            project_version=single.version if single else None,
            edits=row.changes,
            records=tuple(row.records),
        )

    def _record(self, number: int, stated: Stated, row: _Row) -> None:
        key = self.registry.fold(stated.key)
        first = self.first.setdefault(key, (number, stated.values))
        if first[1] is not stated.values:
            if all(name in first[1] and first[1][name] == value for name, value in stated.values.items()):
                row.alone += 1
                row.reasons[f"Row {first[0]} says the same."] = None
            else:
                words = {"other": first[0], "what": " ".join(stated.key)}
                row.problems.append(self._problem(number, "record-twice", self.registry.key[0], words))
            return
        known = self.stored.get(key)
        planned = self._new(number, stated, row) if known is None else self._changed(number, stated, known, row)
        if planned is None:
            return
        row.records.append(planned)
        if stated.heading:
            assert self.registry.spread is not None
            # What a person looks for in a row of many columns is the value under each heading.
            pair = planned.changes.get(self.registry.spread.value)
            if pair is not None:
                row.changes[stated.heading] = pair
        else:
            row.changes.update(planned.changes)

    def _new(self, number: int, stated: Stated, row: _Row) -> PlannedRecord | None:
        # What is emptied is not stated of a record that is not there.
        values = {name: value for name, value in stated.values.items() if value is not None}
        lost = [name for name in self.registry.needed if name not in values]
        if lost:
            words = {"one": self.registry.noun[0], "what": self.registry.called(stated.key)}
            said = {one.field for one in row.problems if one.severity is Severity.REJECT}
            row.problems += [
                self._problem(number, "field-needed", name, words, stated) for name in lost if name not in said
            ]
            return None
        if self.mode is Mode.UPDATE:
            row.passed_over += 1
            row.reasons[_UPDATES] = None
            return None
        every = {**self.source, **dict(zip(self.registry.key, stated.key, strict=True)), **values}
        if not self._is_sound(number, every, stated, row):
            return None
        changes = {name: [None, every[name]] for name in self.registry.by_name if every.get(name) not in (None, [])}
        return PlannedRecord(stated.key, None, None, every, changes)

    def _changed(self, number: int, stated: Stated, known: StoredRecord, row: _Row) -> PlannedRecord | None:
        value = known.value
        changes: Changes = {
            name: [value.get(name), said] for name, said in stated.values.items() if value.get(name) != said
        }
        if not changes:
            row.alone += 1
            return None
        if self.mode is Mode.ADD:
            row.passed_over += 1
            row.reasons[_ADDS] = None
            return None
        for name, source in self.source.items():
            # A value that changes comes from this file now, unless the row names another source.
            if name not in stated.values and value.get(name) != source:
                changes[name] = [value.get(name), source]
        if not self._is_sound(number, {**value, **{name: pair[1] for name, pair in changes.items()}}, stated, row):
            return None
        return PlannedRecord(
            stated.key, known.id, known.version, {name: pair[1] for name, pair in changes.items()}, changes
        )

    def _is_sound(self, number: int, value: Mapping[str, Any], stated: Stated, row: _Row) -> bool:
        """Whether a whole value can be kept; if not, the row says why."""
        wrong = list(self.registry.check(value))
        for one in wrong:
            name = one.field if one.field in self.registry.by_name else self.registry.key[0]
            words = {"one": self.registry.noun[0], "why": one.sentence.rstrip("."),
                     "what": self.registry.called(stated.key)}  # fmt: skip
            row.problems.append(self._problem(number, "record-invalid", name, words, stated))
        return not wrong

    def _problem(
        self, number: int, code: str, name: str, words: Mapping[str, object], stated: Stated | None = None
    ) -> Problem:
        """The problem at the field's cell; a value under a heading that says a part of the key is in that column."""
        label = self.registry.by_name[name].label.lower()
        spread = self.registry.spread is not None and name == self.registry.spread.value
        column = stated.column if spread and stated is not None else None
        return problem(code, sheet=self.sheet, row=number, column=self.columns.get(name) if column is None else column,
                       field=name, value="", words={"label": label, **words})  # fmt: skip
