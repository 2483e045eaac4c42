"""Whose list a file is, what that source said before, and keeping what it says now."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from imports.merge import NO_BASES, OURS, Bases, Said
from imports.outcomes import Outcome, PlannedRow
from imports.read.placed import cell_name
from portfolio.core.text import fold
from portfolio.models.source import LONGEST_NAME
from portfolio.models.types import JsonText
from portfolio.projects.merging import merged_into
from portfolio.sources.operations import ensure_source, keep_sayings, make_saying, mark_source, settle
from portfolio.sources.queries import find_by_mark, find_by_name, is_marked, last_words, names_by_headings

#: Words of file names that tell the version of a list, not whose it is.
_NOISE = frozenset(
    ["final", "draft", "copy", "kopie", "copie", "copia", "new", "neu", "latest", "update", "updated", "version", "ver",
     "rev", "stand", "export", "corrected", "problems", "failed", "of", "as", "the", "q", "v", "jan", "feb", "mar",
     "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "january", "february", "march", "april", "june",
     "july", "august", "september", "october", "november", "december"]
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_UNNAMED = "list without a name"
#: The source of all workbooks that this product made.
MADE_HERE = "Lists made here"
#: What a source says of these is how a row finds its project, no fact about it.
_IDENTITY = frozenset({"code"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose list a file is. `id` is None for a source that is not known yet.

    `is_known`: its lists had these headings and this file name before, or a person says so. `named`: by a person.
    `recalls`: what was learnt of the rows of its lists holds for this one; not where only the file is called alike.
    `made_here`: a workbook of this product, which is held against what it was made with. `others` are sources whose
    lists had these headings, where the source is a new one.
    """

    name: str
    signature: str
    stem: str
    id: int | None = None
    is_known: bool = False
    named: bool = False
    recalls: bool = False
    made_here: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """What applying a list needs to know of it: whose it is, and which column (from 0) states which field."""

    origin: Origin
    columns: Mapping[str, int] = field(default_factory=dict)


class KnownSources:
    """The sources in the database, for planning."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def origin_of(self, signature: str, file_name: str, chosen: str | None) -> Origin:
        """Whose list this is: the chosen source, else the one known by headings and file name, else the file's name."""
        name = name_of(file_name)
        stem = fold(name) or name
        sure = find_by_name(self._session, chosen) if chosen else find_by_mark(self._session, signature, stem)
        if name != _UNNAMED:
            found = sure if sure is not None or chosen else find_by_name(self._session, name)
        else:  # what another list without a telling name said is no word of this one
            found, name = sure, self._new_name(file_name)
        if found is None:
            others = tuple(names_by_headings(self._session, signature))
            return Origin(chosen or name, signature, stem, named=chosen is not None, others=others)
        known = chosen is not None or is_marked(self._session, found.id, signature, stem)
        return Origin(found.name, signature, stem, found.id, known, chosen is not None, sure is not None)

    def _new_name(self, file_name: str) -> str:
        """A name that no source has, for a list whose file's name tells nothing: "2026", "2026 (2)"."""
        stem = " ".join(_WORD.findall(_stem(file_name)))[: LONGEST_NAME - 8].strip() or _UNNAMED
        names = itertools.chain([stem], (f"{stem} ({number})" for number in itertools.count(2)))
        return next(name for name in names if find_by_name(self._session, name) is None)

    def made_here(self) -> Origin:
        """The workbooks that this product made: what was learnt of their rows is kept as of one source."""
        found = find_by_name(self._session, MADE_HERE)
        return Origin(
            MADE_HERE, "", "", found.id if found is not None else None, recalls=found is not None, made_here=True
        )

    def bases_of(self, origin: Origin) -> Bases:
        """What that source last said."""
        if origin.id is None:
            return NO_BASES
        words = last_words(self._session, source_id=origin.id)
        said = {
            project: Said({name: word.value for name, word in of_project.items()})
            for (project, _), of_project in words.items()
        }
        for lost, kept in merged_into(self._session).items():
            if lost in said:
                said.setdefault(kept, said[lost])
        return Bases(said, source=origin.name, is_whole=origin.is_known)


def name_of(file_name: str) -> str:
    """A source's name by the name of its file: without ending, dates, numbers and words such as "final"."""
    words = _WORD.findall(_stem(file_name))
    telling = [word for word in words if fold(word) not in _NOISE and not any(letter.isdigit() for letter in word)]
    return " ".join(telling)[:LONGEST_NAME].strip() or _UNNAMED


def _stem(file_name: str) -> str:
    return file_name.rsplit(".", 1)[0] if "." in file_name else file_name


def sayings_of(batch_id: int, listing: Listing, rows: Sequence[PlannedRow]) -> dict[int, JsonText]:
    """What a list says, by row. Pure, so that it is worked out before others have to wait for it."""
    found: dict[int, JsonText] = {}
    for row in rows:
        if row.said:
            values = {name: value for name, value in row.said.items() if name not in _IDENTITY}
            cells = {name: cell for name in values
                     if name in listing.columns and (cell := cell_name(row.row, listing.columns[name]))}  # fmt: skip
            found[row.row] = make_saying(values, cells, batch_id)
    return found


def keep_words(
    session: Session,
    batch_id: int,
    listing: Listing,
    rows: Sequence[PlannedRow],
    ids: Mapping[int, int],
    words: Mapping[int, JsonText],
) -> int:
    """Keep what a list says (`words`, by row) of the projects that it is about (`ids`, by row); gives the source's id.

    A conflict that was decided for what is stored is settled: the source need not be heard about it again.
    """
    origin = listing.origin
    source_id = ensure_source(session, origin.name, named=origin.named)
    mark_source(session, source_id, origin.signature, origin.stem)
    sayings: dict[int, JsonText] = {}
    for row in rows:
        if row.row in ids and row.row in words:
            sayings.setdefault(ids[row.row], words[row.row])
    keep_sayings(session, source_id, batch_id, sayings)
    for row in rows:
        for clash in row.clashes:
            if row.row in ids and _stands(row, clash.field, clash.keep):
                settle(session, ids[row.row], row.code or "", source_id, clash.field,
                       word=row.said.get(clash.field), kept=clash.keep.get(clash.field))  # fmt: skip
    return source_id


def settled(rows: Sequence[PlannedRow], ids: Mapping[int, int]) -> list[dict[str, Any]]:
    """Code and fields of the projects (`ids`, by row) in which the stored value stands against the list, by choice."""
    found = [
        {"code": row.code, "fields": sorted(one.field for one in row.clashes if _stands(row, one.field, one.keep))}
        for row in rows
        if row.row in ids and row.clashes
    ]
    return [one for one in found if one["fields"]]


def _stands(row: PlannedRow, field_name: str, keep: Mapping[str, Any]) -> bool:
    """Whether a decided conflict left the stored value."""
    return row.sides.get(field_name) == OURS and field_name in keep


def is_heard(row: PlannedRow) -> bool:
    """Whether what a row says counts although nothing of it is written: its project is there and stays as it is."""
    return row.outcome is Outcome.UNCHANGED
