"""What scripts add to pages that work without them: filters in place, the theme, uploads with progress, copying."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from portfolio.core.terms import Role
from tests.browser.server import SHEET, DemoSite


def mark(page: Page) -> None:
    """Leave a mark that a load of another page would wipe away."""
    page.evaluate("window.mark = true")


def is_same_page(page: Page) -> bool:
    """Whether nothing but parts of the page were exchanged since `mark`."""
    return bool(page.evaluate("window.mark === true"))


def test_a_chosen_filter_swaps_the_results_in_place_and_stands_in_the_address(planner_page: Page) -> None:
    planner_page.goto("/projects")
    before = planner_page.locator("#results").inner_text()
    mark(planner_page)
    planner_page.get_by_label("Strand").select_option("cybercrime")
    planner_page.wait_for_url("**/projects?strand=cybercrime")
    expect(planner_page.locator("#results")).not_to_have_text(before)
    assert is_same_page(planner_page)
    assert planner_page.locator("#results").count() == 1
    assert planner_page.locator("h1").count() == 1


def test_the_button_sends_the_filter_and_the_back_button_takes_it_away(planner_page: Page) -> None:
    planner_page.goto("/projects")
    mark(planner_page)
    planner_page.get_by_label("Search").fill("cybercrime")
    planner_page.get_by_role("button", name="Show").click()
    planner_page.wait_for_url("**/projects?q=cybercrime")
    assert is_same_page(planner_page)
    planner_page.go_back()
    planner_page.wait_for_url("**/projects")
    expect(planner_page.get_by_label("Search")).to_have_value("")


def test_a_grid_that_was_swapped_in_takes_the_arrow_keys(planner_page: Page) -> None:
    planner_page.goto("/coverage")
    mark(planner_page)
    planner_page.get_by_label("Columns").select_option("organisation")
    planner_page.wait_for_url("**/coverage?*columns=organisation*")
    grid = planner_page.locator("table[data-grid][data-ready]")
    expect(grid).to_have_count(1)
    grid.locator("tbody td a").first.focus()
    planner_page.keyboard.press("ArrowDown")
    assert planner_page.evaluate("document.activeElement.closest('tr').rowIndex") == 2
    assert is_same_page(planner_page)


def test_a_refused_filter_shows_why_instead_of_an_empty_place(planner_page: Page) -> None:
    planner_page.goto("/coverage")
    planner_page.get_by_label("Months ahead").evaluate("field => { field.type = 'text'; field.value = 'soon'; }")
    planner_page.get_by_role("button", name="Show").click()
    expect(planner_page.locator("h1")).to_have_text("This cannot be done as asked")
    assert planner_page.locator("#main").count() == 1


def test_somebody_whose_session_ended_is_led_to_sign_in(browser: Browser, demo_site: DemoSite) -> None:
    context = demo_site.visit(browser, Role.VIEWER)
    page = context.new_page()
    page.goto("/projects")
    context.clear_cookies()
    page.get_by_label("Search").fill("cybercrime")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    context.close()


def test_a_filter_that_gets_no_answer_is_asked_for_by_the_browser_itself(planner_page: Page) -> None:
    planner_page.goto("/projects")
    mark(planner_page)
    planner_page.route(
        "**/projects?*", lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_()
    )
    planner_page.get_by_label("Strand").select_option("cybercrime")
    planner_page.wait_for_url("**/projects?strand=cybercrime")
    expect(planner_page.locator("h1")).to_have_text("Projects")
    assert not is_same_page(planner_page)


def test_filters_work_without_scripts(browser: Browser, demo_site: DemoSite) -> None:
    context = demo_site.visit(browser, Role.VIEWER, java_script_enabled=False)
    page = context.new_page()
    page.goto("/projects")
    page.get_by_label("Strand").select_option("cybercrime")
    page.get_by_role("button", name="Show").click()
    assert "strand=cybercrime" in page.url
    assert page.locator("#results").count() == 1
    context.close()


def test_the_theme_goes_from_system_to_dark_to_light_and_is_kept(planner_page: Page) -> None:
    planner_page.goto("/projects")
    switch = planner_page.get_by_role("button", name="Theme")
    expect(switch).to_have_text("Theme: system")
    grounds = []
    for word in ("dark", "light"):
        switch.click()
        expect(switch).to_have_text(f"Theme: {word}")
        grounds.append(planner_page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds[0] != grounds[1]
    planner_page.goto("/gaps")
    expect(planner_page.locator("html")).to_have_attribute("data-theme", "light")
    expect(switch).to_have_text("Theme: light")
    switch.click()
    assert planner_page.locator("html").get_attribute("data-theme") is None


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A spreadsheet to upload."""
    path = tmp_path / "projects.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def test_an_upload_shows_the_next_step_of_the_import(planner_page: Page, sheet: Path) -> None:
    planner_page.goto("/imports/new")
    mark(planner_page)
    planner_page.locator("input[type=file]").set_input_files(sheet)
    planner_page.get_by_role("button", name="Upload and check").click()
    planner_page.wait_for_url(re.compile(r"/imports/\d+"))
    assert is_same_page(planner_page)
    expect(planner_page.locator("[aria-current=step]")).to_be_visible()
    planner_page.go_back()
    planner_page.wait_for_url("**/imports/new")
    expect(planner_page.locator("input[type=file]")).to_be_visible()


