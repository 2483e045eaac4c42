"""What an index of countries, one of its values and a recorded need are: fields and rules, as `shape` has them."""

from __future__ import annotations

from collections.abc import Iterator

from portfolio.core.needs import LARGEST_NEED
from portfolio.core.project import FieldProblem
from portfolio.core.shape import (
    Field,
    Shape,
    Value,
    choice,
    code,
    country,
    decimal,
    flag,
    objective,
    text,
    texts,
    url,
    whole,
)
from portfolio.core.terms import NeedOrigin

LONGEST_CODE = 60
LONGEST_TITLE = 200
LONGEST_TIER = 60
LONGEST_SOURCE = 1000
LONGEST_NOTE = 1000
MOST_TIERS = 20
#: A rule and its version, "code@version".
LONGEST_RULE = 80
FIRST_YEAR, LAST_YEAR = 1950, 2150
#: A value of an index lies below this in size and has at most this many decimals.
SCORE_BOUND = 10**9
SCORE_DIGITS = 6


def _score_or_tier(value: Value) -> Iterator[FieldProblem]:
    if value["score"] is None and value["tier"] is None:
        yield FieldProblem("score", "Give a value, a tier, or both.")


#: A published measure of countries, such as the Global Cybersecurity Index; `tiers` are named best first.
INDEX = Shape(
    (
        Field("code", "Code", code(LONGEST_CODE), required=True),
        Field("title", "Title", text(LONGEST_TITLE), required=True),
        Field("publisher", "Publisher", text(LONGEST_TITLE)),
        Field("unit", "Unit or scale", text(LONGEST_TITLE)),
        Field("higher_is_better", "Higher is better", flag, default=True),
        Field("tiers", "Tiers, best first", texts(LONGEST_TIER, MOST_TIERS), default=[]),
        Field("url", "Link to the source", url),
        Field("note", "Note", text(LONGEST_NOTE, lines=True)),
    )
)

#: What an index says of a country in a year: a number, a tier, or both.
INDEX_VALUE = Shape(
    (
        Field("index", "Index", text(LONGEST_CODE), required=True),
        Field("country", "Country", country, required=True),
        Field("year", "Year", whole(FIRST_YEAR, LAST_YEAR), required=True),
        Field("score", "Value", decimal(SCORE_BOUND, SCORE_DIGITS)),
        Field("tier", "Tier", text(LONGEST_TIER)),
        Field("source", "Source", text(LONGEST_SOURCE)),
    ),
    _score_or_tier,
)

#: How much a country needs an objective, 0 to 3; without an objective it holds for all.
NEED = Shape(
    (
        Field("country", "Country", country, required=True),
        Field("objective", "Objective", objective),
        Field("level", "Need", whole(0, LARGEST_NEED), required=True),
        Field("note", "Reason", text(LONGEST_NOTE, lines=True)),
        Field("origin", "Origin", choice(NeedOrigin), default=NeedOrigin.ENTERED.value),
        Field("rule", "Made by rule", text(LONGEST_RULE)),
    )
)
