"""Pages of documents: choose one, read it, have it as a file; long files are made in the background."""

from portfolio.reports.views import documents, making
from portfolio.reports.views.room import blueprint

__all__ = ["blueprint", "documents", "making"]
