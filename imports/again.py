"""A kept file read as a new import: by the registry, the words and the answers of today. The earlier import stays.

What a person said of the whole file is taken along (the rules, the kind that was chosen, whose list it is); what was
said of its columns, values and rows is asked anew, unless it was remembered.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from imports import background, pipeline
from imports.batches import get_batch_for
from imports.files import open_file
from imports.preview import Choices
from portfolio.config import Settings
from portfolio.core.people import Actor
from portfolio.models.batch import ImportBatch


@dataclass(frozen=True, slots=True)
class Begun:
    """A new import of a kept file: `job_id` where a worker is to read it, else whether its plan needs a person."""

    batch_id: int
    job_id: int | None = None
    is_certain: bool = False


def choices_again(batch: ImportBatch) -> Choices:
    """The choices with which the batch's file is read again."""
    kept = Choices.from_json(batch.options)
    kind = "" if kept.recognised else kept.kind
    return Choices(mode=kept.mode, policy=kept.policy, conflicts=kept.conflicts, source=kept.source, kind=kind)


def import_again(session: Session, settings: Settings, actor: Actor, batch_id: int) -> Begun:
    """Begin a new import of the file of that one; a long file is left to a worker, and the caller enqueues the job.

    Raises Unreadable, NotFound where the file was deleted, and TooMany for open imports.
    """
    batch = get_batch_for(session, actor, batch_id)
    name, choices = batch.file_name, choices_again(batch)
    with open_file(session, batch) as file:
        if background.is_long_file(settings, file):
            new, job = background.upload_later(session, settings, actor, file, name, choices, again_of=batch_id)
            return Begun(new, job)
        file.seek(0)
        data = file.read()
    new, preview = pipeline.upload(session, settings, actor, data, name, choices, again_of=batch_id)
    return Begun(new, is_certain=preview.is_certain)
