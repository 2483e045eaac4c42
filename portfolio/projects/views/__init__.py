"""Pages of projects: reading, downloads, editing."""

from portfolio.projects.views import disagreements, downloads, editing, merging, reading
from portfolio.projects.views.ground import blueprint

__all__ = ["blueprint", "disagreements", "downloads", "editing", "merging", "reading"]
