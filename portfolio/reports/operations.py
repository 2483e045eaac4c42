"""The only writer of documents that are made in the background."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.history.record import writing
from portfolio.models.madedocument import MadeDocument


def add_document(session: Session, *, asked: Mapping[str, Any], title: str, file_name: str) -> int:
    """Note what is asked for; gives its number."""
    now = writing(session)
    made = MadeDocument(
        asked=dict(asked), title=title, file_name=file_name,
        created_by_id=now.actor.id, created_by=now.actor.label, created_at=now.at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id


def keep_content(session: Session, document_id: int, content: bytes) -> None:
    """The file is there."""
    writing(session)
    session.execute(sa.update(MadeDocument).where(MadeDocument.id == document_id).values(content=content))


def forget_documents(session: Session, kept: timedelta) -> None:
    """Drop what was made long ago: it can be made again."""
    session.execute(sa.delete(MadeDocument).where(MadeDocument.created_at < writing(session).at - kept))
