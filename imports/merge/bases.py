"""What a row is held against: the values that the file was made with, or those that its source last said. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from portfolio.core.round_trip import Exported

#: The two sides of a conflict: what is stored here, and what the file says.
OURS, THEIRS = "ours", "theirs"


class ConflictRule(StrEnum):
    """Who wins where a field was changed here and in the file to different values."""

    ASK = "ask"
    OURS = OURS
    THEIRS = THEIRS


@dataclass(frozen=True, slots=True)
class Decisions:
    """How conflicts are decided: one rule for all of them, and a person's choice by row and field before it."""

    rule: ConflictRule = ConflictRule.ASK
    chosen: Mapping[tuple[int, str], str] = field(default_factory=lambda: MappingProxyType({}))

    def side(self, row: int, field_name: str) -> str | None:
        """OURS or THEIRS; None while nobody decided."""
        chosen = self.chosen.get((row, field_name))
        return chosen or (None if self.rule is ConflictRule.ASK else self.rule.value)


@dataclass(frozen=True, slots=True)
class Said:
    """Earlier values of one project, by field; a field that is absent was not said.

    `sealed` are fields whose cell cannot tell what it held: what the file says there is passed over.
    """

    values: Mapping[str, Any]
    sealed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Bases:
    """Earlier values by project id. `codes` are the codes under which an export listed the projects.

    `source` names whose word they are; it is None for a file that this product made. `is_whole` says that a project
    that is not in the file any more is worth telling.
    """

    said: Mapping[int, Said] = field(default_factory=lambda: MappingProxyType({}))
    codes: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    source: str | None = None
    is_whole: bool = False


#: Nothing is known of what the file said before.
NO_BASES = Bases()


def bases_of_export(exported: Exported) -> Bases:
    """The bases of a file that this product made."""
    return Bases(
        {one.id: Said(one.value, one.cut) for one in exported.projects},
        {one.value["code"]: one.id for one in exported.projects},
        is_whole=True,
    )
