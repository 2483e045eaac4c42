"""The page of a project: every fact, the euro with its rate, the lineage, what is wrong, and the history."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from portfolio.core.terms import Role
from portfolio.extensions import db
from tests import cast
from tests.cast import sign_in
from tests.projects.battery import ODD_IDS, needs_sign_in, page, says_so, takes_only
from tests.projects.stock import CANARY, add, bare, change, full, hidden


def test_all_that_is_known_stands_on_the_page(app: Flask) -> None:
    [number] = add(app, full())
    text = page(sign_in(app, Role.VIEWER), f"/projects/{number}")
    for said in (
        "Résilience of CYB-1", "RES1", "Helps national response teams.", "In two paragraphs.", "Cyber resilience",
        "Implementation", "Internal", "January 2025", "15 February 2025", "2028", "USD 1",
        "for one euro", "https://example.org/project", "Action document", "Laws aligned.", "principal, 60 %",
        "significant, 40 %", "Hub", "Kenya</a>, 60 %", "Priority", "Uganda", "Funder", "European Commission",
        "Implementer", "Council of Europe", "Partner", "Estonia", "1 October 2026",
    ):  # fmt: skip
        assert said in text, said


def test_a_budget_without_a_rate_stays_unknown_in_euro(app: Flask) -> None:
    [number] = add(app, bare("A", budget_amount="100", budget_currency="ROL"))
    text = page(sign_in(app, Role.VIEWER), f"/projects/{number}")
    assert "ROL 100" in text
    assert "no exchange rate of ROL is known" in text


def test_the_lineage_leads_both_ways(app: Flask) -> None:
    top, child, next_one = add(
        app,
        bare("TOP", "The programme"),
        bare("CHILD", "The child", parent="TOP"),
        bare("NEXT", "The next", predecessor="CHILD"),
    )
    client = sign_in(app, Role.VIEWER)
    assert f'<a href="/projects/{child}">The child</a>' in page(client, f"/projects/{top}")
    text = page(client, f"/projects/{child}")
    assert f'<a href="/projects/{top}">The programme</a>' in text
    assert f'<a href="/projects/{next_one}">The next</a>' in text
    assert f'<a href="/projects/{child}">The child</a>' in page(client, f"/projects/{next_one}")


def test_kin_that_a_reader_may_not_see_are_not_named(app: Flask) -> None:
    _, child, _ = add(
        app, hidden("SECRET-1"), bare("CHILD", parent="SECRET-1"), hidden("SECRET-2", predecessor="CHILD")
    )
    text = page(sign_in(app, Role.VIEWER), f"/projects/{child}")
    assert CANARY not in text
    assert "SECRET" not in text
    assert "a project that you may not see" in text
    assert "SECRET-1" in page(sign_in(app, Role.PLANNER), f"/projects/{child}")


def test_data_problems_are_told_in_words(app: Flask) -> None:
    [number] = add(app, bare("A", status="closed", planned_end="2090"))
    text = page(sign_in(app, Role.VIEWER), f"/projects/{number}")
    assert "Its status is closed, but by its dates it still runs" in text
    assert "It is linked to no objective" in text


def test_the_history_says_who_when_why_and_what(app: Flask) -> None:
    [number] = add(app, full())
    editor = cast.add(app, Role.MANAGER)
    change(app, number, actor=editor, reason="The contract was extended", planned_end="2029", places=[])
    text = page(sign_in(app, Role.VIEWER), f"/projects/{number}")
    assert f"{editor.label}: The contract was extended" in text
    assert '<del><span class="sr">was: </span>2028</del>' in text
    assert '<ins><span class="sr">now: </span>2029</ins>' in text
    assert '<del><span class="sr">removed: </span>Kenya, hub, 60 %</del>' in text


def test_markup_in_a_project_is_only_text(app: Flask) -> None:
    bad = "<script>alert(1)</script>{{ 7*7 }}\"'"
    links = [{"framework": "eu-cyber-diplomacy-15", "number": 1, "note": bad}]
    value = bare(
        "A",
        bad,
        acronym=bad,
        summary=bad,
        source=bad,
        objectives=links,
        organisations=[{"name": bad, "role": "funder"}],
    )
    [number] = add(app, value, reason=bad)
    client = sign_in(app, Role.ADMINISTRATOR)
    for address in (f"/projects/{number}", f"/projects/{number}/edit", "/projects", "/history", "/organisations",
                    "/objectives/eu-cyber-diplomacy-15/1"):  # fmt: skip
        text = page(client, address)
        assert "<script>alert" not in text, address
        assert "{{ 7*7 }}" in text or "7*7" not in text, address


def test_the_statements_of_the_page_do_not_grow_with_links_kin_and_changes(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    seen: list[str] = []
    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    [number] = add(app, full("A-1"))
    page(client, f"/projects/{number}")
    change(app, number, summary="Before")
    seen.clear()
    page(client, f"/projects/{number}")
    few = len(seen)
    add(app, *(full(f"B-{n}", parent="A-1", predecessor="A-1") for n in range(20)))
    for n in range(5):
        change(app, number, summary=f"Summary {n}")
    seen.clear()
    page(client, f"/projects/{number}")
    assert len(seen) == few


def test_odd_numbers_are_not_found(app: Flask) -> None:
    client = sign_in(app, Role.ADMINISTRATOR)
    for odd in ODD_IDS:
        says_so(client, f"/projects/{odd}", (404,))
        says_so(client, f"/projects/{odd}/edit", (404,))


def test_a_restricted_project_is_not_found_by_strangers_and_found_by_its_owner(app: Flask) -> None:
    owner = cast.add(app, Role.MANAGER)
    [number] = add(app, hidden(), actor=owner)
    assert page(sign_in(app, Role.MANAGER), f"/projects/{number}")
    for client in (sign_in(app, Role.VIEWER), sign_in(app, Role.MANAGER, "other@example.org")):
        assert CANARY not in page(client, f"/projects/{number}", 404)


def test_the_page_needs_a_sign_in_and_takes_no_other_method(app: Flask) -> None:
    [number] = add(app, full())
    needs_sign_in(app, f"/projects/{number}")
    takes_only(sign_in(app, Role.ADMINISTRATOR), f"/projects/{number}", "GET")
