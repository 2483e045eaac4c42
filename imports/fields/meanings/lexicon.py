"""The words of a heading as concepts, language by language: “Datum des Endes” is a date and an end; pure text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from imports.fields.headings import words
from portfolio.core.text import fold

FILLER = "filler"
PROJECT = "project"
#: A heading of more words than this is a sentence, and not read word by word.
MOST_WORDS = 18
#: What a stem may be followed by, in letters: long words have longer endings than short ones.
_ENDINGS = (0, 0, 1, 2, 3, 5, 7)
_SHORT_STEM = 4
_SHORTEST_STEM = 2
#: Languages that write several words as one: “Projektbeginn”, “alkamispäivä”; English where a file's maker did.
_COMPOUNDING = ("de", "nl", "sv", "da", "no", "fi", "et", "hu", "en")
_LINKS = ("", "s", "es", "n", "en", "e")
_SHORTEST_COMPOUND, _SHORTEST_MEMBER, _MOST_MEMBERS = 7, 3, 4
#: A word of which the beginning and the end are written, as Greek does: “Ημ/νία”, “Δ/νση”.
_CONTRACTED = re.compile(r"(?<![\w/])([^\W\d_]{1,4})\.?[/.]([^\W\d_]{2,6})(?![\w/])")
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words of a heading are in one language: its concepts, and how many words it knows and does not know.

    `strength` tells languages apart that know as many words: a word that is listed itself counts more than a stem.
    """

    language: str
    concepts: frozenset[str]
    known: int
    unknown: int
    strength: int


@dataclass(frozen=True, slots=True)
class _Lexicon:
    exact: Mapping[str, Mapping[str, str]]
    stems: Mapping[str, Mapping[str, str]]
    phrases: Mapping[str, Sequence[tuple[tuple[str, ...], str, str]]]


