"""What a planner asks: a budget, what could be done and at which price, and what must hold; parsed once, strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from portfolio.core.limits import SHARED
from portfolio.core.money import Money
from portfolio.core.terms import Rows, Strand
from portfolio.core.text import clean
from portfolio.core.typed import read_amount
from portfolio.errors import Refused
from portfolio.models.selection import LARGEST_ID
from portfolio.web.display import eur
from portfolio.web.filters import Filter, parse_filter

#: What is asked unless the planner says otherwise, in euro cents and months.
BUDGET = 1_000_000_000
UNIT_COST = 100_000_000
TEMPLATE_MONTHS = 36
EXTENSION_MONTHS = 12
#: A thousand million euro: sums of so much and so many stay exact everywhere.
LARGEST = 10**11
LONGEST_MONTHS = 240
MOST_PROJECTS = 1000
#: Beginning of the names under which the price for a single objective travels: "unit-cost-9".
UNIT = "unit-cost-"

SHARES = {Strand.CYBER_RESILIENCE: "least-resilience", Strand.CYBERCRIME: "least-cybercrime"}


@dataclass(frozen=True, slots=True)
class Question:
    """Amounts are euro cents, shares percent; None and 0 state nothing. `take` and `leave` are keys of candidates."""

    asked: Filter
    budget: int = BUDGET
    unit_cost: int = UNIT_COST
    unit_costs: tuple[tuple[str, int], ...] = ()
    template_months: int = TEMPLATE_MONTHS
    extension_months: int = EXTENSION_MONTHS
    without_templates: bool = False
    without_extensions: bool = False
    scenario: int | None = None
    least_per_region: int = 0
    most_per_country: int | None = None
    most_per_region: int | None = None
    most_projects: int | None = None
    least_share: tuple[tuple[Strand, int], ...] = ()
    take: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()

    def query(self, **changes: Any) -> dict[str, Any]:
        """The query string's arguments, defaults left out; `changes` are fields of the question."""
        one, usual = replace(self, **changes), Question(self.asked)
        found = one.asked.query()
        for name, value in one._plain().items():
            if value != usual._plain()[name]:
                found[name] = value
        found |= {f"{UNIT}{row}": _euro(cents) for row, cents in one.unit_costs if cents != one.unit_cost}
        found |= {SHARES[strand]: str(percent) for strand, percent in one.least_share if percent}
        return found

    def own(self) -> dict[str, str]:
        """What it asks beside the filter, as the form has it; what is not stated is empty."""
        shares = {SHARES[strand]: str(percent) for strand, percent in self.least_share if percent}
        single = {f"{UNIT}{row}": _euro(cents) for row, cents in self.unit_costs}
        return {**dict.fromkeys(SHARES.values(), ""), **self._plain(), **shares, **single}

    def _plain(self) -> dict[str, str]:
        return {
            "budget": _euro(self.budget),
            "unit-cost": _euro(self.unit_cost),
            "template-months": str(self.template_months),
            "extension-months": str(self.extension_months),
            "without-templates": "1" if self.without_templates else "",
            "without-extensions": "1" if self.without_extensions else "",
            "scenario": "" if self.scenario is None else str(self.scenario),
            "each-region": str(self.least_per_region) if self.least_per_region else "",
            "most-per-country": _euro(self.most_per_country),
            "most-per-region": _euro(self.most_per_region),
            "most-projects": "" if self.most_projects is None else str(self.most_projects),
            "take": ",".join(self.take),
            "leave": ",".join(self.leave),
        }

    def cost_of(self, row: str) -> int:
        """Euro cents of a new project for the objective with this code."""
        return dict(self.unit_costs).get(row, self.unit_cost)

    def words(self) -> list[tuple[str, str]]:
        """Everything that is stated, as (label, value) pairs."""
        found = [("Budget", eur(self.budget))]
        if not self.without_templates:
            found.append(("A new project costs", f"{eur(self.unit_cost)} for {self.template_months} months"))
            found += [(f"One for objective {row}", eur(cents)) for row, cents in self.unit_costs]
        if not self.without_extensions:
            found.append(("Extensions by", f"{self.extension_months} months"))
        if self.least_per_region:
            found.append(("In each region with a gap", f"at least {self.least_per_region}"))
        found += [
            (label, eur(cents))
            for label, cents in (("At most in a country", self.most_per_country), ("In a region", self.most_per_region))
            if cents is not None
        ]
        if self.most_projects is not None:
            found.append(("Projects", f"at most {self.most_projects}"))
        found += [(f"Money for {strand.label.lower()}", f"at least {share} %") for strand, share in self.least_share]
        return found


