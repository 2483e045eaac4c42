"""Portfolios of the past: as recorded at the end of a day, rebuilt from the change log, or as a snapshot froze them."""

from __future__ import annotations

import hashlib
import json
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.periods import PartialDate
from portfolio.core.sentences import sentence
from portfolio.coverage.material import Material, material_of_log
from portfolio.coverage.past import Recorded
from portfolio.coverage.rebuilt import portfolio_of
from portfolio.coverage.stock import Portfolio
from portfolio.errors import NotFound, Refused
from portfolio.models.account import User
from portfolio.models.base import table_of
from portfolio.models.change import Change
from portfolio.models.selection import LARGEST_ID
from portfolio.models.snapshot import Snapshot
from portfolio.web.display import day as in_words
from portfolio.web.filters import SNAPSHOT

#: Portfolios of the past kept by a process: both sides of a comparison, and the two before.
KEPT = 4


class Archive:
    """Keeps the portfolios of the past that were asked for last; threads share it, since none changes once made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Portfolio] = OrderedDict()

    def get(self, session: Session, recorded: str) -> Portfolio:
        """The portfolio as recorded at the end of "2026-06-30", at "2026-06-30T14:05:00", or as "snapshot-3" froze it.

        Raises Refused for a moment before the first change, NotFound for a snapshot that there is not.
        """
        if recorded.startswith(SNAPSHOT):
            number = int(recorded.removeprefix(SNAPSHOT))
            return self._keep(recorded, lambda: _of_snapshot(session, number))
        if "T" in recorded:
            moment = datetime.fromisoformat(recorded).replace(tzinfo=UTC)
            at = _position_before(session, moment, recorded)
            return self._keep((recorded, at), lambda: _of_moment(session, moment, at))
        day = date.fromisoformat(recorded)
        at = position_on(session, day)
        return self._keep((recorded, at), lambda: _of_day(session, day, at))

    def _keep(self, key: Hashable, make: Callable[[], Portfolio]) -> Portfolio:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            made = self._kept[key] = make()
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return made


def position_on(session: Session, day: date) -> int:
    """The last change of the log at the end of a day (UTC). Refused where nothing had been recorded yet."""
    return _position_before(session, datetime.combine(day, time(), UTC) + timedelta(days=1), in_words(day))


def _position_before(session: Session, end: datetime, said: str) -> int:
    newest = sa.select(Change.position).where(Change.at < end).order_by(Change.position.desc()).limit(1)
    found = session.scalar(newest)
    if found is None:
        first = session.scalar(sa.select(sa.func.min(Change.at)))
        since = f" The first record is of {in_words(first.date())}." if first else ""
        raise Refused(f"Nothing was recorded yet on {said}.{since}", "Choose a later day.")
    return found


@dataclass(frozen=True)
class Frozen:
    """A snapshot's content: its JSON text as it was hashed, and read. `sound` says whether the hash still holds."""

    id: int
    text: bytes
    hash: str
    sound: bool
    content: dict[str, Any]

    @property
    def material(self) -> Material:
        """What its numbers were computed from."""
        material: Material = self.content["material"]
        return material


def load_frozen(session: Session, snapshot_id: int) -> Frozen:
    """A snapshot's content; NotFound where there is none, Refused where what is stored cannot even be read."""
    table = table_of(Snapshot)
    query = sa.select(table.c.content, table.c.hash).where(table.c.id == snapshot_id)
    row = session.execute(query).one_or_none() if 0 < snapshot_id <= LARGEST_ID else None
    if row is None:
        raise NotFound("There is no such snapshot.", "Look for it in the list of snapshots.")
    try:
        text = zlib.decompress(row.content)
        content = json.loads(text)
    except (zlib.error, ValueError):
        raise Refused(
            "What is stored of this snapshot was damaged and cannot be read.",
            "Restore it from a backup of the database, or rebuild its day from the change log.",
        ) from None
    return Frozen(snapshot_id, text, row.hash, hashlib.sha256(text).hexdigest() == row.hash, content)


def _of_snapshot(session: Session, number: int) -> Portfolio:
    frozen = load_frozen(session, number)
    content = frozen.content
    taken = _whole(datetime.fromisoformat(content["taken_at"]).date())
    said = sentence("snapshot “{name}”, taken on {day}", name=content["name"], day=taken)
    day = date.fromisoformat(content["as_of"])
    past = Recorded(frozen.material, content["position"], day, content["horizon_months"], said)
    return portfolio_of(past, people_by_address(session))


def _of_day(session: Session, day: date, at: int) -> Portfolio:
    said = sentence("at the end of {day}, change {number} of the log", day=_whole(day), number=str(at))
    return portfolio_of(Recorded(material_of_log(session, at), at, day, None, said), people_by_address(session))


def _of_moment(session: Session, moment: datetime, at: int) -> Portfolio:
    day = moment.date()
    said = sentence(
        "at {time} UTC on {day}, change {number} of the log", time=f"{moment:%H:%M}", day=_whole(day), number=str(at)
    )
    return portfolio_of(Recorded(material_of_log(session, at), at, day, None, said), people_by_address(session))


def _whole(day: date) -> PartialDate:
    """A day that is written in words in every language."""
    return PartialDate(day.year, day.month, day.day)


def people_by_address(session: Session) -> dict[str, str]:
    """People's names by address: people are called as they are called now, in the past too."""
    return {email: name or "" for email, name in session.execute(sa.select(User.email, User.name))}
