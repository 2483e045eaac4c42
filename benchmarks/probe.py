"""One reading of a workbook in a process of its own, so that its memory is nobody else's.

Started as `python -m benchmarks.probe WAY FILE ROWS`.

Prints JSON: seconds after a first reading of a few rows, by the clock and of processor time with the processes that it
started, and the most memory that this process and the largest of those that it started held, in MiB.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path

from benchmarks.world import project_workbook


@contextmanager
def ours() -> Iterator[Callable[[bytes], int]]:
    """From bytes to the plan, as the command and the page make it."""
    from benchmarks.instance import instance
    from imports.at_once import import_bytes
    from portfolio.config import Settings
    from portfolio.core.people import COMMAND_LINE
    from portfolio.extensions import db

    with instance() as app:
        settings: Settings = app.config["SETTINGS"]
        yield lambda data: import_bytes(db.session, settings, COMMAND_LINE, data, "rows.xlsx", apply=False).counts[
            "create"
        ]


@contextmanager
def openpyxl_cells() -> Iterator[Callable[[bytes], int]]:
    """The cells alone, by openpyxl's read-only mode."""
    import openpyxl

    def read(data: bytes) -> int:
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
        return sum(1 for _ in book.active.iter_rows(values_only=True)) - 1  # type: ignore[union-attr]

    yield read


@contextmanager
def calamine_cells() -> Iterator[Callable[[bytes], int]]:
    """The cells alone, by python-calamine."""
    from python_calamine import CalamineWorkbook

    yield lambda data: len(CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()) - 1


@contextmanager
def django() -> Iterator[Callable[[bytes], int]]:
    """The dry run of django-import-export, as its documentation sets it up."""
    from benchmarks.djangos import dry_run

    with dry_run() as run:
        yield run


@contextmanager
def django_fastest() -> Iterator[Callable[[bytes], int]]:
    """The same with rows in bulk and without an account of what changes."""
    from benchmarks.djangos import dry_run

    with dry_run(fastest=True) as run:
        yield run


WAYS = {way.__name__: way for way in (ours, openpyxl_cells, calamine_cells, django, django_fastest)}


def main(arguments: list[str]) -> None:
    """Measure one way on one file."""
    way, path, rows = arguments
    data, few = Path(path).read_bytes(), project_workbook(20)
    with WAYS[way]() as run:
        run(few)  # what is imported and made at the first call stays out of the figure
        with _Children() as children:
            start, worked = time.perf_counter(), _worked()
            found = run(data)
            seconds, processor = time.perf_counter() - start, _worked() - worked
    assert found == int(rows), (found, rows)
    own = _most_held("self")
    sys.stdout.write(
        json.dumps({"seconds": seconds, "processor": processor, "own": own, "child": children.most}) + "\n"
    )


def _worked() -> float:
    """Seconds of processor time of this process and of those that it started and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _most_held(process: str) -> float:
    """The most memory a process held since its program began, in MiB; 0 where it is gone.

    Not what resource usage says: that begins with the memory of the process it was forked from.
    """
    held = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    return int(held[1]) / 1024 if held else 0.0


class _Children(threading.Thread):
    """Looks fifty times a second how much memory the processes that this one started held at most, in MiB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0.0
        self.over = threading.Event()

    def __enter__(self) -> _Children:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.join()

    def run(self) -> None:
        while not self.over.wait(0.02):
            for task in Path("/proc/self/task").glob("*/children"):
                with suppress(OSError):
                    for child in task.read_text().split():
                        self.most = max(self.most, _most_held(child))


if __name__ == "__main__":
    main(sys.argv[1:])
