"""Which column is which field: proposed with a reason and a score, taken only where it is sure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Table
from dataclasses import replace

from imports.fields import FIELD_BY_NAME, OWN_HEADING
from imports.fields.meanings import meaning
from imports.mapping import evidence
from imports.mapping.assignment import assign
from imports.mapping.company import compare
from imports.mapping.content import Recogniser
from imports.mapping.evidence import Proposal
from imports.mapping.ids import with_source_ids
from imports.mapping.matches import IDENTIFYING, ColumnMatch, Mapping
from imports.mapping.recollection import recall, recollect
from imports.read.sheets import CellValue
from portfolio.core.text import fold

__all__ = ["IDENTIFYING", "ColumnMatch", "Mapping", "Recogniser", "choose", "propose", "signature"]


def signature(headings: Iterable[str]) -> str:
    """32 hex digits that are the same for the same headings in any order, case, accents and punctuation aside."""
    own = fold(OWN_HEADING)
    folded = sorted(key for heading in headings if (key := fold(heading)) and key != own)
    return hashlib.sha256("\x1f".join(folded).encode()).hexdigest()[:32]


def propose(
    headings: Sequence[tuple[int, str]],
    samples: Table[int, Sequence[CellValue]],
    memory: Table[str, Table[str, str | None]] | None = None,
    *,
    recogniser: Recogniser | None = None,
    tags: Table[int, str] | None = None,
    key: str = "",
) -> Mapping:
    """The mapping of (column, heading) pairs, one to one except for fields that several columns may be.

    `samples` are some cells of each column; `memory` is signature -> {folded heading: field or None}. Order of trust:
    what was chosen before for the same headings, the heading, what it meant in other files, its HXL tag, the content,
    likeness to a heading. `key` is the signature where it is not that of all these headings.
    """
    key = key or signature(text for _, text in headings)
    known = (memory or {}).get(key, {})
    heard = recollect({fold(text) for _, text in headings}, memory or {}, but=key)
    proposals = []
    for column, heading in headings:
        cells = samples.get(column, ())
        found = evidence.remembered(heading, known)
        if not found:
            found = recall(heading, evidence.by_heading(heading, cells, recogniser), heard.get(fold(heading)))
        if tags and column in tags and not any(option.score >= evidence.TAKEN_FROM or option.final for option in found):
            found = evidence.by_tag(tags[column]) or found
        proposals.append(Proposal(column, heading, cells, found))
    compare(proposals, recogniser)
    return Mapping(with_source_ids(assign(proposals), samples), key)


def choose(mapping: Mapping, choices: Table[int, str | None]) -> Mapping:
    """The mapping with a person's choices, {column: field or None}; a single field moves away from another column.

    KeyError for a field that does not exist.
    """
    singles = {name for name in choices.values() if name is not None and not FIELD_BY_NAME[name].multiple}
    columns = []
    for match in mapping.columns:
        if match.column in choices:
            name = choices[match.column]
            said = meaning(match.heading)
            match = replace(match, field=name, taken=name is not None, score=100, reason="You chose it.",
                            currency=said.currency, scale=said.scale)  # fmt: skip
        elif match.taken and match.field in singles:
            match = replace(match, taken=False, reason="You chose another column for this field.")
        columns.append(match)
    return replace(mapping, columns=tuple(columns))
