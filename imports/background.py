"""Long imports as jobs: what a page would wait too long for is asked for here, and done by a worker's process.

Each work may be begun again after a crash: it looks first whether it was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from os import SEEK_END
from typing import IO, Any

from sqlalchemy.orm import Session

from imports import batches, pipeline, steps
from imports.originals import Original
from imports.preview import Choices
from imports.read import Unreadable, refuse_size
from imports.read.estimate import is_long
from portfolio.config import Settings
from portfolio.core.people import Actor
from portfolio.errors import Refused
from portfolio.history.door import write
from portfolio.jobs.operations import cancel_job, create_job
from portfolio.jobs.queries import find_latest, find_open
from portfolio.jobs.work import Progress, Work
from portfolio.models.batch import ImportBatch
from portfolio.models.job import Job

ROOM = "imports"
READ, REREAD, CHOOSE, FORGET, APPLY = (f"{ROOM}.{name}" for name in ("read", "reread", "choose", "forget", "apply"))

#: Bytes of a file that the server itself holds and reads, at most.
HELD_AT_MOST = 8 * 2**20


def upload_later(
    session: Session,
    settings: Settings,
    actor: Actor,
    file: IO[bytes],
    file_name: str,
    choices: Choices,
    *,
    again_of: int | None = None,
) -> tuple[int, int]:
    """Keep a long file and ask for its reading; gives batch and job. The caller enqueues the job. Raises Unreadable."""
    original = Original.of(file)
    refuse_size(original.size, steps.limits_of(settings))
    with write(session, actor, "upload of a long file"):
        batch = pipeline.register(session, settings, actor, original, file_name, choices, again_of=again_of)
        return batch.id, create_job(session, work=READ, subject_id=batch.id, asked={}).id


def read_again(session: Session, actor: Actor, batch_id: int) -> int:
    """Ask anew for the reading of a file whose reading failed or was cancelled; gives the job."""
    with write(session, actor, f"reading of import {batch_id}"):
        batch = batches.get_batch_for(session, actor, batch_id)
        batches.require_open(batch)
        return create_job(session, work=READ, subject_id=batch_id, asked={}).id


def choose_later(
    session: Session, actor: Actor, batch_id: int, seen_version: int, choices: Choices, *, teaching: bool
) -> int:
    """Ask for a new plan of a long import; gives the job. Raises Conflict as `pipeline.choose` does."""
    asked = {"version": seen_version, "choices": choices.as_json(), "teaching": teaching}
    return _ask(session, actor, batch_id, seen_version, CHOOSE, asked)


def reread_later(
    session: Session,
    actor: Actor,
    batch_id: int,
    seen_version: int,
    *,
    encoding: str | None,
    delimiter: str | None,
    turned: frozenset[int] | None = None,
    sheet: int | None = None,
) -> int:
    """Ask for a long import to be read with another encoding or delimiter, or with sheets `turned`; gives the job."""
    asked: dict[str, Any] = {"version": seen_version, "encoding": encoding, "delimiter": delimiter}
    if turned is not None:
        asked |= {"turned": sorted(turned), "sheet": sheet}
    return _ask(session, actor, batch_id, seen_version, REREAD, asked)


def forget_row_later(session: Session, actor: Actor, batch_id: int, seen_version: int, row: int) -> int:
    """Ask for a row of a long import to be looked at as if nothing had been learnt of it; gives the job."""
    return _ask(session, actor, batch_id, seen_version, FORGET, {"version": seen_version, "row": row})


def apply_later(session: Session, actor: Actor, batch_id: int, seen_version: int) -> int:
    """Ask for a long import to be carried out; gives the job."""
    return _ask(session, actor, batch_id, seen_version, APPLY, {"version": seen_version})


def _ask(session: Session, actor: Actor, batch_id: int, seen_version: int, work: str, asked: Mapping[str, Any]) -> int:
    with write(session, actor, f"job for import {batch_id}"):
        pipeline.refuse_stale(batches.get_batch_for(session, actor, batch_id), seen_version)
        return create_job(session, work=work, subject_id=batch_id, asked=asked).id


def is_long_file(settings: Settings, file: IO[bytes]) -> bool:
    """Whether an uploaded file is read in the background: for its rows, or because it is too much to be held here."""
    if file.seek(0, SEEK_END) > HELD_AT_MOST:
        return True
    file.seek(0)
    return is_long(file.read(), settings.immediate_rows)


def is_long_batch(settings: Settings, batch: ImportBatch) -> bool:
    """Whether what is done with this batch is done in the background."""
    return int(sum(sheet["rows"] for sheet in batch.sheets)) > settings.immediate_rows


def job_of(session: Session, batch: ImportBatch) -> Job | None:
    """The job that the batch's page shows: one that is open, or the last one where that did not come to its end."""
    job = find_latest(session, ROOM, batch.id)
    return None if job is None or job.state == "done" else job


def cancel_open_job(session: Session, batch: ImportBatch) -> bool:
    """Cancel what is under way for this batch; False where nothing is. Inside the write door."""
    job = find_open(session, ROOM, batch.id)
    return job is not None and cancel_job(session, job.id)


def _read(session: Session, settings: Settings, actor: Actor, job: Job, progress: Progress) -> None:
    try:
        pipeline.read_registered(session, settings, actor, job.subject_id, progress)
    except Unreadable as refusal:
        raise Refused(refusal.sentence, refusal.remedy) from None


def _choose(session: Session, settings: Settings, actor: Actor, job: Job, progress: Progress) -> None:
    choices, version = Choices.from_json(job.asked["choices"]), job.asked["version"]
    batch = batches.get_batch_for(session, actor, job.subject_id)
    if batch.version != version and Choices.from_json(batch.options) == choices:
        return  # a process that did it died before it could say so
    teaching = bool(job.asked["teaching"])
    pipeline.choose(session, actor, job.subject_id, version, choices, teaching=teaching, progress=progress)


def _reread(session: Session, settings: Settings, actor: Actor, job: Job, progress: Progress) -> None:
    if _is_done(session, actor, job):
        return
    turned = job.asked.get("turned")
    try:
        pipeline.read_again(
            session, settings, actor, job.subject_id, job.asked["version"], encoding=job.asked["encoding"],
            delimiter=job.asked["delimiter"], turned=None if turned is None else frozenset(turned),
            sheet=job.asked.get("sheet"), progress=progress,
        )  # fmt: skip
    except Unreadable as refusal:
        raise Refused(refusal.sentence, refusal.remedy) from None


def _forget(session: Session, settings: Settings, actor: Actor, job: Job, progress: Progress) -> None:
    if not _is_done(session, actor, job):
        pipeline.forget_row(session, actor, job.subject_id, job.asked["version"], job.asked["row"], progress)


def _is_done(session: Session, actor: Actor, job: Job) -> bool:
    """Whether a process that did it died before it could say so: nothing else changes a batch with an open job."""
    return batches.get_batch_for(session, actor, job.subject_id).version != int(job.asked["version"])


def _apply(session: Session, settings: Settings, actor: Actor, job: Job, progress: Progress) -> None:
    pipeline.apply_batch(session, actor, job.subject_id, job.asked["version"], progress)


#: What the workers can be asked for, by name.
WORKS: Mapping[str, Work] = {
    READ: _read, REREAD: _reread, CHOOSE: _choose, FORGET: _forget, APPLY: _apply,
}  # fmt: skip
