"""Frameworks and objectives, with how many visible projects serve each."""

from __future__ import annotations

import re
from datetime import date

from flask import Flask

from portfolio.core.terms import Role
from tests.cast import sign_in
from tests.projects.battery import ODD_IDS, needs_sign_in, page, says_so, takes_only
from tests.projects.stock import CANARY, FRAMEWORK, add, bare, full, hidden, objective

ON = date(2026, 11, 23)


def _counts(text: str, number: int) -> tuple[int, int]:
    line = text[text.index(f'href="/objectives/{FRAMEWORK}/{number}"') :]
    active, every = re.findall(r'data-label="(?:Active|All) projects">(\d+)<', line)[:2]
    return int(active), int(every)


def test_every_framework_lists_its_objectives_with_active_and_all_projects(app: Flask) -> None:
    app.config["TODAY"] = ON
    link = [objective(6)]
    add(
        app,
        bare("RUNS", planned_start="2025", planned_end="2026-11-23", objectives=link),
        bare("OPEN", planned_start="2025", status="implementation", objectives=link),
        bare("OVER", planned_start="2025", planned_end="2026-11-22", objectives=link),
        bare("SOON", planned_start="2026-11-24", objectives=link),
        bare("PIPE", planned_start="2025", status="pipeline", objectives=link),
        bare("STOP", planned_start="2025", status="suspended", objectives=link),
        bare("UNDATED", objectives=link),
        bare("AWAY", planned_start="2025", archived=True, objectives=link),
        hidden("SECRET"),
    )
    text = page(sign_in(app, Role.VIEWER), "/objectives")
    assert _counts(text, 6) == (2, 7)
    assert _counts(text, 7) == (0, 0)
    assert _counts(page(sign_in(app, Role.PLANNER), "/objectives"), 6) == (3, 8)
    assert "/objectives/eu-cyber-measures/1" in text


def test_an_objective_has_its_statement_and_its_projects(app: Flask) -> None:
    add(app, full("CYB-1"), bare("OTHER"), hidden("SECRET"))
    text = page(sign_in(app, Role.VIEWER), f"/objectives/{FRAMEWORK}/6")
    for said in ("Résilience of CYB-1", "Laws aligned.", "Principal, 60 %", "1 project"):
        assert said in text, said
    assert "OTHER" not in text
    assert CANARY not in text


def test_projects_of_an_objective_are_paged(app: Flask) -> None:
    add(app, *(bare(f"P-{n:02d}", objectives=[objective(6)]) for n in range(55)))
    client = sign_in(app, Role.VIEWER)
    assert "Projects 51 to 55 of 55" in page(client, f"/objectives/{FRAMEWORK}/6?page=2")
    for query in ("page=3", "page=0", "page=x", "page=1000000000"):
        says_so(client, f"/objectives/{FRAMEWORK}/6?{query}")


def test_odd_addresses_are_not_found(app: Flask) -> None:
    client = sign_in(app, Role.ADMINISTRATOR)
    for odd in ODD_IDS:
        says_so(client, f"/objectives/{FRAMEWORK}/{odd}", (404,))
    for odd in ("nothing", "%00", "%F0%9F%98%80", "x" * 3000):
        says_so(client, f"/objectives/{odd}/1", (404,))


def test_the_pages_need_a_sign_in_and_take_no_other_method(app: Flask) -> None:
    client = sign_in(app, Role.ADMINISTRATOR)
    for address in ("/objectives", f"/objectives/{FRAMEWORK}/1"):
        needs_sign_in(app, address)
        takes_only(client, address, "GET")
