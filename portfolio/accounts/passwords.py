"""Password hashing by Argon2id, bounded so that many sign-ins at once cannot eat the machine's memory."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

#: Shortest and longest password taken. No rules on composition: length is what helps (OWASP ASVS 6.2).
SHORTEST, LONGEST = 12, 200

_hasher = PasswordHasher()
_at_once = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """The Argon2id hash to keep; ValueError with a sentence when the length is out of bounds."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise ValueError(f"A password has {SHORTEST} to {LONGEST} characters.")
    with _at_once:
        return _hasher.hash(password)


def verify_password(kept: str | None, password: str) -> bool:
    """Whether `password` is the one behind `kept`; takes its time when nothing is kept."""
    with _at_once:
        try:
            return _hasher.verify(kept or _nobody(), password[: LONGEST + 1]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def _nobody() -> str:
    """A hash that no password has, as dear to try as any: an unknown address takes as long as a wrong password."""
    salt, tag = "A" * 22, "A" * 43
    cost = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${tag}"
