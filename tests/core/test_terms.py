"""The closed lists: codes, labels, numbers."""

from __future__ import annotations

import pytest

from portfolio.core import terms
from portfolio.core.terms import CellState, Significance, Status, Term

LISTS = [
    kind for kind in vars(terms).values() if isinstance(kind, type) and issubclass(kind, Term) and kind is not Term
]


@pytest.mark.parametrize("kind", LISTS)
def test_every_term_has_a_code_a_label_and_a_number_of_its_own(kind: type[Term]) -> None:
    members = list(kind)
    assert members
    assert len({member.number for member in members}) == len({member.label for member in members}) == len(members)
    for member in members:
        assert str(member) == member.value == f"{member}"
        assert member.value == member.value.lower()
        assert kind(member.value) is member
        assert kind.from_number(member.number) is member
    assert kind.choices() == [(member.value, member.label) for member in members]


def test_numbers_of_standards_are_kept() -> None:
    assert [status.number for status in Status] == [1, 2, 3, 4, 5, 6]
    assert [status.value for status in Status] == [
        "pipeline", "implementation", "finalisation", "closed", "cancelled", "suspended",
    ]  # fmt: skip
    assert (Significance.PRINCIPAL.number, Significance.SIGNIFICANT.number) == (2, 1)


def test_an_unknown_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number of Status"):
        Status.from_number(9)


def test_states_are_gaps_or_at_risk_or_neither() -> None:
    assert [state.value for state in CellState if state.is_gap] == ["lapsed", "unknown", "never"]
    assert [state.value for state in CellState if state.is_at_risk] == ["ending", "thin", "planned"]
    assert [state.number for state in CellState] == list(range(8))
