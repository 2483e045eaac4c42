"""The commands of the planning room: overlaps, needs, scenarios, snapshots, and its part of `portfolio export`."""

from portfolio.planning.commands.exports import export_commands
from portfolio.planning.commands.needs import needs
from portfolio.planning.commands.overlaps import overlaps
from portfolio.planning.commands.scenarios import scenario
from portfolio.planning.commands.snapshots import snapshot
from portfolio.planning.commands.whatnext import what_next

COMMANDS = (overlaps, needs, scenario, snapshot, what_next)

__all__ = ["COMMANDS", "export_commands"]
