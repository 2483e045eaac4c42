"""The parent's side of reading: few child processes per host at a time, bounded by the clock, and never trusted.

A reader that aborts, hangs or eats memory takes the child with it, never the web worker. The child gets the file on
standard input, an empty environment and no other handle.
"""

from __future__ import annotations

import fcntl
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import IO

from imports.read.assemble import Assembly
from imports.read.limits import Limits
from imports.read.refusals import refusal
from imports.read.sheets import Content
from imports.read.wire import AnswerReader, BadAnswer

READ_BYTES = 1024 * 1024
POLL_SECONDS = 0.02
F_SETPIPE_SZ = getattr(fcntl, "F_SETPIPE_SZ", None)


def read_in_child(
    reader: str,
    data: bytes,
    limits: Limits,
    *,
    encoding: str | None = None,
    lock_path: Path | None = None,
    program: Sequence[str] | None = None,
) -> Content:
    """What the child's `reader` sees in `data`; raises Unreadable for whatever goes wrong.

    `encoding` is the one a person chose, for readers that know more than one; `lock_path` is the file whose lock bounds
    how many children run at a time (by default in the temporary folder); `program` replaces the child's command line.
    """
    command = list(program) if program is not None else command_for(reader, limits, encoding)
    answer, assembly = AnswerReader(), Assembly(limits)

    def take(piece: bytes) -> None:
        for said in answer.take(piece):
            assembly.take(said)

    with a_turn(lock_path or default_lock_path(), limits.wait_seconds, limits.readers):
        try:
            code = converse(command, data, limits, take)
            if code == -signal.SIGXCPU:
                raise refusal("too_slow", limit=limits.cpu_seconds)
            if code != 0:
                raise BadAnswer
            answer.finish()
            return assembly.finish()
        except BadAnswer:
            raise refusal("reader_died") from None


def command_for(reader: str, limits: Limits, encoding: str | None = None) -> list[str]:
    """The command line that starts the child."""
    found = find_spec("python_calamine")
    if found is None or found.origin is None:
        raise refusal("reader_missing")
    root = Path(__file__).resolve().parents[2]
    child = Path(__file__).resolve().with_name("child.py")
    wall = ceil(limits.wall_seconds) + 1
    numbers = [str(limits.child_memory), str(limits.cpu_seconds), str(wall)]
    places = [str(root), str(Path(found.origin).parents[1])]
    what = [reader, json.dumps(asdict(limits)), encoding or ""]
    return [sys.executable, "-I", "-S", str(child), *numbers, *places, *what]


def default_lock_path() -> Path:
    """A file in the temporary folder, one per user: a file of somebody else could not be opened."""
    return Path(tempfile.gettempdir()) / f"portfolio-read-{os.getuid()}.lock"


@contextmanager
def a_turn(path: Path, wait_seconds: float, readers: int = 1) -> Iterator[None]:
    """Hold one of the host's `readers` locks, files named after `path`; raises Unreadable (busy) when none is free
    within `wait_seconds`.
    """
    # O_NOFOLLOW: the temporary folder is everybody's, and a link there may point anywhere.
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    handles: list[int] = []
    try:
        for number in range(max(1, readers)):
            place = path.with_name(f"{path.name}.{number}") if number else path
            try:
                handles.append(os.open(place, flags, 0o600))
            except OSError:
                raise refusal("reader_missing") from None
        deadline = time.monotonic() + wait_seconds
        while not any(map(_locked, handles)):
            if time.monotonic() >= deadline:
                raise refusal("busy")
            time.sleep(POLL_SECONDS)
        yield
    finally:
        for handle in handles:
            os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def converse(command: Sequence[str], data: bytes, limits: Limits, take: Callable[[bytes], None]) -> int:
    """Run `command`, give it `data`, hand what it says to `take` piece by piece; its exit code.

    Raises Unreadable when it cannot start, says too much or takes too long, and whatever `take` raises. The whole
    process group is gone on return, however it ends.
    """
    # A Python built as a shared library may be found through this variable alone; the child gets nothing else.
    environment = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/",
            start_new_session=True,
            bufsize=0,
        )
    except OSError:
        raise refusal("reader_missing") from None
    assert process.stdin is not None
    assert process.stdout is not None
    deadline = time.monotonic() + limits.wall_seconds
    try:
        _exchange(process.stdin, process.stdout, data, limits, deadline, take)
        return process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise refusal("too_slow", limit=ceil(limits.wall_seconds)) from None
    finally:
        if process.returncode is None:  # not reaped yet, so the number still means this group
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        process.stdin.close()
        process.stdout.close()


def _exchange(
    source: IO[bytes],
    answer: IO[bytes],
    data: bytes,
    limits: Limits,
    deadline: float,
    take: Callable[[bytes], None],
) -> None:
    """Write and read at once until the child closes its output: doing one after the other could block both sides."""
    unsent = memoryview(data)
    total = 0
    _widen(source)
    _widen(answer)
    with selectors.DefaultSelector() as ready:
        ready.register(answer, selectors.EVENT_READ)
        ready.register(source, selectors.EVENT_WRITE)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise refusal("too_slow", limit=ceil(limits.wall_seconds))
            for key, _ in ready.select(left):
                if key.fileobj is source:
                    unsent = _write_some(source, unsent)
                    if not unsent:
                        ready.unregister(source)
                        source.close()
                    continue
                piece = os.read(answer.fileno(), READ_BYTES)
                if not piece:
                    return
                total += len(piece)
                if total > limits.answer_bytes:
                    raise refusal("answer_too_large")
                take(piece)


def _write_some(source: IO[bytes], unsent: memoryview) -> memoryview:
    """What is left after the pipe took what it could; nothing when the child no longer listens."""
    try:
        return unsent[os.write(source.fileno(), unsent[:READ_BYTES]) :]
    except BlockingIOError:
        return unsent
    except BrokenPipeError:
        return unsent[:0]


def _widen(stream: IO[bytes]) -> None:
    """Make a pipe non-blocking, and larger where the system allows it."""
    os.set_blocking(stream.fileno(), False)
    if F_SETPIPE_SZ is not None:
        try:
            fcntl.fcntl(stream.fileno(), F_SETPIPE_SZ, READ_BYTES)
        except OSError:  # above what an ordinary user may have in pipes: slower, no more
            pass
