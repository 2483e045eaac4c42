"""Reading jobs."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.models.job import Job

#: States of a job that is still to come or under way.
OPEN = ("waiting", "running")


def find_job(session: Session, job_id: int) -> Job | None:
    """The job, as the database has it now."""
    return session.scalars(sa.select(Job).where(Job.id == job_id)).one_or_none()


def find_latest(session: Session, room: str, subject_id: int) -> Job | None:
    """The newest job of a room's works (`room` is what stands before the point) on one of its records."""
    query = sa.select(Job).where(Job.work.startswith(f"{room}.", autoescape=True), Job.subject_id == subject_id)
    return session.scalars(query.order_by(Job.id.desc()).limit(1)).first()


def find_open(session: Session, room: str, subject_id: int) -> Job | None:
    """The room's job on this record that waits or runs."""
    latest = find_latest(session, room, subject_id)
    return latest if latest is not None and latest.state in OPEN else None
