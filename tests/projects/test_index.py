"""The list page: search, filters, order, pages, and a number of statements that does not grow with its rows."""

from __future__ import annotations

import re

import sqlalchemy as sa
from flask import Flask

from portfolio.core.terms import Role
from portfolio.extensions import db
from tests.cast import sign_in
from tests.projects.battery import needs_sign_in, page, says_so, takes_only
from tests.projects.stock import add, bare, full


def _rows(text: str) -> list[str]:
    """Titles in the order of the table."""
    return re.findall(r'<th scope="row"><a href="/projects/\d+">([^<]*)</a>', text)


def test_the_list_shows_each_project_in_its_words(app: Flask) -> None:
    add(app, full("CYB-1"), bare("OLD", archived=True))
    text = page(sign_in(app, Role.VIEWER), "/projects")
    assert _rows(text) == ["Résilience of CYB-1"]
    for said in (
        "CYB-1",
        "RES1",
        "Cyber resilience",
        "Implementation",
        "15 February 2025 to 2028",
        "Kenya, Uganda",
        "6, 8",
    ):
        assert said in text, said
    assert "1 project" in text
    assert "Archived ones only (1)" in text


def test_search_filters_order_and_pages_work_together(app: Flask) -> None:
    add(app, *(full(f"CYB-{n:02d}", title=f"Title {n:02d}", acronym=f"A{n}") for n in range(60)), bare("OTHER"))
    client = sign_in(app, Role.VIEWER)
    first = page(client, "/projects?q=title&region=eastern-africa&sort=-code")
    assert _rows(first)[0] == "Title 59"
    assert len(_rows(first)) == 50
    address = re.search(r'href="([^"]+)" rel="next"', first)
    assert address is not None
    second = page(client, address[1].replace("&amp;", "&"))
    assert _rows(second) == [f"Title {n:02d}" for n in range(9, -1, -1)]
    assert "Projects 51 to 60 of 60" in second


def test_the_download_links_carry_the_filter(app: Flask) -> None:
    add(app, full())
    text = page(sign_in(app, Role.VIEWER), "/projects?q=res&status=implementation&problem=no-end&sort=-code")
    for shape in ("xlsx", "csv", "json"):
        assert f'href="/projects.{shape}?q=res&amp;status=implementation' in text, shape


def test_a_filter_that_matches_nothing_says_so_and_offers_all(app: Flask) -> None:
    add(app, full())
    text = page(sign_in(app, Role.VIEWER), "/projects?q=nothing-like-it")
    assert "No project matches this filter." in text


ODD_QUERIES = (
    "page=0", "page=-1", "page=2", "page=1000000000", "page=" + "9" * 30, "page=x", "page=1.5", "page=%00",
    "page=²", "sort=budget_eur", "sort=--title", "sort=" + "x" * 5000, "sort=%00", "status=running", "strand=cyber",
    "problem=none", "problem=%00", "objective=six", "objective=99999", "objective=" + "9" * 40, "region=atlantis",
    "region=%F0%9F%98%80", "place=QQ", "place=planet:KE", "place=%00QQ", "q=" + "x" * 300, "as-of=yesterday",
    "as-of=1600-01-01", "horizon=-1", "horizon=" + "9" * 20, "scope=half", "measure=x", "columns=planets",
    "funder=" + "y" * 300,
)  # fmt: skip


def test_odd_questions_are_answered_by_a_sentence(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    for query in ODD_QUERIES:
        says_so(client, f"/projects?{query}")
        if not query.startswith("page"):  # a file has no pages
            says_so(client, f"/projects.csv?{query}")


def test_odd_texts_are_only_texts(app: Flask) -> None:
    add(app, full())
    client = sign_in(app, Role.VIEWER)
    for query in (
        "q=%00",
        "q=%",
        "q=_",
        "q=%27%22%3Cscript%3E",
        "q=%EF%BF%BF",
        "q=" + "a+" * 99,
        "unknown=1",
        "funder=%00",
    ):
        assert "<script>" not in page(client, f"/projects?{query}")


def test_the_number_of_statements_does_not_grow_with_the_rows(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    seen: list[str] = []
    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))

    def statements(address: str) -> int:
        seen.clear()
        page(client, address)
        return len(seen)

    add(app, full("A-1"), full("A-2", parent="A-1", predecessor="A-1"))
    counts = {address: statements(address) for address in ("/projects", "/projects?sort=budget", "/projects?q=res")}
    add(app, *(full(f"B-{n:02d}", parent="A-1", predecessor="A-1") for n in range(45)))
    for address, few in counts.items():
        assert statements(address) == few, address
    assert max(counts.values()) <= 30


def test_only_people_who_may_edit_are_offered_to_add(app: Flask) -> None:
    assert 'href="/projects/new"' not in page(sign_in(app, Role.VIEWER), "/projects")
    assert 'href="/projects/new"' in page(sign_in(app, Role.MANAGER), "/projects")


def test_the_list_needs_a_sign_in_and_takes_no_other_method(app: Flask) -> None:
    needs_sign_in(app, "/projects")
    takes_only(sign_in(app, Role.ADMINISTRATOR), "/projects", "GET")
