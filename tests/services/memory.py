"""How much address space a process of tests has: what is forked from it has as much before it does anything."""

from __future__ import annotations

import resource
from pathlib import Path


def taken() -> int:
    """Bytes, as the limit of a process's address space counts them."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()
