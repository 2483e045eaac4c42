"""Dialogues and instruments for the tests."""

from __future__ import annotations

from typing import Any

from tests.planning.stock import objective


def dialogue(code: str, **more: Any) -> dict[str, Any]:
    """A dialogue with Ukraine that was held, as a whole value."""
    return {
        "code": code,
        "title": f"Cyber dialogue {code}",
        "place": "country:UA",
        "status": "held",
        "starts_on": "2026-03-12",
        "ends_on": None,
        "objectives": [objective(10)],
        "note": None,
        "url": "https://example.org/dialogue",
        "source": "Press release",
        "archived": False,
        **more,
    }


def agreement(identifier: str, **more: Any) -> dict[str, Any]:
    """An instrument that stands at one place, as a whole value."""
    return {
        "identifier": identifier,
        "title": f"Partnership {identifier}",
        "kind": "agreement",
        "dated_on": "2024-05",
        "status": "in-force",
        "place": "country:JP",
        "objectives": [objective(4)],
        "url": None,
        "note": None,
        "source": None,
        "archived": False,
        **more,
    }
