"""The field registry of the kind “projects”: one ImportField per column. How people head them: headings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from portfolio.core.terms import OrganisationRole, Status, Strand, Term, Tier, Visibility

__all__ = ["CLEAR", "FIELDS", "FIELD_BY_NAME", "OWN_HEADING", "ImportField", "Parse", "field_named"]

#: What a cell says to empty a field; a blank cell leaves it as it is.
CLEAR = "#CLEAR"
#: The heading of the column in which a person is told what to correct; when it comes back, it says nothing.
OWN_HEADING = "Problem (Cyber Portfolio)"


class Parse(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    CODE = "code"
    LINK = "link"
    DATE = "date"
    DAY = "day"
    MONEY = "money"
    CURRENCY = "currency"
    TERM = "term"
    OBJECTIVES = "objectives"
    PLACES = "places"
    ORGANISATIONS = "organisations"
    MARK = "mark"
    SHARES = "shares"
    OUTLINE = "outline"
    # what keyed records have besides
    NUMBER = "number"
    WHOLE = "whole number"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class ImportField:
    """One column of a project list.

    `target` is the key of the project value it fills; `fixed` is the tier or role that the column itself states;
    `terms` is the closed list of a TERM; `longest` bounds text, in characters; `multiple` says that several columns
    may be this field; `in_template` that the empty template has it.
    """

    name: str
    label: str
    parse: Parse
    help: str
    example: str
    target: str
    longest: int = 0
    multiple: bool = False
    fixed: str | None = None
    terms: type[Term] | None = None
    in_template: bool = True
    clearable: bool = True


def _field(
    name: str,
    label: str,
    parse: Parse,
    help: str,
    example: str = "",
    *,
    target: str | None = None,
    longest: int = 0,
    multiple: bool = False,
    fixed: str | None = None,
    terms: type[Term] | None = None,
    in_template: bool = True,
    clearable: bool = True,
) -> ImportField:
    return ImportField(
        name, label, parse, help, example, target or name,
        longest, multiple, fixed, terms, in_template, clearable,
    )  # fmt: skip


_DATE_HELP = "A day, a month or a year: 2024-03-15, 15.03.2024, March 2024 or 2024. Only what is written is kept."
_SHARES = "A share of the budget may follow: “KE 60%; UG 40%”."
_PLACES_HELP = (
    "Countries, regions and partner organisations, by name or code, separated by semicolons. " + _SHARES
    + " A tier in brackets counts, “Kenya (hub)”; without one a new place is a priority place."
)  # fmt: skip
_NAMES_HELP = (
    "Names separated by semicolons, new lines or |. Commas belong to the name, unless every part is a known name."
)

#: The columns of a project list, in the order of the template.
FIELDS: tuple[ImportField, ...] = (
    _field("code", "Code", Parse.CODE, "The project's own code. It decides which project a row is about.",
           "CYB-2024-01", longest=80, clearable=False),
    _field("title", "Title", Parse.TEXT, "The full title. A new project needs one.",
           "Cyber resilience in the Western Balkans", longest=500, clearable=False),
    _field("acronym", "Acronym", Parse.TEXT, "The short name people use.", "CYRES", longest=100),
    _field("iati_identifier", "IATI identifier", Parse.CODE, "The identifier under which the project is published in"
           " IATI. It finds the project whatever its code or title is.", "XM-DAC-41304-CYB01", longest=200),
    _field("summary", "Summary", Parse.TEXT, "What the project does, in a few sentences.",
           "Helps national response teams to work together.", longest=10_000),
    _field("strand", "Strand", Parse.TERM, "Cyber resilience, cybercrime or both.", "Cyber resilience", terms=Strand),
    _field("status", "Status", Parse.TERM, "Where the project stands, in words or as an IATI number from 1 to 6.",
           "Implementation", terms=Status),
    _field("planned_start", "Planned start", Parse.DATE, _DATE_HELP, "2024-03-01"),
    _field("planned_end", "Planned end", Parse.DATE, _DATE_HELP, "2027-02"),
    _field("actual_start", "Actual start", Parse.DATE, _DATE_HELP, "2024-04-15"),
    _field("actual_end", "Actual end", Parse.DATE, _DATE_HELP),
    _field("start", "Start", Parse.DATE, "A start of which it is not said whether it is planned or actual; it counts"
           " as planned. " + _DATE_HELP, target="planned_start", in_template=False),
    _field("end", "End", Parse.DATE, "An end of which it is not said whether it is planned or actual; it counts as"
           " planned. " + _DATE_HELP, target="planned_end", in_template=False),
    _field("timeline_mark", "Timeline mark", Parse.MARK, "A mark in a column headed by a month, a quarter, a week or a"
           " year. The project runs from its first marked column to its last, where no start and end are stated.",
           "x", target="planned_start", multiple=True, in_template=False, clearable=False),
    _field("budget_amount", "Budget", Parse.MONEY, "One amount; the currency may stand in the cell, the heading or"
           " its own column.", "2500000.00"),
    _field("budget_currency", "Currency", Parse.CURRENCY, "The ISO code of the budget's currency.", "EUR"),
    _field("places", "Places", Parse.PLACES, _PLACES_HELP, "Kenya (hub); Uganda; Western Balkans", multiple=True),
    _field("places_hub", "Hub places", Parse.PLACES, "Places that are hubs. " + _SHARES, target="places",
           multiple=True, fixed=Tier.HUB.value, in_template=False),
    _field("places_priority", "Priority places", Parse.PLACES, "Places that are priorities. " + _SHARES,
           target="places", multiple=True, fixed=Tier.PRIORITY.value, in_template=False),
    _field("places_associate", "Associate places", Parse.PLACES, "Places that are associates. " + _SHARES,
           target="places", multiple=True, fixed=Tier.ASSOCIATE.value, in_template=False),
    _field("shares_before", "Shares of the column before", Parse.SHARES, "Percentages, as many in a cell as the"
           " places or objectives in the column before it, in the same order.", "60; 40", target="places",
           multiple=True, in_template=False, clearable=False),
    _field("objectives", "Objectives", Parse.OBJECTIVES, "Numbers of objectives separated by semicolons; how far the"
           " project is about one may follow, “6 (principal); 8 (significant)”. Unmarked ones are principal.",
           "6; 8 (significant)", multiple=True),
    _field("objectives_note", "Note on objectives", Parse.TEXT, "Why the project serves these objectives. It is kept"
           " with every objective of the row.", "Legislation aligned with the Budapest Convention.",
           target="objectives", longest=1000),
    _field("funders", "Funders", Parse.ORGANISATIONS, _NAMES_HELP, "European Union", target="organisations",
           multiple=True, fixed=OrganisationRole.FUNDER.value),
    _field("implementers", "Implementers", Parse.ORGANISATIONS, _NAMES_HELP, "Council of Europe; INTERPOL",
           target="organisations", multiple=True, fixed=OrganisationRole.IMPLEMENTER.value),
    _field("partners", "Partners", Parse.ORGANISATIONS, _NAMES_HELP, target="organisations", multiple=True,
           fixed=OrganisationRole.PARTNER.value),
    _field("source_id", "ID in the source", Parse.CODE, "The number that the list itself gives the project. The list's"
           " next file finds its projects by it, whatever they are called then.", "412", longest=200, in_template=False,
           clearable=False),
    _field("website", "Website", Parse.LINK, "A web address that begins with https://.", "https://example.org/cyres",
           longest=500),
    _field("source", "Source", Parse.TEXT, "Where the information comes from.", "Action document, March 2024",
           longest=1000),
    _field("parent", "Parent", Parse.CODE, "The code of the programme above this project.", longest=80),
    _field("outline", "Outline number", Parse.OUTLINE, "A number that tells parts from wholes in the file, as “1.2” is"
           " a part of “1”. It is asked once whether the programmes stand above their parts; the number is not kept.",
           "1.2", target="parent", in_template=False, clearable=False),
    _field("predecessor", "Predecessor", Parse.CODE, "The code of the project that this one continues.", longest=80),
    _field("visibility", "Visibility", Parse.TERM, "Public, internal or restricted.", "Internal", terms=Visibility,
           clearable=False),
    _field("last_reviewed_on", "Last reviewed on", Parse.DAY, "The day somebody last checked the row.", "2024-06-30"),
)  # fmt: skip

FIELD_BY_NAME: Mapping[str, ImportField] = MappingProxyType({field.name: field for field in FIELDS})


def field_named(name: str) -> ImportField:
    """The field; KeyError if there is none of that name."""
    return FIELD_BY_NAME[name]
