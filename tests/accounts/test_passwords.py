"""What is kept of a password, and what it costs to try one. Other tests use a cheap hash; see tests/conftest.py."""

from __future__ import annotations

import importlib

import argon2
import pytest

from portfolio.accounts import passwords


def test_a_hash_costs_what_rfc_9106_asks_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = importlib.util.module_from_spec(passwords.__spec__)
    passwords.__spec__.loader.exec_module(fresh)
    kept = fresh.hash_password("correct horse battery")
    found = argon2.extract_parameters(kept)
    assert found.type is argon2.Type.ID
    # The second recommended choice of RFC 9106, section 4: 64 MiB, three passes, four lanes.
    assert (found.memory_cost, found.time_cost, found.parallelism) == (64 * 1024, 3, 4)
    assert fresh.verify_password(kept, "correct horse battery")
    assert not fresh.verify_password(kept, "correct horse batterx")


def test_nobody_is_known_by_any_password() -> None:
    assert not passwords.verify_password(None, "nobody has this password")
    assert not passwords.verify_password("no hash at all", "nobody has this password")


@pytest.mark.parametrize("length", [0, passwords.SHORTEST - 1, passwords.LONGEST + 1])
def test_a_password_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="12 to 200"):
        passwords.hash_password("x" * length)
