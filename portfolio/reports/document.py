"""A document as a value: said in one language, with typed cells; every format is written from this one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from markupsafe import Markup

from portfolio.core.sentences import Euro
from portfolio.core.terms import CellState
from portfolio.reports.language import Language
from portfolio.reports.sources import Press


@dataclass(frozen=True, slots=True)
class State:
    """The state of a cell: its colour, and what is written in it."""

    state: CellState
    text: str


class Each(tuple[str, ...]):
    """What belongs to each of the rows that stand in one: a workbook has it, a page leaves it out."""

    __slots__ = ()


#: Text, a whole number, a number with two decimals, money, a day, a state, several texts, or nothing.
Cell = str | int | float | Euro | date | State | tuple[str, ...] | None
Kind = Literal["text", "number", "decimal", "money", "day", "state", "texts"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, what its cells are, its share of the table's width."""

    heading: str
    kind: Kind = "text"
    width: int = 10


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings, the first column naming the row. `name` is its sheet in a workbook.

    With `group` the rows come in runs of one value of that column: a page shows it as a heading above the run. A cell
    of several texts stands for so many rows that are alike; a workbook has them one by one.
    `scale` is the column that a workbook shades by size. Of a wide table so many columns stand `beside` one another on
    paper, each part with the first column.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    group: int | None = None
    scale: int | None = None
    beside: int = 0
    empty: str = ""

    def runs(self) -> list[tuple[str, list[tuple[Cell, ...]]]]:
        """The rows under their group's heading, that column left out; one run without heading where there is none."""
        if self.group is None:
            return [("", list(self.rows))]
        found: list[tuple[str, list[tuple[Cell, ...]]]] = []
        for row in self.rows:
            heading = row[self.group]
            title = "; ".join(heading) if isinstance(heading, tuple) else str(heading)
            if not found or found[-1][0] != title:
                found.append((title, []))
            found[-1][1].append((*row[: self.group], *row[self.group + 1 :]))
        return found

    def parts(self) -> list[Table]:
        """The table as paper has room for it."""
        count = len(self.columns) - 1
        if not self.beside or count <= self.beside:
            return [self]
        number = -(-count // self.beside)
        size = -(-count // number)
        return [
            replace(
                self,
                caption=f"{self.caption} ({at + 1}/{number})",
                columns=(self.columns[0], *self.columns[1 + at * size : 1 + (at + 1) * size]),
                rows=tuple((row[0], *row[1 + at * size : 1 + (at + 1) * size]) for row in self.rows),
            )
            for at in range(number)
        ]

    def shown(self) -> tuple[Column, ...]:
        """The columns of a page: all but that of the groups."""
        return tuple(column for at, column in enumerate(self.columns) if at != self.group)

    def single(self) -> list[tuple[Cell, ...]]:
        """The rows one by one, those that are alike taken apart."""
        found: list[tuple[Cell, ...]] = []
        for row in self.rows:
            high = max((len(cell) for cell in row if isinstance(cell, tuple)), default=1)
            found += [tuple(cell[at] if isinstance(cell, tuple) else cell for cell in row) for at in range(high)]
        return found


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its title, the text that stands for it, and its numbers as a table.

    `brief` is the table that a page shows where the whole would be long. `series` are the columns of the table that a
    workbook draws over its first column, `colours` are theirs: months as columns, names as lying `bars`.
    """

    title: str
    alt: str
    svg: Markup
    table: Table
    brief: Table | None = None
    series: tuple[int, ...] = ()
    colours: tuple[str, ...] = ()
    bars: bool = False

    @property
    def shown(self) -> Table:
        """The table of a page."""
        return self.brief or self.table

    @property
    def ratio(self) -> float:
        """The drawing's height by its width."""
        _, _, wide, high = map(float, re.findall(r'viewBox="([^"]+)"', self.svg)[0].split())
        return high / wide


@dataclass(frozen=True, slots=True)
class Beside:
    """Small figures that stand beside one another; a PDF leaves their tables to the texts that stand for them."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One big number."""

    label: str
    value: Cell
    more: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A few big numbers beside one another."""

    entries: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """Short texts under one another."""

    items: tuple[str, ...]


Block = Table | Figure | Beside | Facts | Paragraph | Bullets


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document under a heading of its own; the first may have none."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def headed(self) -> Table | None:
        """The table that stands right under the heading; where there is little room its caption is left to that."""
        first = self.blocks[0] if self.title and self.blocks else None
        return first if isinstance(first, Table) else None


@dataclass(frozen=True)
class Document:
    """A whole document. `cover` is what it was asked for: label and value pairs, the filter and the day among them.

    `as_of` and `slug` name its file. `landscape` asks for wide paper, `one_page` for a single sheet of it: what has no
    room there in letters that can be read is left to the page.
    """

    slug: str
    as_of: date
    title: str
    lead: str
    cover: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    caveats_title: str
    caveats: tuple[str, ...]
    notes: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]
    language: Language = field(compare=False)
    site_name: str
    press: Press = field(compare=False)
    landscape: bool = False
    one_page: bool = False
    #: Gives the same with shorter lists; None where it has none that could be shorter.
    shorter: Callable[[], Document] | None = field(default=None, compare=False)

    def on_paper(self) -> Iterator[Document]:
        """What is tried on a single sheet, the longest first; of a document of many pages itself alone."""
        found = self if not self.one_page or self.shorter is None else self.shorter()
        yield found
        while found.one_page and found.shorter is not None:
            found = found.shorter()
            yield found

    def file_name(self, ending: str) -> str:
        """What its file is called."""
        language = "" if self.language.code == "en" else f"-{self.language.code}"
        return f"{self.slug}-{self.as_of.isoformat()}{language}.{ending}"

    def write(self, cell: Cell) -> str:
        """A cell as text in the document's language."""
        if isinstance(cell, State):
            return cell.text
        if isinstance(cell, Each):
            return ""
        if isinstance(cell, tuple):
            several = len(cell) > 1
            return (f"{len(cell)}{self.language.word(': ')}" if several else "") + self.language.say(tuple(cell))
        if isinstance(cell, date):
            return self.language.day(cell, "medium")
        if isinstance(cell, Euro) and not cell:
            return "–"
        return self.language.say(cell)

    @staticmethod
    def kind_of(block: Block) -> str:
        """What a block is, for a template."""
        return type(block).__name__

    def figures(self) -> list[Figure]:
        """Every figure, in order."""
        return [figure for section in self.sections for block in section.blocks for figure in figures_of(block)]

    def tables(self) -> list[Table]:
        """Every table, those of the figures included, in order."""
        found: list[Table] = []
        for section in self.sections:
            for block in section.blocks:
                found += [block] if isinstance(block, Table) else [figure.table for figure in figures_of(block)]
        return found


def figures_of(block: Block) -> tuple[Figure, ...]:
    """The figures of a block; most have none."""
    return block.figures if isinstance(block, Beside) else (block,) if isinstance(block, Figure) else ()
