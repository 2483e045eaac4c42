"""The project value: the one shape that form, import, export, history and undo share, and the rules it obeys.

A value is a JSON-able dict of the fields below; `None` is "not known". Dates are partial-date text ("2024", "2024-03",
"2024-03-15"), amounts decimal text exact to the minor unit, shares percent text ("33.33"), lists sorted by `normal`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from portfolio.core.money import Money, is_plain_amount
from portfolio.core.periods import PartialDate
from portfolio.core.terms import OrganisationRole, PlaceKind, Significance, Status, Strand, Tier, Visibility
from portfolio.core.text import clean

ProjectValue = dict[str, Any]

#: The framework that a bare number of an objective means, and that reports show unless another is asked for.
DEFAULT_FRAMEWORK = "eu-cyber-diplomacy-15"

#: Longest texts, in characters.
LONGEST: dict[str, int] = {
    "code": 80,
    "title": 500,
    "acronym": 100,
    "iati_identifier": 200,
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
    "iati_identifier": "IATI identifier",
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
_SINGLE_FIELDS = tuple(name for name in FIELDS if name not in LIST_FIELDS and name != "archived")

FIRST_YEAR, LAST_YEAR = 1950, 2150
LARGEST_SHARE = Decimal(100)
LINKS_AT_MOST = 400

_NO_LISTS: ProjectValue = {**dict.fromkeys(FIELDS), "visibility": Visibility.INTERNAL.value, "archived": False}
_LONGEST_FIELDS = tuple((name, longest) for name, longest in LONGEST.items() if name in LABELS)
_DATES_CHECKED = (*DATE_FIELDS, "last_reviewed_on")
_PERIODS = (("planned_start", "planned_end"), ("actual_start", "actual_end"))
_CHOICES = {"strand": Strand, "status": Status, "visibility": Visibility}
_CODES = tuple((name, frozenset(term.value for term in terms)) for name, terms in _CHOICES.items())
_PERCENT_AT_END = re.compile(r"^\d+(?:[.,]\d+)?\s?%|\d\s?%$")
#: An organisation's identifier, a hyphen and the activity's own; IATI names the marks that may not stand in it. It
#: rules out the slash as well, but the European Commission's own identifiers have one.
_IATI_IDENTIFIER = re.compile(r"[A-Za-z0-9][^\s|&?]*-[^\s|&?]+\Z")
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
    return {**_NO_LISTS, "objectives": [], "places": [], "organisations": []}


def normal(value: Mapping[str, Any]) -> ProjectValue:
    """`value` with every field present, text clean, numbers in their one spelling and lists in their one order.

    What cannot be read is left as it is, for `problems` to name.
    """
    result = empty()
    for name in _SINGLE_FIELDS:
        given = value.get(name)
        if isinstance(given, str):
            text = clean(given, lines=name == "summary")
            if text:
                result[name] = text
        elif given is not None:
            result[name] = given
    for name in LIST_FIELDS:
        given = value.get(name)
        if given:
            result[name] = _normal_links(name, given)
    result["archived"] = bool(value.get("archived"))
    result["budget_amount"] = _normal_amount(result["budget_amount"], result["budget_currency"])
    return result


def assembled(*parts: Mapping[str, Any]) -> ProjectValue:
    """A value from parts whose fields are each normal already, later parts over earlier: completed, lists in order.

    For values that the import's normalise stage made; `normal` gives the same and takes several times as long.
    """
    result = empty()
    for part in parts:
        result.update(part)
    for name, order in _ORDER.items():
        links = result[name] or []
        result[name] = sorted(links, key=order) if len(links) > 1 else links
    if not result["visibility"]:
        result["visibility"] = Visibility.INTERNAL.value
    return result


def completed(stated: Mapping[str, Any]) -> ProjectValue:
    """A new value of stated fields that are each normal already, lists in order: what is not stated is not known."""
    result = _NO_LISTS.copy()
    result.update(stated)
    for name in LIST_FIELDS:
        if result[name] is None:
            result[name] = []
    if not result["visibility"]:
        result["visibility"] = Visibility.INTERNAL.value
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
    made = _NORMAL_LINK[name]
    found = [made(link) for link in links]
    if len(found) > 1:
        try:
            found.sort(key=_ORDER[name])
        except TypeError:  # something is missing; `problems` will say so
            found.sort(key=link_key)
    return found


def _normal_objective(link: Mapping[str, Any]) -> dict[str, Any]:
    note = link.get("note")
    return {
        "framework": link.get("framework"),
        "number": link.get("number"),
        "significance": link.get("significance") or Significance.PRINCIPAL.value,
        "share": normal_share(link.get("share")),
        "note": (clean(note) or None) if isinstance(note, str) else note,
    }


def _normal_place(link: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": link.get("kind"),
        "code": link.get("code"),
        "tier": link.get("tier") or Tier.PRIORITY.value,
        "share": normal_share(link.get("share")),
    }


def _normal_organisation(link: Mapping[str, Any]) -> dict[str, Any]:
    name = link.get("name")
    return {
        "name": clean(name, lines=False) if isinstance(name, str) else name,
        "role": link.get("role"),
        "share": normal_share(link.get("share")),
    }


_NORMAL_LINK = {"objectives": _normal_objective, "places": _normal_place, "organisations": _normal_organisation}
_ORDER = {
    "objectives": itemgetter("framework", "number"),
    "places": itemgetter("kind", "code"),
    "organisations": itemgetter("role", "name"),
}


def link_key(link: Mapping[str, Any]) -> tuple[str, str, str]:
    """What a link points to, and its place in the order of links."""
    if "number" in link:
        number = link["number"]
        return str(link["framework"]), f"{number:06d}" if isinstance(number, int) else str(number), ""
    if "kind" in link:
        return str(link["kind"]), str(link["code"]), ""
    return str(link["role"]), str(link["name"]), ""


def problems(value: Mapping[str, Any], *, links: bool = True) -> list[FieldProblem]:
    """What is wrong with a normal value, over all fields; empty when it can be kept.

    Without `links` each list is held against its length alone: for lists that the import's normalise stage made of the
    vocabulary, which can always be kept (its tests say so). The writer always looks at all.

    What only the database knows (is the code taken, does the parent exist) is checked by projects.operations.
    """
    found: list[FieldProblem] = []
    if not (value["code"] and value["title"]):
        missing = [name for name in ("code", "title") if not value[name]]
        found += [FieldProblem(name, f"Enter a {LABELS[name].lower()}.") for name in missing]
    for name, longest in _LONGEST_FIELDS:
        text = value[name]
        if text and isinstance(text, str) and len(text) > longest:
            found.append(FieldProblem(name, f"{LABELS[name]} has {len(text)} characters; {longest} fit."))
    for name, codes in _CODES:
        if value[name] is not None and value[name] not in codes:
            found.append(FieldProblem(name, f"“{str(value[name])[:40]}” is not a {LABELS[name].lower()} of the list."))
    if value["website"] and not _URL.match(str(value["website"])):
        found.append(FieldProblem("website", "A website starts with http:// or https:// and has no spaces."))
    if value["iati_identifier"] and not is_iati_identifier(str(value["iati_identifier"])):
        sentence = "An IATI identifier is that of an organisation, a hyphen and the activity's own, without spaces."
        found.append(FieldProblem("iati_identifier", sentence))
    found += _date_problems(value)
    found += _money_problems(value)
    for name in LIST_FIELDS:
        if value[name] and (links or len(value[name]) > LINKS_AT_MOST):
            found += _link_problems(name, value[name])
    return found


def is_iati_identifier(text: str) -> bool:
    """Whether a text has the form of an IATI activity identifier, "XM-DAC-41304-CYB01"."""
    return _IATI_IDENTIFIER.match(text) is not None


def _date_problems(value: Mapping[str, Any]) -> list[FieldProblem]:
    found: list[FieldProblem] = []
    dates: dict[str, PartialDate] = {}
    for name in _DATES_CHECKED:
        text = value[name]
        if text is None:
            continue
        date, sentence = _looked_at(str(text))
        if date is not None:
            dates[name] = date
        if sentence:
            found.append(FieldProblem(name, sentence))
    if "last_reviewed_on" in dates and dates["last_reviewed_on"].day is None:
        found.append(FieldProblem("last_reviewed_on", "Enter a full day, like 2026-03-15."))
    for starts, ends in _PERIODS:
        start, end = dates.get(starts), dates.get(ends)
        if start and end and end.year <= start.year and end.last() < start.first():
            sentence = f"It ends ({end.in_words()}) before it starts ({start.in_words()})."
            found.append(FieldProblem(ends, sentence))
    return found


@lru_cache(maxsize=4096)
def _looked_at(text: str) -> tuple[PartialDate | None, str]:
    """A date, where the text is one, and what is wrong with it."""
    try:
        date = parse_date(text)
    except ValueError as error:
        return None, str(error)
    if FIRST_YEAR <= date.year <= LAST_YEAR:
        return date, ""
    return date, f"The year {date.year} is not between {FIRST_YEAR} and {LAST_YEAR}."


def _money_problems(value: Mapping[str, Any]) -> list[FieldProblem]:
    amount, currency = value["budget_amount"], value["budget_currency"]
    if amount is None:
        if currency is None:
            return []
        amount = "0"
    elif currency is None:
        return [FieldProblem("budget_currency", "Say the budget's currency.")]
    if is_plain_amount(str(amount), str(currency)):
        return []
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
    points_to, wrong_with = _ORDER[name], _WRONG[name]
    seen: set[Any] = set()
    for link in links:
        key = points_to(link)
        if key in seen:
            found.append(FieldProblem(name, f"{' '.join(link_key(link)).strip()} is named twice."))
        seen.add(key)
        if link["share"] is not None:
            found += [FieldProblem(name, sentence) for sentence in _share_problems(link["share"])]
        if wrong := wrong_with(link):
            found += [FieldProblem(name, sentence) for sentence in wrong]
    return found


def _share_problems(share: Any) -> list[str]:
    try:
        number = Decimal(str(share))
    except InvalidOperation:
        number = Decimal(-1)
    if number.is_finite() and 0 <= number <= LARGEST_SHARE and number == round(number, 2):
        return []
    return [f"“{str(share)[:20]}” is not a percentage from 0 to 100 with at most two decimals."]


def _wrong_objective(link: Mapping[str, Any]) -> list[str]:
    number, note, found = link["number"], link["note"], []
    if not isinstance(number, int) or not 1 <= number <= 999 or not link["framework"]:
        found.append(f"“{str(number)[:20]}” is not the number of an objective.")
    if link["significance"] not in _SIGNIFICANCES:
        found.append(f"“{str(link['significance'])[:20]}” is neither principal nor significant.")
    if isinstance(note, str) and len(note) > LONGEST["note"]:
        found.append(f"A note has at most {LONGEST['note']} characters.")
    return found


def _wrong_place(link: Mapping[str, Any]) -> list[str]:
    found = []
    if link["kind"] not in _KINDS or not link["code"]:
        found.append(f"“{str(link['code'])[:40]}” is not a country, region or partner organisation.")
    if link["tier"] not in _TIERS:
        found.append(f"“{str(link['tier'])[:20]}” is neither hub nor priority nor associate.")
    return found


def _wrong_organisation(link: Mapping[str, Any]) -> list[str]:
    found = []
    if not link["name"]:
        found.append("An organisation needs a name.")
    elif len(link["name"]) > LONGEST["organisation"]:
        found.append(f"An organisation's name has at most {LONGEST['organisation']} characters.")
    elif ";" in link["name"] or "|" in link["name"] or "\n" in link["name"]:
        found.append("An organisation's name has no ; | or line break, which stand between names in a cell.")
    elif "%" in link["name"] and _PERCENT_AT_END.search(link["name"]):
        found.append("An organisation's name neither begins nor ends with a percentage, which is read as its share.")
    if link["role"] not in _ROLES:
        found.append(f"“{str(link['role'])[:20]}” is neither funder nor implementer nor partner.")
    return found


_WRONG = {"objectives": _wrong_objective, "places": _wrong_place, "organisations": _wrong_organisation}
_SIGNIFICANCES, _KINDS, _TIERS, _ROLES = (
    frozenset(term.value for term in terms) for terms in (Significance, PlaceKind, Tier, OrganisationRole)
)


def shares_over_100(value: Mapping[str, Any]) -> list[str]:
    """Labels of the link lists whose stated shares add to more than 100 percent: a data problem, kept and listed."""
    over = []
    for name in ("objectives", "places"):
        total = sum((Decimal(link["share"]) for link in value[name] if link["share"] is not None), Decimal(0))
        if total > 100:
            over.append(LABELS[name])
    return over
