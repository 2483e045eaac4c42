"""The limits on what one uploaded file may cost; every one can be overridden by a setting."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Published ceilings for reading one file; sizes are bytes, times are seconds.

    `ratio` (inflated / packed) counts only for archives that inflate past `ratio_from_bytes`: small honest
    workbooks of repeated values reach any ratio. `rows` and `columns` are positions, counted from A1, of the last
    cell that holds something. `cells` is the sum of rows x columns over the sheets of a file. `readers` is how many
    reading processes a host runs at a time; another upload waits for `wait_seconds` at most.
    """

    upload_bytes: int = 64 * MIB
    inflated_bytes: int = 512 * MIB
    part_bytes: int = 256 * MIB
    ratio: int = 100
    ratio_from_bytes: int = 16 * MIB
    parts: int = 2_000
    sheets: int = 50
    rows: int = 300_000
    columns: int = 500
    cells: int = 10_000_000
    cell_chars: int = 32_767
    xml_depth: int = 64
    wall_seconds: float = 120.0
    wait_seconds: float = 60.0
    cpu_seconds: int = 120
    child_memory: int = 2048 * MIB
    answer_bytes: int = 512 * MIB
    readers: int = 1
