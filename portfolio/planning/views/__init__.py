"""Pages of the planning room, a module for each noun."""

from portfolio.planning.views import needs, needtable, supply

__all__ = ["needs", "needtable", "supply"]
