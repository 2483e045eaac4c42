"""Programmes, their parts and predecessors: those that a file names, and those that its codes let one think of. Pure.

Modules: names (what rows and stored projects are called), parts (rows whose codes extend the code of another one).
"""

from __future__ import annotations

from imports.kin.names import KIN_FIELDS, Names, codes_in_circles
from imports.kin.parts import PARTS, Outline, Proposal, Settled, propose_parts, settle_parts

__all__ = [
    "KIN_FIELDS", "PARTS", "Names", "Outline", "Proposal", "Settled", "codes_in_circles", "propose_parts",
    "settle_parts",
]  # fmt: skip
