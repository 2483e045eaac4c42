"""Rows of a report that are no objectives: strands, funders, implementers, programmes, with their names."""

from __future__ import annotations

from collections.abc import Mapping

from portfolio.core.facts import Facts
from portfolio.core.rows import row_keys
from portfolio.core.terms import Rows, Strand
from portfolio.core.text import fold
from portfolio.coverage.stock import Row

#: What stands outside the rows of each kind.
WITHOUT = {
    Rows.OBJECTIVE: "an objective",
    Rows.STRAND: "a strand",
    Rows.FUNDER: "a funder",
    Rows.IMPLEMENTER: "an implementer",
    Rows.PROGRAMME: "a programme",
}
#: What a project outside them does not record, with its verb.
UNNAMED = {
    Rows.OBJECTIVE: "its objectives are",
    Rows.STRAND: "its strand is",
    Rows.FUNDER: "its funder is",
    Rows.IMPLEMENTER: "its implementer is",
    Rows.PROGRAMME: "its programme is",
}
#: What a row of each kind says of itself on its page.
STATEMENTS = {
    Rows.STRAND: "Projects of this strand; those of both stand in both rows.",
    Rows.FUNDER: "Projects that name it as funder.",
    Rows.IMPLEMENTER: "Projects that name it as implementer.",
    Rows.PROGRAMME: "The programme and the projects below it.",
}


def build_rows_of(facts: Facts, kind: Rows, organisations: Mapping[int, str]) -> tuple[Row, ...]:
    """A row for every strand, organisation or programme that these facts (see `core.rows`) are linked to, by name.

    `organisations` are names by key. A row's code is its key, so that it can stand in an address.
    """
    keys = row_keys(facts)
    if kind is Rows.STRAND:
        named = [(key, Strand.from_number(key).label) for key in keys]
    else:
        titles = dict(zip(facts.ids.tolist(), facts.titles, strict=True)) if kind is Rows.PROGRAMME else organisations
        named = sorted(((key, titles.get(key, "")) for key in keys), key=lambda pair: (fold(pair[1]), pair[0]))
    return tuple(Row(key, str(key), at, title, STATEMENTS[kind]) for at, (key, title) in enumerate(named, start=1))
