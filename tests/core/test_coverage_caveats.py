"""What is printed beside a grid's numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from portfolio.core.activity import disagreements
from portfolio.core.facts import Facts
from tests.core.world import ELSEWHERE_OBJECTIVE, KENYA, RWANDA, TODAY, grid_of, project

HALF = Decimal(50)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("cancelled", {"status": "cancelled"}),
        ("suspended", {"status": "suspended"}),
        ("undated", {"planned_start": None, "planned_end": None}),
        ("later", {"planned_start": date(2029, 1, 1)}),
        ("missed", {"status": "pipeline", "planned_end": date(2026, 6, 14)}),
        ("without_budget", {"budget_eur_cents": None}),
        ("without_rate", {"without_rate": True}),
        ("without_start", {"planned_start": None}),
        ("open_ended", {"planned_end": None}),
        ("without_objectives", {"objectives": ()}),
        ("without_objectives", {"objectives": ((ELSEWHERE_OBJECTIVE, "principal", None),)}),
        ("without_places", {"places": ()}),
        ("without_shares", {"places": ((KENYA, "hub", HALF), (RWANDA, "hub", None))}),
        ("without_shares", {"objectives": ((11, "principal", None), (12, "principal", None))}),
        ("shares_over", {"places": ((KENYA, "hub", Decimal(60)), (RWANDA, "hub", Decimal(60)))}),
        ("shares_short", {"places": ((KENYA, "hub", HALF),)}),
        ("not_updated", {"last_reviewed_on": None}),
        ("not_updated", {"last_reviewed_on": date(2025, 12, 14)}),
    ],
)
def test_every_lack_is_counted(name: str, parts: dict[str, Any]) -> None:
    whole = {"budget_eur_cents": 100}
    before, after = (
        grid_of(project(1, **whole)).caveats,
        grid_of(project(1, **whole), project(2, **whole | parts)).caveats,
    )
    assert before.projects == 1
    assert getattr(before, name) == 0
    assert after.projects == 2
    assert getattr(after, name) == 1


def test_a_cancelled_project_lacks_nothing_and_an_ended_one_needs_no_update() -> None:
    cancelled = project(1, status="cancelled", objectives=(), places=(), last_reviewed_on=None, planned_end=None)
    ended = project(2, planned_end=date(2026, 1, 1), last_reviewed_on=None, status="closed", budget_eur_cents=1)
    found = grid_of(cancelled, ended).caveats
    assert (found.without_budget, found.without_objectives, found.without_places, found.open_ended) == (0, 0, 0, 0)
    assert found.not_updated == 0


def test_a_review_six_months_ago_to_the_day_is_recent() -> None:
    assert grid_of(project(last_reviewed_on=date(2025, 12, 15))).caveats.not_updated == 0


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("closed-but-running", {"status": "closed"}),
        ("closed-but-running", {"status": "closed", "planned_end": None}),
        ("running-but-ended", {"planned_end": date(2026, 6, 14)}),
        ("running-but-not-started", {"planned_start": date(2026, 6, 16)}),
        ("pipeline-but-started", {"status": "pipeline"}),
        ("ends-before-it-starts", {"status": None, "planned_start": date(2027, 1, 1), "planned_end": date(2026, 7, 1)}),
        (None, {}),
        (None, {"status": "closed", "planned_end": date(2026, 6, 14)}),
        (None, {"status": "closed", "planned_start": None, "planned_end": None}),
        (None, {"status": "finalisation", "planned_end": date(2026, 6, 14)}),
        (None, {"status": "pipeline", "planned_start": date(2026, 6, 16)}),
        (None, {"status": "pipeline", "planned_start": None}),
        (None, {"status": "cancelled"}),
    ],
)
def test_status_and_dates_that_disagree_are_listed_by_kind(kind: str | None, parts: dict[str, Any]) -> None:
    found = disagreements(Facts.from_projects([project(1, status=None), project(2, **parts)]), TODAY)
    assert {name: rows.tolist() for name, rows in found.items() if len(rows)} == ({kind: [1]} if kind else {})
    counted = grid_of(project(1, status=None), project(2, **parts)).caveats.disagreements
    assert counted == {name: int(np.size(rows)) for name, rows in found.items()}
