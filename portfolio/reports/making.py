"""Any document by its name, and long ones as jobs: asked for here, made by a worker's process, kept for who asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.config import Settings
from portfolio.core.people import Actor
from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.errors import NotFound, Refused
from portfolio.history.door import write
from portfolio.jobs.operations import create_job
from portfolio.jobs.queries import find_latest
from portfolio.jobs.work import Progress
from portfolio.models.job import Job
from portfolio.models.madedocument import LONGEST_FILE_NAME, MadeDocument
from portfolio.reports.briefs import brief
from portfolio.reports.coverage import coverage_report
from portfolio.reports.document import Document
from portfolio.reports.gaps import gap_report
from portfolio.reports.operations import add_document, forget_documents, keep_content
from portfolio.reports.shapes import SHAPES
from portfolio.reports.sources import Desk
from portfolio.reports.subjects import KINDS
from portfolio.web.filters import Filter, parse_filter

ROOM = "reports"
MAKE = f"{ROOM}.make"
#: Reports by name.
REPORTS: Mapping[str, Callable[[Desk, Filter, str], Document]] = {"gaps": gap_report, "coverage": coverage_report}
#: Formats that take time with every line; the others are there at once.
SLOW = frozenset({"pdf", "docx"})
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document: the name of a report, or kind and code of a brief's subject; its filter and its language."""

    name: str
    asked: Filter
    language: str

    @classmethod
    def of(cls, name: str, asked: Filter, language: str) -> Wanted:
        """What a form calls it: "gaps", "country:KE", "objective:eu-cyber-measures:6"; Refused for no such thing."""
        kind, _, code = name.partition(":")
        if name in REPORTS:
            return cls(name, asked, language)
        if kind not in KINDS or not code:
            raise Refused("There is no such document.", "Choose one of the list.")
        if kind == "objective" and ":" in code:
            framework, _, code = code.rpartition(":")
            asked = replace(asked, framework="" if framework == DEFAULT_FRAMEWORK else framework)
        return cls(f"{kind}:{code}", asked, language)

    @property
    def subject(self) -> tuple[str, str]:
        """Kind and code of a brief; an empty kind for a report."""
        kind, colon, code = self.name.partition(":")
        return (kind, code) if colon else ("", "")

    def query(self) -> dict[str, Any]:
        """The arguments of its address."""
        return self.asked.query() | ({"language": self.language} if self.language != "en" else {})

    def build(self, desk: Desk) -> Document:
        """The document; NotFound or Refused as its builder."""
        kind, code = self.subject
        if kind:
            return brief(desk, self.asked, kind, code, self.language)
        if self.name not in REPORTS:
            raise NotFound("There is no such report.", "Choose one in the list of reports.")
        return REPORTS[self.name](desk, self.asked, self.language)


def is_long(settings: Settings, document: Document, shape: str) -> bool:
    """Whether a file of the document is made in the background."""
    return shape in SLOW and sum(len(table.rows) for table in document.tables()) > settings.document_rows


def make_later(desk: Desk, wanted: Wanted, document: Document, shape: str) -> tuple[int, int]:
    """Ask for a file to be made; gives the document's number and its job's. The caller enqueues the job."""
    # A report without a day would be of another one if its turn came after midnight.
    query = wanted.asked.query() | {"as-of": document.as_of.isoformat()}
    asked = {"name": wanted.name, "query": query, "language": wanted.language, "shape": shape}
    name = document.file_name(shape)[-LONGEST_FILE_NAME:]
    with write(desk.session, desk.actor, "a long document"):
        forget_documents(desk.session, KEPT)
        number = add_document(desk.session, asked=asked, title=document.title[:500], file_name=name)
        return number, create_job(desk.session, work=MAKE, subject_id=number, asked={}).id


def get_made(session: Session, actor: Actor, number: int) -> tuple[MadeDocument, Job]:
    """A document that this person asked for, and its job; NotFound for any other."""
    found = session.get(MadeDocument, number)
    job = find_latest(session, ROOM, number)
    if found is None or job is None or found.created_by_id != actor.id:
        raise NotFound("There is no such document, or it is no longer kept.", "Make it again.")
    return found, job


def list_made(session: Session, actor: Actor) -> list[MadeDocument]:
    """The documents that this person asked for, the newest first."""
    query = sa.select(MadeDocument).where(MadeDocument.created_by_id == actor.id)
    return list(session.scalars(query.order_by(MadeDocument.id.desc()).limit(10)))


def make(desk: Desk, job: Job, progress: Progress) -> None:
    """Make the file of a job. Begun again after a crash, it is made again and put in the same place."""
    made = desk.session.get(MadeDocument, job.subject_id)
    if made is None:
        raise Refused("Nobody wants this document any more.", "Make it again.")
    asked = made.asked
    progress("Reading the portfolio", 0, 3)
    wanted = Wanted.of(asked["name"], parse_filter(asked["query"]), asked["language"])
    document = wanted.build(desk)
    progress("Writing the file", 1, 3)
    content = SHAPES[asked["shape"]].write(document)
    progress("Keeping it for you", 2, 3)
    with write(desk.session, desk.actor, f"document {made.id}"):
        keep_content(desk.session, made.id, content)
