"""How places are read: a list of spellings, and every name of a country that Babel has in any of its languages.

Right is right alone; what is asked must offer the right one; what is missing is left out and said; wrong is a place
that nobody meant, and there must be none.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel import localedata

from benchmarks.instance import instance
from imports.directory import load_vocabulary
from imports.normalise.flaws import BLANK
from imports.normalise.gazetteer import Gazetteer
from imports.normalise.places import PlaceReader
from imports.normalise.territories import own_territories
from imports.normalise.variants import Target
from portfolio.extensions import db

_ASKING = ("ambiguous-place", "close-place", "part-of-place")
VERDICTS = ("right", "asked", "missing", "wrong")
#: A list of spellings in use, with what each means; it is no part of the product.
SAMPLE = Path(__file__).resolve().parents[1].parent / "shared/data/real/place_spellings_sample.csv"
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Spelling:
    """How somebody writes something, the places meant (none: no place), and whether it has to be asked."""

    text: str
    meant: frozenset[Target]
    ask: bool = False
    where: str = ""


@dataclass(slots=True)
class Score:
    """How many spellings got which verdict, and those that were not right."""

    counts: Counter[str] = field(default_factory=Counter)
    others: dict[str, list[Spelling]] = field(default_factory=dict)

    def line(self, name: str) -> str:
        """One line of the table, with some of those that are missing or wrong."""
        total = sum(self.counts.values())
        parts = ", ".join(f"{self.counts[verdict]} {verdict}" for verdict in VERDICTS)
        share = 100 * (self.counts["right"] + self.counts["asked"]) / max(1, total)
        shown = [
            f"\n    {verdict}: " + "; ".join(f"{one.text} ({one.where})" for one in self.others[verdict][:_SHOWN])
            for verdict in ("missing", "wrong")
            if self.others.get(verdict)
        ]
        return (
            f"places, {name}: {total} spellings: {parts}; right or asked {share:.2f} %, aim 100 %, none wrong"
            + "".join(shown)
        )


def babel_names(countries: Iterable[str]) -> Iterator[Spelling]:
    """Every different name of these countries (ISO 3166-1 alpha-2, and XK) in every locale that Babel brings."""
    wanted, met = set(countries), set()
    for locale in localedata.locale_identifiers():
        for code, name in own_territories(locale).items():
            if code in wanted and (code, name) not in met:
                met.add((code, name))
                yield Spelling(name, frozenset({("country", code)}), where=f"{code}, {locale}")


def sample(path: Path = SAMPLE) -> list[Spelling]:
    """The list of spellings; empty where it is absent."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return [_of_row(row["as written"], row["meaning"]) for row in csv.DictReader(lines)]


def _of_row(text: str, meaning: str) -> Spelling:
    if meaning.startswith("ask:"):
        return Spelling(text, frozenset(), True, meaning)
    if meaning.startswith("no place"):
        return Spelling(text, frozenset(), where=meaning)
    if meaning.startswith("region:"):
        return Spelling(text, frozenset({("region", meaning.removeprefix("region:").strip())}), where=meaning)
    if meaning.startswith("organisation:"):
        return Spelling(
            text, frozenset({("organisation", meaning.removeprefix("organisation:").strip())}), where=meaning
        )
    codes = meaning.split(" (")[0].split(";")
    return Spelling(text, frozenset(("country", code) for code in codes), where=meaning)


def judge(spelling: Spelling, reader: PlaceReader) -> str:
    """The verdict of what the reader makes of a cell with this spelling alone."""
    cell = reader.read(spelling.text)
    found = frozenset() if cell.value is BLANK else frozenset(target for target, _, _ in cell.value)
    codes = {flaw.code for flaw in cell.flaws}
    if found:
        return "right" if not spelling.ask and _same(found, spelling.meant, reader.gazetteer) else "wrong"
    if not spelling.meant and not spelling.ask:
        return "right" if "worldwide" in codes else "missing"
    answers = [flaw.words.get("answers") for flaw in cell.flaws if flaw.code in _ASKING]
    offered = {answer for some in answers if isinstance(some, tuple) for answer in some}
    meant = {f"{kind}:{code}" for kind, code in spelling.meant}
    return "asked" if offered and meant <= offered else "missing"


def _same(found: frozenset[Target], meant: frozenset[Target], gazetteer: Gazetteer) -> bool:
    """Whether both are the same places; a region of the list may go by a longer title here."""
    if found == meant:
        return True
    (other,) = meant if len(meant) == 1 else (("", ""),)
    return len(found) == 1 and other[0] == "region" and all(gazetteer.title(one).startswith(other[1]) for one in found)


def score(spellings: Sequence[Spelling], gazetteer: Gazetteer) -> Score:
    """The verdicts of all of them."""
    reader, result = PlaceReader(gazetteer), Score()
    for spelling in spellings:
        verdict = judge(spelling, reader)
        result.counts[verdict] += 1
        if verdict != "right":
            result.others.setdefault(verdict, []).append(spelling)
    return result


def run() -> Iterator[str]:
    """The table of accuracy."""
    with instance():
        gazetteer = load_vocabulary(db.session).places
    spellings = sample()
    if spellings:
        yield score(spellings, gazetteer).line("list of spellings in use")
    else:
        yield f"places, list of spellings in use: not measured, {SAMPLE.name} is not here"
    countries = [code for kind, code in gazetteer.titles if kind == "country"]
    yield score(list(babel_names(countries)), gazetteer).line("names in Babel's languages")
