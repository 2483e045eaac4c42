"""The commands of the coverage room, and the filter's options for the commands of other rooms."""

from portfolio.coverage.commands.grid import coverage, gaps
from portfolio.coverage.commands.options import FILTER_OPTIONS, NARROWING_OPTIONS, filter_of
from portfolio.coverage.commands.time import cliffs, timeline, world_map

COMMANDS = [coverage, gaps, cliffs, timeline, world_map]

__all__ = ["COMMANDS", "FILTER_OPTIONS", "NARROWING_OPTIONS", "filter_of"]
