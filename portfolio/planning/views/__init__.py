"""Pages of the planning room, a module for each noun."""

from portfolio.planning.views import needs, needtable, scenario_changes, scenario_sides, supply

__all__ = ["needs", "needtable", "scenario_changes", "scenario_sides", "supply"]
