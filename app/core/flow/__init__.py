"""Shopify Flow's own files: read into a draft with a report in words, and written where all of it exists there."""

from app.core.flow.reading import Reading, read
from app.core.flow.report import Line, Report
from app.core.flow.writing import Unwritable, write

__all__ = ["Line", "Reading", "Report", "Unwritable", "read", "write"]
