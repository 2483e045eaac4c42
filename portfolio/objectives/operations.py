"""The only writer of frameworks and objectives. Runs inside the write door."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portfolio import reference
from portfolio.history.shipped import load_shipped
from portfolio.models.objective import Framework, Objective


def load_shipped_objectives(session: Session) -> None:
    """Load the frameworks and objectives that the product ships."""
    frameworks = load_shipped(
        session,
        Framework,
        "framework",
        ["code"],
        [
            {
                "code": row["code"],
                "title": row["title"],
                "description": row["description"] or None,
                "position": position,
            }
            for position, row in enumerate(reference.read("frameworks").rows, start=1)
        ],
        name="code",
    )
    load_shipped(
        session,
        Objective,
        "objective",
        ["framework_id", "number"],
        [
            {
                "framework_id": frameworks[row["framework"],],
                "number": int(row["number"]),
                "title": row["title"],
                "statement": row["statement"],
            }
            for row in reference.read("objectives").rows
        ],
        name="title",
    )
