"""A scenario as a value: changes made in thought to the projects as they stand, applied in order; nothing real moves.

Every change of an existing project carries its `base`: what the fields it rests on said when it was made. Where the
project says something else today the change is a conflict: it is kept apart, and a person decides. Changes are made on
project values (see `core.project`); a draft stands under the negative of its number, where projects have their ids.
"""

from portfolio.core.scenario.applying import Applied, Conflict, apply_changes, rebased
from portfolio.core.scenario.changes import (
    AddDraft,
    Change,
    Cut,
    Drop,
    Extend,
    Impossible,
    Reallocate,
    Retarget,
    Shift,
    amount_words,
)
from portfolio.core.scenario.sandbox import Ground, facts_after
from portfolio.core.scenario.words import change_words
from portfolio.core.scenario.written import CHANGES_AT_MOST, KINDS, SCENARIO, InvalidChange, read_change, write_change

__all__ = [
    "CHANGES_AT_MOST", "KINDS", "SCENARIO", "AddDraft", "Applied", "Change", "Conflict", "Cut", "Drop", "Extend",
    "Ground", "Impossible", "InvalidChange", "Reallocate", "Retarget", "Shift", "amount_words",
    "apply_changes", "change_words", "facts_after", "read_change", "rebased", "write_change",
]  # fmt: skip
