"""The shape of a noun of plain fields: each field declared once, read to its one spelling, and what is wrong with it.

A value is a JSON-able dict of the shape's fields; `None` is "not known". Objectives are "framework:number", places
"kind:code", countries ISO 3166-1 alpha-2 codes, dates partial-date text, decimals plain decimal text.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from portfolio.core.periods import PartialDate
from portfolio.core.project import FIRST_YEAR, LAST_YEAR, FieldProblem
from portfolio.core.terms import PlaceKind, Term
from portfolio.core.text import clean

Value = dict[str, Any]
#: Gives a field's one spelling; raises ValueError, with a sentence for a person, for what cannot be one.
Reader = Callable[[Any], Any]

LONGEST_LIST = 400
LONGEST_URL = 500

_URL = re.compile(r"https?://[^\s<>\"]+\Z", re.IGNORECASE)
_PLACE = re.compile(rf"(?:{'|'.join(kind.value for kind in PlaceKind)}):\S.{{0,59}}\Z")
_OBJECTIVE = re.compile(r"\S.{0,59}:[1-9][0-9]{0,2}\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._+-]*\Z")
_EMPTY: tuple[Any, ...] = (None, "", [], ())


@dataclass(frozen=True, slots=True)
class Stored:
    """A record's value with what only the record knows."""

    id: int
    version: int
    value: Value


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, label, reader, whether it must be given, and what stands where it is not."""

    name: str
    label: str
    read: Reader
    required: bool = False
    default: Any = None


@dataclass(frozen=True)
class Shape:
    """The fields of a noun in the order in which they are shown; `check` holds the fields against each other."""

    fields: tuple[Field, ...]
    check: Callable[[Value], Iterable[FieldProblem]] = lambda _value: ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the fields."""
        return tuple(field.name for field in self.fields)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Labels by name."""
        return {field.name: field.label for field in self.fields}

    def empty(self) -> Value:
        """A value of which nothing is known yet."""
        return {field.name: copy.copy(field.default) for field in self.fields}

    def normal(self, value: Mapping[str, Any]) -> Value:
        """`value` with every field present and in its one spelling; what cannot be read stays, for `problems`."""
        result = self.empty()
        for field in self.fields:
            given = value.get(field.name)
            if given in _EMPTY:
                continue
            try:
                read = field.read(given)
            except ValueError:
                read = given
            if read not in _EMPTY:
                result[field.name] = read
        return result

    def problems(self, value: Mapping[str, Any]) -> list[FieldProblem]:
        """What is wrong with a normal value; empty when it can be kept, but for what only the database knows."""
        found = []
        for field in self.fields:
            if value[field.name] in _EMPTY:
                if field.required:
                    found.append(FieldProblem(field.name, f"{field.label} is missing."))
                continue
            try:
                field.read(value[field.name])
            except ValueError as error:
                found.append(FieldProblem(field.name, str(error)))
        return found or list(self.check(dict(value)))


def text(longest: int, *, lines: bool = False) -> Reader:
    """Clean text of at most `longest` characters."""

    def read(given: Any) -> str:
        if not isinstance(given, str):
            raise ValueError(f"“{str(given)[:40]}” is not text.")
        found = clean(given, lines=lines)
        if len(found) > longest:
            raise ValueError(f"The text has {len(found)} characters; {longest} fit.")
        return found

    return read


def code(longest: int) -> Reader:
    """A short name that can stand in an address: letters, digits, space, point, hyphen, underscore, plus."""

    clean_text = text(longest)

    def read(given: Any) -> str:
        found = str(clean_text(given))
        if not _CODE.match(found) or found.casefold() == "new":
            raise ValueError(f"“{found[:40]}” is not a code: letters, digits, space and . - _ + may stand in one.")
        return found

    return read


def texts(longest: int, most: int) -> Reader:
    """A list of clean texts in the order given, each once."""
    one = text(longest)

    def read(given: Any) -> list[str]:
        if not isinstance(given, list | tuple):
            raise ValueError(f"“{str(given)[:40]}” is not a list.")
        found = list(dict.fromkeys(filter(None, map(one, given))))
        if len(found) > most:
            raise ValueError(f"{len(found)} are too many; {most} fit.")
        return found

    return read


def choice(terms: type[Term]) -> Reader:
    """A code of a closed list."""

    def read(given: Any) -> str:
        if given not in terms._value2member_map_:
            raise ValueError(f"“{str(given)[:40]}” is not one of: {', '.join(term.value for term in terms)}.")
        return str(given)

    return read


def whole(least: int, most: int) -> Reader:
    """A whole number from `least` to `most`."""

    def read(given: Any) -> int:
        written = str(given).strip() if not isinstance(given, bool) else ""
        if not re.fullmatch(r"[0-9]{1,9}", written) or not least <= int(written) <= most:
            raise ValueError(f"“{str(given)[:20]}” is not a whole number from {least} to {most}.")
        return int(written)

    return read


def decimal(bound: int, digits: int) -> Reader:
    """A number below `bound` in size with at most `digits` decimals, as plain decimal text without trailing zeros."""

    def read(given: Any) -> str:
        try:
            number = Decimal(str(given).strip())
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise ValueError(f"“{str(given)[:20]}” is not a number like 85.4.")
        if abs(number) >= bound or number != round(number, digits):
            raise ValueError(f"A number lies below {bound} in size and has at most {digits} decimals.")
        written = format(round(number, digits), "f").rstrip("0").rstrip(".")
        return "0" if written in ("-0", "") else written

    return read


def partial_date(given: Any) -> str:
    """Partial-date text within the years that the product keeps."""
    found = PartialDate.parse(str(given))
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"The year {found.year} is not between {FIRST_YEAR} and {LAST_YEAR}.")
    return str(found)


def flag(given: Any) -> bool:
    """Yes or no."""
    if not isinstance(given, bool):
        raise ValueError(f"“{str(given)[:20]}” is neither yes nor no.")
    return given


def url(given: Any) -> str:
    """An address on the web."""
    if not isinstance(given, str) or not _URL.match(given.strip()) or len(given) > LONGEST_URL:
        raise ValueError(f"A link starts with http:// or https:// and has no spaces, at most {LONGEST_URL} characters.")
    return given.strip()


def country(given: Any) -> str:
    """The code of a country."""
    found = str(given).strip().upper()
    if not _COUNTRY.match(found):
        raise ValueError(f"“{str(given)[:40]}” is not the two-letter code of a country.")
    return found


def place(given: Any) -> str:
    """A place as "kind:code"."""
    found = str(given).strip()
    if not _PLACE.match(found):
        raise ValueError(f"“{found[:40]}” is not a country, region or partner organisation.")
    return found


def objective(given: Any) -> str:
    """An objective as "framework:number"."""
    found = str(given).strip()
    if not _OBJECTIVE.match(found):
        raise ValueError(f"“{found[:40]}” is not an objective.")
    return found


def objectives(given: Any) -> list[str]:
    """Objectives, each once, by framework and number."""
    if not isinstance(given, list | tuple):
        raise ValueError(f"“{str(given)[:40]}” is not a list of objectives.")
    found = sorted(set(map(objective, given)), key=_framework_and_number)
    if len(found) > LONGEST_LIST:
        raise ValueError(f"{len(found)} objectives are too many; {LONGEST_LIST} fit.")
    return found


def _framework_and_number(reference: str) -> tuple[str, int]:
    framework, _, number = reference.rpartition(":")
    return framework, int(number)
