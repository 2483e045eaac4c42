"""One page of a long list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from portfolio.errors import NotFound

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Rows `first` to `last` (counted from 1) of `total`, on page `number` of `pages`."""

    items: Sequence[Item]
    number: int
    size: int
    total: int

    @classmethod
    def of(cls, items: Sequence[Item], number: int, size: int) -> Page[Item]:
        """Page `number` of a list in memory; NotFound past the last."""
        page = cls(items[(number - 1) * size : number * size], number, size, len(items))
        page.require()
        return page

    def require(self) -> None:
        """NotFound when there is no such page."""
        if self.number > self.pages:
            raise NotFound(f"There is no page {self.number}; the last is {self.pages}.")

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Number of the first row shown, 0 when there is none."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return (self.number - 1) * self.size + len(self.items)
