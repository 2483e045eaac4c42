"""Fixtures of the browser tests; they are made in `server.py`."""

from __future__ import annotations

from tests.browser.server import axe, demo_site, planner_page

__all__ = ["axe", "demo_site", "planner_page"]
