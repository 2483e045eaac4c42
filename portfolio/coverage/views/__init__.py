"""Pages of coverage: the grid, its gaps and comparison, what runs over time, the map. Looking never writes."""

from portfolio.coverage.views import cliffs, compare, gaps, grid, time
from portfolio.coverage.views.frame import blueprint

__all__ = ["blueprint", "cliffs", "compare", "gaps", "grid", "time"]
