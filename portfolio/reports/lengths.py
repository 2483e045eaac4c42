"""How long the lists of a brief are: on its page, and what is tried on one sheet of paper."""

from __future__ import annotations

from dataclasses import dataclass, replace

from portfolio.reports.document import Beside, Section
from portfolio.reports.wording import LONGEST


@dataclass(frozen=True, slots=True)
class Length:
    """How many of each there is room for: projects that run, that come, gaps, other names; letters of a long text.

    `turns`: also the table of months, whose numbers a sentence tells as well.
    """

    projects: int
    coming: int
    gaps: int
    names: int
    letters: int
    turns: bool


#: The first is that of the page, of the workbook and of the web page in one file; the others are tried on paper, from
#: the second on: what a sheet has no room for in letters that can be read is left to the page.
LENGTHS = (
    Length(50, 20, 50, 8, LONGEST, turns=True),
    Length(7, 3, 5, 8, LONGEST, turns=True),
    Length(7, 3, 5, 6, 110, turns=False),
    Length(5, 2, 4, 5, 90, turns=False),
    Length(4, 2, 3, 4, 80, turns=False),
    Length(3, 1, 2, 3, 70, turns=False),
    Length(2, 1, 1, 2, 50, turns=False),
)


def without_tables(section: Section) -> Section:
    """A section whose figures stand without their tables."""
    blocks = (
        replace(block, figures=tuple(replace(figure, brief=None) for figure in block.figures))
        if isinstance(block, Beside)
        else block
        for block in section.blocks
    )
    return replace(section, blocks=tuple(blocks))
