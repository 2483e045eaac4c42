"""Sheets to one table."""
