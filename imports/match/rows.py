"""What matching reads of a row of the file. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Row(Protocol):
    """What matching reads of a draft: the file's own row number and the stated values."""

    @property
    def row(self) -> int: ...

    @property
    def values(self) -> Mapping[str, Any]: ...
