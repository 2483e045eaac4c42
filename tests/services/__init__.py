"""The real services tests run against: a private PostgreSQL cluster, fresh databases, Chromium; never a stand-in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# One folder for all processes of a test run. Not named PORTFOLIO_…: the product refuses variables it does not know.
FOLDER_VARIABLE = "CYBER_PORTFOLIO_TEST_SERVICES"
SKIP_PREFIX = "this machine has no "


def shared_folder() -> Path:
    """The folder that all processes of this test run share; made by the process that started the run."""
    return Path(os.environ[FOLDER_VARIABLE])


def require(service: str, place: Path | None) -> Path:
    """`place` of the service, else skip the test; on CI, where nothing may be skipped, fail it."""
    if place is not None:
        return place
    if os.environ.get("CI") == "true":
        pytest.fail(f"{SKIP_PREFIX}{service}, and on CI nothing is skipped", pytrace=False)
    pytest.skip(f"{SKIP_PREFIX}{service}")
