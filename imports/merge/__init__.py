"""Merging what a row says with what is stored: two ways where nothing is known of before, else three. Pure.

Modules: lists (list fields), bases (what a row is held against, and a person's decisions), three_way (base, theirs and
ours, field by field).
"""

from imports.merge.bases import NO_BASES, OURS, THEIRS, Bases, ConflictRule, Decisions, Said, bases_of_export
from imports.merge.lists import Lists, merge_lists, word_of
from imports.merge.three_way import Clash, Merged, reconcile

__all__ = [
    "NO_BASES", "OURS", "THEIRS", "Bases", "Clash", "ConflictRule", "Decisions", "Lists", "Merged", "Said",
    "bases_of_export", "merge_lists", "reconcile", "word_of",
]  # fmt: skip
