"""Text, codes and links of cells -> clean, bounded text; numbers and dates in text columns keep what they say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from imports.fields import CLEAR, ImportField, Parse
from imports.normalise.flaws import BLANK, EMPTIED, Cell, Flaw
from imports.normalise.lists import separate
from imports.normalise.words import BLANK_WORDS
from imports.problems import shown
from portfolio.core.project import LABELS, is_iati_identifier
from portfolio.core.text import clean, mixed_scripts

_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_BARE_URL = re.compile(r"(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/[^\s<>\"]*)?", re.IGNORECASE)
_LINK_ENDS = ",;)."
#: A spreadsheet program is kept from calculating these by an apostrophe in front.
_GUARDED = frozenset("=+-@\t\r＝＋－＠")
_BLANK_TEXTS = frozenset(
    {"n/a", "-", "--", "---", "–", "—", "tbd", "tbc", "?", "??", "???", "null", "#n/a", "...", "…", "nan"}
)
_LONGEST_BLANK = max(map(len, BLANK_WORDS))
_PRINTABLE = bytes(range(0x20, 0x7F))
#: What a text begins with that is guarded, commands or is to be tidied.
_ODD_STARTS = frozenset("'# ")
#: What no web address of a column of links has, if it stands alone in its cell; and what is not part of it at its end.
_NOT_IN_LINKS = ("<", ">", '"', ",", *(f"{mark}\n" for mark in ",;)."))
_GAPS = (" \n", "\n ", "\n\n")
_OTHER_SCRIPTS = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")


def tidy(text: str, *, lines: bool) -> str:
    """`portfolio.core.text.clean`, quick for clean text, without the apostrophe that guards a formula."""
    if text[:1] == "'" and text[1:2] in _GUARDED and len(text) > 1:
        text = text[1:]
    plain = "  " not in text and text[:1] != " " and text[-1:] != " " and unicodedata.is_normalized("NFC", text)
    if plain and text.isprintable():
        return text
    if plain and lines and text.replace("\n", "").isprintable() and not any(gap in text for gap in _GAPS):
        return text.strip("\n")
    return clean(text, lines=lines)


def absent(value: object, *, words: frozenset[str] = BLANK_WORDS) -> Cell | None:
    """The cell if it states no value: blank, #CLEAR, or a word for “nothing known”; None if it states one."""
    if value is None:
        return Cell(BLANK)
    if isinstance(value, str):
        if len(value) <= _LONGEST_BLANK + 8:
            text = value.strip().casefold()
            if not text or (not text.isprintable() and not clean(text)):
                return Cell(BLANK)
            if text == CLEAR.casefold():
                return Cell(EMPTIED)
            if text in words:
                return Cell(BLANK, (Flaw("blank-word"),))
        elif value.isspace():
            return Cell(BLANK)
    return None


def as_text(value: object) -> Cell:
    """A value of any type as text, not yet tidied."""
    if isinstance(value, str):
        return Cell(value)
    if isinstance(value, datetime | date):
        kept = shown(value)
        return Cell(kept, (Flaw("date-in-text", words={"kept": kept}),))
    if isinstance(value, float):
        return Cell(shown(value)) if value == value and abs(value) != float("inf") else Cell(BLANK, (Flaw("not-text"),))
    if isinstance(value, bool | int | Decimal):
        return Cell(shown(value))
    if isinstance(value, time | timedelta):
        return Cell(BLANK, (Flaw("not-text"),))
    return Cell(BLANK, (Flaw("not-text"),))


def _is_clean(text: str) -> bool:
    """Whether a text is plain, states something and needs no tidying; not every such text is found."""
    return (
        text.isascii() and text.isprintable() and text[0] not in "'# " and text[-1] != " " and "  " not in text
        and (len(text) > _LONGEST_BLANK or text.casefold() not in _BLANK_TEXTS)
    )  # fmt: skip


class PlainTexts:
    """Tells the cells of a column of text that are kept as they are, many at once or one alone."""

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def one(self, value: object) -> bool:
        """Whether a cell is kept as it is."""
        return type(value) is str and 0 < len(value) <= self.longest and _is_clean(value)

    def all(self, cells: Sequence[Any]) -> bool:
        """Whether every cell surely is: looked at as one text, which takes a tenth of the time of one by one."""
        if set(map(type, cells)) != {str} or not min(map(len, cells)) or max(map(len, cells)) > self.longest:
            return False
        joined = "|".join((*cells, ""))
        return (
            joined.isascii() and not joined.encode("ascii").translate(None, _PRINTABLE)
            and _ODD_STARTS.isdisjoint([cell[0] for cell in cells]) and " |" not in joined and "  " not in joined
            and (min(map(len, cells)) > _LONGEST_BLANK or _BLANK_TEXTS.isdisjoint(map(str.casefold, cells)))
        )  # fmt: skip


