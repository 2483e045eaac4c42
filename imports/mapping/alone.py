"""What a column is because of what the other columns are: the only one that may be the title, the total of amounts.

And a programme that is the project: under “Programme Title” stands what “Programme Budget” is the budget of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from imports.fields.meanings import Meaning, Rule
from imports.fields.meanings.lexicon import concepts_of, readings
from imports.fields.meanings.units import unit_of
from imports.mapping import content
from imports.mapping.content import Recogniser
from imports.mapping.evidence import TAKEN_FROM, Option, Proposal, by_heading
from portfolio.core.text import fold

_IDENTITY = ("title", "code", "iati_identifier")
_PROGRAMME = re.compile(r"\b(?:programme?s?|programma|programa)\b", re.IGNORECASE)
_PROJECT = re.compile(r"\b(?:project|projet|projekt|proyecto|projeto|progetto)", re.IGNORECASE)
#: Columns to the left among which the parts of a total are looked for.
_PARTS = 3
_MONEY = frozenset({"amount", "cost", "budget", "funding", "currency"})


def read_programmes(proposals: Sequence[Proposal], recogniser: Recogniser | None) -> None:
    """Where the title is a programme's and no column names projects, the programme is the project."""
    titled = any(one.takes("title") and _PROGRAMME.search(one.heading) for one in proposals)
    if not titled or any(_PROJECT.search(one.heading) for one in proposals):
        return
    for one in proposals:
        said = _PROGRAMME.sub("project", one.heading)
        if said != one.heading and not any(option.score >= TAKEN_FROM for option in one.options):
            found = [option for option in by_heading(said, one.cells, recogniser) if option.score >= TAKEN_FROM]
            one.options = found or one.options


def take_the_only_title(proposals: Sequence[Proposal]) -> None:
    """A column that may be the title is it where no other one may be, and nothing else tells the rows apart."""
    if any(one.takes(*_IDENTITY) for one in proposals):
        return
    may_be = [(one, option) for one in proposals for option in one.options if _may_be_title(option)]
    if len(may_be) == 1 and any(isinstance(cell, str) for cell in may_be[0][0].cells):
        one, option = may_be[0]
        reason = "The heading may be a name of “Title”, and no other column is one."
        one.options.append(Option("title", TAKEN_FROM + 2, reason, option.meaning))


def _may_be_title(option: Option) -> bool:
    """Whether every word of the heading is known: “Title of law” is the title of something else."""
    return option.field == "title" and option.meaning is not None and option.meaning.rule is Rule.PERHAPS


def take_the_total(proposals: Sequence[Proposal]) -> None:
    """A plain “Total” right of amounts is the budget where no other column is."""
    if any(one.takes("budget_amount") for one in proposals):
        return
    found = [
        one
        for at, one in enumerate(proposals)
        if "total" in concepts_of(fold(one.heading)).values()
        and content.amounts(one.cells).share == 1
        and any(_is_money(left.heading) for left in proposals[max(0, at - _PARTS) : at])
    ]
    if len(found) == 1:
        found[0].options.append(Option("budget_amount", TAKEN_FROM + 2, "It is the total of the amounts beside it."))


def take_the_amounts(proposals: Sequence[Proposal]) -> None:
    """A column headed by a currency alone, “EUR m”, holds the budgets where no other column does."""
    if any(one.takes("budget_amount") for one in proposals):
        return
    found = [one for one in proposals if one.is_open and content.have_figures(one.cells) and _is_unit(one.heading)]
    if len(found) == 1:
        currency, scale, _ = unit_of(found[0].heading)
        said = Meaning("budget_amount", Rule.UNIT, TAKEN_FROM + 2, currency, scale)
        reason = "The heading is a currency, and no other column is the budget."
        found[0].options.append(Option("budget_amount", TAKEN_FROM + 2, reason, said))


def _is_unit(heading: str) -> bool:
    currency, _, rest = unit_of(heading)
    return currency is not None and not rest


def _is_money(heading: str) -> bool:
    """Whether one language knows every word of the heading, and one of them names money."""
    found = readings(unit_of(heading)[2])
    return any(not one.unknown and not _MONEY.isdisjoint(one.concepts) for one in found)
