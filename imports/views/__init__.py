"""Pages of the import wizard: upload, match columns, check, receipt, history. Looking never writes."""

from imports.views import check, columns, learned, progress, reading, receipts, upload
from imports.views.room import blueprint

__all__ = ["blueprint", "check", "columns", "learned", "progress", "reading", "receipts", "upload"]
