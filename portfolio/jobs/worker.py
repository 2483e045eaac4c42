"""Workers: each takes a job's number from the queue, starts a process that does it, and stands by until it ends.

The process may be killed, run out of memory or be cancelled without touching the server. The worker writes down its
signs of life and how far it is; a job whose worker fell silent is put into the queue again.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import IO

from flask import Flask
from huey.consumer import Consumer
from sqlalchemy.orm import Session

from portfolio.config import Settings
from portfolio.core.people import COMMAND_LINE
from portfolio.errors import Busy
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.jobs import operations
from portfolio.jobs.queries import find_job
from portfolio.jobs.queue import connect_queue, queue_of
from portfolio.jobs.work import UNEXPECTED

log = logging.getLogger(__name__)

#: Seconds between two looks at a process, and between two signs of life.
_LOOK = 0.25
_BEAT = 2.0
_KEPT_DAYS = 30
_KILLED = "The work took more memory or time than it may, or was ended from outside. Nothing was saved; try again."
_TOO_LONG = "The work took longer than a job may and was ended. Nothing was saved; try it with a smaller file."

#: The command that does a job in a process of its own: the same program, by the same Python.
_PROGRAM = (sys.executable, "-c", "from portfolio.program import main; main()", "job")


@dataclass
class _Said:
    """The last that a job's process said."""

    step: str = ""
    done: int = 0
    total: int = 0
    failed: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)


def connect_jobs(app: Flask) -> None:
    """Give the application its queue, and the queue what its workers do."""

    def run(job_id: int) -> None:
        with app.app_context():
            try:
                supervise(db.session, app.config["SETTINGS"], job_id)
            finally:
                db.session.remove()

    def rescue() -> None:
        with app.app_context():
            try:
                rescue_silent(app, db.session)
            finally:
                db.session.remove()

    connect_queue(app, run, rescue)


def rescue_silent(app: Flask, session: Session) -> None:
    """Put into the queue what fell out of it, and drop what ended long ago."""
    silent = timedelta(seconds=app.config["SETTINGS"].job_silent_seconds)
    with write(session, COMMAND_LINE, "rescue of jobs"):
        found = operations.rescue_jobs(session, silent)
        operations.forget_jobs(session, datetime.now(UTC) - timedelta(days=_KEPT_DAYS))
    for job_id in found:
        queue_of(app).put(job_id)


def supervise(session: Session, settings: Settings, job_id: int) -> None:
    """Do one job in a process of its own, from its beginning to its end; nothing where it is not waiting."""
    with write(session, COMMAND_LINE, f"begin of job {job_id}"):
        if not operations.begin_job(session, job_id):
            return
    process = subprocess.Popen(
        [*_PROGRAM, str(job_id)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=_environment(settings),
        start_new_session=True,
    )
    try:
        wanted, sentence = _stand_by(session, settings, job_id, process)
    finally:
        _end(process)
    if wanted:
        with write(session, COMMAND_LINE, f"end of job {job_id}"):
            if sentence:
                operations.fail_job(session, job_id, sentence)
            else:
                operations.finish_job(session, job_id)


def _stand_by(session: Session, settings: Settings, job_id: int, process: subprocess.Popen[bytes]) -> tuple[bool, str]:
    """Wait for the process; gives whether anybody still wants the job, and why it failed (empty: it is done)."""
    said = _Said()
    assert process.stdout is not None
    listener = threading.Thread(target=_listen, args=(process.stdout, said), daemon=True)
    listener.start()
    began = beaten = time.monotonic()
    while process.poll() is None:
        time.sleep(_LOOK)
        now = time.monotonic()
        if now - began > settings.job_minutes * 60:
            return True, _TOO_LONG
        if now - beaten >= _BEAT:
            beaten = now
            if not _beat(session, job_id, said):
                return False, ""
    listener.join(timeout=5)
    with said.lock:
        if process.returncode == 0:
            return True, ""
        if said.failed:
            return True, said.failed
    return True, _KILLED if process.returncode < 0 else UNEXPECTED


def _beat(session: Session, job_id: int, said: _Said) -> bool:
    with said.lock:
        step, done, total = said.step, said.done, said.total
    try:
        with write(session, COMMAND_LINE, f"sign of life of job {job_id}"):
            return operations.beat_job(session, job_id, step, done, total)
    except Busy:
        # The job's own process may hold the door for its one long write.
        session.rollback()
        job = find_job(session, job_id)
        session.rollback()
        return job is not None and job.state == "running"


def _listen(lines: IO[bytes], said: _Said) -> None:
    for line in lines:
        with suppress(ValueError, KeyError, TypeError):
            found = json.loads(line)
            with said.lock:
                if "failed" in found:
                    said.failed = str(found["failed"])
                else:
                    said.step, said.done, said.total = str(found["step"]), int(found["done"]), int(found["total"])


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _environment(settings: Settings) -> dict[str, str]:
    """This process's environment with the settings as they are here, wherever they came from."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTFOLIO_")}
    return {**kept, **settings.as_environment(), "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


class _Beside(Consumer):
    """Workers inside the server: the server's own signals stay the server's."""

    def _set_signal_handlers(self) -> None:
        """Leave them alone."""


def start_beside(app: Flask, workers: int) -> Callable[[], None]:
    """Start `workers` threads inside this process; gives what stops them. With none, another process does the work."""
    if not workers:
        return lambda: None
    consumer = _Beside(queue_of(app).open(), **_options(workers))
    _rescue_at_start(app)
    consumer.start()

    def stop() -> None:
        consumer.stop(graceful=True)
        queue_of(app).close()

    return stop


def run_workers(app: Flask, workers: int) -> None:
    """Work until a signal ends this process: SIGINT lets jobs end first, SIGTERM does not."""
    _rescue_at_start(app)
    Consumer(queue_of(app).open(), **_options(workers)).run()


def _rescue_at_start(app: Flask) -> None:
    with app.app_context():
        rescue_silent(app, db.session)
        db.session.remove()


def _options(workers: int) -> dict[str, object]:
    return {"workers": workers, "worker_type": "thread", "max_delay": 1.0, "scheduler_interval": 10}
