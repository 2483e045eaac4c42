"""What reading a value found wrong, before its row is known; and the marks for blank and emptied cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final


class Mark:
    """A cell that states no value. No Enum: its members hash slowly, and marks are hashed for every cell."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


#: A blank cell (the field stays as it is), and one that is emptied (#CLEAR).
BLANK: Final = Mark("BLANK")
EMPTIED: Final = Mark("EMPTIED")


@dataclass(frozen=True, slots=True)
class Flaw:
    """A problem of the catalogue without its place: code, the value, words for the sentence, what is near."""

    code: str
    value: object = None
    words: Mapping[str, object] = field(default_factory=dict)
    nearest: tuple[str, ...] = ()


@dataclass(slots=True)
class Cell:
    """What one value means, with its flaws; `value` is BLANK where nothing of it can be used.

    Never changed, but not frozen: setting frozen fields takes twice as long, and there is one for every value.
    """

    value: Any
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question, and how it is shown."""

    answer: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person can say, asked once for a column or a word.

    `key` names the answer: "date_order:3" (column), "currency", "decimal:4", "scale:4", "commas:7", "ranges:5",
    "parts", or "place:korea" (subject and folded text). `rows` counts the cells that wait for it. `assumed` is the
    answer that holds until a person gives another one; most questions have none, and their cells stay out. `free` says
    that any place may be named besides the choices.
    """

    key: str
    sentence: str
    choices: tuple[Choice, ...]
    field: str
    column: int | None = None
    value: str = ""
    rows: int = 1
    assumed: str | None = None
    free: bool = False
    hint: str = ""
