"""Columns of shares beside a list: “Kenya; Uganda” and “60; 40” in the next column, headed “Share %”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import chain

from imports.fields.meanings import Rule, meaning
from imports.fields.meanings.lexicon import readings
from imports.mapping.evidence import PERCENTAGE, TAKEN_FROM, Option, Proposal
from imports.mapping.ticks import is_blank
from imports.read.sheets import CellValue
from portfolio.core.text import fold

#: The fields whose lists may have their shares in another column.
LISTS = ("places", "places_hub", "places_priority", "places_associate", "objectives")
_OF_PLACES = frozenset({"country", "region", "location"})
_ALLOWED = frozenset({"rate", "budget", "total", "cost", "amount", "project", "name", "code", "objective"}) | _OF_PLACES
_PARTS = re.compile(r"\s*[;\n|/]\s*|,\s+|\s+,|(?<=%)\s*,\s*|(?<=%)\s+(?=\d)")
_COMMAS = re.compile(r"\d{1,3}(?:,\d{1,3})+")
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d{1,4})?)\s*%?")
_LONGEST = 200


def parts_of(cell: CellValue, *, fractions: bool = False) -> tuple[str, ...] | None:
    """The percentages in a cell as text without the sign, “60; 40”; None where it holds something else.

    With `fractions` a number from 0 to 1 is a part of one, as spreadsheets keep percentages.
    """
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | Decimal):
        return None
    if not isinstance(cell, str):
        number = Decimal(str(cell)) * (100 if fractions else 1)
        return (f"{number.normalize():f}",) if number.is_finite() and 0 <= number <= 100 else None
    text = cell.strip().strip(";|,")
    if len(text) > _LONGEST:
        return None
    # “60,40” is two shares, since a share of two figures behind the comma would be written with the other number.
    pieces = text.split(",") if _COMMAS.fullmatch(text) and _whole(text.split(",")) else _PARTS.split(text)
    found = [_SHARE.fullmatch(piece) for piece in pieces if piece]
    shares = [Decimal(one[1].replace(",", ".")) for one in found if one is not None]
    if not shares or len(shares) < len(found) or max(shares) > 100:
        return None
    if len(shares) > 1 and "%" not in text and sum(shares) == 1:
        shares = [share * 100 for share in shares]
    return tuple(f"{share.normalize():f}" for share in shares)


def _whole(pieces: Sequence[str]) -> bool:
    return sum(map(int, pieces)) == 100


def are_fractions(cells: Sequence[CellValue]) -> bool:
    """Whether the numbers in a column are parts of one: all of them at most 1, and one of them none whole."""
    numbers = [cell for cell in cells if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)]
    return bool(numbers) and all(0 <= one <= 1 for one in numbers) and any(one != int(one) for one in numbers)


def list_beside(at: int, headings: Sequence[str], fields: Sequence[str | None]) -> int | None:
    """Which column has its shares in column number `at`: the one that the heading names, else the one before.

    `fields` are those that the columns are taken for; None where there is no such list.
    """
    said = set(chain.from_iterable(reading.concepts for reading in readings(fold(headings[at]))))
    if "objective" in said:
        wanted = frozenset({"objectives"})
    elif said & _OF_PLACES:
        wanted = frozenset(LISTS) - {"objectives"}
    else:
        return at - 1 if at and fields[at - 1] in LISTS else None
    named = [other for other, name in enumerate(fields) if name in wanted]
    # The nearest before the shares; where there is none, the first behind them.
    return next((other for other in reversed(named) if other < at), named[0] if named else None)


def take_shares(proposals: Sequence[Proposal]) -> None:
    """Columns that are headed as percentages and hold as many in a cell as a list beside them may name."""
    fields = [next((name for name in LISTS if one.takes(name)), None) for one in proposals]
    headings = [one.heading for one in proposals]
    for at, one in enumerate(proposals):
        if not one.cells or not any(option.reason == PERCENTAGE for option in one.options):
            continue
        strict = _of_budget(one.heading)
        if strict is None or meaning(one.heading).rule is not Rule.PERCENT:
            continue
        beside = list_beside(at, headings, fields)
        if beside is None:
            continue
        fractions = are_fractions(one.cells)
        said = [parts_of(cell, fractions=fractions) for cell in one.cells if not is_blank(cell)]
        several = sum(1 for parts in said if parts is not None and len(parts) > 1)
        name = proposals[beside].heading
        if several and sum(parts is None for parts in said) * 10 <= len(said):
            reason = f"The cells are percentages, several in a cell, beside the list “{name}”."
            one.options[:] = [Option("shares_before", TAKEN_FROM + 4, reason, final=True)]
        elif strict and said and None not in said:
            reason = f"The percentages may be the shares of “{name}”; but no cell holds several."
            one.options[:] = [Option("shares_before", TAKEN_FROM - 10, reason)]


def _of_budget(heading: str) -> bool | None:
    """Whether a percentage may be one of the project's budget: False where several in a cell have to prove it.

    None for one of something else: of the Union, of a donor, of what is done.
    """
    found = [reading.concepts for reading in readings(fold(heading))]
    if all(concepts <= _ALLOWED for concepts in found):
        return True
    return False if all(concepts <= _ALLOWED | {"funding"} for concepts in found) else None
