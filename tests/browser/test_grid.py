"""The coverage grid by keyboard: one stop for Tab, arrows between cells, and the cell's words beneath the table."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect


@pytest.fixture
def grid(planner_page: Page) -> Locator:
    """The grid of regions; its first cell has the focus."""
    planner_page.goto("/coverage")
    table = planner_page.locator("table[data-grid]")
    expect(table).to_have_attribute("data-ready", "")
    table.locator("tbody td a").first.focus()
    return table


def position(page: Page) -> tuple[int, int]:
    """Row and column of the cell that has the focus, as the table counts them."""
    script = (
        "() => { const c = document.activeElement.closest('td, th'); return [c.parentElement.rowIndex, c.cellIndex]; }"
    )
    row, column = page.evaluate(script)
    return row, column


def test_only_one_cell_can_be_reached_with_tab(grid: Locator) -> None:
    assert grid.locator('a[tabindex="0"]').count() == 1
    assert grid.locator('a:not([tabindex="-1"])').count() == 1


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["ArrowRight"], (1, 2)),
        (["ArrowDown"], (2, 1)),
        (["ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"], (1, 1)),
        (["ArrowLeft"], (1, 0)),
        (["ArrowRight", "ArrowDown", "Home"], (2, 1)),
        (["Control+End", "Control+Home"], (1, 1)),
        (["Control+Home", "Tab", "Shift+Tab"], (1, 1)),
    ],
)
def test_arrows_home_and_end_move_between_the_cells(
    grid: Locator, planner_page: Page, keys: list[str], expected: tuple[int, int]
) -> None:
    for key in keys:
        planner_page.keyboard.press(key)
    assert position(planner_page) == expected


def test_the_end_of_a_row_and_of_the_grid_is_one_key_away(grid: Locator, planner_page: Page) -> None:
    columns = grid.locator("tbody tr").first.locator("td a").count()
    rows = grid.locator("tbody tr").count()
    planner_page.keyboard.press("End")
    assert position(planner_page) == (1, columns)
    planner_page.keyboard.press("ArrowRight")
    assert position(planner_page) == (1, columns)
    planner_page.keyboard.press("Control+End")
    assert position(planner_page) == (rows, columns)


def test_arrows_follow_the_direction_of_the_script(grid: Locator, planner_page: Page) -> None:
    planner_page.evaluate("document.documentElement.dir = 'rtl'")
    planner_page.keyboard.press("ArrowLeft")
    assert position(planner_page) == (1, 2)


def test_a_focused_cell_is_not_hidden_behind_the_row_headings(grid: Locator, planner_page: Page) -> None:
    planner_page.set_viewport_size({"width": 320, "height": 700})
    planner_page.keyboard.press("End")
    for _ in range(4):
        planner_page.keyboard.press("ArrowLeft")
        cell = planner_page.locator("a:focus").bounding_box()
        heading = grid.locator("tbody .row-head").first.bounding_box()
        assert cell is not None
        assert heading is not None
        assert cell["x"] >= heading["x"] + heading["width"] - 1


def test_the_words_of_a_cell_stand_beneath_the_grid_and_enter_opens_it(grid: Locator, planner_page: Page) -> None:
    planner_page.keyboard.press("ArrowDown")
    words = planner_page.locator("a:focus").get_attribute("aria-label") or ""
    assert ":" in words
    expect(planner_page.locator("[data-grid-says]")).to_contain_text(words)
    planner_page.keyboard.press("Enter")
    planner_page.wait_for_url("**/coverage/cell/**")


def test_without_scripts_every_cell_is_a_link_that_tab_reaches(planner_page: Page) -> None:
    planner_page.route("**/*.js*", lambda route: route.abort())
    planner_page.goto("/coverage")
    links = planner_page.locator("table[data-grid] tbody td a")
    assert links.count() > 100
    assert planner_page.locator("table[data-grid] a[tabindex]").count() == 0
    links.first.click()
    planner_page.wait_for_url("**/coverage/cell/**")


def test_a_heading_opens_its_column_in_place_by_key_and_keeps_the_focus(grid: Locator, planner_page: Page) -> None:
    heading = planner_page.locator("#open-pacific")
    heading.focus()
    planner_page.keyboard.press("Enter")
    expect(planner_page.locator("#open-pacific")).to_have_attribute("aria-expanded", "true")
    expect(planner_page.locator("#open-pacific")).to_be_focused()
    expect(planner_page.locator("thead .inner").first).to_be_visible()
    assert "open=pacific" in planner_page.url
    planner_page.keyboard.press("Enter")
    expect(planner_page.locator("#open-pacific")).to_have_attribute("aria-expanded", "false")
    expect(planner_page.locator("thead .inner")).to_have_count(0)


def test_the_filter_is_folded_on_a_telephone_and_stands_open_where_there_is_room(
    grid: Locator, planner_page: Page
) -> None:
    columns, fold = planner_page.get_by_label("Columns"), planner_page.locator(".fold > summary")
    expect(columns).to_be_visible()
    expect(fold).to_be_hidden()
    planner_page.set_viewport_size({"width": 320, "height": 700})
    expect(columns).to_be_hidden()
    expect(fold).to_contain_text("Filter: regions, as of")
    fold.click()
    columns.select_option("year")
    expect(fold).to_contain_text("Filter: years, as of")
