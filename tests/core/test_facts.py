"""Facts made from columns and objects."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np
import pytest

from portfolio.core.columns import FAR_FUTURE, FAR_PAST, columns_of
from portfolio.core.facts import Facts, share_hundredths
from portfolio.core.periods import PartialDate
from tests.core.world import KENYA, RWANDA, project

COLUMNS: dict[str, Any] = {
    "ids": [7, 3],
    "codes": ["B", "A"],
    "titles": ["Second", "First"],
    "strands": ["cybercrime", None],
    "statuses": ["closed", None],
    "planned_starts": [date(2020, 1, 1), None],
    "planned_ends": [date(2020, 12, 31), None],
    "actual_starts": [None, None],
    "actual_ends": [date(2021, 3, 31), None],
    "budgets_eur_cents": [100, None],
    "parent_ids": [None, 7],
    "last_reviewed": [date(2021, 1, 1), None],
    "objective_links": ([3, 7, 7, 55], [11, 12, 11, 11], ["principal"] * 4, [None, 5000, None, None]),
    "place_links": ([7], [KENYA], ["hub"], [10000]),
    "organisation_links": ([7, 7], [1, 1], ["funder", "implementer"]),
    "precisions": {"actual_end": ["month", None], "planned_start": ["year", None]},
}


def test_columns_become_facts_in_the_given_order() -> None:
    facts = Facts.from_columns(**COLUMNS)
    assert facts.ids.tolist() == [7, 3]
    assert facts.starts.tolist() == [18262, FAR_PAST]
    assert facts.ends.tolist() == [18717, FAR_FUTURE]
    assert facts.budget.tolist() == [100, -1]
    assert facts.status.tolist() == [4, 0]
    assert (facts.start_of(0), facts.end_of(0)) == (PartialDate(2020), PartialDate(2021, 3))
    assert (facts.start_of(1), facts.end_of(1)) == (None, None)
    assert facts.objectives.project.tolist() == [0, 0, 1], "links of strangers are left out"
    assert facts.objectives.key.tolist() == [11, 12, 11]
    assert facts.objectives.share.tolist() == [-1, 5000, -1]
    assert facts.organisations.grade.tolist() == [1, 2]
    assert facts.code_rank.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"codes": ["B"]}, "differ in length"),
        ({"ids": [7, 7]}, "comes twice"),
        ({"statuses": ["done", None]}, "'done' is not a Status"),
        ({"budgets_eur_cents": [-1, None]}, "A budget is"),
        ({"budgets_eur_cents": [2**53, None]}, "A budget is"),
        ({"place_links": ([7], [KENYA], ["hub"], [10001])}, "A share is"),
        ({"place_links": ([7], [KENYA], ["hub"], [-2])}, "A share is"),
        ({"place_links": ([7], [KENYA], ["close"], [None])}, "'close' is not a Tier"),
        ({"place_links": ([7], [KENYA], [], [])}, "differ in length"),
        ({"place_links": ([7, 7], [KENYA, KENYA], ["hub", "associate"], [None, None])}, "linked twice"),
        ({"organisation_links": ([7, 7], [1, 1], ["funder", "funder"])}, "linked twice"),
    ],
)
def test_columns_that_cannot_be_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Facts.from_columns(**COLUMNS | change)


def test_budgets_that_cannot_be_added_up_are_refused() -> None:
    many = [project(number, budget_eur_cents=2**53 - 1) for number in range(1, 520)]
    with pytest.raises(ValueError, match="together"):
        Facts.from_projects(many)


def test_nothing_at_all_is_a_portfolio() -> None:
    facts = Facts.from_projects([])
    assert len(facts) == 0
    assert facts.own_budget.tolist() == []
    assert columns_of([], 3) == ((), (), ())


def test_a_selection_keeps_the_links_of_its_rows() -> None:
    facts = Facts.from_projects([project(1), project(2, places=[RWANDA]), project(3)])
    chosen = facts.select(np.array([False, True, True]))
    assert chosen.ids.tolist() == [2, 3]
    assert chosen.titles == ("Project 2", "Project 3")
    assert chosen.places.project.tolist() == [0, 1]
    assert chosen.places.key.tolist() == [RWANDA, KENYA]
    assert facts.select(np.array([True, True, True])) is facts


@pytest.mark.parametrize(("percent", "hundredths"), [(None, None), ("33.33", 3333), ("0", 0), ("100.00", 10000)])
def test_a_share_is_kept_in_hundredths_of_a_percent(percent: str | None, hundredths: int | None) -> None:
    assert share_hundredths(None if percent is None else Decimal(percent)) == hundredths


@pytest.mark.parametrize("percent", ["33.333", "-1", "100.01", "NaN", "Infinity"])
def test_a_share_that_cannot_be_is_refused(percent: str) -> None:
    with pytest.raises(ValueError, match="percentage"):
        share_hundredths(Decimal(percent))


def test_results_are_kept_and_the_oldest_dropped() -> None:
    facts = Facts.from_projects([project()])
    made: list[int] = []
    for number in [*range(30), 29, 0]:
        facts.kept(number, partial(made.append, number))
    assert made == [*range(30), 0]
