"""One reading process for many files: the product's program and limits without a start for each, for tests.

The parent's side of an answer (frames, checks, assembly, the clock) is the product's own. What a process of its own
gives beyond it, an empty environment and memory, is tested in tests/imports/read, and is seen by those files that are
started as the product starts them.
"""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import struct
import sys
import time
from collections.abc import Callable, Sequence
from math import ceil
from selectors import EVENT_READ, DefaultSelector
from typing import BinaryIO, NoReturn

from imports.read import child
from imports.read.limits import Limits
from imports.read.refusals import refusal
from tests.services import memory

#: Arguments of the child's command line before its own: the interpreter, its two flags, the program's path.
BEFORE = 4
#: After so many files the process is replaced.
FILES = 200
#: Before each piece of an answer stands its length; a length of 0 ends the answer.
LENGTH = struct.Struct(">I")


class Reader:
    """A reading process that takes one file after the other; `converse` stands for imports.read.process.converse."""

    def __init__(self) -> None:
        self.number = 0
        self.files = 0
        self.deaths = 0

    def converse(self, command: Sequence[str], data: bytes, limits: Limits, take: Callable[[bytes], None]) -> int:
        """Give it the file and hand its answer to `take`; the exit code, that of the process when it died."""
        if not self.number or self.files >= FILES:
            self.close()
            self._start()
        self.files += 1
        _put(self.given, json.dumps(command[BEFORE:]).encode())
        _put(self.given, data)
        deadline, total = time.monotonic() + limits.wall_seconds, 0
        while True:
            if not self.ready.select(max(0.0, deadline - time.monotonic())):
                self._kill()
                raise refusal("too_slow", limit=ceil(limits.wall_seconds))
            head = self._exactly(LENGTH.size)
            size = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else 0
            if not size:
                return 0 if head else self._died()
            total += size
            if total > limits.answer_bytes:
                self._kill()
                raise refusal("answer_too_large")
            take(self._exactly(size))

    def _exactly(self, size: int) -> bytes:
        """So many bytes; fewer when the process died. Its own alarm bounds the wait."""
        found = b""
        while len(found) < size and (piece := self.said.read(size - len(found))):
            found += piece
        return found

    def close(self) -> None:
        """End the process."""
        if self.number:
            self._kill()

    def _start(self) -> None:
        source, to_child = os.pipe()
        from_child, answer = os.pipe()
        self.number = os.fork()
        if self.number == 0:
            _serve(source, answer)
        os.close(source)
        os.close(answer)
        self.given, self.said, self.files = os.fdopen(to_child, "wb"), os.fdopen(from_child, "rb", buffering=0), 0
        self.ready = DefaultSelector()
        self.ready.register(self.said, EVENT_READ)

    def _kill(self) -> None:
        os.kill(self.number, signal.SIGKILL)
        self._died()

    def _died(self) -> int:
        _, status = os.waitpid(self.number, 0)
        self.number, self.deaths = 0, self.deaths + 1
        for opened in (self.ready, self.said):
            opened.close()
        self.given.raw.close()
        return os.waitstatus_to_exitcode(status)


class _Pieces(io.RawIOBase):
    """What the child's program writes, in pieces with their lengths."""

    def __init__(self, to: BinaryIO) -> None:
        self.to = to

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        if len(piece):
            _put(self.to, bytes(piece))
        return len(piece)


def _put(to: BinaryIO, piece: bytes) -> None:
    to.write(LENGTH.pack(len(piece)))
    to.write(piece)
    to.flush()


def _serve(source: int, answer: int) -> NoReturn:
    """What child.py does, for each file that comes."""
    try:
        os.dup2(source, 0)
        os.dup2(answer, 1)
        os.closerange(3, 1024)  # among them the lock that the parent holds while a file is read
        given, said = os.fdopen(0, "rb"), os.fdopen(1, "wb")
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, signal.SIG_DFL)
        had = memory.taken()
        # The modules are here already, with the parent's classes; finding them anew would be most of the time.
        child._open_package = lambda root, libraries: None
        child._limit = _limit
        while head := given.read(LENGTH.size):
            arguments = json.loads(given.read(LENGTH.unpack(head)[0]))
            data = given.read(LENGTH.unpack(given.read(LENGTH.size))[0])
            # Both limits are of the whole process, and what it had and used before counts too.
            arguments[0] = str(int(arguments[0]) + had)
            arguments[1] = str(int(arguments[1]) + ceil(time.process_time()))
            sys.stdin = io.TextIOWrapper(io.BytesIO(data))
            sys.stdout = io.TextIOWrapper(io.BufferedWriter(_Pieces(said)))
            child.main(arguments)
            signal.alarm(0)
            said.write(LENGTH.pack(0))
            said.flush()
    finally:
        os._exit(4)


def _limit(memory: int, cpu: int, wall: int) -> None:
    """The limits that a file can run into, for one file of several."""
    signal.alarm(wall)
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, resource.RLIM_INFINITY))
