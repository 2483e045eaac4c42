"""Previews of three sizes, beside what reads the cells alone and beside django-import-export: time and memory.

Every figure is of a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.probe import WAYS
from benchmarks.world import project_workbook

SIZES = (1_000, 10_000, 100_000)
ROUNDS = {1_000: 3, 10_000: 3}
ROOT = Path(__file__).resolve().parents[1]


def run() -> Iterator[str]:
    """A line for every size and way."""
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"{size}.xlsx"
            path.write_bytes(project_workbook(size))
            yield f"dry run of {size} x 25, a process each (the best of {ROUNDS.get(size, 1)})"
            reference: dict[str, float] = {}
            for name in WAYS:
                found = min((_measured(name, path, size) for _ in range(ROUNDS.get(size, 1))), key=_seconds)
                reference = reference or found
                yield (
                    f"    {name}: {found['seconds']:.2f} s, {found['seconds'] / reference['seconds']:.2f} times ours;"
                    f" processor {found['processor']:.2f} s, {found['processor'] / reference['processor']:.2f} times;"
                    f" at most {found['own']:.0f} MiB here and {found['child']:.0f} MiB in a reading process"
                )


def _seconds(found: dict[str, float]) -> float:
    return found["seconds"]


def _measured(name: str, path: Path, size: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.probe", name, str(path), str(size)],
        cwd=ROOT, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    measured: dict[str, float] = json.loads(done.stdout)
    return measured
