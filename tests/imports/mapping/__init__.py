"""Columns to fields."""
