"""The queue's store: what lies in it is readable JSON, it outlives the process, and settings name it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from huey.registry import Message

from portfolio.config import BadSetting, Settings
from portfolio.jobs.queue import JsonMessages, Queue, queue_of


def nothing() -> None:
    """A rescue that finds nothing."""


def test_a_number_put_into_the_queue_reaches_a_worker_of_another_process(app: Flask) -> None:
    queue_of(app).put(17)
    came: list[int] = []
    other = Queue(app.config["SETTINGS"], came.append, nothing)
    task = other.open().dequeue()
    assert task is not None
    other.open().execute(task)
    assert came == [17]
    assert other.open().dequeue() is None
    other.close()


def test_what_lies_in_the_store_is_json_with_the_number(app: Flask) -> None:
    queue_of(app).put(17)
    [data] = queue_of(app).open().storage.enqueued_items()
    assert json.loads(bytes(data))["args"] == [17]


def test_only_messages_go_into_the_store() -> None:
    with pytest.raises(TypeError):
        JsonMessages().serialize({"no": "message"})
    message = Message("1", "run", args=[1], kwargs={})
    assert JsonMessages().deserialize(JsonMessages().serialize(message)) == message


@pytest.mark.parametrize(
    ("database", "queue", "address"),
    [
        ("", "", "FOLDER/queue.sqlite"),
        ("postgresql://someone@/portfolio?host=/run", "", "postgresql://someone@/portfolio?host=/run"),
        ("", "redis://localhost:6379/1", "redis://localhost:6379/1"),
        ("postgresql://a/b", "rediss://c:1", "rediss://c:1"),
        ("", "postgresql://a/b", "postgresql://a/b"),
    ],
)
def test_the_store_is_where_the_settings_say(tmp_path: Path, database: str, queue: str, address: str) -> None:
    settings = Settings(instance=tmp_path, database_url=database, queue_url=queue)
    assert settings.queue_address() == address.replace("FOLDER", str(tmp_path))


def test_a_store_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="PORTFOLIO_QUEUE_URL"):
        Settings(instance=tmp_path, queue_url="amqp://x").queue_address()


def test_another_process_gets_the_same_settings(tmp_path: Path) -> None:
    settings = Settings(instance=tmp_path, secure_cookies=True, immediate_rows=7, site_name="Ours", secret_key="s" * 20)
    again = Settings.from_environment(settings.as_environment())
    assert replace(again, database_url="") == settings
    assert again.resolved_database_url() == settings.resolved_database_url()
