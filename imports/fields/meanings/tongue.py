"""The language in which a list is headed, where its headings say that it is not English. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from imports.fields.meanings.lexicon import concepts_of
from portfolio.core.text import fold

#: Words of headings that a language knows at least, and how many for each that English knows too.
_KNOWN, _TIMES = 3, 1.5


def language_of(headings: Iterable[str]) -> str | None:
    """The language (ISO 639-1) that knows most words of the headings; None for English, a few words, or no clear one.

    “Start”, “Status” and “Budget” are words of many languages, so another language has to know clearly more.
    """
    words = {word for text in headings for word in fold(text).split()}
    known = Counter(language for word in words for language in concepts_of(word))
    if not known:
        return None
    language, most = max(known.items(), key=lambda one: (one[1], one[0]))
    return language if most >= _KNOWN and most > _TIMES * known["en"] else None
