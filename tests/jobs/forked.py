"""A job's process without a program's start, for tests: this process forked, which then does what the program does.

Starting the program takes most of the time of a small job. That it starts is seen where `work_off` is told to start it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from tests.services import memory


class ForkedProcess:
    """Stands for subprocess.Popen where a worker starts a job's process; the command ends with the job's number."""

    def __init__(self, command: Sequence[str], *, env: Mapping[str, str], **_: Any) -> None:
        source, given = os.pipe()
        said, answer = os.pipe()
        with warnings.catch_warnings():
            # Python warns of threads, which stay behind: those of a test hold nothing that a job asks for.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid == 0:
            os.close(given)
            os.close(said)
            _do_job(command[-1], env, source, answer)
        os.close(source)
        os.close(answer)
        self.stdin, self.stdout = os.fdopen(given, "wb"), os.fdopen(said, "rb")
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit status, a signal's number below zero; None while it runs."""
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, when it is there."""
        end = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("job", timeout or 0)
            time.sleep(0.005)
        return status


def _do_job(number: str, environment: Mapping[str, str], source: int, answer: int) -> NoReturn:
    status = 4
    try:
        os.setsid()
        os.dup2(source, 0)
        os.dup2(answer, 1)
        os.environ.clear()
        os.environ.update(environment)
        sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
        from portfolio.cli import main
        from portfolio.jobs import work

        # The limit is of the whole process, and a process of tests had much before.
        had = memory.taken() // 2**20
        limit = work._limit_memory
        work._limit_memory = lambda mib: limit(mib + had)
        main(["job", number])
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 0
    finally:
        os._exit(status)
