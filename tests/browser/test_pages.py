"""Every page, in a real browser: accessible in light and dark, one heading, no sideways scroll at 320 px, printable."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize
from pypdf import PdfReader

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


#: A4 landscape between the margins of print.css, in CSS pixels.
PAPER: ViewportSize = {"width": 1032, "height": 703}
#: What is wider than the paper, a browser prints smaller, down to half of its size; the rest it cuts off.
MOST_SHRUNK = 2
#: The rules that look at where things stand and how large they are. Every other rule reads elements, names and roles:
#: where the same elements are shown in another width, it has the same answer. (Colours: no style names one by width.)
RULES_OF_LAYOUT = ("target-size", "scrollable-region-focusable")


class View(NamedTuple):
    """A page, and what the browser complained about on it."""

    page: Page
    complaints: list[str]


def violations(page: Page, **options: object) -> list[str]:
    """What axe finds wrong on the page, a line for each place."""
    asked = {**ASKED, "runOnly": list(RULES), **options}
    script = """options => axe.run(document, options).then(found => found.violations.flatMap(
        fault => fault.nodes.map(node => `${fault.id}: ${node.html.slice(0, 200)}`)))"""
    found: list[str] = page.evaluate(script, asked)
    return found


class Look(NamedTuple):
    """What a person sees of a page: how much wider than the window it is, its headings, which elements are shown."""

    overflow: int
    headings: list[str]
    title: str
    navigation: bool
    shown: str


def look(page: Page) -> Look:
    """How the page looks now, in one question to the browser."""
    script = """() => {
        const seen = element => element.checkVisibility({visibilityProperty: true})
        return [
            document.documentElement.scrollWidth - window.innerWidth,
            [...document.querySelectorAll("h1")].map(heading => seen(heading) ? heading.innerText.trim() : ""),
            document.title,
            [...document.querySelectorAll(".top .nav, .filters, .btn")].some(seen),
            [...document.querySelectorAll("*")].map(element => Number(seen(element))).join(""),
        ]
    }"""
    return Look(*page.evaluate(script))


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
def views(browser: Browser, demo_site: DemoSite, axe: str) -> Iterator[Callable[[Role | None], View]]:
    """A page for each role, which goes from visit to visit: what a browser knows already it need not load again."""
    opened: dict[Role | None, View] = {}

    def view(role: Role | None) -> View:
        if role not in opened:
            # Without motion: in the middle of a change of colours nothing can be judged.
            context = demo_site.visit(browser, role, reduced_motion="reduce")
            # A page brings the rules along: sent to each page, half a megabyte would go through two processes.
            context.add_init_script(axe)
            page = context.new_page()
            opened[role] = View(page, chromium.complaints_of(page))
        opened[role].complaints.clear()
        return opened[role]

    yield view
    for one in opened.values():
        one.page.context.close()


@pytest.mark.parametrize("visit", PAGES, ids=lambda visit: f"{visit.path} {visit.role or 'nobody'}")
def test_a_page_is_accessible_fits_and_prints(
    views: Callable[[Role | None], View], demo_site: DemoSite, visit: Visit
) -> None:
    page, complaints = views(visit.role)
    page.emulate_media(color_scheme="light", media="screen")
    page.set_viewport_size(DESKTOP)
    answer = page.goto(visit.path.format_map(demo_site.names))
    assert answer is not None
    assert answer.status == visit.status
    desktop = look(page)
    assert [bool(heading) for heading in desktop.headings] == [True]
    assert desktop.title.strip(" ·")
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    printed = look(page)
    assert printed.headings == desktop.headings
    assert not printed.navigation
    assert printed.overflow <= (MOST_SHRUNK - 1) * PAPER["width"]
    page.emulate_media(media="screen")
    page.set_viewport_size(NARROW)
    narrow = look(page)
    assert narrow.overflow <= 0
    page.evaluate(FEWER_ALIKE, ALIKE)
    everything = {"rules": {"color-contrast": {"enabled": False}}}
    layout = {"runOnly": list(RULES_OF_LAYOUT)}
    found = {"narrow": violations(page, **(layout if narrow.shown == desktop.shown else everything))}
    page.set_viewport_size(DESKTOP)
    found["light"] = violations(page)
    page.emulate_media(color_scheme="dark")
    found["dark"] = violations(page, runOnly=["color-contrast"])
    assert found == {"narrow": [], "light": [], "dark": []}
    assert complaints == []


@pytest.mark.parametrize(
    ("path", "paper"),
    [("/coverage", (842, 595)), ("/timeline", (595, 842)), ("/reports/brief/country/KE", (842, 595))],
)
def test_a_printed_page_is_on_a4_with_its_heading(
    views: Callable[[Role | None], View], path: str, paper: tuple[int, int]
) -> None:
    page = views(Role.VIEWER).page
    page.emulate_media(media="print")
    page.goto(path)
    sheet = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages[0]
    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == paper
    assert page.locator("h1").inner_text() in " ".join(sheet.extract_text().split())


def test_every_page_of_the_product_is_visited(demo_site: DemoSite) -> None:
    assert _pages(demo_site.app) - NOT_PAGES == {visit.endpoint for visit in PAGES} - {""}


def _pages(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
