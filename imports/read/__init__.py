"""The first stage: bytes in, sheets of cells with their own addresses out; nothing in a file is run or followed.

`read` raises nothing but `Unreadable` for bad files. What each module does: limits (what a file may cost), refusals
(why not), names, formats (what a file is), archive and preflight (guards), process (the parent), child and spreadsheet
(the reading process), wire and assemble (its answer), text and charset (csv), sheets (what comes out).
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from imports.read.charset import codec_of
from imports.read.formats import Request, recognise, refuse
from imports.read.limits import Limits
from imports.read.names import clean_file_name
from imports.read.refusals import refusal
from imports.read.sheets import CellValue, ReadNote, Sheet, Unreadable, Workbook, address

__all__ = [
    "CellValue",
    "Limits",
    "ReadNote",
    "Sheet",
    "Unreadable",
    "Workbook",
    "address",
    "clean_file_name",
    "read",
    "refuse_size",
]


def refuse_size(size: int, limits: Limits) -> None:
    """Unreadable for a file that is empty or larger than may be uploaded."""
    if not size:
        raise refusal("empty")
    if size > limits.upload_bytes:
        raise refusal("too_large", size=size, limit=limits.upload_bytes)


def read(
    data: bytes,
    file_name: str,
    limits: Limits = Limits(),
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    lock_path: Path | None = None,
) -> Workbook:
    """The workbook in `data`; raises Unreadable, with plain sentences, for everything that is none.

    The content decides what the file is; `file_name` is for display only. `encoding` and `delimiter` force those of
    a text file (keys of charset.ENCODINGS and text.DELIMITERS). `lock_path` names the file by which few reading
    processes run on a host; by default it lies in the temporary folder.
    """
    refuse_size(len(data), limits)
    if encoding is not None:
        encoding = codec_of(encoding)
    shown = clean_file_name(file_name)
    known = recognise(data, limits)
    if known.read is None:
        raise refuse(known)
    chosen = {name for name, choice in (("encoding", encoding), ("delimiter", delimiter)) if choice is not None}
    if not chosen <= set(known.choices):
        raise refusal("choice_ignored", words=known.words)
    stem = shown.rpartition(".")[0] or shown
    content = known.read(Request(data, stem, limits, encoding, delimiter, lock_path))
    return Workbook(
        file_name=shown,
        format=known.code,
        sha256=sha256(data).hexdigest(),
        size=len(data),
        sheets=content.sheets,
        notes=content.notes,
        encoding=content.encoding,
        delimiter=content.delimiter,
    )
