"""File names as shown to people; a name that came with an upload is never used as a path."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200
NAMELESS = "unnamed file"
# Control, format (bidirectional overrides, zero width), surrogate, private, unassigned; line and paragraph marks.
UNSHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_file_name(name: str) -> str:
    """`name` without folders, control or direction-changing characters, at most 200 characters, its ending kept.

    Never empty: a name with nothing left becomes "unnamed file".
    """
    last = re.split(r"[/\\]", name[-4000:])[-1]
    shown = "".join(" " if mark in "\r\n\t" else mark for mark in last if mark in "\r\n\t" or _showable(mark))
    tidy = " ".join(unicodedata.normalize("NFC", shown).split())
    if not tidy.strip(". "):
        return NAMELESS
    if len(tidy) <= LONGEST:
        return tidy
    stem, dot, ending = tidy.rpartition(".")
    if not dot or len(ending) > 10:
        return tidy[: LONGEST - 1] + "…"
    return stem[: LONGEST - len(ending) - 2] + "…" + dot + ending


def _showable(mark: str) -> bool:
    return unicodedata.category(mark) not in UNSHOWN
