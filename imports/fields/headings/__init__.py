"""How people head the columns of a project list: one CSV file per language, shipped with the product, read once.

Each row says what some texts mean. A `heading` is a whole heading: the name of a field, “elsewhere” for columns that
are none of ours however alike they look, or “perhaps places” and “perhaps implementers”, where the cells decide. A
`word` is a part of headings and the concept it stands for; a star after it takes any ending. A new language is a new
file: nothing else names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from portfolio import reference
from portfolio.core.text import fold

__all__ = ["ELSEWHERE", "PERHAPS", "headings", "languages", "whole", "words"]

#: What a whole heading may mean besides a field.
ELSEWHERE = "elsewhere"
#: Meaning of a whole heading -> the field that its column may be.
PERHAPS: Mapping[str, str] = MappingProxyType({"perhaps places": "places", "perhaps implementers": "implementers"})


def languages() -> tuple[str, ...]:
    """The languages that are shipped, as ISO 639-1 codes."""
    return reference.names(__name__)


@cache
def whole() -> Mapping[str, str]:
    """Folded heading -> field name, “elsewhere” or one of PERHAPS, over every language."""
    return MappingProxyType({fold(text): meaning for _, meaning, text in _texts("heading")})


@cache
def headings() -> Mapping[str, str]:
    """Folded heading -> field name: the whole headings that are sure."""
    return MappingProxyType(
        {folded: meaning for folded, meaning in whole().items() if meaning != ELSEWHERE and meaning not in PERHAPS}
    )


def words() -> Iterator[tuple[str, str, str]]:
    """(language, concept, word or phrase as written) of every language."""
    return _texts("word")


def _texts(kind: str) -> Iterator[tuple[str, str, str]]:
    for language, rows in _files().items():
        for row in rows:
            if row["kind"] == kind:
                for text in row["texts"].split(";"):
                    yield language, row["meaning"], text.strip()


@cache
def _files() -> Mapping[str, tuple[dict[str, str], ...]]:
    return MappingProxyType({language: reference.read(language, __name__).rows for language in languages()})
