"""The public files that the handbook tells of: each is named there, and no row of any is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import files

PAGE = Path(__file__).parents[2] / "docs" / "handbook" / "files-we-tried.md"
pytestmark = pytest.mark.skipif(not files.FOLDER.is_dir(), reason="the collection of real files is not at hand")


def test_every_file_is_in_the_handbook_and_every_row_is_read_or_left_out_with_a_reason() -> None:
    page = PAGE.read_text(encoding="utf-8")
    lines = list(files.run())
    assert [line for line in lines if "ROWS LOST" in line] == []
    named = [line.split("|")[1].strip() for line in lines if line.startswith("| `")]
    assert len(named) == len([path for path in files.FOLDER.rglob("*") if path.is_file()])
    assert [name for name in named if name not in page] == []
