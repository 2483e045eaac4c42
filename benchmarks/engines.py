"""The plain counts of the region grid by our columns and by others who hold the same facts, at four sizes.

Each of the others gets the most favourable form: one table of (cell, start, end, status), a row for every project in
every cell, ordered by cell, in memory or indexed; what it is asked is one filter and one count by cell. Everybody may
prepare: what that takes stands beside the counts. Ours is the spreading of projects over the cells, which the others
are given, and for many entries their days in order. Beside them stand the whole grid with states, money and depth,
which none of them gives, by regions and by countries, ten years month by month, one funder of two hundred, the grid
after one edit, and what is held in memory.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import psycopg

from benchmarks.instance import AS_OF, instance
from benchmarks.timing import beside, line, median
from portfolio.core.almanac import FROM_ENTRIES, Almanac
from portfolio.core.cliffs import states_over
from portfolio.core.columns import NOT_KNOWN, Days, Ints, Links
from portfolio.core.course import month_starts
from portfolio.core.coverage import build_grid, count_grid
from portfolio.core.facts import Facts
from portfolio.core.geography import Geography
from portfolio.core.periods import add_months, day_number
from portfolio.core.presence import Cells, expand
from portfolio.core.renewal import descent, renewed
from portfolio.core.terms import Axis, OrganisationRole, Precision, Status, Tier
from portfolio.coverage.facts import Shelf
from portfolio.extensions import db
from tests.services import postgresql
from tools.services import find_postgresql

Made = TypeVar("Made")
Ask = Callable[[], list[tuple[int, int]]]

SIZES = (1_000, 10_000, 100_000, 1_000_000)
FUNDERS = 200
#: Of the course of states: two years back, eight ahead.
MONTHS = 120
STATUSES = (Status.IMPLEMENTATION.number, Status.CLOSED.number, Status.PIPELINE.number)
FIRST, LAST = day_number(AS_OF), day_number(add_months(AS_OF, 12))


def run() -> Iterator[str]:
    """A line for every size and engine."""
    with instance():
        portfolio = Shelf().get(db.session())
    framework = tuple(row.key for row in portfolio.frameworks["eu-cyber-diplomacy-15"][1])
    countries = np.array([place.key for place in portfolio.geography.columns(Axis.COUNTRY)][:90])
    for size in SIZES:
        facts = made_up(size, np.array(framework), countries)
        arguments = {"framework": framework, "axis": Axis.REGION, "as_of": AS_OF}
        counts = partial(count_grid, facts, portfolio.geography, **arguments)
        whole = partial(build_grid, geography=portfolio.geography, **arguments)
        rounds = 3 if size > 100_000 else 7
        expansion, seconds = _taken(partial(expand, facts, portfolio.geography, framework, Axis.REGION, AS_OF))
        cells = expansion.cells
        yield f"counts, {size} projects, prepared: columns, spread over {len(cells.cell)} entries: {seconds:.2f} s"
        if len(cells.cell) >= FROM_ENTRIES:
            days, seconds = _taken(partial(Almanac.of, facts, cells))
            held = (days.starts.numbers.nbytes + days.ends.numbers.nbytes) / 2**20
            yield f"    columns, their days in order: {seconds:.2f} s, {held:.1f} MiB"
        expected = counts().ravel()
        for name, seconds, ask in engines(facts, cells):
            found = np.zeros(len(expected), dtype=np.int64)
            for cell, number in ask():
                found[cell] = number
            assert np.array_equal(found, expected), name
            yield line(f"counts, {size} projects", "columns", name, beside(counts, ask, rounds), "below 1")
            yield f"    {name}, prepared: {seconds:.2f} s"
        grid = median(partial(whole, facts), rounds)
        funder = median(partial(_of_funder, facts, whole), rounds)
        yield f"    the whole grid with states, money and depth: {grid * 1000:.1f} ms"
        yield f"    one funder of {FUNDERS}, from nothing: {funder * 1000:.1f} ms"
        yield from _more(facts, portfolio.geography, arguments, rounds)


def _more(facts: Facts, geography: Geography, arguments: dict[str, Any], rounds: int) -> Iterator[str]:
    """The country grid, ten years month by month, one edit, and what is held in memory; all of warm columns."""
    by_country = partial(build_grid, facts, geography, **{**arguments, "axis": Axis.COUNTRY})
    days = month_starts(add_months(AS_OF, -24), MONTHS)
    course = partial(states_over, facts, geography, framework=arguments["framework"], axis=arguments["axis"], days=days)
    for name, ask in (("the country grid", by_country), (f"states of {MONTHS} months", course)):
        ask()
        yield f"    {name}: {median(ask, rounds) * 1000:.1f} ms"
    first, second = (facts.select(facts.ids == number) for number in (1, 2))
    edited = replace(first, places=second.places, titles=("Another title",))

    def followed() -> object:
        later = renewed(facts, edited, ())
        return build_grid(replace(later, descent=descent(facts, later)), geography, **arguments)

    def anew() -> object:
        return build_grid(replace(facts, _kept={}), geography, **arguments)

    # Columns alone: what is loaded of the database stands beside it in the benchmark of the grid.
    yield line("    the grid after one edit", "followed", "spread anew", beside(followed, anew, 3), "below 1")
    spread = expand(facts, geography, arguments["framework"], arguments["axis"], AS_OF)
    yield f"    held: facts {_held(facts) / 2**20:.0f} MiB, spread over regions {_held(spread) / 2**20:.0f} MiB"


def _held(thing: object) -> int:
    """Bytes of the columns in a record and in the records it holds; texts are not counted."""
    if isinstance(thing, np.ndarray):
        return int(thing.nbytes)
    if not is_dataclass(thing):
        return 0
    return sum(_held(getattr(thing, one.name)) for one in fields(thing))


def _taken(make: Callable[[], Made]) -> tuple[Made, float]:
    start = time.perf_counter()
    return make(), time.perf_counter() - start


def _of_funder(facts: Facts, whole: Callable[[Facts], object]) -> object:
    links = facts.organisations
    mask = np.zeros(len(facts), dtype=np.bool_)
    mask[links.project[(links.key == 7) & (links.grade == OrganisationRole.FUNDER.number)]] = True
    return whole(facts.select(mask))


def made_up(size: int, objectives: Ints, countries: Ints, seed: int = 7) -> Facts:
    """A portfolio of three objectives, three countries and three organisations a project, as columns."""
    chance = np.random.default_rng(seed)
    starts = chance.integers(day_number(date(2014, 1, 1)), day_number(date(2028, 1, 1)), size).astype(np.int32)
    day = np.full(size, Precision.DAY.number, dtype=np.int8)
    project = np.repeat(np.arange(size, dtype=np.int32), 3)
    share = np.full(3 * size, NOT_KNOWN, dtype=np.int32)

    def three(keys: Ints) -> Ints:
        """One of each third of the keys, so that they differ and stand in their order."""
        third = len(keys) // 3
        return np.sort(keys)[chance.integers(0, third, (size, 3)) + np.arange(3) * third].ravel()

    organisations = np.stack([chance.integers(1, FUNDERS + 1, size), *chance.integers(201, 601, (2, size))], axis=1)
    organisations[:, 2] += 400
    roles = np.array(
        [OrganisationRole.FUNDER.number, OrganisationRole.IMPLEMENTER.number, OrganisationRole.PARTNER.number]
    )
    return Facts(
        ids=np.arange(1, size + 1),
        codes=tuple(f"B-{number}" for number in range(size)),
        titles=("Made up",) * size,
        strand=np.ones(size, dtype=np.int8),
        status=chance.choice(np.array(STATUSES, dtype=np.int8), size),
        starts=starts,
        ends=(starts + chance.integers(365, 5 * 365, size)).astype(np.int32),
        start_precision=day,
        end_precision=day,
        budget=chance.integers(5_000_000, 2_000_000_000, size),
        without_rate=np.zeros(size, dtype=np.bool_),
        parent_ids=np.full(size, np.iinfo(np.int64).min),
        reviewed=np.full(size, FIRST, dtype=np.int32),
        objectives=Links(project, three(objectives), chance.integers(1, 3, 3 * size).astype(np.int8), share),
        places=Links(project, three(countries), np.full(3 * size, Tier.PRIORITY.number, dtype=np.int8), share),
        organisations=Links(project, organisations.ravel(), np.tile(roles.astype(np.int8), size), share),
    )


def engines(facts: Facts, cells: Cells) -> Iterator[tuple[str, float, Ask]]:
    """Name, seconds of preparing and question of every engine; all are closed before the next."""
    columns: dict[str, Days] = {
        "cell": cells.cell.astype(np.int32),
        "starts": facts.starts[cells.project],
        "ends": facts.ends[cells.project],
        "status": facts.status[cells.project],
    }
    frame, seconds = _taken(lambda: pd.DataFrame(columns))

    def by_pandas() -> list[tuple[int, int]]:
        kept = (frame["starts"] <= LAST) & (frame["ends"] >= FIRST) & frame["status"].isin(STATUSES)
        return list(frame["cell"][kept].value_counts(sort=False).items())

    yield "pandas", seconds, by_pandas
    # What polars is told of the order makes it twice as fast.
    table, seconds = _taken(lambda: pl.DataFrame(columns).with_columns(pl.col("cell").set_sorted()))

    def by_polars() -> list[tuple[int, int]]:
        asked = table.lazy().filter(
            (pl.col("starts") <= LAST) & (pl.col("ends") >= FIRST) & pl.col("status").is_in(STATUSES)
        )
        return asked.group_by("cell").len().collect().rows()

    yield "polars", seconds, by_polars
    where = f"starts <= {LAST} AND ends >= {FIRST} AND status IN {STATUSES}"
    question = f"SELECT cell, count(*) FROM fact WHERE {where} GROUP BY cell"
    with duckdb.connect() as duck:
        duck.register("given", frame)
        _, seconds = _taken(lambda: duck.execute("CREATE TABLE fact AS SELECT * FROM given"))
        yield "DuckDB", seconds, lambda: duck.execute(question).fetchall()
    lite = sqlite3.connect(":memory:")
    _, seconds = _taken(lambda: _fill_sqlite(lite, columns))
    yield "SQLite, a table with a covering index", seconds, lambda: lite.execute(question).fetchall()
    lite.close()
    programs = find_postgresql()
    if programs is None:
        return
    with (
        served(programs) as cluster,
        psycopg.connect(host=str(cluster.sockets), user=cluster.user, dbname="postgres") as pg,
    ):
        _, seconds = _taken(lambda: _fill_postgresql(pg, frame))
        yield "PostgreSQL, a table with a covering index", seconds, lambda: pg.execute(question).fetchall()


def _fill_sqlite(lite: sqlite3.Connection, columns: dict[str, Days]) -> None:
    lite.execute("CREATE TABLE fact (cell INTEGER, starts INTEGER, ends INTEGER, status INTEGER)")
    lite.executemany("INSERT INTO fact VALUES (?, ?, ?, ?)", zip(*(c.tolist() for c in columns.values()), strict=True))
    lite.execute("CREATE INDEX fact_by_cell ON fact (cell, starts, ends, status)")


def _fill_postgresql(pg: psycopg.Connection[Any], frame: pd.DataFrame) -> None:
    pg.execute("CREATE TABLE fact (cell integer, starts integer, ends integer, status smallint)")
    with pg.cursor() as cursor, cursor.copy("COPY fact FROM STDIN") as copy:
        copy.write("".join(f"{a}\t{b}\t{c}\t{d}\n" for a, b, c, d in frame.itertuples(index=False)))
    pg.execute("CREATE INDEX ON fact (cell, starts, ends, status)")
    pg.commit()
    pg.autocommit = True
    pg.execute("VACUUM ANALYZE fact")


@contextmanager
def served(programs: Path) -> Iterator[postgresql.Cluster]:
    """A cluster of its own, as the tests have it."""
    folder = Path(tempfile.mkdtemp(prefix="cyber-portfolio-"))
    folder.chmod(0o711)
    try:
        yield postgresql.start_or_join(programs, folder)
    finally:
        postgresql.stop(programs, folder)
        shutil.rmtree(folder, ignore_errors=True)
