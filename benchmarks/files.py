"""Files that others made, in a folder beside the project: what a first import of each would do, as the handbook has it.

Every row of a file's table is in one of the columns; a file where some row is not is named in a line of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.instance import instance
from imports.at_once import import_bytes
from imports.outcomes import Outcome
from imports.preview import Preview
from imports.read import Unreadable, Workbook
from imports.table.kinds import NAMES
from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "real"
HEAD = (
    "File", "Format", "Read as", "Rows", "New", "Say nothing new", "Asked about", "Rejected", "Left out", "Columns",
    "Questions",
)  # fmt: skip


def run() -> Iterator[str]:
    """A line for each file of the folder; every import starts from an empty portfolio and writes nothing."""
    paths = sorted(path for path in FOLDER.rglob("*") if path.is_file()) if FOLDER.is_dir() else []
    if not paths:
        yield "files of others: NOT TRIED, their folder is not here"
        return
    yield _line(HEAD)
    yield _line(["---"] * len(HEAD))
    lost = []
    with instance() as app:
        for path in paths:
            try:
                found = import_bytes(
                    db.session, app.config["SETTINGS"], COMMAND_LINE, path.read_bytes(), path.name, apply=False
                )
            except Unreadable as refusal:
                yield _line([f"`{path.name}`", "", f"refused: {refusal}", *[""] * (len(HEAD) - 3)])
                continue
            yield _line(_cells(path.name, found.workbook, found.preview, found.kind))
            if not _accounted(found.preview):
                lost.append(path.name)
    for name in lost:
        yield f"{name}: ROWS LOST, some row is neither read nor left out"


def _line(cells: list[str] | tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cells(name: str, workbook: Workbook, preview: Preview, kind: str) -> list[str]:
    table, mapping, plan = preview.table, preview.mapping, preview.plan
    if table is None or mapping is None or plan is None:
        stop = preview.stop.message if preview.stop else ""
        return [f"`{name}`", workbook.format, stop, *[""] * (len(HEAD) - 3)]
    counts = preview.counts
    figures = [counts[outcome] for outcome in (Outcome.CREATE, Outcome.UNCHANGED, Outcome.CONFLICT)]
    return [
        f"`{name}`",
        workbook.format,
        kind,
        _number(_rows(preview)),
        *map(_number, figures),
        _with_reasons(counts[Outcome.REJECTED], _rejections(preview)),
        _with_reasons(counts[Outcome.SKIPPED], Counter(NAMES.get(one.kind, one.kind) for one in preview.skipped)),
        f"{len(mapping.taken)} of {len(mapping.columns)}",
        str(len(preview.questions)),
    ]


def _rows(preview: Preview) -> int:
    """Rows of the sheet that hold something, but for the row of the headings."""
    assert preview.table is not None
    sheet = preview.table.sheet
    return sum(1 for row in sheet.rows if any(cell not in (None, "") for cell in row)) - 1


def _accounted(preview: Preview) -> bool:
    if preview.plan is None or preview.table is None:
        return True
    return len(preview.plan.rows) + len(preview.skipped) == _rows(preview)


def _rejections(preview: Preview) -> Counter[str]:
    """Codes of the problems that keep rows out; of several in one row the first."""
    found: Counter[str] = Counter()
    for row in preview.plan.rows if preview.plan else ():
        if row.outcome is Outcome.REJECTED:
            found[next((one.code for one in row.problems if one.severity == "reject"), "other")] += 1
    return found


def _with_reasons(count: int, reasons: Counter[str]) -> str:
    if not count:
        return "0"
    return f"{_number(count)} ({', '.join(f'{name} {_number(many)}' for name, many in reasons.most_common())})"


def _number(count: int) -> str:
    return f"{count:,}"
