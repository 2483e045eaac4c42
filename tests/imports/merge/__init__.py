"""Merging two and three ways."""
