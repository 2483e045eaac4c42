"""A worker and the process that does a job: done, failed, cancelled, killed anywhere, out of memory or time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from imports import background
from imports.preview import Choices
from portfolio.core.people import Actor
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.record import broken_links
from portfolio.jobs import worker
from portfolio.jobs.operations import cancel_job
from portfolio.jobs.queue import queue_of
from portfolio.jobs.worker import rescue_silent, start_beside
from portfolio.models.account import User
from portfolio.models.batch import ImportBatch, ImportRow
from portfolio.models.project import Project
from tests import cast
from tests.jobs.desk import LONG, fall_silent, jobs, make_short, work_off, writing
from tests.jobs.forked import ForkedProcess


def ask_for_reading(app: Flask, data: bytes = LONG, role: Role = Role.MANAGER) -> tuple[Actor, int]:
    """Somebody uploads a long file; gives them and the batch."""
    person = cast.add(app, role)
    with app.app_context():
        batch, job = background.upload_later(
            db.session, app.config["SETTINGS"], person, BytesIO(data), "long.csv", Choices()
        )
        queue_of(app).put(job)
    return person, batch


def ask_for_applying(app: Flask, person: Actor, batch: int) -> None:
    with app.app_context():
        version = db.session.scalar(sa.select(ImportBatch.version).where(ImportBatch.id == batch)) or 0
        queue_of(app).put(background.apply_later(db.session, person, batch, version))


def count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_long_file_is_read_planned_and_imported_by_workers(app: Flask) -> None:
    make_short(app)
    person, batch = ask_for_reading(app)
    assert work_off(app, subprocess.Popen) == 1
    with app.app_context():
        found = db.session.get_one(ImportBatch, batch)
        assert (found.state, found.counts["create"]) == ("planned", 7)
    ask_for_applying(app, person, batch)
    work_off(app)
    assert [job["state"] for job in jobs(app)] == ["done", "done"]
    assert count(app, Project) == 7
    with app.app_context():
        assert db.session.get_one(ImportBatch, batch).applied_by == person.label
        assert broken_links(db.session) == []


def test_a_file_that_cannot_be_read_says_so_in_its_job(app: Flask) -> None:
    ask_for_reading(app, b"PK\x03\x04 and nothing more")
    work_off(app)
    [job] = jobs(app)
    assert job["state"] == "failed"
    assert job["sentence"].endswith(".")
    assert count(app, ImportRow) == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"active": False}, "is closed"), ({"role": "viewer"}, "no such import")],
)
def test_what_somebody_may_not_do_any_more_is_not_done_for_them(
    app: Flask, change: dict[str, object], sentence: str
) -> None:
    person, batch = ask_for_reading(app)
    work_off(app)
    ask_for_applying(app, person, batch)
    with writing(app) as session:
        session.execute(sa.update(User).where(User.id == person.id).values(**change))
        if "role" in change:  # whose import it is does not help who may not import any more
            session.execute(sa.update(ImportBatch).values(created_by_id=None))
    work_off(app)
    assert jobs(app)[1]["state"] == "failed"
    assert sentence in jobs(app)[1]["sentence"]
    assert count(app, Project) == 0


def test_a_cancelled_job_is_ended_and_leaves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    other_process(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(worker, "_BEAT", 0.1)
    _, batch = ask_for_reading(app)
    canceller = threading.Thread(target=lambda: (until(lambda: jobs(app)[0]["state"] == "running"), stop(app)))
    canceller.start()
    work_off(app, subprocess.Popen)
    canceller.join()
    assert jobs(app)[0]["state"] == "cancelled"
    assert count(app, ImportRow) == 0
    assert batch


def stop(app: Flask) -> None:
    with writing(app) as session:
        assert cancel_job(session, jobs(app)[0]["id"])


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def other_process(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(worker, "_PROGRAM", (sys.executable, "-c", program))


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "ended from outside"),
        ("import sys; print('no json'); print('{\"step\": 1}'); sys.exit(7)", "does not know why"),
        ('import sys; print(\'{"failed": "Too odd."}\'); sys.exit(1)', "Too odd."),
    ],
    ids=["killed", "broken", "refused"],
)
def test_a_process_that_ends_badly_fails_its_job(
    app: Flask, monkeypatch: pytest.MonkeyPatch, program: str, sentence: str
) -> None:
    other_process(monkeypatch, program)
    ask_for_reading(app)
    work_off(app, subprocess.Popen)
    assert jobs(app)[0]["state"] == "failed"
    assert sentence in jobs(app)[0]["sentence"]


def test_a_job_that_takes_too_long_is_ended(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_short(app, job_minutes=0)
    other_process(monkeypatch, "import time; time.sleep(60)")
    ask_for_reading(app)
    work_off(app, subprocess.Popen)
    assert "longer than a job may" in jobs(app)[0]["sentence"]


def test_progress_is_written_down_while_the_process_works(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    said = json.dumps({"step": "Reading the file", "done": 1, "total": 3})
    other_process(monkeypatch, f"import time; print('{said}', flush=True); time.sleep(1.5)")
    monkeypatch.setattr(worker, "_BEAT", 0.1)
    ask_for_reading(app)
    seen: list[str] = []
    watcher = threading.Thread(
        target=lambda: until(lambda: bool(seen.append(jobs(app)[0]["step"]) or seen[-1] == "Reading the file"))
    )
    watcher.start()
    work_off(app, subprocess.Popen)
    watcher.join()
    assert "Reading the file" in seen
    assert jobs(app)[0]["done"] == 3


def test_a_process_whose_worker_died_ends_itself(sqlite_app: Flask) -> None:
    _, _ = ask_for_reading(sqlite_app)
    with writing(sqlite_app) as session:
        worker.operations.begin_job(session, jobs(sqlite_app)[0]["id"])
    process = subprocess.Popen(
        [*worker._PROGRAM, str(jobs(sqlite_app)[0]["id"])], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=worker._environment(sqlite_app.config["SETTINGS"]),
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(30) in (0, 3)  # it may have been done before it noticed
    assert process.stdout is not None
    process.stdout.close()


@pytest.mark.parametrize("delay", [0.02, 0.1, 0.25])
def test_an_import_killed_at_any_moment_is_whole_or_not_there_and_a_retry_does_not_double_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch, delay: float
) -> None:
    make_short(app)
    person, batch = ask_for_reading(app)
    work_off(app)
    ask_for_applying(app, person, batch)

    class Killed(ForkedProcess):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            threading.Timer(delay, lambda: self.returncode is None and os.kill(self.pid, signal.SIGKILL)).start()

    monkeypatch.setattr(worker.operations, "fail_job", lambda *_: True)  # as if the worker had died as well
    work_off(app, Killed)
    monkeypatch.undo()
    assert count(app, Project) in (0, 7)
    fall_silent(app)
    with app.app_context():
        rescue_silent(app, db.session)
    work_off(app)
    assert jobs(app)[-1]["state"] == "done"
    assert count(app, Project) == 7
    with app.app_context():
        assert db.session.get_one(ImportBatch, batch).state == "applied"
        assert broken_links(db.session) == []


def test_the_server_works_on_jobs_beside_its_pages(app: Flask) -> None:
    make_short(app)
    stop_working = start_beside(app, 1)
    try:
        ask_for_reading(app)
        until(lambda: jobs(app)[0]["state"] == "done")
    finally:
        stop_working()
    assert count(app, ImportRow) > 0


def test_a_job_may_not_eat_the_machine(sqlite_app: Flask) -> None:
    make_short(sqlite_app, job_memory_mib=256)
    wide = b"Title\n" + b"".join(b"Project number %d\n" % number for number in range(60_000))
    ask_for_reading(sqlite_app, wide)
    work_off(sqlite_app, subprocess.Popen)
    [job] = jobs(sqlite_app)
    assert job["state"] == "failed"
    assert "memory" in job["sentence"] or "does not know why" in job["sentence"]
