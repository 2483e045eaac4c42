"""What an exported workbook carries for its way back: every project's number, version and values, under a checksum.

The values travel as one canonical JSON text, packed, in the first column of a hidden sheet: a spreadsheet program that
saves the file anew keeps such cells as they are, and a cell that anybody touched breaks the checksum.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portfolio.core.project import FIELDS, LIST_FIELDS, empty

#: Name of the hidden sheet, and what its first cell says; the mark counts, the name may be changed.
SHEET = "Round trip"
MARK = "cyber-portfolio round trip 1"

_WORDS = (
    "What this list held when it was made. Leave this sheet as it is: it tells what you changed from what others did."
)
_CHECKSUM = "sha256:"
_FIRST_PIECE = 3
#: Characters of one cell; a spreadsheet cell holds 32,767.
_PIECE = 30_000
#: Bytes of JSON that are unpacked at most: some hundred thousand projects.
_MOST = 192 * 2**20
_LINK_PARTS = {
    "objectives": frozenset({"framework", "number", "significance", "share", "note"}),
    "places": frozenset({"kind", "code", "tier", "share"}),
    "organisations": frozenset({"name", "role", "share"}),
}


class Damaged(ValueError):
    """The sheet is there, and it is not what the export wrote."""


@dataclass(frozen=True, slots=True)
class ExportedProject:
    """A project as the file was made: its whole value, and the fields whose cell was too long and was cut."""

    id: int
    version: int
    value: Mapping[str, Any]
    cut: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Exported:
    """What a workbook held when it was made; `installation` tells whose numbers these are, `made_at` is ISO text."""

    installation: str
    made_at: str
    made_for: str
    projects: tuple[ExportedProject, ...]


def pack(exported: Exported) -> list[str]:
    """The cells of the hidden sheet's first column, from the top."""
    nothing = empty()
    data = {
        "installation": exported.installation,
        "made_at": exported.made_at,
        "made_for": exported.made_for,
        "projects": [
            [one.id, one.version, {name: one.value[name] for name in FIELDS if one.value[name] != nothing[name]},
             sorted(one.cut)]
            for one in exported.projects
        ],
    }  # fmt: skip
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    packed = base64.b64encode(zlib.compress(text.encode("utf-8"), 6)).decode("ascii")
    pieces = [packed[start : start + _PIECE] for start in range(0, len(packed), _PIECE)]
    return [MARK, _WORDS, _CHECKSUM + hashlib.sha256(packed.encode("ascii")).hexdigest(), *pieces]


def is_marked(first_cell: object) -> bool:
    """Whether a sheet that begins with this cell is the one `pack` fills."""
    return first_cell == MARK


def unpack(cells: Sequence[object]) -> Exported:
    """What `pack` made `cells` of. Raises Damaged for anything else."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    if len(texts) != len(cells) or len(texts) <= _FIRST_PIECE or texts[0] != MARK:
        raise Damaged("cells are missing")
    packed = "".join(texts[_FIRST_PIECE:])
    if texts[2] != _CHECKSUM + hashlib.sha256(packed.encode("utf-8", "replace")).hexdigest():
        raise Damaged("the checksum is another one")
    try:
        return _exported(json.loads(_inflated(base64.b64decode(packed, validate=True))))
    except (binascii.Error, zlib.error, KeyError, TypeError, ValueError, RecursionError) as error:
        raise Damaged("the values cannot be read") from error


def _inflated(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    text = inflater.decompress(data, _MOST)
    if not inflater.eof:
        raise Damaged("the values do not end")
    return text


def _exported(data: Any) -> Exported:
    names = [data[name] for name in ("installation", "made_at", "made_for")]
    if not all(isinstance(name, str) for name in names):
        raise Damaged("it does not say where it was made")
    datetime.fromisoformat(names[1])
    return Exported(names[0], names[1], names[2], tuple(_projects(data["projects"])))


def _projects(given: Any) -> Iterable[ExportedProject]:
    nothing = empty()
    for number, version, stated, cut in given:
        value = {**nothing, **stated}
        if not (isinstance(number, int) and isinstance(version, int) and value.keys() == nothing.keys()):
            raise Damaged("a project has other fields")
        if not all(_is_sound(name, value[name]) for name in FIELDS):
            raise Damaged("a project has other values")
        yield ExportedProject(number, version, value, frozenset(map(str, cut)))


def _is_sound(name: str, value: Any) -> bool:
    if name in LIST_FIELDS:
        parts = _LINK_PARTS[name]
        return isinstance(value, list) and all(isinstance(link, dict) and link.keys() == parts for link in value)
    return isinstance(value, bool) if name == "archived" else value is None or isinstance(value, str)
