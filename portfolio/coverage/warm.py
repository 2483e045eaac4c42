"""The portfolio's columns in a file beside the instance, so that a process starts with them instead of loading them.

The file is a cache: checksummed, made again when anything about it is not as it should be, and taken only where the
change log still has, at its position, the record that the columns were computed after.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import tempfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from portfolio.core.columns import Links
from portfolio.core.facts import Facts
from portfolio.models.change import Change

NAME = "columns.cache"
#: Raised whenever the columns come to mean something else.
FORMAT = b"portfolio columns 1\n"
#: Smaller portfolios are loaded in no time.
FROM_PROJECTS = 1_000
#: After so many positions of the change log the file is written again.
EVERY = 250
_TEXTS = ("codes", "titles")


class ColumnsFile:
    """The file of one instance. Nothing that is wrong with it, or with its folder, stops a report."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.position: int | None = None

    def read(self, session: Session) -> tuple[int, Facts, NDArray[np.bool_]] | None:
        """Position, columns and who is archived, if the file is whole and of this history; else None."""
        try:
            kept = self.path.read_bytes()
            start = len(FORMAT) + hashlib.sha256().digest_size
            if not kept.startswith(FORMAT) or hashlib.sha256(kept[start:]).digest() != kept[len(FORMAT) : start]:
                return None
            with np.load(io.BytesIO(kept[start:]), allow_pickle=False) as found:
                arrays = {name: found[name] for name in found.files}
            position, *mark = json.loads(arrays.pop("mark").tobytes())
            if mark != _mark(session, position):
                return None
            archived = arrays.pop("archived")
            facts = _facts_of(arrays)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        self.position = position
        return position, facts, archived

    def write(self, session: Session, position: int, facts: Facts, archived: NDArray[np.bool_]) -> None:
        """Keep the columns as they are at a position, if there are many and the file is not nearly as new."""
        if len(facts) < FROM_PROJECTS or (self.position is not None and 0 <= position - self.position < EVERY):
            return
        mark = np.frombuffer(json.dumps([position, *_mark(session, position)]).encode(), dtype=np.uint8)
        payload = io.BytesIO()
        np.savez(payload, allow_pickle=False, mark=mark, archived=archived, **_arrays_of(facts))
        content = payload.getvalue()
        with contextlib.suppress(OSError):
            _replace(self.path, FORMAT + hashlib.sha256(content).digest() + content)
            self.position = position


def _mark(session: Session, position: int) -> list[Any]:
    """The record at a position of the change log, which stands for all before it, and the shape of the tables."""
    chain = session.scalar(sa.select(Change.hash).where(Change.position == position))
    return [chain, session.scalar(sa.text("SELECT version_num FROM alembic_version"))]


def _arrays_of(facts: Facts) -> dict[str, NDArray[Any]]:
    """Every column under its name; texts, which hold no line breaks, as lines."""
    arrays: dict[str, NDArray[Any]] = {}
    for each in fields(facts):
        column = getattr(facts, each.name)
        if isinstance(column, np.ndarray):
            arrays[each.name] = column
        elif isinstance(column, Links):
            arrays |= {f"{each.name}.{part.name}": getattr(column, part.name) for part in fields(column)}
        elif each.name in _TEXTS:
            arrays[each.name] = np.frombuffer("\n".join(column).encode(), dtype=np.uint8)
    return arrays


def _facts_of(arrays: dict[str, NDArray[Any]]) -> Facts:
    made: dict[str, Any] = {}
    for each in fields(Facts):
        if each.name in _TEXTS:
            lines = arrays[each.name].tobytes().decode().split("\n")
            made[each.name] = tuple(lines) if len(arrays["ids"]) else ()
        elif f"{each.name}.project" in arrays:
            made[each.name] = Links(*(arrays[f"{each.name}.{part.name}"] for part in fields(Links)))
        elif each.name in arrays:
            made[each.name] = arrays[each.name]
    facts = Facts(**made)
    if {len(facts.codes), len(facts.titles)} != {len(facts)}:
        raise ValueError("the texts are not as many as the projects")
    return facts


def _replace(path: Path, content: bytes) -> None:
    """For the owner's eyes alone, and never seen half written."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(draft).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(draft).unlink()
        raise
