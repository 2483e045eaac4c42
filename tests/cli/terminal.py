"""A terminal for tests: runs `portfolio …` in this process or as a program, and holds what it said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portfolio.cli import main

PROGRAM = [sys.executable, "-c", "from portfolio.program import main; main()"]
HOUSE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ended:
    """A command that has ended: its exit status, and what it said on each channel."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The JSON on standard output, which is there alone."""
        assert (self.status, self.err) == (0, ""), self
        return json.loads(self.out)

    def refused(self, *parts: str) -> str:
        """The one sentence (with its remedy) of a command that was refused: status 2, nothing on standard output."""
        assert (self.status, self.out) == (2, ""), self
        said = self.err.strip()
        assert said, "a refusal says why"
        assert "\n" not in said, said
        assert "Traceback" not in said
        assert "Error" not in said, said
        for part in parts:
            assert part in said, said
        return said


Terminal = Callable[..., Ended]


def settle(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make `url` the database and `folder` the working folder of commands that run in this process."""
    for name in [name for name in os.environ if name.startswith("PORTFOLIO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PORTFOLIO_DATABASE_URL", url)
    monkeypatch.setenv("PORTFOLIO_INSTANCE", str(folder / "instance"))
    monkeypatch.chdir(folder)


def terminal_in_process(capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Runs `portfolio WORDS…` in this process."""

    def run(*words: object) -> Ended:
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main([str(word) for word in words])
        said = capsys.readouterr()
        return Ended(int(end.value.code or 0), said.out, said.err)

    return run


def program_environment(instance: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a program of its own: no setting of this machine, an instance folder of the test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTFOLIO_")}
    return {**kept, "PYTHONPATH": str(HOUSE), "PORTFOLIO_INSTANCE": str(instance), **(more or {})}


def run_program(instance: Path, *words: object, given: str = "", **settings: str) -> Ended:
    """Runs `portfolio WORDS…` as a program; `settings` are PORTFOLIO_* variables, `given` is its standard input."""
    done = subprocess.run(
        [*PROGRAM, *(str(word) for word in words)],
        input=given.encode(),
        capture_output=True,
        env=program_environment(instance, settings),
        cwd=instance.parent,
        timeout=120,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))
