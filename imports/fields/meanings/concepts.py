"""From the concepts of a heading to the field it names: the rules are the same in every language; pure.

Why a beneficiary is an implementer, which amount is the budget, what is left aside: docs/decisions, 0010.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What the concepts say: a field, a field that the cells or the other columns confirm, none of ours, a rate.

    Abroad is a country that the project does not work in, such as the donor's. A period is a start with its end where
    the cells are such, and none of ours where they count months.
    """

    FIELD = "field"
    PERHAPS = "perhaps"
    PERIOD = "period"
    ABROAD = "abroad"
    ELSEWHERE = "elsewhere"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A verdict with its field and a score of 0 to 100; from 80 on a column is taken."""

    verdict: Verdict
    field: str | None = None
    score: int = 0


NOT_OURS = Conclusion(Verdict.ELSEWHERE)
_PERCENT = Conclusion(Verdict.PERCENT)
_ABROAD = Conclusion(Verdict.ABROAD)
_PERIOD = Conclusion(Verdict.PERIOD)

_MONEY = frozenset({"amount", "cost", "budget", "funding"})
_DATED = frozenset({"date", "year"})
_EDGES = frozenset({"start", "end"})
_PARTIES = frozenset({"beneficiary", "implementer", "funder", "partner", "applicant", "organisation"})
_NAMING = frozenset({"project", "name", "short"})


def conclude(concepts: frozenset[str]) -> Conclusion | None:
    """What a heading of these concepts names; None where it names nothing that is known to be ours or not ours."""
    if not concepts:
        return None
    if "rate" in concepts:
        return _PERCENT
    if "intervention" in concepts:
        if len(concepts) == 1:
            return _perhaps("title", 60)  # a project, or a category of it
        concepts = concepts - {"intervention"} | {"project"}
    if "origin" in concepts:
        return _ABROAD
    if "country" in concepts:
        return _country(concepts)
    if concepts & {"other", "event", "paid", "requested"}:
        return NOT_OURS
    if "duration" in concepts and not concepts & _EDGES:
        return NOT_OURS if concepts - _DATED - {"duration", "planned", "actual", "project"} else _PERIOD
    for rule in (_objectives, _period, _currency, _code, _party, _where, _text, _money):
        found = rule(concepts)
        if found is not None:
            return found
    return _name(concepts)


def _field(name: str, score: int) -> Conclusion:
    return Conclusion(Verdict.FIELD, name, score)


def _perhaps(name: str, score: int) -> Conclusion:
    return Conclusion(Verdict.PERHAPS, name, score)


def _country(concepts: frozenset[str]) -> Conclusion:
    rest = concepts - {"country", "code", "region", "location", "beneficiary", "partner"} - _NAMING
    if not rest:
        return _field("places", 92)
    # A country and a town in one column; the country of a donor, a signature, a national share.
    return _perhaps("places", 60) if rest == {"other"} and not concepts & _PARTIES else _ABROAD


def _objectives(concepts: frozenset[str]) -> Conclusion | None:
    """Most projects have an objective in words of their own; the cells tell it from one of a framework."""
    if "objective" not in concepts:
        return None
    return NOT_OURS if concepts - {"objective", "code", "eu", "project"} - _NAMING else _perhaps("objectives", 60)


def _period(concepts: frozenset[str]) -> Conclusion | None:
    edges = concepts & _EDGES
    if not edges:
        if not concepts & _DATED or concepts - _DATED - {"planned", "actual", "granted", "project"}:
            return None
        return NOT_OURS if "granted" in concepts else _PERIOD
    rest = concepts - edges - _DATED - {"planned", "actual", "project", "duration"}
    if rest:
        return NOT_OURS
    if len(edges) > 1:
        return _PERIOD
    edge = next(iter(edges))
    said = concepts & {"planned", "actual"}
    kind = f"{next(iter(said))}_" if len(said) == 1 else ""
    return _field(f"{kind}{edge}", 94)


def _currency(concepts: frozenset[str]) -> Conclusion | None:
    if "currency" not in concepts:
        return None
    rest = concepts - {"currency", "code", "project", "name", "short", "budget"}
    return _field("budget_currency", 92) if not rest else None


def _code(concepts: frozenset[str]) -> Conclusion | None:
    if "code" not in concepts:
        return None
    rest = concepts - {"code", "project", "short"}
    if not rest:
        # A number of nothing in particular is as often the number of the row.
        return _field("code", 92) if "project" in concepts else _perhaps("code", 70)
    if rest <= {"national", "funding"}:
        return _field("code", 84 if rest == {"national"} else 70)
    return NOT_OURS if rest & (_PARTIES | _MONEY) else None


def _party(concepts: frozenset[str]) -> Conclusion | None:
    parties = concepts & _PARTIES
    if not parties:
        return None
    if {"name", "beneficiary"} <= concepts:
        concepts = concepts - {"funding"}  # the name of those who receive the funding
    if concepts - parties - _NAMING - {"granted", "public"}:
        return NOT_OURS  # their address, their share, their status
    if parties <= {"organisation", "applicant"}:
        return _perhaps("implementers", 60)
    main = parties - {"organisation"}
    if main <= {"implementer", "partner"} and "implementer" in main:
        return _field("implementers", 92)
    if main == {"partner"}:
        return _field("partners", 88)
    if main <= {"funder", "partner"}:
        return _field("funders", 88)
    if "beneficiary" in main and "funder" not in main:
        return _perhaps("implementers", 84)
    return NOT_OURS


def _where(concepts: frozenset[str]) -> Conclusion | None:
    if not concepts & {"region", "location"}:
        return None
    return _perhaps("places", 60) if not concepts - {"region", "location"} - _NAMING else NOT_OURS


def _text(concepts: frozenset[str]) -> Conclusion | None:
    if "summary" in concepts:
        return _field("summary", 90) if not concepts - {"summary", "purpose", "project", "short"} else None
    if "purpose" in concepts:
        return _field("summary", 82) if not concepts - {"purpose", "planned", "actual"} - _NAMING else None
    if "status" in concepts:
        return _field("status", 92) if not concepts - {"status", "actual"} - _NAMING else None
    if "website" in concepts:
        return _field("website", 92) if not concepts - {"website"} - _NAMING else None
    return None


def _money(concepts: frozenset[str]) -> Conclusion | None:
    kinds = concepts & _MONEY
    if not kinds:
        return None
    whole = "total" in concepts
    shares = concepts & {"eu", "national"}
    if concepts - kinds - {"total", "eligible", "granted", "public", "project", "planned"} - shares:
        return NOT_OURS if concepts & {"actual", "start", "end"} | shares else None
    if len(shares) == 1:
        return NOT_OURS  # one purse's part is not what the project costs
    if shares:
        return _field("budget_amount", 84)
    if kinds & {"cost", "budget"}:
        return _field(
            "budget_amount", 94 if whole and "eligible" not in concepts else 90 if "eligible" not in concepts else 88
        )
    if "amount" in kinds:
        return _field(
            "budget_amount", 90 if whole else 86 if concepts & {"eligible", "granted", "project", "funding"} else 82
        )
    said = whole or concepts & {"eligible", "granted", "public"}
    return _field("budget_amount", 84) if said else _perhaps("budget_amount", 60)


def _name(concepts: frozenset[str]) -> Conclusion | None:
    if "short" in concepts:
        return _field("acronym", 90) if concepts <= _NAMING else None
    if concepts == {"name", "project"}:
        return _field("title", 94)
    if concepts == {"name"}:
        return _field("title", 86)
    # “Project” itself is listed; another word for it may as well name a programme or a kind of work.
    return _perhaps("title", 70) if concepts == {"project"} else None