@cache
def _lexicon() -> _Lexicon:
    exact: dict[str, dict[str, str]] = defaultdict(dict)
    stems: dict[str, dict[str, str]] = defaultdict(dict)
    phrases: dict[str, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
    for language, concept, text in words():
        parts = fold(text.rstrip("*")).split()
        if not parts:
            continue
        if len(parts) > 1:
            phrases[parts[0]].append((tuple(parts[1:]), language, concept))
        else:
            (stems if text.endswith("*") else exact)[parts[0]].setdefault(language, concept)
    return _Lexicon(dict(exact), dict(stems), dict(phrases))


@lru_cache(maxsize=16_384)
def concepts_of(word: str) -> Mapping[str, str]:
    """Language -> what one folded word stands for there: as it is listed, else by the longest stem."""
    found = _direct(word)
    if not found:
        for written, spoken in _DIGRAPHS:
            if written in word:
                found = found or _direct(word.replace(written, spoken))
    return found


def _direct(word: str) -> dict[str, str]:
    lexicon = _lexicon()
    found = dict(lexicon.exact.get(word, ()))
    for length in range(len(word), _SHORTEST_STEM - 1, -1):
        if len(word) - length > _ENDINGS[min(length, len(_ENDINGS) - 1)]:
            break
        for language, concept in lexicon.stems.get(word[:length], {}).items():
            found.setdefault(language, concept)
    return found


def spelled_out(text: str) -> str:
    """The text with its contracted words in full: “Ημ/νία” is “ημερομηνια”, and no start beside an end.

    Only where what stands behind the stroke is no word, and all known words that begin and end so are one concept.
    """
    return _CONTRACTED.sub(lambda found: _in_full(fold(found[1]), fold(found[2])) or found[0], text)


@lru_cache(maxsize=1024)
def _in_full(beginning: str, end: str) -> str:
    if concepts_of(end):
        return ""
    found: dict[str, str] = {}
    for stems, most in ((_lexicon().exact, 0), (_lexicon().stems, 2)):
        for stem, spoken in stems.items():
            if not stem.startswith(beginning) or len(stem) < len(beginning) + len(end):
                continue
            for length in range(len(end), max(1, len(end) - most - 1), -1):
                if stem.endswith(end[:length]):
                    found.update(dict.fromkeys(spoken.values(), stem + end[length:]))
                    break
    return next(iter(found.values())) if len(found) == 1 else ""


def _compound(word: str, language: str) -> frozenset[str] | None:
    """The concepts of the members of one long word; None where it does not fall into known words."""
    if len(word) < _SHORTEST_COMPOUND:
        return None
    return next((frozenset(members) for members in _members(word, language, _MOST_MEMBERS)), None)


@lru_cache(maxsize=16_384)
def _split(word: str, language: str) -> frozenset[str] | None:
    """The members of a word that is not itself a stem with an ending: “Projekttitel” is no ending of “Projekt”."""
    stems = _lexicon().stems
    if any(language in stems.get(word[: len(word) - ending], ()) for ending in range(3)):
        return None
    return _compound(word, language)


def _members(word: str, language: str, most: int) -> Iterator[tuple[str, ...]]:
    for end in range(len(word) - _SHORTEST_MEMBER, _SHORTEST_MEMBER - 1, -1):
        head = _member(word[:end], language)
        if head is None:
            continue
        tail = _member(word[end:], language, last=True)
        if tail is not None:
            yield (head, tail)
        elif most > 2:
            for rest in _members(word[end:], language, most - 1):
                yield (head, *rest)


def _member(text: str, language: str, *, last: bool = False) -> str | None:
    """The concept of one member: a whole word with a linking sound, or a stem with the shortest of endings."""
    lexicon = _lexicon()
    for link in _LINKS if not last else ("",):
        stem = text.removesuffix(link) if link else text
        if len(stem) < _SHORTEST_MEMBER or (link and stem == text):
            continue
        concept = lexicon.exact.get(stem, {}).get(language) or lexicon.stems.get(stem, {}).get(language)
        if concept is not None and concept != FILLER:
            return concept
    return concepts_of(text).get(language) if last and len(text) > _SHORT_STEM else None


@lru_cache(maxsize=16_384)
def says_nothing(word: str) -> bool:
    """Whether a folded word adds nothing to a heading, in whatever language it is: “of”, “des”, “project”."""
    found = set(concepts_of(word).values())
    return bool(found) and found <= {FILLER, PROJECT} and not any(_split(word, each) for each in _COMPOUNDING)


@lru_cache(maxsize=8192)
def readings(folded: str) -> tuple[Reading, ...]:
    """The heading in the languages that know it best; none for a sentence or for words known nowhere."""
    tokens = folded.split()
    if not tokens or len(tokens) > MOST_WORDS:
        return ()
    hits: Counter[str] = Counter()
    for token in tokens:
        hits.update(concepts_of(token).keys())
    content = sum(1 for token in tokens if len(token) > 1)
    best = max(hits.values(), default=0)
    if best * 2 < content and content > 3:
        return ()
    candidates = {language for language, count in hits.items() if count >= best - 1}
    if best < content:
        longs = [token for token in tokens if len(token) >= _SHORTEST_COMPOUND]
        candidates.update(each for each in _COMPOUNDING if any(_split(token, each) for token in longs))
    spans = _phrases_in(tokens)
    candidates.update(language for language, _ in spans)
    found = [_read(tokens, language, spans) for language in sorted(candidates)]
    found = [reading for reading in found if reading.concepts]
    best_known = max(((-reading.unknown, reading.strength) for reading in found), default=None)
    return tuple(reading for reading in found if (-reading.unknown, reading.strength) == best_known)


def _phrases_in(tokens: Sequence[str]) -> dict[tuple[str, int], tuple[int, str]]:
    """(language, position) -> (words, concept) of the phrases that begin there; the longer before the shorter."""
    spans: dict[tuple[str, int], tuple[int, str]] = {}
    for at, token in enumerate(tokens):
        for rest, language, concept in _lexicon().phrases.get(token, ()):
            if tuple(tokens[at + 1 : at + 1 + len(rest)]) == rest and spans.get((language, at), (0, ""))[0] <= len(
                rest
            ):
                spans[language, at] = (len(rest) + 1, concept)
    return spans


def _read(tokens: Sequence[str], language: str, spans: Mapping[tuple[str, int], tuple[int, str]]) -> Reading:
    concepts: set[str] = set()
    exact = _lexicon().exact
    known = unknown = strength = at = 0
    while at < len(tokens):
        token = tokens[at]
        length, concept = spans.get((language, at), (1, concepts_of(token).get(language)))
        at += length
        listed = length > 1 or language in exact.get(token, ())
        members = None if listed or language not in _COMPOUNDING else _split(token, language)
        if members:
            concepts |= members
        elif concept is not None:
            concepts.add(concept)
        elif token.isdigit():
            unknown += len(token) == 4  # a year: “Budget 2024” is not the budget
            continue
        else:
            unknown += len(token) > 1
            continue
        known += bool(members) or concept != FILLER
        strength += 3 * length if listed else 2 * max(1, len(members or ()))
    return Reading(language, frozenset(concepts - {FILLER}), known, unknown, strength)