@dataclass(slots=True)
class _Reader:
    """Takes arguments apart; Refused, with a sentence, where one cannot be used."""

    given: Mapping[str, str]
    problems: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        return clean(self.given.get(name, ""), lines=False)

    def money(self, name: str, label: str, usual: int | None) -> int | None:
        text = self.text(name)
        if not text:
            return usual
        try:
            cents = Money.parse(read_amount(text), "EUR").minor
        except ValueError as error:
            raise Refused(f"{label}: {error}", "Write euro, like 20000000 or 1 500 000.") from None
        if not 0 <= cents <= LARGEST:
            raise Refused(f"{label}: {text[:40]} cannot be used.", f"Give an amount from 0 to {eur(LARGEST)}.")
        return cents

    def number(self, name: str, label: str, usual: int | None, least: int, most: int) -> int | None:
        text = self.text(name)
        if not text:
            return usual
        if not (text.isascii() and text.isdigit() and len(text) <= 10 and least <= int(text) <= most):
            raise Refused(f"{label}: “{text[:20]}” cannot be used.", f"Give a whole number from {least} to {most}.")
        return int(text)

    def yes(self, name: str) -> bool:
        return self.text(name) in ("1", "yes", "true", "on")

    def keys(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.strip() for part in self.text(name).split(",") if part.strip()))


def parse_question(arguments: Mapping[str, str]) -> Question:
    """What a query string (or the command's options under the same names) asks; Refused where it cannot be used.

    Rows are objectives and columns places: needs and templates speak of these alone.
    """
    read = _Reader(arguments)
    asked = parse_filter(arguments)
    asked = replace(asked, rows=Rows.OBJECTIVE.value, columns=asked.axis.value, measure="state")
    costs = [
        (name.removeprefix(UNIT), read.money(name, f"Cost for objective {name.removeprefix(UNIT)[:20]}", None))
        for name in arguments
        if name.startswith(UNIT)
    ]
    shares = [(one, read.number(SHARES[one], f"Share of {one.label.lower()}", 0, 0, 100) or 0) for one in SHARED]
    if sum(share for _, share in shares) > 100:
        raise Refused("The strands' shares are more than 100 % together.", "Give shares that fit in the money.")
    return Question(
        asked,
        budget=read.money("budget", "Budget", BUDGET) or 0,
        unit_cost=read.money("unit-cost", "Cost of a new project", UNIT_COST) or 0,
        unit_costs=tuple((row, cents) for row, cents in costs if cents is not None),
        template_months=read.number("template-months", "Months of a new project", TEMPLATE_MONTHS, 1, LONGEST_MONTHS)
        or TEMPLATE_MONTHS,
        extension_months=read.number("extension-months", "Months of an extension", EXTENSION_MONTHS, 1, LONGEST_MONTHS)
        or EXTENSION_MONTHS,
        without_templates=read.yes("without-templates"),
        without_extensions=read.yes("without-extensions"),
        scenario=read.number("scenario", "Scenario", None, 1, LARGEST_ID),
        least_per_region=read.number("each-region", "Projects in each region", 0, 0, MOST_PROJECTS) or 0,
        most_per_country=read.money("most-per-country", "Most in a country", None),
        most_per_region=read.money("most-per-region", "Most in a region", None),
        most_projects=read.number("most-projects", "Most projects", None, 0, MOST_PROJECTS),
        least_share=tuple((strand, share) for strand, share in shares if share),
        take=read.keys("take"),
        leave=read.keys("leave"),
    )


def _euro(cents: int | None) -> str:
    """Euro cents as the plain number that the parser reads."""
    if cents is None:
        return ""
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)
