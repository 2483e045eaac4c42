"""Every page, in a real browser: accessible in light and dark, one heading, no sideways scroll at 320 px, printable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize

from portfolio.core.terms import Role
from tests.browser.pages import NOT_PAGES, PAGES, Visit
from tests.browser.server import DemoSite
from tests.services import chromium

#: What axe is asked for at every look. Of what it could load first, a rule of these looks at media alone; nobody reads
#: the selector of a place, whose HTML is shown.
ASKED = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}, "selectors": False}
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
DESKTOP: ViewportSize = {"width": 1366, "height": 768}
#: 320 px is a desktop window at 400 %: WCAG 2.2, 1.4.10.
NARROW: ViewportSize = {"width": 320, "height": 700}


class View(NamedTuple):
    """A page, and what the browser complained about on it."""

    page: Page
    complaints: list[str]


def violations(page: Page, **options: object) -> list[str]:
    """What axe finds wrong on the page, a line for each place."""
    asked = {**ASKED, "runOnly": list(RULES), **options}
    found = page.evaluate("options => axe.run(document, options)", asked)
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found["violations"] for node in fault["nodes"]]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return width


#: Of rows, options and shapes in a drawing that look the same, so many are judged: the same elements and attributes,
#: of which class, type and role say the same, and the same of them without a value or a text.
ALIKE = 3
FEWER_ALIKE = """most => {
    for (const list of document.querySelectorAll("tbody, ol, ul, dl, select, optgroup, datalist, svg, svg g")) {
        const met = new Map()
        for (const child of [...list.children]) {
            const look = child.outerHTML
                .replace(/>([^<]*)/g, (_, text) => text.trim() ? ">text" : ">")
                .replace(/([\\w-]+)="([^"]*)"/g, (whole, name, value) =>
                    ["class", "type", "role"].includes(name) ? whole : value ? name + "=value" : name)
            met.set(look, (met.get(look) || 0) + 1)
            if (met.get(look) > most) child.remove()
        }
    }
}"""


@pytest.fixture(scope="module")
def views(browser: Browser, demo_site: DemoSite) -> Iterator[Callable[[Role | None], View]]:
    """A page for each role, which goes from visit to visit: what a browser knows already it need not load again."""
    opened: dict[Role | None, View] = {}

    def view(role: Role | None) -> View:
        if role not in opened:
            # Without motion: in the middle of a change of colours nothing can be judged.
            page = demo_site.visit(browser, role, reduced_motion="reduce").new_page()
            opened[role] = View(page, chromium.complaints_of(page))
        opened[role].complaints.clear()
        return opened[role]

    yield view
    for one in opened.values():
        one.page.context.close()


@pytest.mark.parametrize("visit", PAGES, ids=lambda visit: f"{visit.path} {visit.role or 'nobody'}")
def test_a_page_is_accessible_fits_and_prints(
    views: Callable[[Role | None], View], demo_site: DemoSite, axe: str, visit: Visit
) -> None:
    page, complaints = views(visit.role)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESKTOP)
    answer = page.goto(visit.path.format_map(demo_site.names))
    assert answer is not None
    assert answer.status == visit.status
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().strip()
    assert page.title().strip(" ·")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.set_viewport_size(NARROW)
    assert overflow(page) <= 0
    page.evaluate(axe)
    page.evaluate(FEWER_ALIKE, ALIKE)
    found = {"narrow": violations(page, rules={"color-contrast": {"enabled": False}})}
    page.set_viewport_size(DESKTOP)
    found["light"] = violations(page)
    page.emulate_media(color_scheme="dark")
    found["dark"] = violations(page, runOnly=["color-contrast"])
    assert found == {"narrow": [], "light": [], "dark": []}
    assert complaints == []


def test_every_page_of_the_product_is_visited(demo_site: DemoSite) -> None:
    assert _pages(demo_site.app) - NOT_PAGES == {visit.endpoint for visit in PAGES} - {""}


def _pages(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
