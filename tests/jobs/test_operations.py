"""A job's life in the database: begun once, ended once, rescued when its worker falls silent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from portfolio.errors import Conflict
from portfolio.jobs.operations import (
    MOST_ATTEMPTS,
    beat_job,
    begin_job,
    cancel_job,
    create_job,
    fail_job,
    finish_job,
    forget_jobs,
    rescue_jobs,
)
from tests.jobs.desk import fall_silent, jobs, writing

MINUTE = timedelta(minutes=1)


def new_job(app: Flask, subject: int = 1) -> int:
    with writing(app) as session:
        return int(create_job(session, work="imports.read", subject_id=subject, asked={}).id)


def test_a_job_goes_from_waiting_to_done(app: Flask) -> None:
    number = new_job(app)
    with writing(app) as session:
        assert begin_job(session, number)
        assert beat_job(session, number, "Reading the file", 1, 3)
    [job] = jobs(app)
    assert (job["state"], job["step"], job["done"], job["total"], job["attempts"]) == (
        "running",
        "Reading the file",
        1,
        3,
        1,
    )
    with writing(app) as session:
        assert finish_job(session, number)
    [job] = jobs(app)
    assert (job["state"], job["done"]) == ("done", 3)
    assert job["ended_at"] is not None


def test_a_job_is_begun_by_one_worker_alone(app: Flask) -> None:
    number = new_job(app)
    with writing(app) as session:
        assert begin_job(session, number)
        assert not begin_job(session, number)
    assert jobs(app)[0]["attempts"] == 1


@pytest.mark.parametrize("ending", [cancel_job, finish_job, lambda session, number: fail_job(session, number, "Why.")])
def test_what_has_ended_is_not_changed_any_more(app: Flask, ending: object) -> None:
    number = new_job(app)
    with writing(app) as session:
        begin_job(session, number)
        assert ending(session, number)  # type: ignore[operator]
        before = jobs_now(session)
        assert not begin_job(session, number)
        assert not beat_job(session, number, "More", 1, 1)
        assert not finish_job(session, number)
        assert not cancel_job(session, number)
        assert not fail_job(session, number, "Other.")
        assert jobs_now(session) == before


def jobs_now(session: Session) -> list[tuple[object, ...]]:
    return [tuple(row) for row in session.execute(sa.text("SELECT state, sentence, step FROM job"))]


def test_one_record_has_one_open_job(app: Flask) -> None:
    number = new_job(app)
    with pytest.raises(Conflict), writing(app) as session:
        create_job(session, work="imports.apply", subject_id=1, asked={})
    new_job(app, subject=2)
    with writing(app) as session:
        cancel_job(session, number)
        assert create_job(session, work="imports.apply", subject_id=1, asked={}).id


def test_a_silent_job_is_tried_again_and_given_up_in_the_end(app: Flask) -> None:
    number = new_job(app)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        with writing(app) as session:
            assert begin_job(session, number)
            assert list(rescue_jobs(session, MINUTE)) == []  # it has just given a sign of life
        fall_silent(app)
        with writing(app) as session:
            again = list(rescue_jobs(session, MINUTE))
        assert again == ([number] if attempt < MOST_ATTEMPTS else [])
    [job] = jobs(app)
    assert job["state"] == "failed"
    assert "begun several times" in job["sentence"]


def test_a_job_that_never_reached_the_queue_is_put_there(app: Flask) -> None:
    number = new_job(app)
    with writing(app) as session:
        assert list(rescue_jobs(session, MINUTE)) == []
        assert list(rescue_jobs(session, -MINUTE)) == [number]


def test_jobs_that_ended_long_ago_are_forgotten(app: Flask) -> None:
    ended, open_ = new_job(app), new_job(app, subject=2)
    with writing(app) as session:
        cancel_job(session, ended)
        forget_jobs(session, datetime.now(UTC) + MINUTE)
    assert [job["id"] for job in jobs(app)] == [open_]
