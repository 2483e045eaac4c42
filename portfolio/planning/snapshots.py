"""Snapshots: taking one (inside the write door), the list, one in full, and whether it is still what was frozen."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.core.sentences import sentence
from portfolio.core.text import clean, fold
from portfolio.coverage.export import coverage_json, gaps_json
from portfolio.coverage.facts import Shelf, select_facts
from portfolio.coverage.material import Material, material_of_log, material_of_tables
from portfolio.coverage.past import Recorded
from portfolio.coverage.rebuilt import portfolio_of
from portfolio.coverage.recorded import Frozen, load_frozen, people_by_address, position_on
from portfolio.coverage.report import Report, build_report, compute_report
from portfolio.errors import Conflict, NotFound, Refused
from portfolio.history.keyed import KeptTable, create_records
from portfolio.history.record import position, writing
from portfolio.models.base import table_of
from portfolio.models.change import Change
from portfolio.models.selection import LARGEST_ID
from portfolio.models.snapshot import Snapshot
from portfolio.models.types import canonical_json
from portfolio.web.display import day
from portfolio.web.filters import SNAPSHOT, Filter

LONGEST_NAME, LONGEST_NOTE = 120, 2000
FORMAT = "portfolio snapshot 2"
#: What stands above the countries of a grid; snapshots of the first format did not freeze it.
BACKGROUND = ("treaties", "indices", "index_values")
_NOT_FROZEN: dict[str, tuple[str, ...]] = {"portfolio snapshot 1": BACKGROUND}

_SNAPSHOTS = KeptTable(
    Snapshot,
    "snapshot",
    lambda row: str(row["name"]),
    frozenset({"content", "content_bytes", "taken_at", "taken_by"}),
)


@dataclass(frozen=True, slots=True)
class SnapshotLine:
    """A snapshot without its content."""

    id: int
    name: str
    note: str | None
    as_of: date
    horizon_months: int
    recorded_on: date | None
    position: int
    projects: int
    content_bytes: int
    hash: str
    taken_at: datetime
    taken_by: str

    @property
    def recorded(self) -> str:
        """How filters name it."""
        return f"{SNAPSHOT}{self.id}"


def take_snapshot(
    session: Session,
    *,
    name: str,
    note: str = "",
    as_of: date,
    horizon_months: int,
    recorded_on: date | None = None,
    today: date,
) -> int:
    """Freeze the portfolio as it is recorded now, or was at the end of a day that is over; gives the snapshot's number.

    Raises Refused for a name, note or day that cannot be kept, Conflict for a name that is taken.
    """
    name, note = clean(name, lines=False), clean(note)
    _refuse_odd(name, note, recorded_on, today)
    if any(fold(name) == fold(other) for other in session.scalars(sa.select(Snapshot.name))):
        raise Conflict(f"There is a snapshot “{name}” already, and it is never altered.", "Choose another name.")
    if recorded_on is None:
        at, material = position(session), material_of_tables(session)
    else:
        at = position_on(session, recorded_on)
        material = material_of_log(session, at)
    now = writing(session)
    heading = {
        "format": FORMAT,
        "name": name,
        "note": note or None,
        "as_of": as_of.isoformat(),
        "horizon_months": horizon_months,
        "recorded_on": recorded_on and recorded_on.isoformat(),
        "position": at,
        "taken_at": now.at.isoformat(timespec="microseconds"),
        "taken_by": now.actor.label,
    }
    numbers = frozen_numbers(session, material, heading)
    text = canonical_json({**heading, "material": material, **numbers}).encode()
    row = {
        "name": name,
        "note": note or None,
        "as_of": as_of,
        "horizon_months": horizon_months,
        "recorded_on": recorded_on,
        "position": at,
        "projects": len(material["projects"]),
        "content": zlib.compress(text, 9),
        "content_bytes": len(text),
        "hash": hashlib.sha256(text).hexdigest(),
        "taken_at": now.at,
        "taken_by": now.actor.label,
    }
    return create_records(session, _SNAPSHOTS, [row])[0]


def _refuse_odd(name: str, note: str, recorded_on: date | None, today: date) -> None:
    if not name:
        raise Refused("A snapshot needs a name.", "Name it, for instance “Yearly mapping 2026”.")
    if len(name) > LONGEST_NAME or len(note) > LONGEST_NOTE:
        raise Refused(
            f"A name has at most {LONGEST_NAME} characters, a note at most {LONGEST_NOTE}.", "Shorten what is longer."
        )
    if name.isascii() and name.isdigit():
        raise Refused("A name of figures alone would be taken for a snapshot's number.", "Add a word to it.")
    if recorded_on is not None and recorded_on >= today:
        raise Refused(
            f"{day(recorded_on)} is not over yet: things may still be recorded on it.",
            "Leave the day empty for what is recorded now.",
        )


def frozen_numbers(session: Session, material: Material, heading: Mapping[str, Any]) -> dict[str, Any]:
    """Grid, gaps and caveats of material by region, as everything recorded gives them."""
    as_of, horizon = date.fromisoformat(heading["as_of"]), heading["horizon_months"]
    past = Recorded(material, heading["position"], as_of, horizon, sentence("{name}", name=heading["name"]))
    portfolio = portfolio_of(past, people_by_address(session))
    asked = Filter(as_of=as_of, horizon_months=horizon)
    report = compute_report(portfolio, select_facts(session, portfolio, COMMAND_LINE, asked), asked, as_of, horizon)
    # Names of people are theirs to change, so notes are kept by address, in the material.
    gaps = [{name: part for name, part in gap.items() if name != "note"} for gap in gaps_json(report)["gaps"]]
    return {"coverage": coverage_json(report), "gaps": gaps}


_COLUMNS = tuple(SnapshotLine.__slots__)


def list_snapshots(session: Session) -> list[SnapshotLine]:
    """All snapshots, the newest first."""
    table = table_of(Snapshot)
    rows = session.execute(sa.select(*(table.c[name] for name in _COLUMNS)).order_by(table.c.id.desc()))
    return [SnapshotLine(*row) for row in rows]


def get_snapshot(session: Session, snapshot_id: int) -> SnapshotLine:
    """A snapshot by its number; NotFound where there is none."""
    table = table_of(Snapshot)
    query = sa.select(*(table.c[name] for name in _COLUMNS)).where(table.c.id == snapshot_id)
    row = session.execute(query).one_or_none() if 0 < snapshot_id <= LARGEST_ID else None
    if row is None:
        raise NotFound("There is no such snapshot.", "Look for it in the list of snapshots.")
    return SnapshotLine(*row)


def find_snapshot(session: Session, called: str) -> SnapshotLine:
    """A snapshot by its number, "snapshot-3" or its name; NotFound where there is none."""
    number = called.removeprefix(SNAPSHOT)
    if number.isascii() and number.isdigit() and len(number) <= 10:
        return get_snapshot(session, int(number))
    for line in list_snapshots(session):
        if fold(line.name) == fold(called):
            return line
    raise NotFound(f"There is no snapshot “{called[:80]}”.", "`portfolio snapshot list` names them all.")


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at to tell whether a snapshot is what was frozen; None where it was not looked at."""

    hash_holds: bool
    logged: bool
    numbers_hold: bool
    rebuilt: bool | None

    @property
    def sound(self) -> bool:
        """Whether nothing speaks against it. Numbers may differ with the rules of a later version: the facts hold."""
        return self.hash_holds and self.logged and self.rebuilt is not False

    def sentences(self) -> list[str]:
        """What was found, in sentences."""
        found = [
            "The content is what was frozen: its SHA-256 is the one that was kept with it."
            if self.hash_holds
            else "The content is NOT what was frozen: its SHA-256 is another than the one kept with it.",
            "The change log, which is chained by hash, names the same SHA-256."
            if self.logged
            else "The change log does NOT name this SHA-256: the snapshot was altered or exchanged.",
            "Computed anew from the frozen facts, grid, gaps and caveats are the frozen ones."
            if self.numbers_hold
            else "Computed anew from the frozen facts, some numbers differ from the frozen ones: the rules of this"
            " version are not those of the version that froze them. The download holds the frozen numbers.",
        ]
        if self.rebuilt is not None:
            found.append(
                "Rebuilt from the change log, the facts are the frozen ones."
                if self.rebuilt
                else "Rebuilt from the change log, the facts are NOT the frozen ones."
            )
        return found


