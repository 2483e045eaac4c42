"""Pages of projects: reading, downloads, editing."""

from portfolio.projects.views import downloads, editing, reading
from portfolio.projects.views.ground import blueprint

__all__ = ["blueprint", "downloads", "editing", "reading"]
