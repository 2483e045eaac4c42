"""Programmes, their parts, and rows of one file that are one project."""
