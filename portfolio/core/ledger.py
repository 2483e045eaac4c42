"""The change log played forward: records as they stood after any change, rebuilt from what the log says alone; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from portfolio.core.cellnotes import DECLARATION, GAP_NOTE
from portfolio.core.indices import INDEX, INDEX_VALUE, NEED
from portfolio.core.periods import PartialDate
from portfolio.core.policy import DIALOGUE, INSTRUMENT
from portfolio.core.project import empty
from portfolio.core.shape import Shape
from portfolio.core.terms import Precision

#: Nouns whose first change says only what differs from an empty value.
_SHAPES: dict[str, Shape] = {
    "need": NEED,
    "declaration": DECLARATION,
    "gap note": GAP_NOTE,
    "dialogue": DIALOGUE,
    "instrument": INSTRUMENT,
    "index": INDEX,
    "index value": INDEX_VALUE,
}
PROJECT, RATE, DAY_OF_RATES, FRAMEWORK = "project", "exchange rate", "exchange rates of a day", "framework"
TREATY, READING = "treaty status", "index value"
#: What coverage is computed from, and what stands above its countries; the log has more.
ENTITIES = (
    PROJECT, "place", "membership", FRAMEWORK, "objective", "organisation", RATE, DAY_OF_RATES, TREATY, *_SHAPES,
)  # fmt: skip
KIN = ("parent", "predecessor")
#: The product's own loading writes columns, a person's writing writes values: `dated_on` is then a day of a precision.
_SHIPPED = ("load", "correct")
_PRECISION = "dated_on_precision"


class Logged(NamedTuple):
    """A change as the log has it, the log's order kept by whoever gives them."""

    at: datetime
    actor: str
    entity: str
    entity_id: int
    action: str
    changes: Mapping[str, Any]


@dataclass(slots=True)
class Entry:
    """A record as it stood: its fields, when it was last written, and by whom."""

    value: dict[str, Any]
    at: datetime
    by: str


@dataclass
class Ledger:
    """Records by kind and number; `rates` are units of a currency for one euro, as {"rate", "source"}."""

    records: dict[str, dict[int, Entry]] = field(default_factory=lambda: {name: {} for name in ENTITIES})
    rates: dict[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    _rate_keys: dict[int, tuple[str, str]] = field(default_factory=dict)
    _codes: dict[str, int] = field(default_factory=dict)
    _kin: dict[tuple[int, str], int | None] = field(default_factory=dict)
    _index_codes: dict[str, int] = field(default_factory=dict)
    _index_of: dict[int, int] = field(default_factory=dict)

    def of(self, entity: str) -> dict[int, Entry]:
        """Records of a kind by number."""
        return self.records[entity]

    def kin(self, project_id: int, name: str) -> int | None:
        """The number of a project's programme or predecessor: its code may have changed since it was named."""
        return self._kin.get((project_id, name))

    def index_of(self, reading_id: int) -> int:
        """The number of a value's index: its code may have changed since the value was written."""
        return self._index_of[reading_id]

    def play(self, changes: Iterable[Logged]) -> Ledger:
        """Play changes forward in their order; gives this ledger."""
        written: list[Logged] = []
        for one in changes:
            if written and one.at != written[-1].at:
                self._close(written)
                written = []
            self._note(one)
            written.append(one)
        self._close(written)
        return self

    def _note(self, one: Logged) -> None:
        if one.entity == RATE:
            self._note_rate(one)
        elif one.entity == DAY_OF_RATES:
            self._note_day(one)
        elif one.action == "delete":
            self.records[one.entity].pop(one.entity_id, None)
        else:
            kept = self.records[one.entity]
            entry = kept.get(one.entity_id)
            if entry is None:
                entry = kept[one.entity_id] = Entry(self._blank(one.entity), one.at, one.actor)
            for name, (_, after) in one.changes.items():
                entry.value[name] = after
            if one.entity == "instrument":
                _spell_date(entry.value, shipped=one.action in _SHIPPED)
            if one.entity == "index" and "code" in one.changes:
                self._index_codes.pop(one.changes["code"][0], None)
                self._index_codes[entry.value["code"]] = one.entity_id
            if one.entity == READING and "index" in one.changes:
                self._index_of[one.entity_id] = self._index_codes[entry.value["index"]]
            entry.at, entry.by = one.at, one.actor

    def _blank(self, entity: str) -> dict[str, Any]:
        if entity == PROJECT:
            return empty()
        if entity == FRAMEWORK:  # a framework that people add comes after those there are, and the log does not say so
            return {"position": max((one.value["position"] for one in self.records[FRAMEWORK].values()), default=0) + 1}
        return _SHAPES[entity].empty() if entity in _SHAPES else {}

    def _note_rate(self, one: Logged) -> None:
        """A shipped rate; a correction of it names only what it corrects."""
        after = {name: pair[1] for name, pair in one.changes.items()}
        key = self._rate_keys.get(one.entity_id)
        if key is None and "rated_on" not in after:  # a correction of a rate that a person had entered first
            return
        key = key or (after["currency"], after["rated_on"])
        self._rate_keys[one.entity_id] = key
        known = self.rates.get(key, {})
        self.rates[key] = {name: after.get(name, known.get(name)) for name in ("rate", "source")}

    def _note_day(self, one: Logged) -> None:
        """The rates of a day that people wrote: the record's number is that of the day."""
        day = datetime.fromordinal(one.entity_id).date().isoformat()
        for currency, (_, after) in one.changes.items():
            if after is None:
                self.rates.pop((currency, day), None)
            else:
                self.rates[currency, day] = after

    def _close(self, written: Iterable[Logged]) -> None:
        """A write is over: what it called its projects holds, so that the kin it names can be told."""
        touched = [one for one in written if one.entity == PROJECT]
        for one in touched:
            before = one.changes.get("code", (None, None))[0]
            if before is not None and self._codes.get(before) == one.entity_id:
                del self._codes[before]
        for one in touched:
            entry = self.records[PROJECT].get(one.entity_id)
            if entry is not None and "code" in one.changes:
                self._codes[entry.value["code"]] = one.entity_id
        for one in touched:
            for name in KIN:
                if name in one.changes:
                    self._kin[one.entity_id, name] = self._codes.get(one.changes[name][1])


def _spell_date(value: dict[str, Any], *, shipped: bool) -> None:
    """The date of an instrument as values have it; its precision is kept beside it for the next correction."""
    if not value["dated_on"]:
        value.pop(_PRECISION, None)
    elif shipped and _PRECISION in value:
        day = PartialDate.parse(value["dated_on"]).first()
        value["dated_on"] = str(PartialDate.of(day, Precision(value[_PRECISION])))
    else:
        value[_PRECISION] = PartialDate.parse(value["dated_on"]).precision.value
