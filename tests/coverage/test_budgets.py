"""What is said of money: unknown is not zero, and zero is not unknown. On facts alone, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from portfolio.core.facts import ProjectFact
from portfolio.core.reach import REGIONAL, UNPLACED
from portfolio.core.terms import Axis
from portfolio.coverage.budgets import budgets_of_cells, budgets_of_columns, money_words
from tests.core.world import EAC, EAST, FIJI, KENYA, RWANDA, cell_of, column_of, grid_of, project


@pytest.mark.parametrize(
    ("cents", "known", "unknown", "words"),
    [
        (0, 0, 0, "no budget here"),
        (0, 1, 0, "EUR 0"),
        (0, 0, 1, "budget unknown"),
        (0, 0, 3, "3 budgets unknown"),
        (0, 1, 1, "EUR 0, 1 budget unknown"),
        (123_456_789, 2, 0, "EUR 1\u202f234\u202f567.89"),
        (100, 1, 2, "EUR 1, 2 budgets unknown"),
    ],
)
def test_each_has_its_words(cents: int, known: int, unknown: int, words: str) -> None:
    assert money_words(cents, known, unknown) == words


ENDED = {"planned_end": date(2026, 1, 1)}


@pytest.mark.parametrize(
    ("projects", "words", "sign"),
    [
        ((), "no budget here", "–"),
        ((project(budget_eur_cents=0),), "EUR 0", "0"),
        ((project(),), "budget unknown", "?"),
        ((project(budget_eur_cents=150), project(2)), "EUR 1.50, 1 budget unknown", "2"),
        # What the scope does not show brings nothing and lacks nothing; neither does what is linked to a group.
        ((project(**ENDED),), "no budget here", "–"),
        ((project(places=(EAC,)),), "no budget here", "–"),
        ((project(places=(EAST,)),), "no budget here", "–"),
        ((project(objectives=(12,)),), "no budget here", "–"),
    ],
)
def test_the_money_of_a_countrys_cell(projects: tuple[ProjectFact, ...], words: str, sign: str) -> None:
    grid = grid_of(*projects)
    budgets, cell = budgets_of_cells(grid), cell_of(grid, KENYA)
    assert (budgets.of(cell), budgets.in_short(cell)) == (words, sign)


@pytest.mark.parametrize(
    ("axis", "place", "words"),
    [(Axis.REGION, EAST, "EUR 1, 1 budget unknown"), (Axis.ORGANISATION, EAC, "EUR 1, 1 budget unknown")],
)
def test_a_region_has_its_countries_budgets_and_an_organisation_its_members(axis: Axis, place: int, words: str) -> None:
    grid = grid_of(project(budget_eur_cents=100), project(2, places=(RWANDA,)), project(3, places=(FIJI,)), axis=axis)
    assert budgets_of_cells(grid).of(cell_of(grid, place)) == words


def test_a_row_without_a_known_budget_says_so() -> None:
    grid = grid_of(project(), project(2, objectives=(12,), budget_eur_cents=0))
    budgets = budgets_of_cells(grid)
    assert [budgets.beside_in_short(row, int(grid.money[row].sum())) for row in range(3)] == ["?", "0", "–"]


def test_a_country_of_the_map_counts_each_project_once_whatever_it_is_for() -> None:
    grid = grid_of(project(objectives=(11, 12)), project(2, objectives=()), project(3, places=(EAC,)))
    kenya = column_of(grid, KENYA)
    assert (budgets_of_columns(grid, None).unknown[kenya], budgets_of_columns(grid, 1).unknown[kenya]) == (2, 1)
    assert budgets_of_columns(grid, 1).words(0, (kenya,)) == "budget unknown"
    assert budgets_of_columns(grid, 2).words(0, (kenya,)) == "no budget here"


def test_what_stands_beside_the_cells_tells_unknown_budgets_from_none_too() -> None:
    grid = grid_of(project(places=()), project(2, objectives=(12,), places=(EAST,), budget_eur_cents=5))
    budgets, beside = budgets_of_cells(grid), len(grid.columns)
    assert [budgets.beside_in_short((row, beside + UNPLACED), 0) for row in (0, 1)] == ["?", "–"]
    assert (budgets.unsaid(0), budgets.unsaid(1), budgets.unsaid(2)) == (True, False, False)
    assert budgets.unsaid(slice(None), beside + REGIONAL) is False


def test_a_file_of_amounts_has_no_nought_for_what_nobody_knows() -> None:
    for made, amount in (((), 0), ((project(),), None), ((project(budget_eur_cents=0), project(2)), 0)):
        grid = grid_of(*made)
        budgets, cell = budgets_of_cells(grid), cell_of(grid, KENYA)
        assert budgets.amount(cell) == amount
        assert budgets.in_sheet(cell) == ("unknown" if amount is None else 0)
        assert budgets.missing(cell) == sum(one.budget_eur_cents is None for one in made)