def test_an_upload_without_a_file_says_so_at_the_field_and_takes_the_focus(planner_page: Page) -> None:
    planner_page.goto("/imports/new")
    planner_page.get_by_role("button", name="Upload and check").click()
    summary = planner_page.locator(".errors")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(planner_page.locator("input[type=file]")).to_be_focused()


def test_a_refused_form_starts_at_its_summary_even_without_scripts(browser: Browser, demo_site: DemoSite) -> None:
    context = demo_site.visit(browser, None, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".errors")).to_be_focused()
    assert page.title().startswith("Problem: ")
    described = page.get_by_label("E-mail address").get_attribute("aria-describedby") or ""
    expect(page.locator(f"#{described}")).to_contain_text("Enter your e-mail address.")
    context.close()


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(planner_page: Page, sheet: Path) -> None:
    planner_page.goto("/imports/new")
    planner_page.locator("form[data-upload]").evaluate("form => { form.dataset.uploadMib = '0.0001'; }")
    planner_page.locator("input[type=file]").set_input_files(sheet)
    planner_page.get_by_role("button", name="Upload and check").click()
    expect(planner_page.locator("form[data-upload] output")).to_contain_text("larger than")
    assert planner_page.url.endswith("/imports/new")


def test_an_upload_can_be_cancelled_and_sent_again(planner_page: Page, sheet: Path) -> None:
    planner_page.goto("/imports/new")
    planner_page.route("**/imports/new", lambda route: None)
    planner_page.locator("input[type=file]").set_input_files(sheet)
    planner_page.get_by_role("button", name="Upload and check").click()
    planner_page.get_by_role("button", name="Cancel the upload").click()
    expect(planner_page.locator("form[data-upload] output")).to_have_text("The upload was cancelled.")
    expect(planner_page.get_by_role("button", name="Upload and check")).to_be_enabled()
    planner_page.unroute_all(behavior="ignoreErrors")


def test_a_link_is_copied_to_the_clipboard(browser: Browser, demo_site: DemoSite) -> None:
    context = demo_site.visit(browser, Role.ADMINISTRATOR, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"/people/{demo_site.names['user']}")
    page.get_by_role("button", name="Make a one-time link").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("[data-copy-said]")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#link").input_value()
    context.close()


def test_the_first_stop_of_tab_skips_to_the_content(planner_page: Page) -> None:
    planner_page.goto("/projects")
    planner_page.keyboard.press("Tab")
    expect(planner_page.locator(".skip")).to_be_focused()
    planner_page.keyboard.press("Enter")
    expect(planner_page.locator("#main")).to_be_focused()


def test_forced_colours_leave_the_states_apart_by_edge_and_sign(browser: Browser, demo_site: DemoSite) -> None:
    context = demo_site.visit(browser, Role.VIEWER, forced_colors="active")
    page = context.new_page()
    page.goto("/coverage")
    script = """all => Object.fromEntries(all.map(sample => {
        const look = getComputedStyle(sample);
        const sides = ["Top", "Left", "Bottom", "Right"];
        return [sample.className, sides.map(side => look[`border${side}Style`] + look[`border${side}Width`])];
    }))"""
    edges = page.locator(".legend i").evaluate_all(script)
    assert len(edges) == 8
    assert len({json.dumps(edge) for edge in edges.values()}) >= 6
    context.close()
