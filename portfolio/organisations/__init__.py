"""Organisations that fund, implement or take part."""
