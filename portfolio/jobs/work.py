"""What can be done in a job, as the rooms hand it over, and the doing of it in a process of its own.

The process that does a job says on its standard output, line by line as JSON, how far it is, and at last how it ended.
It ends itself when whoever started it is gone: a job's number then comes to another worker.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.config import Settings
from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.core.terms import Role
from portfolio.errors import NotAllowed, PortfolioError
from portfolio.jobs.queries import find_job
from portfolio.models.account import User
from portfolio.models.job import Job

log = logging.getLogger(__name__)

#: Says how far the work is: what it is at, in words; steps that are done; of so many.
Progress = Callable[[str, int, int], None]
#: Does one job. Raises PortfolioError with sentence and remedy; it may be called again after a crash.
Work = Callable[[Session, Settings, Actor, Job, Progress], None]

UNEXPECTED = "The work broke off, and the product does not know why. Nothing was saved; the operator's log says more."
_NO_MEMORY = "The file needs more memory than a job may use. Split it, or ask the operator for more."


def do_job(session: Session, settings: Settings, works: Mapping[str, Work], job_id: int) -> int:
    """Do one running job in this process; gives the exit status, 0 when it is done."""
    _end_with_parent()
    _limit_memory(settings.job_memory_mib)
    job = find_job(session, job_id)
    if job is None or job.state != "running" or job.work not in works:
        return _ended(UNEXPECTED)
    try:
        works[job.work](session, settings, _actor_of(session, job), job, _say)
    except PortfolioError as error:
        return _ended(" ".join(part for part in (error.sentence, error.remedy) if part))
    except MemoryError:
        return _ended(_NO_MEMORY)
    except Exception:
        log.exception("job %s (%s) failed", job_id, job.work)
        return _ended(UNEXPECTED)
    return 0


def _actor_of(session: Session, job: Job) -> Actor:
    """Who asked, with the role of today: what somebody may not do any more is not done for them."""
    if job.created_by_id is None:
        return COMMAND_LINE
    query = sa.select(User.email, User.role).where(User.id == job.created_by_id, User.active == sa.true())
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotAllowed("The account that asked for this is closed.", "Somebody else has to ask for it.")
    return Actor(job.created_by_id, found.email, Role(found.role))


def _say(step: str, done: int, total: int) -> None:
    _line({"step": step, "done": done, "total": total})


def _ended(sentence: str) -> int:
    _line({"failed": sentence})
    return 1


def _line(said: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    """End at once when standard input closes, as it does when the worker that started this process dies."""

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        os._exit(3)

    threading.Thread(target=watch, daemon=True).start()


def _limit_memory(mib: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = mib * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
