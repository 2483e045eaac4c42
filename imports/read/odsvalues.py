"""The values of OpenDocument cells, as their attributes spell them (OpenDocument 1.3 part 3, 19.369 and following)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

TYPE_CHECKING = False
if TYPE_CHECKING:
    Value = str | int | float | bool | date | datetime | time | timedelta | None

DURATION = re.compile(r"PT(\d{1,7})H(\d{1,2})M(\d{1,2})(?:[.,](\d{1,12}))?S")
LONG_INTEGER = 16
MIDNIGHT = datetime.fromisoformat("1900-01-01")


def typed_value(kind: str, said: dict[str, str]) -> Value:
    """The value of a cell of that type with those attributes; None where they spell none."""
    if kind in ("float", "percentage", "currency"):
        return _number(said.get("office:value", ""))
    if kind == "date":
        return _date(said.get("office:date-value", ""))
    if kind == "time":
        return _time(said.get("office:time-value", ""))
    if kind == "boolean":
        return {"true": True, "false": False}.get(said.get("office:boolean-value", ""))
    return None


def _number(text: str) -> int | float | None:
    if len(text) >= LONG_INTEGER and text.lstrip("-").isdecimal() and len(text) <= 400:
        return int(text)  # a double would lose its last digits
    try:
        return float(text)
    except ValueError:
        return None


def _date(text: str) -> date | datetime | None:
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return moment.date() if moment.time() == time() else moment


def _time(text: str) -> time | timedelta | None:
    found = DURATION.fullmatch(text)
    if found is None:
        return None
    micro = int((found[4] or "").ljust(6, "0")[:6])
    length = timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=int(found[3]), microseconds=micro)
    return (MIDNIGHT + length).time() if length < timedelta(days=1) else length
