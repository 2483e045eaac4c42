"""Every page, in a real browser: accessible in light and dark, one heading, no sideways scroll at 320 px, printable."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browser.pages import NOT_PAGES, PAGES, Visit
from tests.browser.server import DemoSite
from tests.services import chromium

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
DESKTOP = {"width": 1366, "height": 768}
#: 320 px is a desktop window at 400 %: WCAG 2.2, 1.4.10.
NARROW = {"width": 320, "height": 700}


def violations(page: Page, **options: object) -> list[str]:
    """What axe finds wrong on the page, a line for each place."""
    asked = {"runOnly": list(RULES), "resultTypes": ["violations"], **options}
    found = page.evaluate("options => axe.run(document, options)", asked)
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found["violations"] for node in fault["nodes"]]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return width


#: Of rows that are alike, so many are judged a second time in the dark and at 320 px.
ALIKE = 12
FEWER_ROWS = """most => {
    for (const rows of document.querySelectorAll("tbody, ol, ul, dl"))
        for (const row of [...rows.children].slice(most)) row.remove()
}"""


@pytest.mark.parametrize("visit", PAGES, ids=lambda visit: f"{visit.path} {visit.role or 'nobody'}")
def test_a_page_is_accessible_fits_and_prints(browser: Browser, demo_site: DemoSite, axe: str, visit: Visit) -> None:
    # Without motion: in the middle of a change of colours nothing can be judged.
    context = demo_site.visit(browser, visit.role, viewport=DESKTOP, color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    complaints = chromium.complaints_of(page)
    answer = page.goto(visit.path.format_map(demo_site.names))
    assert answer is not None
    assert answer.status == visit.status
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().strip()
    assert page.title().strip(" ·")
    page.evaluate(axe)
    found = {"light": violations(page)}
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert overflow(page) <= 0
    page.evaluate(FEWER_ROWS, ALIKE)
    found["narrow"] = violations(page, rules={"color-contrast": {"enabled": False}})
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    found["dark"] = violations(page, runOnly=["color-contrast"])
    assert found == {"light": [], "dark": [], "narrow": []}
    context.close()
    assert complaints == []


def test_every_page_of_the_product_is_visited(demo_site: DemoSite) -> None:
    assert _pages(demo_site.app) - NOT_PAGES == {visit.endpoint for visit in PAGES} - {""}


def _pages(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
