"""Text from people: the one definition of clean text and of "the same text"."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Characters that steer the direction of text; they can make a name look like another.
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset("\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff")
_DROPPED = dict.fromkeys([*map(ord, BIDI), *map(ord, _INVISIBLE)])
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
#: Vowel signs and the like of scripts where they are letters, not accents: without them Togo is Tonga in Hindi.
_SIGNS = "".join(
    chr(code)
    for first, last in ((0x0900, 0x1AB0), (0x11000, 0x11700))
    for code in range(first, last)
    if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
_IS_SIGN = frozenset(_SIGNS)
_NOT_WORD = re.compile(rf"[^\w%&+#{_SIGNS}]+")
_LETTERS_APART = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d"}
)


def clean(text: str, *, lines: bool = True) -> str:
    """`text` in NFC without control, invisible, surrogate and direction characters; spaces single, ends trimmed.

    Line breaks stay where `lines`, else they become spaces.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if "  " in text or text[:1] == " " or text[-1:] == " " else text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").translate(_DROPPED)
    text = "".join(
        character if character == "\n" or unicodedata.category(character) not in ("Cc", "Cs", "Cn", "Co") else " "
        for character in text
    )
    text = _SPACES.sub(" ", text if lines else text.replace("\n", " "))
    return _LINES.sub("\n", text).strip()


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """`text` for comparing: lower case, no accents, punctuation as single spaces. Empty when nothing is left.

    "Côte d’Ivoire*" and "cote d'ivoire" fold alike; `%`, `&`, `+` and `#` stay, since GLACY and GLACY+ differ.
    """
    if text.isascii():
        folded = text.lower()
    else:
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).casefold())
        folded = "".join(
            character for character in folded if not unicodedata.combining(character) or character in _IS_SIGN
        )
        folded = folded.translate(_LETTERS_APART).translate(_DROPPED)
    return _NOT_WORD.sub(" ", folded.replace("_", " ")).strip()


def fold_name(name: str, longest: int = 300) -> str:
    """A name for comparing, as it is kept beside it: folded, or in small letters where folding leaves nothing."""
    return fold(name)[:longest] or name.casefold()[:longest]


def mixed_scripts(text: str) -> bool:
    """Whether a single word of `text` mixes Latin letters with Cyrillic or Greek ones that look the same."""
    for word in text.split():
        scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in word if letter.isalpha()}
        if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK"}:
            return True
    return False


def slug(text: str, longest: int = 60) -> str:
    """`text` as a code: folded, upper case, words joined by hyphens, at most `longest` characters."""
    words = re.sub(r"[^A-Za-z0-9+]+", "-", fold(text)).strip("-").upper()
    return words[:longest].rstrip("-")
