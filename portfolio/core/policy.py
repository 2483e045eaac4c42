"""What a dialogue and a policy instrument are: their fields and rules, as `shape` has them."""

from __future__ import annotations

from collections.abc import Iterator

from portfolio.core.periods import PartialDate
from portfolio.core.project import FieldProblem
from portfolio.core.shape import Field, Shape, Value, choice, flag, objectives, partial_date, place, text, url
from portfolio.core.terms import DialogueStatus, InstrumentKind, InstrumentStatus

LONGEST_CODE = 80
LONGEST_IDENTIFIER = 120
LONGEST_TITLE = 400
LONGEST_NOTE = 4000
LONGEST_SOURCE = 1000


def when_words(value: Value) -> str:
    """When a dialogue is or was: "12 March 2026", "March 2026 to May 2026", empty where nothing is known."""
    days = [PartialDate.parse(value[name]).in_words() for name in ("starts_on", "ends_on") if value[name]]
    return " to ".join(dict.fromkeys(days))


def _dates_in_order(value: Value) -> Iterator[FieldProblem]:
    starts, ends = value["starts_on"], value["ends_on"]
    if ends and not starts:
        yield FieldProblem("starts_on", "Say when it begins too.")
    elif starts and ends and PartialDate.parse(ends).last() < PartialDate.parse(starts).first():
        yield FieldProblem("ends_on", "It ends before it begins.")
    if value["status"] == DialogueStatus.HELD.value and not starts:
        yield FieldProblem("starts_on", "A dialogue that was held has a date; the year is enough.")


#: A cyber dialogue with a country, a region or a partner organisation; its topics are objectives.
DIALOGUE = Shape(
    (
        Field("code", "Code", text(LONGEST_CODE), required=True),
        Field("title", "Title", text(LONGEST_TITLE), required=True),
        Field("place", "With", place, required=True),
        Field("status", "Status", choice(DialogueStatus), default=DialogueStatus.PLANNED.value),
        Field("starts_on", "Date, or first day", partial_date),
        Field("ends_on", "Last day", partial_date),
        Field("objectives", "Topics", objectives, default=[]),
        Field("note", "Note", text(LONGEST_NOTE, lines=True)),
        Field("url", "Link", url),
        Field("source", "Source", text(LONGEST_SOURCE)),
        Field("archived", "Archived", flag, default=False),
    ),
    _dates_in_order,
)

#: A legal act, strategy or set of conclusions that serves objectives, everywhere or at one place.
INSTRUMENT = Shape(
    (
        Field("identifier", "Reference", text(LONGEST_IDENTIFIER), required=True),
        Field("title", "Title", text(LONGEST_TITLE), required=True),
        Field("kind", "Kind", choice(InstrumentKind)),
        Field("dated_on", "Date", partial_date),
        Field("status", "Status", choice(InstrumentStatus)),
        Field("place", "Place", place),
        Field("objectives", "Objectives", objectives, default=[]),
        Field("url", "Link", url),
        Field("note", "Note", text(LONGEST_NOTE, lines=True)),
        Field("source", "Source", text(LONGEST_SOURCE)),
        Field("archived", "Archived", flag, default=False),
    )
)