def holds(session: Session, line: SnapshotLine) -> bool:
    """Whether a snapshot's content can be read, has its hash, and the change log names that hash."""
    try:
        frozen = load_frozen(session, line.id)
    except Refused:
        return False
    return frozen.sound and _is_logged(session, frozen)


def _is_logged(session: Session, frozen: Frozen) -> bool:
    query = sa.select(Change.changes).where(Change.entity == "snapshot", Change.entity_id == frozen.id).limit(1)
    said = session.scalars(query).one_or_none()
    return said is not None and said.get("hash") == [None, frozen.hash]


def check_snapshot(session: Session, frozen: Frozen, *, against_log: bool = False) -> Check:
    """Whether a snapshot is what was frozen. Against the log costs playing the whole log forward."""
    content = frozen.content
    numbers = frozen_numbers(session, frozen.material, content)
    # Through canonical text, as the frozen ones went.
    same = all(canonical_json(numbers[name]) == canonical_json(content.get(name)) for name in numbers)
    rebuilt = None
    if against_log:
        left_out = _NOT_FROZEN.get(content["format"], ())
        told = material_of_log(session, content["position"])
        told = {name: part for name, part in told.items() if name not in left_out}
        rebuilt = canonical_json(told) == canonical_json(frozen.material)
    return Check(frozen.sound, _is_logged(session, frozen), same, rebuilt)


def snapshot_report(session: Session, shelf: Shelf, actor: Actor, line: SnapshotLine) -> Report:
    """The frozen facts as a report of what `actor` may see."""
    asked = Filter(recorded=line.recorded)
    return build_report(session, shelf, actor, asked, today=line.as_of, horizon_months=line.horizon_months)


def snapshot_content(session: Session, shelf: Shelf, actor: Actor, line: SnapshotLine) -> bytes | dict[str, Any]:
    """A snapshot's JSON: the very text that was hashed, or, for who may not see all of it, their part computed anew."""
    frozen = load_frozen(session, line.id)
    if actor.sees_restricted:
        return frozen.text
    report = snapshot_report(session, shelf, actor, line)
    past, shown = report.portfolio.recorded, set(report.grid.facts.codes)
    assert past is not None
    projects = [
        {**value, **{name: value[name] if value[name] in shown else None for name in ("parent", "predecessor")}}
        for value in (past.values[number] for number in report.grid.facts.ids.tolist())
    ]
    heading = {name: part for name, part in frozen.content.items() if not isinstance(part, dict | list)}
    background = {name: past.material[name] for name in BACKGROUND if name in past.material}
    part = {
        "part_of": frozen.hash,
        "why": "Projects that you may not see are left out, and the numbers are of the rest.",
    }
    numbers = {"coverage": coverage_json(report), **gaps_json(report)}
    return {**heading, **part, **numbers, **background, "projects": projects}
