"""The services of the tests keep their word: a database of one's own, nothing left, nothing skipped in silence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from tests import services
from tests.services import databases, reuse


def build(url: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE place (name TEXT)")
        connection.exec_driver_sql("INSERT INTO place VALUES ('Ålesund')")
    engine.dispose()


@pytest.fixture
def own_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as a test run of its own would share, so that this file's template is not taken for the product's."""
    folder = tmp_path / "run"
    folder.mkdir()
    monkeypatch.setenv(services.FOLDER_VARIABLE, str(folder))
    return folder


def names(url: str) -> list[str]:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO place VALUES ('Tonga')")
        found = list(connection.exec_driver_sql("SELECT name FROM place ORDER BY name").scalars())
    engine.dispose()
    return found


def test_each_copy_of_the_template_starts_where_the_template_ended(own_run: Path, tmp_path: Path) -> None:
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        with databases.fresh_sqlite(folder, build) as url:
            assert names(url) == ["Tonga", "Ålesund"]


def test_the_template_is_made_once_in_a_run(own_run: Path, tmp_path: Path) -> None:
    built: list[str] = []

    def count(url: str) -> None:
        built.append(url)
        build(url)

    for _ in range(3):
        with databases.fresh_sqlite(tmp_path, count):
            pass
    assert len(built) == 1


TOWNS = (
    "CREATE TABLE town (id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name TEXT UNIQUE)",
    "CREATE TABLE house (town INTEGER NOT NULL REFERENCES town)",
    "INSERT INTO town (name) VALUES ('Nadi'), ('Suva')",
    "INSERT INTO house VALUES (1)",
    "CREATE TABLE street (id SERIAL, name TEXT)",
    "SELECT setval('street_id_seq', 7, false)",
)

CHANGES_OF_SCHEMA = (
    "CREATE INDEX odd ON town (name)",
    "ALTER TABLE house ADD COLUMN floors INTEGER DEFAULT 1",
    "ALTER TABLE house DROP COLUMN floors",
    "CREATE FUNCTION one() RETURNS INTEGER LANGUAGE sql AS 'SELECT 1'",
    "CREATE TABLE bridge (name TEXT)",
    "GRANT CREATE ON SCHEMA public TO PUBLIC",
    "DROP TABLE street",
)


def test_a_postgresql_database_is_put_back_to_what_it_was() -> None:
    with databases.fresh_postgresql(None) as url:
        address = sa.make_url(url)
        with psycopg.connect(
            host=str(address.query["host"]), user=address.username, dbname=address.database
        ) as open_one:
            open_one.autocommit = True

            def held() -> list[tuple[object, ...]]:
                return open_one.execute("SELECT * FROM town LEFT JOIN house ON town = id ORDER BY 1").fetchall()

            for statement in TOWNS:
                open_one.execute(statement)
            before = held()
            pristine = reuse.look_at(open_one)
            used = reuse.Reusable("towns", open_one, reuse.states_of(open_one, pristine))
            for statements in (
                ["INSERT INTO town (name) VALUES ('Labasa')", "INSERT INTO house VALUES (3), (2)"],
                ["INSERT INTO street (name) VALUES ('Thomson Street')", "DELETE FROM house"],
                ["UPDATE town SET name = 'Ba' WHERE id = 1"],
                ["DELETE FROM house", "DELETE FROM town WHERE id = 2", "INSERT INTO town (name) VALUES ('Lautoka')"],
            ):
                for statement in statements:
                    open_one.execute(statement)
                assert held() != before
                assert reuse.put_back(pristine, used)
                assert held() == before
            open_one.execute("SET session_replication_role = origin")
            assert open_one.execute("INSERT INTO town (name) VALUES ('Levuka') RETURNING id").fetchone() == (3,)
            assert open_one.execute("INSERT INTO street (name) VALUES ('Victoria Parade') RETURNING id").fetchone() == (
                7,
            )
            for statement in CHANGES_OF_SCHEMA:
                used = reuse.Reusable("towns", open_one, reuse.states_of(open_one, pristine))
                open_one.execute(statement)
                assert not reuse.put_back(pristine, used), f"{statement} made it useless"


def test_who_still_holds_a_database_is_sent_away_before_it_is_put_back() -> None:
    with databases.fresh_postgresql(None) as url:
        place = sa.make_url(url)
        where = {"host": str(place.query["host"]), "user": place.username, "dbname": place.database}
        with psycopg.connect(**where, autocommit=True) as ours, psycopg.connect(**where) as other:
            for statement in TOWNS:
                ours.execute(statement)
            pristine = reuse.look_at(ours)
            used = reuse.Reusable("towns", ours, reuse.states_of(ours, pristine))
            other.execute("LOCK TABLE town")
            assert reuse.put_back(pristine, used)
            with pytest.raises(psycopg.OperationalError):
                other.execute("SELECT 1")


def test_a_closed_connection_comes_back_as_if_it_were_new(postgresql_url: str) -> None:
    seen = []
    for _ in range(2):
        engine = sa.create_engine(postgresql_url)
        with engine.connect() as connection:
            ask = connection.exec_driver_sql
            seen.append(ask("SELECT pg_backend_pid()").scalar())
            assert ask("SHOW lock_timeout").scalar() == "0"
            held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
            assert ask(held).scalar() == 0
            assert ask("SELECT to_regclass('pg_temp.leftover')").scalar() is None
            ask("SET lock_timeout = '7s'")
            ask("CREATE TEMPORARY TABLE leftover (name TEXT)")
            ask("SELECT pg_advisory_lock(7)")
            connection.commit()
        engine.dispose()
    assert seen[0] == seen[1]


def test_an_empty_postgresql_database_is_private_knows_letters_and_is_gone_afterwards() -> None:
    with databases.fresh_postgresql(None) as url:
        build(url)
        assert names(url) == ["Tonga", "Ålesund"]
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT upper('ålesund')").scalar() == "ÅLESUND"
            assert connection.exec_driver_sql("SHOW listen_addresses").scalar() == ""
        engine.dispose()
    engine = sa.create_engine(url)
    with pytest.raises(sa.exc.OperationalError, match="does not exist"):
        engine.connect()
    engine.dispose()


@pytest.mark.parametrize(
    ("ci", "outcome"), [("true", lambda: pytest.fail.Exception), ("false", lambda: pytest.skip.Exception)]
)
def test_a_missing_service_skips_the_test_but_fails_it_on_ci(
    ci: str, outcome: Callable[[], type[BaseException]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome(), match="this machine has no Chromium"):
        services.require("Chromium", None)
