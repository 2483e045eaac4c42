"""Pages of the import wizard: upload, match columns, check, receipt, history. Looking never writes."""

from imports.views import check, columns, files, learned, progress, reading, receipts, upload
from imports.views.room import blueprint

__all__ = ["blueprint", "check", "columns", "files", "learned", "progress", "reading", "receipts", "upload"]
