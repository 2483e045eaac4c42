"""How often a heading is understood: against what volunteers said that real headings of EU lists mean, and how fast.

The sample lies beside the project and is no part of it; where it is absent, that is said, and the speed alone measured.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.instance import instance
from benchmarks.timing import median
from imports.directory import load_vocabulary
from imports.fields import FIELD_BY_NAME
from imports.fields.meanings import likely, meaning
from imports.fields.meanings.lexicon import concepts_of, readings, says_nothing
from imports.mapping import propose
from imports.normalise import Vocabulary
from imports.read.sheets import CellValue
from portfolio.core.text import fold
from portfolio.extensions import db

SAMPLE = Path(__file__).resolve().parents[2] / "shared" / "data" / "real" / "header_meanings_sample.csv"

#: The volunteers' name -> our field; whatever is not here has no field, and a heading of it should be left alone.
#: The reasons (beneficiary, eligible amount): docs/decisions/0010-what-a-heading-means.md.
MEANS = {
    "project_id": "code", "project_name": "title", "project_description": "summary",
    "starting_date": "start", "start_date": "start", "completion_date": "end",
    "total_amount": "budget_amount", "total_amount_eligible": "budget_amount",
    "beneficiary_name": "implementers",
    "beneficiary_country": "places", "beneficiary_country_code": "places",
}  # fmt: skip

#: Cells such as a column of that meaning holds, for the score with content.
CELLS: dict[str, Sequence[CellValue]] = {
    "code": ("2014-HR-001", "2014-HR-002", "2015-HR-017"),
    "title": ("Safer networks for towns", "A laboratory for digital evidence", "Training of judges"),
    "summary": ("Equipment and training for the national response team, in three steps until 2020.",) * 2,
    "start": ("2014-05-01", "2015-09-15", "2016-01-01"),
    "end": ("2018-12-31", "2019-06-30", "2020-03-31"),
    "budget_amount": (125000.0, 48250.5, 2310000.0),
    "implementers": ("Ministry of Justice", "Technical University", "Networks Ltd"),
    "places": ("Kenya", "Ghana", "Mali"),
}
#: A wrong mapping is worse than a missing one: it is believed.
WRONG_COUNTS = 5
COLUMNS = 500


def run() -> Iterator[str]:
    """Right, missing and wrong, headings alone and with cells; then the speed of a very wide sheet."""
    with instance():
        vocabulary = load_vocabulary(db.session)
    if SAMPLE.is_file():
        yield from _accuracy(vocabulary)
    else:
        yield f"understanding headings: NOT MEASURED, the sample {SAMPLE.name} is not here"
    headings = [(at, f"{text} {at // 8 or ''}".strip()) for at in range(COLUMNS) for text in [_TEXTS[at % len(_TEXTS)]]]
    cells = {at: CELLS[name] for at, name in zip(range(COLUMNS), [*CELLS] * COLUMNS, strict=False)}

    def mapped() -> object:
        for remembering in (meaning, likely, readings, concepts_of, says_nothing, fold):  # as if never seen before
            remembering.cache_clear()
        return propose(headings, cells, recogniser=vocabulary)

    yield f"mapping of {COLUMNS} columns never seen before: {median(mapped) * 1000:.0f} ms, aim below 100"


_TEXTS = ("Kód projektu", "Name of beneficiary / Nazwa beneficjenta", "Zusammenfassung des Vorhabens", "Date of start",
          "Gesamtkosten (EUR)", "Something else", "Data zakończenia", "Country")  # fmt: skip


def _accuracy(vocabulary: Vocabulary) -> Iterator[str]:
    said = ", ".join(f"{name} = {field}" for name, field in MEANS.items())
    yield f"understanding headings, by the sample {SAMPLE.name}\n    {said}; any other name = none of ours"
    with SAMPLE.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["maps_to"]]
    for name, with_cells in (("headings alone", False), ("with cells", True)):
        whole: Counter[str] = Counter()
        halves: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        for row in rows:
            verdict = _verdict(row, vocabulary if with_cells else None)
            whole[verdict] += 1
            halves[_is_held_out(row["header"])][verdict] += 1
        yield f"    {name}: {_line(whole)}"
        yield f"        half that was looked at: {_line(halves[False])}"
        yield f"        half that was only scored: {_line(halves[True])}"


def _verdict(row: dict[str, str], vocabulary: Vocabulary | None) -> str:
    wanted = MEANS.get(row["maps_to"])
    cells = {0: CELLS[wanted]} if vocabulary is not None and wanted else {}
    match = propose([(0, row["header"])], cells, recogniser=vocabulary).columns[0]
    got = match.field if match.taken else None
    assert got is None or got in FIELD_BY_NAME
    if wanted is None:
        return "left alone" if got is None else "taken for nothing"
    return "missing" if got is None else "right" if got == wanted else "wrong"


def _is_held_out(heading: str) -> bool:
    """The half that nobody looked at while the headings were written; the same heading is always in the same half."""
    return hashlib.sha256(fold(heading).encode()).digest()[-1] % 2 == 1


def _line(tally: Counter[str]) -> str:
    ours = tally["right"] + tally["missing"] + tally["wrong"]
    others = tally["left alone"] + tally["taken for nothing"]
    shares = ", ".join(f"{word} {100 * tally[word] / ours:.1f} %" for word in ("right", "missing", "wrong"))
    score = (tally["right"] - WRONG_COUNTS * (tally["wrong"] + tally["taken for nothing"])) / ours
    return (
        f"of {ours} with a field {shares}; of {others} without one {tally['taken for nothing']} taken all the same;"
        f" weighted score {score:.2f}"
    )
