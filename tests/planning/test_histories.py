"""Any history of edits, imports, undos and merges: each of its days is rebuilt from the change log as it stood then."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from random import Random

from flask import Flask

from imports import pipeline
from portfolio.core.people import COMMAND_LINE
from portfolio.coverage.material import Material, material_of_log, material_of_tables
from portfolio.coverage.recorded import position_on
from portfolio.errors import PortfolioError
from portfolio.extensions import db
from portfolio.projects.merging import merge_projects, merged_into, take_back_merge
from portfolio.projects.operations import ProjectUpdate, update_projects
from portfolio.projects.queries import load_projects
from tests.imports.books import csv_of, run
from tests.planning.past import Clock, create, writing
from tests.planning.past import clock as clock  # noqa: PLC0414
from tests.projects.stock import body, country, full, objective

STEPS = 24


class Walk:
    """Somebody who does one thing a day, chosen at random; what is refused leaves nothing behind."""

    def __init__(self, app: Flask, seed: int) -> None:
        self.app, self.chance = app, Random(seed)
        self.batches: list[int] = []
        self.number = 0

    def step(self) -> None:
        """One thing."""
        do = self.chance.choice(
            [self.add, self.edit, self.edit, self.archive, self.rename, self.bring, self.bring, self.undo, self.merge,
             self.merge, self.part]
        )  # fmt: skip
        with suppress(PortfolioError):
            do()

    def _code(self) -> str:
        self.number += 1
        return f"W-{self.number}"

    def _any(self, most: int = 1) -> list[int]:
        with self.app.app_context():
            ids = sorted(load_projects(db.session()))
        return self.chance.sample(ids, min(most, len(ids)))

    def _update(self, numbers: list[int], **values: object) -> None:
        with writing(self.app) as session:
            stored = load_projects(session, numbers)
            update_projects(session, [ProjectUpdate(one.id, one.version, values) for one in stored.values()])

    def add(self) -> None:
        """A new project, a part of another where there is one."""
        with self.app.app_context():
            codes = [one.value["code"] for one in load_projects(db.session()).values()]
        create(self.app, full(self._code(), parent=self.chance.choice([None, *codes])))

    def edit(self) -> None:
        """Other dates, money, links."""
        self._update(
            self._any(3),
            planned_end=str(self.chance.randint(2028, 2031)),
            budget_currency=self.chance.choice(["EUR", "USD", "XAF"]),
            budget_amount=str(self.chance.randint(1, 9) * 1000),
            objectives=[objective(number) for number in self.chance.sample(range(1, 16), 2)],
            places=[country(code) for code in self.chance.sample(["KE", "UG", "FJ", "GH"], 2)],
            organisations=[body(f"Doer {self.chance.randint(1, 3)}")],
        )

    def archive(self) -> None:
        """Out of the lists, or back."""
        self._update(self._any(), archived=self.chance.random() < 0.6)

    def rename(self) -> None:
        """Another code: whoever names the project as programme does not change."""
        self._update(self._any(), code=self._code())

    def bring(self) -> None:
        """An import of a new and a stored project."""
        with self.app.app_context():
            codes = [one.value["code"] for one in load_projects(db.session()).values()]
            known = self.chance.choice([*codes, "W-0"])
            data = csv_of("Code,Title,Status,Places", f"{self._code()},New,pipeline,KE; UG", f"{known},Told,closed,FJ")
            if (number := run(self.app, data, rows="good").batch_id) is not None:
                self.batches.append(number)

    def undo(self) -> None:
        """An import is taken back, or applied again."""
        if self.batches:
            act = self.chance.choice([pipeline.undo, pipeline.undo, pipeline.redo])
            with self.app.app_context():
                act(db.session, COMMAND_LINE, self.chance.choice(self.batches))

    def merge(self) -> None:
        """Two become one."""
        pair = self._any(2)
        if len(pair) == 2:
            with writing(self.app) as session:
                seen = {number: one.version for number, one in load_projects(session, pair).items()}
                merge_projects(session, *pair, seen=seen, taken={"title": "lost"})

    def part(self) -> None:
        """What was merged is two again."""
        with writing(self.app) as session:
            take_back_merge(session, self.chance.choice([*merged_into(session), 0]))


def test_each_day_of_a_history_is_rebuilt_as_it_stood(app: Flask, clock: Clock) -> None:
    walk = Walk(app, seed=7)
    create(app, full("W-A"), full("W-B"))
    days: dict[date, Material] = {}
    for number in range(STEPS):
        clock.set(7 + number // 28, 1 + number % 28)
        walk.step()
        with app.app_context():
            days[clock.at.date()] = material_of_tables(db.session())
    with app.app_context():
        for day, material in days.items():
            assert material_of_log(db.session(), position_on(db.session(), day)) == material, day
    assert len({str(material["projects"]) for material in days.values()}) > STEPS // 3
