"""The few titles that are compared closely: what looking at all of them would find is among them."""

from __future__ import annotations

import random

import pytest

from imports.candidates import Titles
from imports.likeness import ASKED, NEAR, face_of, likeness

WORDS = [
    "cyber", "security", "resilience", "capacity", "building", "support", "to", "the", "in", "of", "for", "and",
    "national", "regional", "strategy", "response", "teams", "justice", "training", "police", "judges", "evidence",
    "electronic", "crime", "action", "against", "programme", "africa", "asia", "balkans", "partnership", "eastern",
    "southern", "neighbourhood", "pacific", "caribbean", "digital", "governance", "critical", "infrastructure",
    "protection", "incident", "legislation", "convention", "cooperation", "international", "law", "enforcement",
]  # fmt: skip


def made_up(chance: random.Random, vocabulary: list[str]) -> str:
    weights = [1 / (place + 3) for place in range(len(vocabulary))]
    return " ".join(chance.choices(vocabulary, weights, k=chance.randint(4, 10)))


def misspelt(chance: random.Random, title: str, vocabulary: list[str]) -> str:
    words = title.split()
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(len(words))
        slip = chance.choice(["letter", "more", "word", "moved"])
        if slip == "letter" and len(words[at]) > 3:
            words[at] = words[at][:-2] + words[at][-1]
        elif slip == "more":
            words.insert(at, chance.choice(vocabulary))
        elif slip == "word" and len(words) > 4:
            del words[at]
        else:
            words.append(words.pop(at))
    return " ".join(words)


@pytest.mark.parametrize(
    ("vocabulary", "least"),
    [
        pytest.param([a + b for a in WORDS for b in WORDS], 0.995, id="titles of many different words"),
        pytest.param(WORDS, 0.95, id="titles that all use the same few words"),
    ],
)
def test_what_a_comparison_with_all_titles_would_find_is_found(vocabulary: list[str], least: float) -> None:
    chance = random.Random(7)
    titles = [made_up(chance, vocabulary) for _ in range(1500)]
    rows = [misspelt(chance, chance.choice(titles), vocabulary) for _ in range(100)]
    faces = [face_of({"title": title}) for title in titles]
    index = Titles(titles)
    wanted = found = 0
    for row in rows:
        face = face_of({"title": row})
        scores = [likeness(face, other)[0] for other in faces]
        best = {place for place, score in enumerate(scores) if score >= ASKED and score == max(scores)}
        if best:
            wanted += 1
            found += bool(best & set(index.near(row, NEAR)))
    assert wanted > 80
    assert found / wanted >= least


def test_few_titles_are_given_however_many_share_words() -> None:
    index = Titles([f"support to the national strategy number {word}" for word in WORDS * 20])
    assert len(index.near("support to the national strategy", NEAR)) <= 40


def test_a_short_title_inside_a_long_one_is_found() -> None:
    index = Titles(["action on cybercrime", "training of judges in the southern neighbourhood"])
    assert 0 in index.near("glacy action on cybercrime for the whole of the eastern partnership region", NEAR)


def test_a_title_misspelt_in_each_of_its_few_words_is_found() -> None:
    index = Titles(["electronic evidence", "training of judges"])
    assert index.near("elektronic evidense", NEAR) == [0]


def test_no_title_is_near_where_there_is_none() -> None:
    assert Titles([]).near("electronic evidence", NEAR) == []
    assert Titles(["electronic evidence"]).near("", NEAR) == []
