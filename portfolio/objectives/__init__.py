"""Frameworks and their objectives."""
