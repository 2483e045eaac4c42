"""Timing two things in turn, so that a machine whose speed drifts slows both."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """Medians of both in seconds, and the median of the ratios pair by pair."""

    ours: float
    theirs: float
    ratio: float
    lowest: float
    highest: float


def beside(ours: Callable[[], object], theirs: Callable[[], object], rounds: int = 5) -> Ratio:
    """Run `ours` and `theirs` in turn after one warm-up of each."""
    ours()
    theirs()
    pairs = [(timed(ours), timed(theirs)) for _ in range(rounds)]
    ratios = sorted(a / b for a, b in pairs)
    return Ratio(
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(ratios),
        ratios[0],
        ratios[-1],
    )


def median(of: Callable[[], object], rounds: int = 7) -> float:
    """Median seconds of one thing, after a warm-up."""
    of()
    return statistics.median(timed(of) for _ in range(rounds))


def worked(of: Callable[[], object], rounds: int = 7) -> float:
    """Median seconds that the processor worked for one thing, whatever else the machine was doing."""
    of()
    found = []
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        of()
        found.append(time.process_time() - start)
    return statistics.median(found)


def timed(of: Callable[[], object]) -> float:
    """Seconds of one run, nothing left to collect before it."""
    gc.collect()
    start = time.perf_counter()
    of()
    return time.perf_counter() - start


def line(name: str, ours: str, theirs: str, found: Ratio, aim: str) -> str:
    """One line of the table."""
    verdict = f"{found.ratio:7.3f}x ({found.lowest:.3f} to {found.highest:.3f}), aim {aim}"
    return f"{name}\n    {ours}: {found.ours * 1000:.2f} ms; {theirs}: {found.theirs * 1000:.2f} ms; ratio {verdict}"
