"""Cells to drafts."""
