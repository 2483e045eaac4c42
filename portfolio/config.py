"""Settings from PORTFOLIO_* variables: read once at start, odd values refused with a sentence."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

PREFIX = "PORTFOLIO_"


class BadSetting(Exception):
    """A setting has a value that cannot be used; the message is a sentence for the operator."""


def _setting(default: Any, meaning: str, **bounds: Any) -> Any:
    return field(default=default, metadata={"help": meaning, **bounds})


@dataclass(frozen=True)
class Settings:
    """Everything an operator can set, each read from ``PORTFOLIO_<NAME>``; `help` is what the handbook prints."""

    instance: Path = _setting(Path("instance"), "Folder of the database, the secret key and the lock file.")
    database_url: str = _setting(
        "", "Database address; empty means SQLite in the instance folder. PostgreSQL: postgresql://…"
    )
    secret_key: str = _setting(
        "", "Key that signs forms and cookies; empty means one made on the first run and kept in the instance."
    )
    host: str = _setting("127.0.0.1", "Address the server listens on.")
    port: int = _setting(8000, "Port the server listens on.", least=1, most=65535)
    threads: int = _setting(8, "Threads that answer requests.", least=1, most=64)
    secure_cookies: bool = _setting(
        False, "Send cookies over HTTPS alone. Switch on wherever the product is reached by HTTPS."
    )
    trusted_hosts: str = _setting("", "Host names the product answers to, separated by commas; empty means any.")
    session_hours: int = _setting(12, "Hours after which a person must sign in again.", least=1, most=720)
    idle_minutes: int = _setting(
        60, "Minutes without a request after which a person must sign in again.", least=1, most=1440
    )
    sign_in_attempts: int = _setting(
        10,
        "Failed sign-ins of an account in 15 minutes before it must wait; an address may fail five times as often.",
        least=1,
        most=1000,
    )
    horizon_months: int = _setting(
        12, "Months that coverage looks ahead unless the reader says otherwise.", least=0, most=120
    )
    page_rows: int = _setting(50, "Rows on one page of a list.", least=10, most=500)
    upload_mib: int = _setting(64, "Largest file that can be uploaded, in MiB.", least=1, most=256)
    inflated_mib: int = _setting(512, "Largest size a workbook may unpack to, in MiB.", least=1, most=2048)
    import_part_mib: int = _setting(
        256, "Largest size one part of a workbook may unpack to, in MiB.", least=1, most=2048
    )
    import_parts: int = _setting(2_000, "Most parts in one workbook file.", least=10, most=60_000)
    import_ratio: int = _setting(
        100, "Times its size that a workbook may unpack to, past the first 16 MiB.", least=10, most=1000
    )
    import_rows: int = _setting(300_000, "Most rows in one sheet of an import.", least=1, most=1_000_000)
    import_columns: int = _setting(500, "Most columns in one sheet of an import.", least=1, most=16_384)
    import_cells: int = _setting(10_000_000, "Most cells in one workbook of an import.", least=1, most=50_000_000)
    import_sheets: int = _setting(50, "Most sheets in one workbook of an import.", least=1, most=1000)
    import_characters: int = _setting(32_767, "Most characters in one cell.", least=1000, most=1_000_000)
    import_depth: int = _setting(
        64, "Levels that the elements of a file may be nested in one another.", least=16, most=512
    )
    import_seconds: int = _setting(120, "Seconds a file may take to be read before it is refused.", least=1, most=600)
    import_memory_mib: int = _setting(2048, "Memory the reading process may use, in MiB.", least=128, most=16_384)
    immediate_rows: int = _setting(
        2000, "Rows up to which an import is previewed at once; larger ones are worked on in the background.",
        least=0, most=1_000_000,
    )  # fmt: skip
    document_rows: int = _setting(
        1000, "Rows up to which a PDF or a text document is made at once; longer ones are made in the background.",
        least=0, most=1_000_000,
    )  # fmt: skip
    import_readers: int = _setting(1, "Files that one machine reads at a time; others wait.", least=1, most=16)
    import_wait_seconds: int = _setting(
        60, "Seconds an upload waits for its turn to be read before it says that others are.", least=1, most=600
    )
    open_imports: int = _setting(
        20, "Imports one person may have open (uploaded, not applied) at a time.", least=1, most=1000
    )
    solve_seconds: int = _setting(
        10,
        "Seconds in which the best set of next projects is looked for; other budgets may take as long again.",
        least=1,
        most=300,
    )
    lock_seconds: int = _setting(
        30, "Seconds a save waits for another one before it says that the product is busy.", least=1, most=300
    )
    queue_url: str = _setting(
        "",
        "Store of the queue of long work; empty means the PostgreSQL database, or a file in the instance folder beside"
        " an SQLite one. Others: postgresql://…, redis://….",
    )
    workers: int = _setting(
        1, "Jobs that the server works on itself at a time; 0 where `portfolio worker` does.", least=0, most=16
    )
    job_memory_mib: int = _setting(4096, "Memory one job may use, in MiB.", least=256, most=65_536)
    job_minutes: int = _setting(30, "Minutes one job may take.", least=1, most=1440)
    job_silent_seconds: int = _setting(
        60, "Seconds without a sign of life after which a job is given to another worker.", least=10, most=3600
    )
    site_name: str = _setting("Cyber Portfolio", "Name shown on every page.")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
        """Settings from `environ` (default: the process's), `given` values first. Raises BadSetting with a sentence."""
        environ = os.environ if environ is None else environ
        known = {PREFIX + item.name.upper(): item for item in fields(cls)}
        unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
        if unknown:
            raise BadSetting(f"{unknown[0]} is not a setting of this product; known are {', '.join(sorted(known))}.")
        values: dict[str, Any] = {}
        for name, item in known.items():
            if item.name in given and given[item.name] is not None:
                values[item.name] = given[item.name]
            elif name in environ:
                values[item.name] = _parse(name, environ[name], item.default, item.metadata)
        return cls(**values)

    def resolved_database_url(self) -> str:
        """SQLAlchemy's address of the database; PostgreSQL is always spoken to through psycopg 3."""
        url = self.database_url
        if not url:
            return f"sqlite:///{(self.instance / 'portfolio.sqlite').resolve()}"
        for start in ("postgres://", "postgresql://"):
            if url.startswith(start):
                return "postgresql+psycopg://" + url.removeprefix(start)
        if url.startswith(("sqlite:///", "postgresql+psycopg://")):
            return url
        raise BadSetting("PORTFOLIO_DATABASE_URL must start with sqlite:/// or postgresql://.")

    def queue_address(self) -> str:
        """Where the queue is kept: a file's path, postgresql://… or redis://…."""
        address = self.queue_url or self.resolved_database_url().replace("postgresql+psycopg://", "postgresql://")
        if not self.queue_url and address.startswith("sqlite"):
            return str((self.instance / "queue.sqlite").resolve())
        if address.startswith(("postgresql://", "redis://", "rediss://")):
            return address
        raise BadSetting("PORTFOLIO_QUEUE_URL must start with postgresql://, redis:// or rediss://.")

    def as_environment(self) -> dict[str, str]:
        """The PORTFOLIO_* variables that give another process, started anywhere, these settings."""
        given = {"instance": str(self.instance.resolve()), "database_url": self.resolved_database_url()}
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name not in given and value != item.default:
                given[item.name] = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        return {PREFIX + name.upper(): value for name, value in given.items()}

    def resolved_secret_key(self) -> str:
        """The secret key: the given one, else the instance's own, made on the first run for its owner alone."""
        if self.secret_key:
            if len(self.secret_key) < 16:
                raise BadSetting("PORTFOLIO_SECRET_KEY must have at least 16 characters.")
            return self.secret_key
        self.instance.mkdir(parents=True, exist_ok=True)
        path = self.instance / "secret_key"
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
        except FileExistsError:
            path.chmod(0o600)
        key = path.read_text(encoding="ascii").strip()
        if len(key) < 16:
            raise BadSetting(f"The secret key in {path} is too short; delete the file and a new one is made.")
        return key

    @property
    def lock_path(self) -> Path:
        """The file whose lock queues writers of an SQLite database."""
        return Path(self.resolved_database_url().removeprefix("sqlite:///") + ".lock")


def _parse(name: str, text: str, default: Any, metadata: Mapping[str, Any]) -> Any:
    if isinstance(default, bool):
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off"):
            return False
        raise BadSetting(f"{name} must be yes or no, not {text!r}.")
    if isinstance(default, int):
        least, most = metadata["least"], metadata["most"]
        if not text.isascii() or not text.isdigit() or not least <= int(text[:12]) <= most:
            raise BadSetting(f"{name} must be a whole number from {least} to {most}, not {text!r}.")
        return int(text)
    if isinstance(default, Path):
        if not text.strip():
            raise BadSetting(f"{name} must name a folder.")
        return Path(text)
    if any(ord(character) < 32 for character in text):
        raise BadSetting(f"{name} must not hold control characters.")
    return text
