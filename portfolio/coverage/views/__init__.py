"""Pages of coverage: the grid, its gaps and comparison, what runs over time, the map. Looking never writes."""

from portfolio.coverage.views import grid, time
from portfolio.coverage.views.grid import blueprint

__all__ = ["blueprint", "grid", "time"]
