"""The queue: numbers of jobs, in a store that outlives a crash. SQLite beside the database, PostgreSQL, or Redis."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import Flask
from huey import Huey, crontab
from huey.api import TaskWrapper
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import PostgresStorage, RedisStorage, SqliteStorage

from portfolio.config import Settings

_EXTENSION = "portfolio_queue"


class JsonMessages(Serializer):
    """Messages as JSON: what lies in the store can be read by anybody, and reading it runs nothing."""

    def _serialize(self, data: Any) -> bytes:
        if not isinstance(data, Message):
            raise TypeError("the queue carries messages alone")
        return json.dumps(data._asdict(), default=datetime.isoformat).encode()

    def _deserialize(self, data: bytes) -> Message:
        found = json.loads(data)
        for moment in ("eta", "expires_resolved"):
            if found[moment] is not None:
                found[moment] = datetime.fromisoformat(found[moment])
        return Message(**found)


class Queue:
    """An application's queue; its store is opened by the first use, so that commands without jobs touch none."""

    def __init__(self, settings: Settings, run: Callable[[int], None], rescue: Callable[[], None]) -> None:
        """`run` is called with a job's number, `rescue` once a minute; both by workers alone."""
        self._settings = settings
        self._run = run
        self._rescue = rescue

    @cached_property
    def _task(self) -> TaskWrapper:
        """The task by which a number is put into the queue; the library names it by this module."""
        queue = Huey("portfolio", results=False, serializer=JsonMessages(), storage_class=self._store)

        def rescue() -> None:
            self._rescue()

        def run(job_id: int) -> None:
            self._run(job_id)

        queue.periodic_task(crontab())(rescue)
        return queue.task()(run)

    def open(self) -> Huey:
        """The library's queue, with everything registered that a worker may find in it."""
        return self._task.huey

    def put(self, job_id: int) -> None:
        """Hand a job's number to the workers; the job itself is committed before."""
        self._task(job_id)

    def close(self) -> None:
        """Close the connection to the store, where there is one; the next use opens another."""
        if "_task" in self.__dict__:
            self.open().storage.close()

    def _store(self, name: str) -> Any:
        address = self._settings.queue_address()
        if address.startswith("redis"):
            return RedisStorage(name, url=address)
        if address.startswith("postgresql"):
            # Asked every now and then, as SQLite is: a connection that listens would be one more for each worker.
            return PostgresStorage(name, dsn=address, blocking=False, table_prefix="queue")
        self._settings.instance.mkdir(parents=True, exist_ok=True)
        return SqliteStorage(name, filename=address, fsync=True)


def connect_queue(app: Flask, run: Callable[[int], None], rescue: Callable[[], None]) -> None:
    """Give the application its queue."""
    app.extensions[_EXTENSION] = Queue(app.config["SETTINGS"], run, rescue)


def queue_of(app: Flask) -> Queue:
    """The application's queue."""
    queue: Queue = app.extensions[_EXTENSION]
    return queue
