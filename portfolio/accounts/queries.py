"""Reading accounts for other rooms. Nothing writes."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.models.account import Visit


def find_previous_visit(session: Session, user_id: int | None) -> datetime | None:
    """When this person was here before this visit; None where that is not known."""
    if user_id is None:
        return None
    return session.scalar(sa.select(Visit.before_at).where(Visit.user_id == user_id))
