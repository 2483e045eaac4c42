"""Matching rows with stored projects."""
