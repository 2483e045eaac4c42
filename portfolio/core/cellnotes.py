"""What people say of a cell: that its objective does not apply there, and who looks after its gap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portfolio.core.periods import FIRST_REPORT_DAY, LAST_REPORT_DAY
from portfolio.core.project import FieldProblem
from portfolio.core.shape import Field, Shape, Value, choice, objective, place, text
from portfolio.core.terms import GapStatus

LONGEST_NOTE = 2000
LONGEST_PERSON = 254


def read_day(given: object) -> str:
    """A whole day, as ISO text, that a report can be dated by."""
    try:
        found = date.fromisoformat(str(given))
    except ValueError:
        raise ValueError(f"“{str(given)[:40]}” is not a day. Write it like 2027-12-31.") from None
    if not FIRST_REPORT_DAY <= found <= LAST_REPORT_DAY:
        raise ValueError("A day lies between 1900 and 2199.")
    return found.isoformat()


def _days_in_order(value: Value) -> Iterator[FieldProblem]:
    if value["expires_on"] < value["declared_on"]:
        yield FieldProblem("expires_on", "It expires before it is declared.")


#: A planner's word that an objective does not apply at a place, from the day it was said to the day it expires.
DECLARATION = Shape(
    (
        Field("objective", "Objective", objective, required=True),
        Field("place", "Place", place, required=True),
        Field("note", "Reason", text(LONGEST_NOTE, lines=True), required=True),
        Field("declared_on", "Declared on", read_day, required=True),
        Field("expires_on", "Holds until", read_day, required=True),
    ),
    _days_in_order,
)

#: Who looks after the gap of an objective at a place, and how far that is.
GAP_NOTE = Shape(
    (
        Field("objective", "Objective", objective, required=True),
        Field("place", "Place", place, required=True),
        Field("status", "Status", choice(GapStatus), required=True),
        Field("person", "Person", text(LONGEST_PERSON)),
        Field("note", "Note", text(LONGEST_NOTE, lines=True)),
    )
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declaration as a report needs it: keys of objective and place, reason, author, days (both included)."""

    objective: int
    place: int
    note: str
    author: str
    declared_on: date
    expires_on: date

    def holds(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.declared_on <= on <= self.expires_on


@dataclass(frozen=True, slots=True)
class GapNote:
    """A note on a gap as a report needs it; `person` is a name, else the `address`, empty where nobody is named."""

    status: GapStatus
    person: str
    note: str
    address: str = ""
