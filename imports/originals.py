"""Bytes of files in numbered pieces: the server that takes a file in and gives it back holds one at a time.

`files` says which bytes are kept, and for how long. Writes run inside the write door.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from typing import IO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.models.base import table_of
from portfolio.models.batch import ImportPiece

#: Bytes that are held of a file at a time, and kept in one row.
PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Original:
    """A file to be kept: what gives its bytes, their number and their SHA-256, taken before the write door is."""

    file: IO[bytes]
    size: int
    sha256: str

    @classmethod
    def of(cls, file: IO[bytes]) -> Original:
        """An original from its beginning to its end."""
        file.seek(0)
        taken, size = sha256(), 0
        while piece := file.read(PIECE):
            taken.update(piece)
            size += len(piece)
        return cls(file, size, taken.hexdigest())


def keep_pieces(session: Session, original: Original) -> None:
    """Keep the bytes of a file of which none are kept."""
    insert, number = sa.insert(table_of(ImportPiece)), 0
    original.file.seek(0)
    while content := original.file.read(PIECE):
        session.connection().execute(insert, {"sha256": original.sha256, "number": number, "content": content})
        number += 1


def drop_pieces(session: Session, digest: str) -> None:
    """Let go of the bytes of this SHA-256."""
    session.execute(sa.delete(ImportPiece).where(ImportPiece.sha256 == digest))


def load_pieces(session: Session, digest: str) -> Iterator[bytes]:
    """The bytes of this SHA-256, a piece at a time; outside the write door, since a read that was open ends here."""
    query = sa.select(ImportPiece.content).where(ImportPiece.sha256 == digest)
    for number in count():
        content = session.scalar(query.where(ImportPiece.number == number))
        session.rollback()  # whoever takes the pieces slowly holds no transaction open meanwhile
        if content is None:
            return
        yield content
