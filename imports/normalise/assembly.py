"""Columns that were read -> the fields of the project value, row by row; columns of one field are joined here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from imports.fields import FIELD_BY_NAME, Parse
from imports.normalise import objectives, places
from imports.normalise.amounts import read_amounts
from imports.normalise.answers import Answers
from imports.normalise.columns import Column
from imports.normalise.dates import ends_before
from imports.normalise.flaws import BLANK, EMPTIED, Flaw, Mark
from imports.normalise.gazetteer import Gazetteer
from imports.normalise.timeline import runs_of
from imports.normalise.totals import parts_above_whole
from portfolio.core.periods import PartialDate
from portfolio.core.terms import Tier

_PLAIN = ("code", "title", "acronym", "iati_identifier", "summary", "strand", "status", "planned_start",
          "planned_end", "actual_start", "actual_end", "website", "source_id", "source", "parent",
          "predecessor", "visibility", "last_reviewed_on")  # fmt: skip
_TIERS = frozenset(tier.value for tier in Tier)
_NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True)
class Fields:
    """Values by field for every row (BLANK where not stated), and what rows say besides; `columns`: field -> column."""

    size: int
    values: dict[str, list[Any]] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    flaws: dict[int, list[tuple[Flaw, str, int]]] = field(default_factory=dict)
    roles: list[frozenset[str]] | None = None
    tiers: list[frozenset[str]] | None = None
    assumed: dict[str, list[frozenset[str]]] = field(default_factory=dict)
    partial: dict[int, set[str]] = field(default_factory=dict)
    emptied: bool = False

    def flaw(self, at: int, flaw: Flaw, name: str, column: int) -> None:
        """Note a flaw of row number `at` (from 0 among the data rows) in a column."""
        self.flaws.setdefault(at, []).append((flaw, name, column))


def join(columns: Sequence[Column], gazetteer: Gazetteer, answers: Answers, size: int) -> Fields:
    """The fields that the columns fill, for `size` data rows."""
    fields = Fields(size)
    by_name: dict[str, list[Column]] = {}
    for column in columns:
        by_name.setdefault(column.field.name, []).append(column)
        for at, flaws in column.flaws.items():
            for flaw in flaws:
                fields.flaw(at, flaw, column.field.name, column.match.column)
    for name in _PLAIN:
        if name in by_name:
            _put(fields, name, by_name[name][0].values, by_name[name][0].match.column)
    _join_dates(fields, by_name)
    if "budget_amount" in by_name:
        _add_budget(fields, by_name["budget_amount"][0], by_name.get("budget_currency", [None])[0], answers)
    _add_places(fields, [one for one in columns if one.field.parse is Parse.PLACES], gazetteer)
    _add_objectives(fields, by_name.get("objectives", []), by_name.get("objectives_note", [None])[0])
    _add_organisations(fields, [one for one in columns if one.field.parse is Parse.ORGANISATIONS])
    for name in ("parent", "predecessor"):
        _check_kin(fields, name)
    _check_totals(fields)
    fields.emptied = any(column.emptied for column in columns)
    return fields


def _put(fields: Fields, name: str, values: list[Any], column: int) -> None:
    fields.values[name] = values
    fields.columns[name] = column


def _join_dates(fields: Fields, by_name: Mapping[str, list[Column]]) -> None:
    """Starts and ends of no stated kind, periods in one column, and ends that lie before their start."""
    for general, name in (("start", "planned_start"), ("end", "planned_end")):
        if general in by_name:
            _add_general(fields, by_name[general][0], name)
    if "timeline_mark" in by_name:
        _add_timeline(fields, by_name["timeline_mark"])
    for name, other in _OTHER_END.items():
        column = by_name[name][0] if name in by_name else None
        if column is not None and column.others is not None:
            stating = (by_name[one][0] for one in (other, other.removeprefix("planned_")) if one in by_name)
            unread = frozenset[int]().union(*(one.unread for one in stating))
            _split_periods(fields, column, column.others, unread)
    for start, end in (("planned_start", "planned_end"), ("actual_start", "actual_end")):
        _check_order(fields, start, end)


def _add_general(fields: Fields, column: Column, name: str) -> None:
    """A start or end that does not say of which kind counts as planned, unless the row states the planned one."""
    planned = fields.values.get(name)
    if planned is None:
        _put(fields, name, column.values, column.match.column)
        return
    joined = list(planned)
    for at, (value, general) in enumerate(zip(planned, column.values, strict=True)):
        if value is BLANK:
            joined[at] = general
        elif general is not BLANK and general != value and isinstance(value, str):
            words = {"end": FIELD_BY_NAME[name].label.lower(), "kept": value}
            fields.flaw(at, Flaw("start-twice", general, words), column.field.name, column.match.column)
    fields.values[name] = joined


def _add_timeline(fields: Fields, columns: Sequence[Column]) -> None:
    """What is marked under months or quarters fills the start and the end that a row does not state."""
    runs = runs_of(columns, lambda at, flaw, column: fields.flaw(at, flaw, "timeline_mark", column))
    for end, name in enumerate(("planned_start", "planned_end")):
        stated = fields.values.get(name, [BLANK] * fields.size)
        filled = [
            run[end] if said is BLANK and run is not None else said for said, run in zip(stated, runs, strict=True)
        ]
        fields.columns.setdefault(name, columns[0].match.column)
        fields.values[name] = filled


#: A column of starts -> the field of the ends that may stand in it, too; and the other way round.
_OTHER_END = {
    "start": "planned_end", "planned_start": "planned_end", "actual_start": "actual_end",
    "end": "planned_start", "planned_end": "planned_start", "actual_end": "actual_start",
}  # fmt: skip


def _split_periods(fields: Fields, column: Column, others: Sequence[Any], unread: frozenset[int]) -> None:
    """Periods in a column of dates: their other end fills its field where the row states none.

    Rows that are `unread` state one that waits or cannot be read: “2026-ongoing” as an end is no start beside it.
    """
    name, number = _OTHER_END[column.field.name], column.match.column
    filled = list(fields.values.get(name, [BLANK] * fields.size))
    for at, (own, other) in enumerate(zip(column.values, others, strict=True)):
        if other is BLANK or at in unread:
            continue
        if filled[at] is BLANK:
            filled[at] = other
            start, end = (own, other) if name.endswith("end") else (other, own)
            if own is not BLANK:
                fields.flaw(at, Flaw("period-split", words={"start": start, "end": end}), column.field.name, number)
        elif filled[at] != other:
            words = {"end": FIELD_BY_NAME[name].label.lower(), "kept": filled[at]}
            fields.flaw(at, Flaw("start-twice", other, words), column.field.name, number)
    if name not in fields.values:
        fields.columns[name] = number
    fields.values[name] = filled


def _check_order(fields: Fields, start: str, end: str) -> None:
    starts, ends = fields.values.get(start), fields.values.get(end)
    if starts is None or ends is None:
        return
    late = [
        at
        for at, (first, last) in enumerate(zip(starts, ends, strict=True))
        if type(first) is str and type(last) is str and last < first and ends_before(last, first)
    ]
    if late:
        fields.values[end] = kept = list(ends)
        for at in late:
            words = {"start": PartialDate.parse(starts[at]).in_words()}
            fields.flaw(at, Flaw("end-before-start", words=words), end, fields.columns[end])
            kept[at] = BLANK


def _add_budget(fields: Fields, column: Column, currencies: Column | None, answers: Answers) -> None:
    if currencies is not None and _of_others(column, currencies):
        words = {"heading": currencies.match.heading, "other": column.match.heading}
        first = next(at for at, value in enumerate(currencies.values) if isinstance(value, str))
        currencies.problems.append((Flaw("currency-of-others", currencies.values[first], words), first))
        currencies = None
    found = read_amounts(column, currencies, answers)
    _put(fields, "budget_amount", found.amounts, column.match.column)
    _put(fields, "budget_currency", found.currencies, (currencies or column).match.column)
    for at, flaws in found.flaws.items():
        for flaw in flaws:
            fields.flaw(at, flaw, "budget_amount", column.match.column)


def _of_others(column: Column, currencies: Column) -> bool:
    """Whether a column of currencies is about other amounts: “Local currency” beside “Budget in EUR”, never EUR."""
    stated = column.match.currency if not column.match.line else None
    said = {value for value in currencies.values if isinstance(value, str)}
    return stated is not None and bool(said) and stated not in said


def _unread(column: Column, fields: Fields, name: str) -> None:
    """Note the rows where a part of a list could not be read."""
    for at, flaws in column.flaws.items():
        if any(flaw.code in _LOSING for flaw in flaws):
            fields.partial.setdefault(at, set()).add(name)


#: Flaws with which a part of a list stays out.
_LOSING = frozenset({"unknown-place", "ambiguous-place", "close-place", "part-of-place", "namibia-or-nothing",
                     "unknown-objective", "objective-in-words", "objective-differs", "objective-range",
                     "name-too-long", "error-cell", "uncached-formula"})  # fmt: skip


def _add_places(fields: Fields, columns: Sequence[Column], gazetteer: Gazetteer) -> None:
    if not columns:
        return
    for column in columns:
        _unread(column, fields, "places")
    first = columns[0]
    scopes = [frozenset({column.field.fixed}) if column.field.fixed else _TIERS for column in columns]
    if len(columns) == 1:
        named = first.values
        fields.tiers = [_NOTHING if one is BLANK else scopes[0] for one in named]
    else:
        named = _joined(fields, columns, "places", lambda every, flaws: places.merge(every, flaws, gazetteer, ""))
        fields.tiers = [
            frozenset().union(*(scope for scope, cell in zip(scopes, cells, strict=True) if cell is not BLANK))
            for cells in zip(*(column.values for column in columns), strict=True)
        ]
    made = places.PlaceLinks()
    # By identity: equal cells share one tuple, and comparing nested tuples would take longer than making the links.
    memo = {id(one): made.of(one) if isinstance(one, tuple) else _unlinked(one) for one in named}
    _put(fields, "places", [memo[id(one)][0] for one in named], first.match.column)
    fields.assumed["places"] = [memo[id(one)][1] for one in named]


def _unlinked(mark: object) -> tuple[Any, frozenset[str]]:
    """The links of a cell that names none: not stated, or emptied."""
    return ([] if mark is EMPTIED else BLANK), _NOTHING


def _joined(
    fields: Fields, columns: Sequence[Column], name: str, merge: Callable[[list[Any], list[Flaw]], Any]
) -> list[Any]:
    """What each row names in several columns, as one column would say it; `merge` adds what is odd to its flaws."""
    joined: list[Any] = []
    for at, cells in enumerate(zip(*(column.values for column in columns), strict=True)):
        named = _together(cells)
        if isinstance(named, list):
            flaws: list[Flaw] = []
            named = merge(named, flaws)
            for flaw in flaws:
                fields.flaw(at, flaw, name, columns[0].match.column)
        joined.append(named)
    return joined


def _together(cells: Sequence[Any]) -> Any:
    """Cells of several columns as one: a list of what they name, EMPTIED if one is emptied and none names, or BLANK."""
    named = [one for cell in cells if isinstance(cell, tuple) for one in cell]
    if named:
        return named
    return EMPTIED if EMPTIED in cells else BLANK


def _add_objectives(fields: Fields, columns: Sequence[Column], note: Column | None) -> None:
    notes: list[Any] = note.values if note is not None else [BLANK] * fields.size
    if not columns:
        for at in range(fields.size):
            _lone_note(fields, at, notes[at], note)
        return
    for column in columns:
        _unread(column, fields, "objectives")
    served = columns[0].values
    if len(columns) > 1:
        served = _joined(fields, columns, "objectives", lambda every, flaws: objectives.merge(every, flaws, ""))
    made = objectives.ObjectiveLinks()
    memo: dict[tuple[int, str | None], tuple[Any, frozenset[str]]] = {}
    links: list[Any] = []
    assumed: list[frozenset[str]] = []
    for at, one in enumerate(served):
        said = notes[at] if note is not None and isinstance(notes[at], str) else None
        key = id(one), said  # the list keeps the cells alive
        found = memo.get(key)
        if found is None:
            found = memo[key] = made.of(one, said) if isinstance(one, tuple) else _unlinked(one)
        if said is not None and not isinstance(one, tuple):
            _lone_note(fields, at, said, note)
        links.append(found[0])
        assumed.append(found[1])
    _put(fields, "objectives", links, columns[0].match.column)
    fields.assumed["objectives"] = assumed


def _lone_note(fields: Fields, at: int, said: object, note: Column | None) -> None:
    if isinstance(said, str) and note is not None:
        fields.flaw(at, Flaw("note-alone", said), "objectives_note", note.match.column)


def _add_organisations(fields: Fields, columns: Sequence[Column]) -> None:
    if not columns:
        return
    for column in columns:
        _unread(column, fields, "organisations")
    number = columns[0].match.column
    columns = sorted(columns, key=lambda column: str(column.field.fixed))
    roles = [str(column.field.fixed) for column in columns]
    every = frozenset(roles)
    links: list[Any] = []
    stated: list[frozenset[str]] = []
    memo: dict[tuple[int, ...], tuple[Any, frozenset[str]]] = {}
    said: dict[tuple[str, ...], frozenset[str]] = {}
    rows = zip(*(column.values for column in columns), strict=True)
    alone = zip(*map(_lone_bodies, columns, roles), strict=True)
    for cells, lone in zip(rows, alone, strict=True):
        if all(lone) and len(every) == len(roles):
            # One name for each role, as most lists have it, stands in order already.
            links.append(list(lone))
            stated.append(every)
            continue
        key = tuple(map(id, cells))  # the columns keep the cells alive
        found = memo.get(key)
        if found is None:
            found = memo[key] = _bodies(roles, cells, said)
        links.append(found[0])
        stated.append(found[1])
    _put(fields, "organisations", links, number)
    fields.roles = stated


def _lone_bodies(column: Column, role: str) -> list[dict[str, str | None] | None]:
    """The link of each cell that names one organisation; equal cells share one, which nobody may change."""
    made: dict[int, dict[str, str | None] | None] = {}
    for cell in column.values:
        if id(cell) not in made:  # the column keeps the cells alive
            lone = type(cell) is tuple and len(cell) == 1
            made[id(cell)] = {"name": cell[0][0], "role": role, "share": cell[0][1]} if lone else None
    return [made[id(cell)] for cell in column.values]


def _bodies(
    roles: Sequence[str], cells: Sequence[Any], known: dict[tuple[str, ...], frozenset[str]]
) -> tuple[Any, frozenset[str]]:
    """The organisations that the cells of a row name, by role and name, and the roles that the row states.

    `roles` are sorted; `known` keeps the sets of roles that were met.
    """
    named = [(role, cell) for role, cell in zip(roles, cells, strict=True) if cell is not BLANK]
    if not named:
        return BLANK, _NOTHING
    said = tuple(role for role, _ in named)
    stated = known.get(said)
    if stated is None:
        stated = known[said] = frozenset(said)
    once: dict[tuple[str, str], str | None] = {}
    for role, cell in named:
        if isinstance(cell, tuple):
            for name, share in cell:
                once.setdefault((role, name), share)
    ordered = sorted(once.items(), key=lambda pair: pair[0])
    return [{"name": name, "role": role, "share": share} for (role, name), share in ordered], stated


def _check_kin(fields: Fields, name: str) -> None:
    kin, codes = fields.values.get(name), fields.values.get("code")
    if kin is None or codes is None:
        return
    own = [
        at for at, (other, code) in enumerate(zip(kin, codes, strict=True)) if other == code and isinstance(code, str)
    ]
    if own:
        fields.values[name] = kept = list(kin)
        for at in own:
            words = {"label": FIELD_BY_NAME[name].label.lower()}
            fields.flaw(at, Flaw("own-parent", kin[at], words), name, fields.columns[name])
            kept[at] = BLANK


def _check_totals(fields: Fields) -> None:
    """Programmes whose parts cost more than they do; nothing is changed, for either may be wrong."""
    names = ("code", "parent", "budget_amount", "budget_currency")
    if all(name in fields.values for name in names):
        for at, flaw in parts_above_whole(*(fields.values[name] for name in names)).items():
            fields.flaw(at, flaw, "budget_amount", fields.columns["budget_amount"])


def stated(fields: Fields) -> list[dict[str, Any]]:
    """For each row the fields that it states; #CLEAR is None, and an empty list for list fields."""
    names = tuple(fields.values)
    if fields.emptied:
        fields.values = {
            name: [None if value is EMPTIED else value for value in values] for name, values in fields.values.items()
        }
    rows = zip(*fields.values.values(), strict=True) if names else ((),) * fields.size
    said = [dict(zip(names, row, strict=True)) for row in rows]
    # What is not stated is taken out again: columns without blank cells, as most are, are not looked at cell by cell.
    for name, values in fields.values.items():
        if Mark in set(map(type, values)):
            for at, value in enumerate(values):
                if value is BLANK:
                    del said[at][name]
    return said


def assumed_of(fields: Fields, at: int) -> Mapping[str, frozenset[str]]:
    """The links of a row whose tier or significance nobody wrote, by field."""
    return {name: rows[at] for name, rows in fields.assumed.items() if rows[at]}
