"""Needs and indices for the tests."""

from __future__ import annotations

from typing import Any

from flask import Flask

from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.writer import Writer
from portfolio.planning.operations import INDEX_VALUES, INDICES, NEEDS

FRAMEWORK = "eu-cyber-diplomacy-15"


def objective(number: int) -> str:
    """An objective of the fifteen, as values name it."""
    return f"{FRAMEWORK}:{number}"


def need(country: str, level: int, number: int | None = None, **more: Any) -> dict[str, Any]:
    """A need, for all objectives unless a number is given."""
    return {"country": country, "level": level, "objective": None if number is None else objective(number), **more}


def gci(**more: Any) -> dict[str, Any]:
    """An index with five tiers."""
    return {
        "code": "GCI",
        "title": "Global Cybersecurity Index",
        "publisher": "ITU",
        "unit": "0 to 100",
        "tiers": ["T1", "T2", "T3", "T4", "T5"],
        "url": "https://www.itu.int/gci",
        **more,
    }


def reading(country: str, year: int, score: str | None, tier: str | None = None, index: str = "GCI") -> dict[str, Any]:
    """A value of an index."""
    return {"index": index, "country": country, "year": year, "score": score, "tier": tier, "source": "Report"}


def written(app: Flask, writer: Writer[Any], *values: dict[str, Any], actor: Actor = COMMAND_LINE) -> list[int]:
    """Write records; gives their ids."""
    with app.app_context(), write(db.session, actor, "stock of a test"):
        return writer.create(db.session, values)


def needs(app: Flask, *values: dict[str, Any]) -> list[int]:
    """Record needs."""
    return written(app, NEEDS, *values)


def index(app: Flask, *readings: dict[str, Any]) -> None:
    """Add the index, with these values."""
    written(app, INDICES, gci())
    written(app, INDEX_VALUES, *readings)
