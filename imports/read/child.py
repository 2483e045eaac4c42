"""The program of the reading process: limits first, then the reader, then the answer on standard output.

The reader "mark" is none: it is sent an order and a workbook (imports.marking) and answers with a workbook.

Started as `python -I -S child.py MEMORY CPU WALL ROOT LIBRARIES READER LIMITS ENCODING` (ENCODING empty where nobody
chose one); the file comes on standard input.
Nothing but what setting limits needs is imported before they stand.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def _limit(memory: int, cpu: int, wall: int) -> None:
    """Bound this process; a system that lacks one of the limits leaves the parent's clock as the last word."""
    import signal

    signal.alarm(wall)  # ends this process even when the parent is gone
    try:
        import resource
    except ImportError:
        return
    for name, soft, hard in (
        ("RLIMIT_AS", memory, memory),
        ("RLIMIT_CPU", cpu, cpu + 1),
        ("RLIMIT_FSIZE", 64 << 20, 64 << 20),
        ("RLIMIT_NOFILE", 32, 32),
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_NPROC", 0, 0),
    ):
        try:
            resource.setrlimit(getattr(resource, name), (soft, hard))
        except (AttributeError, ValueError, OSError):
            continue


def _open_package(root: str, libraries: str) -> None:
    """Make `imports.read` importable without running its __init__, which is the parent's and slow to load."""
    from types import ModuleType

    sys.path.append(libraries)
    for name, folder in (("imports", f"{root}/imports"), ("imports.read", f"{root}/imports/read")):
        package = ModuleType(name)
        package.__path__ = [folder]
        sys.modules[name] = package


def reader_named(name: str, encoding: str | None = None) -> Callable[[bytes, Any, Any], None]:
    """The function that puts a file of that kind into the answer: (data, limits, answer), raises Unreadable.

    Each is imported only where it is needed: starting the process is most of the work on a small file.
    """
    if name == "xlsx":
        from imports.read.spreadsheet import read_workbook

        return read_workbook
    if name == "xls":
        from imports.read.oldbook import read_old_workbook

        return read_old_workbook
    if name == "ods":
        from imports.read.opendocument import read_document

        return read_document
    if name == "iati":
        from imports.read.iati import read_activities

        return read_activities
    if name == "html":
        from functools import partial

        from imports.read.markup import read_tables

        return partial(read_tables, encoding=encoding)
    raise SystemExit(3)


def main(arguments: list[str]) -> None:
    """Read the file on standard input and answer; the exit code is 0 even for a refusal, which is an answer."""
    memory, cpu, wall = map(int, arguments[:3])
    root, libraries, reader, limits_text, encoding = arguments[3:]
    _limit(memory, cpu, wall)
    _open_package(root, libraries)
    import gc
    import json
    from types import SimpleNamespace

    from imports.read.refusals import Unreadable
    from imports.read.wire import AnswerWriter

    limits = SimpleNamespace(**json.loads(limits_text))
    output = sys.stdout.buffer
    if reader == "mark":
        sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would load it, for nothing
        from imports.marking import mark

        output.write(mark(sys.stdin.buffer.read()))
        output.flush()
        return
    # Cells are no circles, the process ends after one file, and its memory is bounded: looking for garbage among
    # hundreds of thousands of cells took a third of the reader's time.
    gc.disable()
    answer = AnswerWriter(output.write)
    try:
        data = sys.stdin.buffer.read()
        reader_named(reader, encoding or None)(data, limits, answer)
    except Unreadable as refused:
        answer.put({"refused": refused.code, "facts": refused.facts})
    except MemoryError:
        answer.put({"refused": "too_hungry", "facts": {}})
    answer.end()
    output.flush()


if __name__ == "__main__":
    import os

    try:
        main(sys.argv[1:])
    except BaseException:  # a panic of the reader is no Exception; the parent needs an exit code, nobody a traceback
        os._exit(4)
    os._exit(0)  # the answer is out; tidying up would take an eighth of the time for a small workbook
