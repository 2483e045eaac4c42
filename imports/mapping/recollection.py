"""What the same heading meant in earlier files with other headings: chosen by persons, but for other files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from imports.fields import FIELD_BY_NAME
from imports.fields.meanings import meaning
from imports.mapping.evidence import TAKEN_FROM, Option

#: Scores where all earlier files agree, where there was but one, and where they do not agree.
_AGREED, _ONCE, _DIVIDED = 90, 84, 72
#: A heading that is known this well means what it says, whatever somebody once chose for it.
_KNOWN_WELL = 95


def recollect(
    keys: AbstractSet[str], memory: Mapping[str, Mapping[str, str | None]], but: str
) -> dict[str, Counter[str | None]]:
    """Folded heading -> how often it was which field (None: left out) in files of another signature than `but`."""
    heard: dict[str, Counter[str | None]] = {}
    for signature, columns in memory.items():
        if signature != but:
            for key in keys & columns.keys():
                name = columns[key]
                if name is None or name in FIELD_BY_NAME:
                    heard.setdefault(key, Counter())[name] += 1
    return heard


def recall(heading: str, options: Sequence[Option], heard: Counter[str | None] | None) -> list[Option]:
    """The options of a heading with what earlier files say about it; unchanged where it is known well."""
    if not heard or any(option.field is not None and option.score >= _KNOWN_WELL for option in options):
        return [*options]
    name, count = heard.most_common(1)[0]
    total = heard.total()
    others = [
        replace(option, score=min(option.score, TAKEN_FROM - 10), final=False)
        for option in options
        if option.field not in (None, name)
    ]
    if name is None:
        if count < total or total < 2:
            return [*options]
        return [Option(None, 0, f"In {total} earlier files this column was left out.", final=True), *others]
    said = (
        "an earlier file"
        if total == 1
        else f"{count} earlier files"
        if count == total
        else f"{count} of {total} earlier files"
    )
    score = _DIVIDED if count < total else _AGREED if total > 1 else _ONCE
    best = max((option.score for option in options if option.field == name), default=0)
    reason = f"In {said} this heading meant “{FIELD_BY_NAME[name].label}”."
    return [Option(name, max(score, best), reason, meaning(heading), final=score >= TAKEN_FROM), *others]
