"""A fresh instance in a temporary folder, with the product's reference data."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from flask import Flask

from benchmarks.world import project_values
from portfolio import installation
from portfolio.app import create_app
from portfolio.config import Settings
from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.operations import create_projects

AS_OF = date(2026, 6, 1)


@contextmanager
def instance(size: int = 0) -> Iterator[Flask]:
    """An application on a fresh SQLite database with `size` projects, its context open."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(instance=Path(folder), secret_key="x" * 32)
        installation.migrate(settings)
        app = create_app(settings)
        app.config["TODAY"] = AS_OF
        with app.app_context():
            installation.load_reference(db.session)
            if size:
                with write(db.session, COMMAND_LINE, "benchmark"):
                    create_projects(db.session, project_values(size))
            yield app
            db.session.remove()
            db.engine.dispose()
