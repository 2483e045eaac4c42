"""What an export carries for its way back: whole, or refused."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.core.project import normal
from portfolio.core.round_trip import Damaged, Exported, ExportedProject, is_marked, pack, unpack

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def exported(*values: dict[str, Any]) -> Exported:
    projects = (ExportedProject(number, 7, normal(value), frozenset()) for number, value in enumerate(values, 1))
    return Exported("f" * 64, "2026-03-01T10:00:00+00:00", "a person", tuple(projects))


def forged(data: Any) -> list[str]:
    """Cells whose checksum holds, around other values."""
    packed = base64.b64encode(zlib.compress(json.dumps(data).encode())).decode()
    top = pack(exported())[:2]
    return [*top, "sha256:" + hashlib.sha256(packed.encode()).hexdigest(), packed]


@given(st.lists(TEXTS, max_size=5))
def test_what_is_packed_is_unpacked(texts: list[str]) -> None:
    before = exported(*({"code": f"P-{number}", "title": text} for number, text in enumerate(texts)))
    cells = pack(before)
    assert is_marked(cells[0])
    assert unpack(cells) == before


def test_no_cell_is_longer_than_a_spreadsheet_keeps_and_none_begins_like_a_formula() -> None:
    values = [{"code": f"P-{number}", "title": hashlib.sha512(bytes([number])).hexdigest()} for number in range(256)]
    values *= 4
    cells = pack(exported(*values))
    assert len(cells) > 5
    assert max(map(len, cells)) <= 32_767
    assert not [cell for cell in cells if cell.startswith(("=", "-", "@"))]


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_cell_that_was_changed_or_taken_out_is_noticed(at: int) -> None:
    cells: list[object] = list(pack(exported({"code": "P-1", "title": "One"})))
    if at > 1:
        with pytest.raises(Damaged):
            unpack([*cells[:at], "x" + str(cells[at])[1:], *cells[at + 1 :]])
    with pytest.raises(Damaged):
        unpack([*cells[:at], *cells[at + 1 :]])
    with pytest.raises(Damaged):
        unpack([*cells[:at], None, *cells[at + 1 :]])


@pytest.mark.parametrize(
    "data",
    [
        [],
        {"installation": "x", "made_at": "no moment", "made_for": "z", "projects": []},
        {"installation": "x", "made_at": "2026-03-01T10:00:00", "made_for": 3, "projects": []},
        {
            "installation": "x",
            "made_at": "2026-03-01T10:00:00",
            "made_for": "z",
            "projects": [[1, 1, {"no such field": 1}, []]],
        },
        {
            "installation": "x",
            "made_at": "2026-03-01T10:00:00",
            "made_for": "z",
            "projects": [[1, 1, {"places": [{"code": "KE"}]}, []]],
        },
        {"installation": "x", "made_at": "2026-03-01T10:00:00", "made_for": "z", "projects": [["1", 1, {}, []]]},
        {
            "installation": "x",
            "made_at": "2026-03-01T10:00:00",
            "made_for": "z",
            "projects": [[1, 1, {"title": {"a": 1}}, []]],
        },
        {"installation": "x", "made_at": "2026-03-01T10:00:00", "made_for": "z", "projects": 5},
    ],
)
def test_values_of_another_shape_are_refused_though_the_checksum_holds(data: Any) -> None:
    with pytest.raises(Damaged):
        unpack(forged(data))