class PlainLinks(PlainTexts):
    """Tells the cells of a column of links that are kept as they are."""

    def one(self, value: object) -> bool:
        """Whether a cell surely is."""
        return type(value) is str and self.all([value])

    def all(self, cells: Sequence[Any]) -> bool:
        """Whether every cell surely is one web address and nothing else."""
        if set(map(type, cells)) != {str} or max(map(len, cells)) > self.longest:
            return False
        lines = "\n".join(("", *cells, ""))
        return (
            lines.isascii() and lines.count("\nhttps://") == lines.count("\n") - 1 == len(cells) and " " not in lines
            and "\nhttps://\n" not in lines and not lines.encode("ascii").translate(None, _PRINTABLE + b"\n")
            and not any(mark in lines for mark in _NOT_IN_LINKS)
        )  # fmt: skip


def plain_texts(field: ImportField) -> PlainTexts | None:
    """What tells the cells of a column of text that are kept as they are; None where none is without being read."""
    if field.parse is Parse.LINK:
        return PlainLinks(field.longest)
    if field.parse not in (Parse.TEXT, Parse.CODE) or field.name == "iati_identifier":
        return None
    return PlainTexts(field.longest)


def text_reader(field: ImportField) -> Callable[[object], Cell]:
    """The reader of a column of text, codes or links."""
    kin = field.name in ("parent", "predecessor")
    lines = kin or (field.longest >= 1000 and field.parse is Parse.TEXT and field.name != "source")
    too_long = {"code": "code-too-long", "title": "title-too-long"}.get(field.name, "too-long")
    words = {"label": field.label.lower(), "limit": field.longest}
    link = field.parse is Parse.LINK
    named = field.name in ("title", "acronym", "code")
    identifier = field.name == "iati_identifier"

    def read(value: object) -> Cell:
        # Most cells are clean already: the short way for them.
        plain = not (link or identifier) and type(value) is str and 0 < len(value) <= field.longest
        if plain and _is_clean(str(value)):
            return Cell(value)
        gone = absent(value, words=_BLANK_TEXTS)
        if gone is not None:
            return gone
        found = as_text(value)
        if found.value is BLANK:
            return found
        text = tidy(found.value, lines=lines or link)
        if not text or link:
            return _link(text, field) if text else Cell(BLANK)
        if len(text) > field.longest:
            if kin and (several := len(separate(text))) > 1:
                label = LABELS[field.name].lower()
                return Cell(BLANK, (*found.flaws, Flaw("several-kin", words={"label": label, "count": several})))
            return Cell(BLANK, (*found.flaws, Flaw(too_long, words={**words, "length": len(text)})))
        if identifier and not is_iati_identifier(text):
            return Cell(BLANK, (*found.flaws, Flaw("bad-iati-identifier")))
        if named and not text.isascii() and _OTHER_SCRIPTS.search(text) and mixed_scripts(text):
            return Cell(text, (*found.flaws, Flaw("mixed-scripts")))
        return Cell(text, found.flaws)

    return read


def _link(text: str, field: ImportField) -> Cell:
    """The first web address of a cell, with what is to be said of the others."""
    found = [address.rstrip(_LINK_ENDS) for address in re.split(r",(?=https?://)|\s", text) if _URL.match(address)]
    if not found and _BARE_URL.fullmatch(text):
        completed = f"https://{text}"
        return Cell(completed, (Flaw("website-completed", words={"kept": completed}),))
    if not found or not _URL.fullmatch(found[0]):
        return Cell(BLANK, (Flaw("bad-website"),))
    if len(found[0]) > field.longest:
        words = {"label": field.label.lower(), "limit": field.longest, "length": len(found[0])}
        return Cell(BLANK, (Flaw("too-long", words=words),))
    flaws = (Flaw("several-websites", words={"count": len(found)}),) if len(found) > 1 else ()
    return Cell(found[0], flaws)
