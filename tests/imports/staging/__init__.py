"""Sheets as rows and back."""
