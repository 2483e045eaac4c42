"""Carrying an import out."""
