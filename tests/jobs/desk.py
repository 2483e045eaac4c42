"""What the tests of jobs share: a product whose imports are long from the third row on, and a worker by hand."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.jobs import worker
from portfolio.jobs.queue import queue_of
from portfolio.models.base import table_of
from portfolio.models.job import Job
from tests.imports.books import csv_of
from tests.jobs.forked import ForkedProcess

#: A file that is long for these tests.
LONG = csv_of("Code,Title,Status", *(f"L-{number},Long {number},pipeline" for number in range(1, 8)))


def make_short(app: Flask, rows: int = 2, **settings: Any) -> None:
    """Let every file of more than `rows` rows be a long one."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], immediate_rows=rows, **settings)


def work_off(app: Flask, start: Any = ForkedProcess) -> int:
    """Be a worker until the queue is empty; gives how many numbers it held. `start` is subprocess.Popen or like it."""
    queue, found = queue_of(app).open(), 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "subprocess", SimpleNamespace(Popen=start, PIPE=subprocess.PIPE))
        while (task := queue.dequeue()) is not None:
            found += 1
            queue.execute(task)
    return found


def jobs(app: Flask) -> list[dict[str, Any]]:
    """All jobs as the database has them."""
    with app.app_context():
        return [dict(row) for row in db.session.execute(sa.select(table_of(Job)).order_by(Job.id)).mappings()]


def fall_silent(app: Flask, seconds: int = 3600) -> None:
    """Let every running job's last sign of life be long ago."""
    with app.app_context(), write(db.session, COMMAND_LINE, "test"):
        db.session.execute(sa.update(Job).values(beat_at=datetime.now(UTC) - timedelta(seconds=seconds)))


@contextmanager
def writing(app: Flask) -> Iterator[Any]:
    """The write door, with the session."""
    with app.app_context(), write(db.session, COMMAND_LINE, "test"):
        yield db.session
