"""Candidates: which of many titles are worth comparing closely with one, found by the words they share. Pure.

Comparing every row with every project takes seconds for thousands; the words of a title, weighed by how rare they are,
leave a few hundred, and those are told apart by one compiled comparison.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations, pairwise
from math import log

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

#: Titles that share most, taken into the compiled comparison.
BLOCK = 200
#: Titles given for a closer look, at most, by either way of being alike.
CLOSELY = 20
#: A title shares at least this part of what the best one shares.
_LEAST_PART = 0.5
#: A title of which this much stands in the other one may be its short form.
_CONTAINED = 0.8
#: Titles of so few words may be misspelt in each; they are held against all when no word is known.
_FEW_WORDS = 3

#: Words are looked up from the rarest on until so many titles were found; a few words always are.
_FOUND = 2000
_ALWAYS = 4

_Word = tuple[NDArray[np.int32], float]


class Titles:
    """Titles, folded, to look for those near another one; made once for many questions."""

    def __init__(self, titles: Sequence[str]) -> None:
        found: dict[str, list[int]] = defaultdict(list)
        self._sorted: list[str] = []
        for index, title in enumerate(titles):
            words = sorted(title.split())
            self._sorted.append(" ".join(words))
            for word in set(words):
                found[word].append(index)
        count = len(titles)
        self._rarest = log(1 + count)
        self._words: dict[str, _Word] = {
            word: (np.array(held, np.int32), log(1 + count / len(held))) for word, held in found.items()
        }
        self._weights = np.zeros(count)
        for held, weight in self._words.values():
            self._weights[held] += weight

    def near(self, title: str, least: float) -> list[int]:
        """Indexes of titles that may reach `least` (0 to 100) beside `title`, likeliest first; a few too many."""
        words = title.split()
        spelled = " ".join(sorted(words))
        different = set(words)
        known = sorted((self._words[word] for word in different if word in self._words), key=_rarest_first)
        if not known:
            return self._among(spelled, range(len(self._sorted)), least) if len(words) <= _FEW_WORDS else []
        places, weights = zip(*known[: _telling(known)], strict=True)
        shared = np.bincount(
            np.concatenate(places), np.repeat(weights, [len(one) for one in places]), len(self._sorted)
        )
        block = np.flatnonzero(shared >= _LEAST_PART * shared.max())
        if len(block) > BLOCK:
            block = block[np.argpartition(shared[block], -BLOCK)[-BLOCK:]]
        found = self._among(spelled, block.tolist(), least)
        whole = sum(weights) + self._rarest * (len(different) - len(known))
        held = block[shared[block] >= _CONTAINED * np.minimum(whole, self._weights[block])]
        if len(held) > CLOSELY:
            held = held[np.argpartition(shared[held], -CLOSELY)[-CLOSELY:]]
        return list(dict.fromkeys([*found, *held.tolist()]))

    def _among(self, spelled: str, indexes: Sequence[int], least: float) -> list[int]:
        titles = [self._sorted[index] for index in indexes]
        found = process.extract(spelled, titles, scorer=fuzz.ratio, score_cutoff=least, limit=CLOSELY)
        return [indexes[at] for _, _, at in found]


def _rarest_first(word: _Word) -> float:
    return -word[1]


def _telling(words: Sequence[_Word]) -> int:
    """How many of the words, the rarest first, are looked up: where rare ones tell titles apart, common ones do not."""
    found = 0
    for count, (places, _) in enumerate(words):
        found += len(places)
        if count >= _ALWAYS and found > _FOUND:
            return count
    return len(words)


#: A word, or two words that follow each other in the alphabet, tells titles apart while no more titles have it.
_TELLS = 10


def near_pairs(titles: Sequence[str], least: float) -> list[tuple[int, int]]:
    """Pairs of indexes (earlier, later) of folded titles that reach `least` (0 to 100), in order.

    Titles that share no rare word and no rare pair of words are not compared, so that the time grows with the titles
    and not with their pairs.
    """
    spelled = []
    held: dict[str, list[int]] = defaultdict(list)
    for index, title in enumerate(titles):
        words = sorted(set(title.split()))
        spelled.append(" ".join(words))
        for word in words:
            held[word].append(index)
        for before, after in pairwise(words):
            held[f"{before} {after}"].append(index)
    pairs = {pair for some in held.values() if 1 < len(some) <= _TELLS for pair in combinations(some, 2)}
    alike, share = fuzz.ratio, least / 100
    found = []
    for one, two in pairs:
        first, second = spelled[one], spelled[two]
        # Told by their lengths alone: the shorter one is at best wholly in the longer one.
        if 2 * min(len(first), len(second)) >= share * (len(first) + len(second)) and alike(first, second) >= least:
            found.append((one, two))
    return sorted(found)
