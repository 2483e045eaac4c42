"""What a person said about a file: the order of its dates, its currency, what single words mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers to questions, by column (from 0) or for the whole file; everything has a default.

    `date_order` is "dmy" or "mdy"; `decimal` "," or "."; `scale` what amounts are multiplied by; `commas` whether
    commas separate names; `currency` the currency of amounts without one; `meanings` subject -> text -> target
    (see `Vocabulary.taught`); `ranges` what “6-8” means among objectives, "range", "both" or "neither".
    """

    date_order: Mapping[int, str] = field(default_factory=dict)
    decimal: Mapping[int, str] = field(default_factory=dict)
    scale: Mapping[int, int] = field(default_factory=dict)
    commas: Mapping[int, bool] = field(default_factory=dict)
    currency: str | None = None
    meanings: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    ranges: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def from_keys(cls, given: Mapping[str, Any]) -> Answers:
        """The answers from {question key: answer}, as `Question.key` names them; keys nobody asked for are passed over.

        "place:korea" -> "country:KR" (or None: names no place); "date_order:3" -> "dmy"; "currency" -> "EUR".
        """
        orders: dict[int, str] = {}
        decimals: dict[int, str] = {}
        scales: dict[int, int] = {}
        commas: dict[int, bool] = {}
        ranges: dict[int, str] = {}
        meanings: dict[str, dict[str, str | None]] = {}
        currency = None
        for key, answer in given.items():
            name, _, rest = key.partition(":")
            at = int(rest) if rest.isdecimal() and len(rest) < 6 else None
            if name == "currency" and answer:
                currency = str(answer)
            elif name == "date_order" and at is not None and answer in ("dmy", "mdy"):
                orders[at] = str(answer)
            elif name == "decimal" and at is not None and answer in (",", "."):
                decimals[at] = str(answer)
            elif name == "scale" and at is not None and str(answer).isdecimal() and len(str(answer)) < 11:
                scales[at] = max(1, int(answer))
            elif name == "commas" and at is not None:
                commas[at] = answer in (True, "yes", "true", "1")
            elif name == "ranges" and at is not None and answer in ("range", "both", "neither"):
                ranges[at] = str(answer)
            elif name in ("place", "objective", "organisation", "status", "strand", "visibility") and rest:
                meanings.setdefault(name, {})[rest] = None if answer in (None, "") else str(answer)
        return cls(orders, decimals, scales, commas, currency, meanings, ranges)
