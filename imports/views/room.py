"""What the import pages share: the blueprint, a person's batch, the way on, and how values are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, redirect, request, url_for

from imports import background, batches, pipeline
from imports.files import Sibling, siblings
from imports.kinds import Kind, kind_named
from imports.outcomes import sentence
from imports.preview import Choices, Preview
from portfolio.config import Settings
from portfolio.core.people import Permission
from portfolio.core.terms import PlaceKind
from portfolio.errors import Refused
from portfolio.extensions import db
from portfolio.history.words import field_text, link_text
from portfolio.jobs.queries import OPEN
from portfolio.jobs.queue import queue_of
from portfolio.models.batch import ImportBatch
from portfolio.models.lookup import reference_names
from portfolio.web.access import actor
from portfolio.web.display import grouped

blueprint = Blueprint("imports", __name__)

STEPS = ("Upload", "Match columns", "Check", "Import")
#: Outcomes of rows in the order in which they are counted, and the words for them.
_COUNTED = (
    ("create", "new"), ("update", "changed"), ("unchanged", "unchanged"), ("conflict", "asked"),
    ("rejected", "rejected"), ("skipped", "left out"),
)  # fmt: skip
#: Lists of rows that are not paged are shown up to here.
SHOWN = 200


def settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def batch_of(batch_id: int) -> ImportBatch:
    return batches.get_batch_for(db.session, actor(), batch_id)


def go_to(endpoint: str, batch_id: int, **query: Any) -> Any:
    return redirect(url_for(f"imports.{endpoint}", batch_id=batch_id, **query), 303)


def keep_choices(batch: ImportBatch, version: int, choices: Choices, *, teaching: bool) -> Preview | None:
    """Keep a person's choices with the new plan; None where a worker is asked for it, because the file is long."""
    if not background.is_long_batch(settings(), batch):
        return pipeline.choose(db.session, actor(), batch.id, version, choices, teaching=teaching)
    enqueue(background.choose_later(db.session, actor(), batch.id, version, choices, teaching=teaching))
    return None


def enqueue(job_id: int) -> None:
    """Hand a job to the workers."""
    queue_of(current_app).put(job_id)


def is_at_work(batch: ImportBatch) -> bool:
    """Whether the batch's pages have to wait: work on it is under way, or its file was never read to the end."""
    job = background.job_of(db.session, batch)
    return job is not None and (job.state in OPEN or not batch.sheets)


def kind_of(batch: ImportBatch) -> Kind:
    """What the rows of a batch are."""
    return kind_named(batch.kind)


def labels_of(batch: ImportBatch) -> Mapping[str, str]:
    """What the fields of a batch's changes are called; a heading that says a part of the key is its own label."""
    kind = kind_of(batch)
    headings = () if kind.records is None else [one["heading"] for one in batch.mapping or ()]
    return {**{heading: heading for heading in headings}, **kind.labels}


def show_values(batch: ImportBatch) -> Callable[[str, Any], str]:
    """How the macro that shows changes says a value of a field in words."""
    kind, names = kind_of(batch), reference_names(db.session())
    if kind.records is None:

        def said(field: str, item: Any) -> str:
            return link_text(item, names) if isinstance(item, Mapping) else field_text(field, item)

        return said
    fields = kind.records.registry.by_name

    def show(field: str, item: Any) -> str:
        terms = fields[field].terms if field in fields else None
        if terms is not None and item:
            return terms(item).label
        return names.get(f"{PlaceKind.COUNTRY}:{item}" if field == "country" else str(item)) or field_text("", item)

    return show


def page_url_of(endpoint: str, page: int, **query: Any) -> str:
    return url_for(endpoint, **query, page=page)


def batch_words(batch: ImportBatch) -> str:
    """What a batch did or would do, in words."""
    if batch.counts is None:
        return "Its columns are not matched yet."
    if batch.state == "applied" and batch.receipt:
        return str(batch.receipt["sentence"])
    counts = {**batch.counts, **batch.counts.get("records", {})}
    return sentence(counts, batch.counts.get("changed_fields", 0), kind_of(batch).noun)


def sheet_of(batch: ImportBatch) -> dict[str, Any] | None:
    """The facts of the sheet that is taken, or of the first visible one."""
    visible = [one for one in batch.sheets if not one["hidden"]] or list(batch.sheets)
    return next((one for one in batch.sheets if one["index"] == batch.sheet), visible[0] if visible else None)


def may_see(sibling: Sibling) -> bool:
    """Whether another import of the same file is the reader's to open."""
    return actor().may(Permission.plan) or sibling.created_by_id == actor().id


def earlier_of(batch: ImportBatch) -> dict[str, Any] | None:
    """The newest import that brought the same bytes in, and how many did; its address only where it is the reader's."""
    found = [one for one in siblings(db.session, batch.sha256, "applied") if one.id != batch.id]
    if not found:
        return None
    newest = found[0]
    url = url_for("imports.receipt", batch_id=newest.id) if may_see(newest) else None
    return {"newest": newest, "url": url, "did": counts_in_words(newest.counts), "more": len(found) - 1}


def counts_in_words(counts: Mapping[str, Any] | None) -> str:
    """The rows of an import by what became of them: "12 new, 3 changed, 140 unchanged"."""
    found = [(counts or {}).get(name, 0) for name, _ in _COUNTED]
    return ", ".join(f"{grouped(count)} {word}" for count, (_, word) in zip(found, _COUNTED, strict=True) if count)


def origin_of(batch: ImportBatch) -> dict[str, Any]:
    """Where the batch's list comes from; empty where nothing is known of it."""
    origin: dict[str, Any] = dict(batch.options.get("origin") or {})
    if "made_at" in origin:
        origin["made_at"] = datetime.fromisoformat(origin["made_at"])
    return origin


def answer_of(page: str, *, busy: bool, wrong: bool) -> tuple[str, int, dict[str, str]]:
    """A page with a file's form: 503 while other files are being read, 422 where something is wrong."""
    if busy:
        return page, 503, {"Retry-After": "30"}
    return page, 422 if wrong else 200, {}


def seen_version() -> int:
    text = request.form.get("version", "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Refused("The page carries no version.", "Reload it and try again; nothing was changed.")
    return int(text)
