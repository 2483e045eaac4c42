"""Codes for new projects whose row states none: made of acronym or title, unique, the same for the same file. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from portfolio.core.project import LONGEST
from portfolio.core.text import fold, slug

#: A code made of a title is shortened at a word to about this many characters.
LONGEST_FROM_TITLE = 40


def base_code(values: Mapping[str, Any]) -> str:
    """The code a project would have if no other had it."""
    made = slug(values.get("acronym") or "", LONGEST_FROM_TITLE) or _from_title(values.get("title") or "")
    if made.strip("+-"):
        return made
    # Titles in other scripts leave no letters for a code; a digest of the title is as stable as one.
    seed = fold(values.get("title") or values.get("acronym") or "")
    return "PROJECT-" + hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:8].upper()


def free_code(values: Mapping[str, Any], is_taken: Callable[[str], bool]) -> str:
    """`base_code`, with "-2", "-3" … where it is taken."""
    base = base_code(values)
    code, number = base, 1
    while is_taken(code):
        number += 1
        tail = f"-{number}"
        code = base[: LONGEST["code"] - len(tail)] + tail
    return code


def _from_title(title: str) -> str:
    made = slug(title, 200)
    if len(made) <= LONGEST_FROM_TITLE:
        return made
    return made[: LONGEST_FROM_TITLE + 1].rpartition("-")[0] or made[:LONGEST_FROM_TITLE]
