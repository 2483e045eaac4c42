"""How the child answers: frames of JSON, each with its length and SHA-256, the last one saying how many came before.

Plain JSON, because the answer of a process that read a hostile file is itself not trusted: unpickling or
unmarshalling it would hand the parent over. A cut, repeated or altered answer is an error, never half a workbook.
"""

from __future__ import annotations

import json
from hashlib import sha256
from struct import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEAD = Struct(">4sI32s")
MARK = b"CPR1"
FRAME_LONGEST = 64 * 1024 * 1024


class BadAnswer(Exception):
    """The answer is not what the child's program writes."""


class AnswerWriter:
    """Writes frames through `write`, which takes all bytes it is given."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self.write = write
        self.frames = 0

    def put(self, said: dict[str, object]) -> None:
        """Write one frame; ValueError for numbers that are not finite."""
        payload = json.dumps(said, ensure_ascii=False, allow_nan=False, separators=(",", ":"), check_circular=False)
        packed = payload.encode("utf-8", "surrogatepass")
        self.write(HEAD.pack(MARK, len(packed), sha256(packed).digest()))
        self.write(packed)
        self.frames += 1

    def end(self) -> None:
        """Write the frame without which no answer counts."""
        self.put({"end": self.frames})


class AnswerReader:
    """Takes bytes as they come and gives whole, checked frames; `complete` once the last one was seen."""

    def __init__(self) -> None:
        self.pending = bytearray()
        self.frames = 0
        self.complete = False

    def take(self, data: bytes) -> Iterator[dict[str, object]]:
        """The frames that `data` completes; raises BadAnswer."""
        self.pending += data
        while len(self.pending) >= HEAD.size:
            mark, length, digest = HEAD.unpack_from(self.pending)
            if self.complete or mark != MARK or length > FRAME_LONGEST:
                raise BadAnswer
            if len(self.pending) < HEAD.size + length:
                return
            payload = bytes(self.pending[HEAD.size : HEAD.size + length])
            del self.pending[: HEAD.size + length]
            said = _parsed(payload, digest)
            if "end" in said:
                if said["end"] != self.frames:
                    raise BadAnswer
                self.complete = True
            else:
                self.frames += 1
                yield said

    def finish(self) -> None:
        """Raises BadAnswer unless the answer came whole and nothing after it."""
        if not self.complete or self.pending:
            raise BadAnswer


def _parsed(payload: bytes, digest: bytes) -> dict[str, object]:
    if sha256(payload).digest() != digest:
        raise BadAnswer
    try:
        said = json.loads(payload.decode("utf-8", "surrogatepass"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadAnswer from None
    if not isinstance(said, dict):
        raise BadAnswer
    return said


def _no_constant(name: str) -> object:
    raise ValueError(name)
