"""The project value: the one shape that form, import, export, history and undo share, and the rules it obeys.

A value is a JSON-able dict of the fields below; `None` is "not known". Dates are partial-date text ("2024", "2024-03",
"2024-03-15"), amounts decimal text exact to the minor unit, shares percent text ("33.33"), lists sorted by `normal`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from portfolio.core.money import Money
from portfolio.core.periods import PartialDate
from portfolio.core.terms import OrganisationRole, PlaceKind, Significance, Status, Strand, Tier, Visibility
from portfolio.core.text import clean

ProjectValue = dict[str, Any]

#: Longest texts, in characters.
LONGEST: dict[str, int] = {
    "code": 80,
    "title": 500,
    "acronym": 100,
    "summary": 10_000,
    "website": 500,
    "source": 1000,
    "note": 1000,
    "organisation": 300,
}

DATE_FIELDS = ("planned_start", "planned_end", "actual_start", "actual_end")
LIST_FIELDS = ("objectives", "places", "organisations")

#: Every field in the order in which it is shown, with its label.
LABELS: dict[str, str] = {
    "code": "Code",
    "title": "Title",
    "acronym": "Acronym",
    "summary": "Summary",
    "strand": "Strand",
    "status": "Status",
    "planned_start": "Planned start",
    "planned_end": "Planned end",
    "actual_start": "Actual start",
    "actual_end": "Actual end",
    "budget_amount": "Budget",
    "budget_currency": "Currency",
    "website": "Website",
    "source": "Source",
    "objectives": "Objectives",
    "places": "Places",
    "organisations": "Organisations",
    "parent": "Programme",
    "predecessor": "Predecessor",
    "visibility": "Visibility",
    "last_reviewed_on": "Last reviewed on",
    "archived": "Archived",
}
FIELDS = tuple(LABELS)

FIRST_YEAR, LAST_YEAR = 1950, 2150
LARGEST_SHARE = Decimal(100)
LINKS_AT_MOST = 400

_CHOICES = {"strand": Strand, "status": Status, "visibility": Visibility}
_URL = re.compile(r"https?://[^\s<>\"]+\Z", re.IGNORECASE)


class FieldProblem(NamedTuple):
    """One thing wrong with one field, as a sentence for a person."""

    field: str
    sentence: str


# A value is read several times on its way in: once normalised, once checked, once stored.
parse_money = lru_cache(maxsize=4096)(Money.parse)
parse_date = lru_cache(maxsize=4096)(PartialDate.parse)


def empty() -> ProjectValue:
    """A project of which nothing is known yet."""
    value: ProjectValue = dict.fromkeys(FIELDS)
    value.update(visibility=Visibility.INTERNAL.value, archived=False, objectives=[], places=[], organisations=[])
    return value


def normal(value: Mapping[str, Any]) -> ProjectValue:
    """`value` with every field present, text clean, numbers in their one spelling and lists in their one order.

    What cannot be read is left as it is, for `problems` to name.
    """
    result = empty()
    for name in FIELDS:
        given = value.get(name)
        if name in LIST_FIELDS:
            result[name] = _normal_links(name, given or [])
        elif name == "archived":
            result[name] = bool(given)
        elif isinstance(given, str):
            text = clean(given, lines=name == "summary")
            result[name] = text or result[name]
        elif given is not None:
            result[name] = given
    result["budget_amount"] = _normal_amount(result["budget_amount"], result["budget_currency"])
    if result["budget_amount"] is None:
        result["budget_currency"] = result["budget_currency"] or None
    return result


def _normal_amount(amount: Any, currency: Any) -> Any:
    if isinstance(amount, str) and isinstance(currency, str):
        try:
            return format(parse_money(amount, currency).amount, "f")
        except ValueError:
            return amount
    return amount


def normal_share(share: Any) -> Any:
    """A percentage as shortest decimal text with at most two decimals; None stays None; odd text stays."""
    if share is None or share == "":
        return None
    try:
        number = Decimal(str(share))
        rounded = round(number, 2)
    except (InvalidOperation, ValueError):
        return share
    if not number.is_finite() or number != rounded:
        return share
    text = format(rounded, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def share_units(share: str | None) -> int | None:
    """A normal share in hundredths of a percent, as it is stored."""
    return None if share is None else int(Decimal(share) * 100)


def share_text(units: int | None) -> str | None:
    """Hundredths of a percent as a normal share."""
    return None if units is None else normal_share(Decimal(units) / 100)


def _normal_links(name: str, links: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return sorted((_normal_link(name, link) for link in links), key=link_key)


def _normal_link(name: str, link: Mapping[str, Any]) -> dict[str, Any]:
    share = normal_share(link.get("share"))
    if name == "objectives":
        note = link.get("note")
        return {
            "framework": link.get("framework"),
            "number": link.get("number"),
            "significance": link.get("significance") or Significance.PRINCIPAL.value,
            "share": share,
            "note": (clean(note) or None) if isinstance(note, str) else note,
        }
    if name == "places":
        tier = link.get("tier") or Tier.PRIORITY.value
        return {"kind": link.get("kind"), "code": link.get("code"), "tier": tier, "share": share}
    written = link.get("name")
    organisation = clean(written, lines=False) if isinstance(written, str) else written
    return {"name": organisation, "role": link.get("role"), "share": share}


def link_key(link: Mapping[str, Any]) -> tuple[str, str, str]:
    """What a link points to, and its place in the order of links."""
    if "number" in link:
        number = link["number"]
        return str(link["framework"]), f"{number:06d}" if isinstance(number, int) else str(number), ""
    if "kind" in link:
        return str(link["kind"]), str(link["code"]), ""
    return str(link["role"]), str(link["name"]), ""


def problems(value: Mapping[str, Any]) -> list[FieldProblem]:
    """What is wrong with a normal value, over all fields; empty when it can be kept.

    What only the database knows (is the code taken, does the parent exist) is checked by projects.operations.
    """
    found: list[FieldProblem] = []
    found += [FieldProblem(name, f"Enter a {LABELS[name].lower()}.") for name in ("code", "title") if not value[name]]
    for name, longest in LONGEST.items():
        text = value.get(name)
        if isinstance(text, str) and len(text) > longest:
            found.append(FieldProblem(name, f"{LABELS[name]} has {len(text)} characters; {longest} fit."))
    for name, terms in _CHOICES.items():
        if value[name] is not None and value[name] not in terms._value2member_map_:
            found.append(FieldProblem(name, f"“{str(value[name])[:40]}” is not a {LABELS[name].lower()} of the list."))
    if value["website"] and not _URL.match(str(value["website"])):
        found.append(FieldProblem("website", "A website starts with http:// or https:// and has no spaces."))
    found += _date_problems(value)
    found += _money_problems(value)
    for name in LIST_FIELDS:
        found += _link_problems(name, value[name])
    return found


def _date_problems(value: Mapping[str, Any]) -> list[FieldProblem]:
    found: list[FieldProblem] = []
    dates: dict[str, PartialDate] = {}
    for name in (*DATE_FIELDS, "last_reviewed_on"):
        text = value[name]
        if text is None:
            continue
        try:
            dates[name] = parse_date(str(text))
        except ValueError as error:
            found.append(FieldProblem(name, str(error)))
            continue
        if not FIRST_YEAR <= dates[name].year <= LAST_YEAR:
            sentence = f"The year {dates[name].year} is not between {FIRST_YEAR} and {LAST_YEAR}."
            found.append(FieldProblem(name, sentence))
    if "last_reviewed_on" in dates and dates["last_reviewed_on"].day is None:
        found.append(FieldProblem("last_reviewed_on", "Enter a full day, like 2026-03-15."))
    for kind in ("planned", "actual"):
        start, end = dates.get(f"{kind}_start"), dates.get(f"{kind}_end")
        if start and end and end.last() < start.first():
            sentence = f"It ends ({end.in_words()}) before it starts ({start.in_words()})."
            found.append(FieldProblem(f"{kind}_end", sentence))
    return found


def _money_problems(value: Mapping[str, Any]) -> list[FieldProblem]:
    amount, currency = value["budget_amount"], value["budget_currency"]
    if amount is None:
        if currency is None:
            return []
        amount = "0"
    elif currency is None:
        return [FieldProblem("budget_currency", "Say the budget's currency.")]
    try:
        money = parse_money(str(amount), str(currency))
    except ValueError as error:
        field = "budget_currency" if "currency code" in str(error) else "budget_amount"
        return [FieldProblem(field, str(error))]
    if money.minor < 0:
        return [FieldProblem("budget_amount", "A budget is not below 0.")]
    return []


def _link_problems(name: str, links: list[Mapping[str, Any]]) -> list[FieldProblem]:
    found: list[FieldProblem] = []
    if len(links) > LINKS_AT_MOST:
        found.append(FieldProblem(name, f"{LABELS[name]}: {len(links)} are too many; {LINKS_AT_MOST} fit."))
    seen: set[tuple[str, str, str]] = set()
    for link in links:
        key = link_key(link)
        if key in seen:
            found.append(FieldProblem(name, f"{' '.join(key).strip()} is named twice."))
        seen.add(key)
        found += [FieldProblem(name, sentence) for sentence in _one_link(name, link)]
    return found


def _one_link(name: str, link: Mapping[str, Any]) -> Iterable[str]:
    share = link["share"]
    try:
        number = None if share is None else Decimal(str(share))
    except InvalidOperation:
        number = Decimal(-1)
    if number is not None and not (number.is_finite() and 0 <= number <= LARGEST_SHARE and number == round(number, 2)):
        yield f"“{str(share)[:20]}” is not a percentage from 0 to 100 with at most two decimals."
    yield from {"objectives": _one_objective, "places": _one_place, "organisations": _one_organisation}[name](link)


def _one_objective(link: Mapping[str, Any]) -> Iterable[str]:
    if not isinstance(link["number"], int) or not 1 <= link["number"] <= 999 or not link["framework"]:
        yield f"“{str(link['number'])[:20]}” is not the number of an objective."
    if link["significance"] not in Significance._value2member_map_:
        yield f"“{str(link['significance'])[:20]}” is neither principal nor significant."
    if isinstance(link["note"], str) and len(link["note"]) > LONGEST["note"]:
        yield f"A note has at most {LONGEST['note']} characters."


def _one_place(link: Mapping[str, Any]) -> Iterable[str]:
    if link["kind"] not in PlaceKind._value2member_map_ or not link["code"]:
        yield f"“{str(link['code'])[:40]}” is not a country, region or partner organisation."
    if link["tier"] not in Tier._value2member_map_:
        yield f"“{str(link['tier'])[:20]}” is neither hub nor priority nor associate."


def _one_organisation(link: Mapping[str, Any]) -> Iterable[str]:
    if not link["name"]:
        yield "An organisation needs a name."
    elif len(link["name"]) > LONGEST["organisation"]:
        yield f"An organisation's name has at most {LONGEST['organisation']} characters."
    if link["role"] not in OrganisationRole._value2member_map_:
        yield f"“{str(link['role'])[:20]}” is neither funder nor implementer nor partner."


def shares_over_100(value: Mapping[str, Any]) -> list[str]:
    """Labels of the link lists whose stated shares add to more than 100 percent: a data problem, kept and listed."""
    over = []
    for name in ("objectives", "places"):
        total = sum((Decimal(link["share"]) for link in value[name] if link["share"] is not None), Decimal(0))
        if total > 100:
            over.append(LABELS[name])
    return over
