"""The only writer of jobs. Every change of state is conditional, so that a job is begun, ended and rescued once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.errors import Conflict
from portfolio.history.record import writing
from portfolio.jobs.queries import OPEN, find_open
from portfolio.models.job import Job

#: A job whose process died this often is given up: it is likely the work itself that kills it.
MOST_ATTEMPTS = 3


def create_job(session: Session, *, work: str, subject_id: int, asked: Mapping[str, Any]) -> Job:
    """Note that `work` is wanted; whoever called enqueues its number once this is committed.

    Raises Conflict while another job of the same kind of work is open for the same subject.
    """
    if find_open(session, work.partition(".")[0], subject_id) is not None:
        raise Conflict("This is being worked on already.", "Wait until it is done, or cancel it first.")
    now = writing(session)
    job = Job(
        work=work, subject_id=subject_id, asked=dict(asked), created_by_id=now.actor.id, created_by=now.actor.label,
        created_at=now.at,
    )  # fmt: skip
    session.add(job)
    session.flush()
    return job


def begin_job(session: Session, job_id: int) -> bool:
    """Take a waiting job; False where it is not waiting (any more), and nothing is to be done."""
    now = writing(session).at
    values = {"state": "running", "started_at": now, "beat_at": now, "attempts": Job.attempts + 1}
    return _change(session, job_id, ("waiting",), values)


def beat_job(session: Session, job_id: int, step: str, done: int, total: int) -> bool:
    """A sign of life, with how far the work is; False where the job is not to go on."""
    values = {"beat_at": writing(session).at, "step": step[:200], "done": done, "total": total}
    return _change(session, job_id, ("running",), values)


def finish_job(session: Session, job_id: int) -> bool:
    """The work is done."""
    return _change(session, job_id, ("running",), {"state": "done", "ended_at": writing(session).at, "done": Job.total})


def fail_job(session: Session, job_id: int, sentence: str) -> bool:
    """The work could not be done; `sentence` says why, and what to do."""
    values = {"state": "failed", "ended_at": writing(session).at, "sentence": sentence[:1000]}
    return _change(session, job_id, OPEN, values)


def cancel_job(session: Session, job_id: int) -> bool:
    """Nobody wants it any more; the process that does it is ended. False where it had ended before."""
    return _change(session, job_id, OPEN, {"state": "cancelled", "ended_at": writing(session).at})


def rescue_jobs(session: Session, silent: timedelta) -> Sequence[int]:
    """Jobs to be put into the queue (again): those whose process fell silent, and those that wait for long.

    A number may stand in the queue twice; only one of the two begins the job.
    """
    now = writing(session).at
    for job in session.scalars(sa.select(Job).where(Job.state == "running", Job.beat_at < now - silent)):
        if job.attempts >= MOST_ATTEMPTS:
            sentence = "The work was begun several times and never came to its end. Try it with a smaller file."
            fail_job(session, job.id, sentence)
        else:
            _change(session, job.id, ("running",), {"state": "waiting", "step": "", "done": 0})
    waiting = sa.or_(Job.started_at.is_not(None), Job.created_at < now - silent)
    return session.scalars(sa.select(Job.id).where(Job.state == "waiting", waiting).order_by(Job.id)).all()


def forget_jobs(session: Session, before: datetime) -> None:
    """Drop jobs that ended before then: they are machinery, not history."""
    session.execute(sa.delete(Job).where(Job.ended_at < before))


def _change(session: Session, job_id: int, states: Sequence[str], values: Mapping[str, Any]) -> bool:
    statement = sa.update(Job).where(Job.id == job_id, Job.state.in_(states)).values(**values)
    done = session.connection().execute(statement)
    session.expire_all()
    return done.rowcount == 1
