"""`portfolio timeline` and `portfolio map`: dates of every project, and no money where none is known."""

from __future__ import annotations

from tests.cli.terminal import Terminal


def test_the_timeline_says_dates_and_what_each_project_is_on_the_day(stocked: Terminal) -> None:
    lines = stocked("timeline", "--as-of", "2026-06-01").out.splitlines()
    assert lines[0].startswith("On 1 June 2026: ")
    assert " active, " in lines[0]
    assert any(line.startswith("Lasting work: ") and line.endswith("; active") for line in lines), lines


def test_money_that_nobody_knows_is_no_zero(stocked: Terminal) -> None:
    for command in ("coverage", "map", "cliffs"):
        said = stocked(command, "--as-of", "2026-06-01").out
        assert " 0.00" not in said, command
