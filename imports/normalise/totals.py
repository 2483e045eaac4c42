"""Sums that a list itself contradicts: the budgets of the parts of a programme against its own."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from imports.normalise.flaws import Flaw


def parts_above_whole(
    codes: list[object], parents: list[object], amounts: list[object], currencies: list[object]
) -> dict[int, Flaw]:
    """Row number (from 0) of every programme whose parts in the file add up to more than itself -> what is to be said.

    All four lists have an entry for each row, text where the row states the field; amounts are decimal text. Parts in
    other currencies are not counted.
    """
    own = {code: at for at, code in enumerate(codes) if isinstance(code, str)}
    parts: dict[int, list[Decimal]] = defaultdict(list)
    for at, parent in enumerate(parents):
        whole = own.get(parent) if isinstance(parent, str) else None
        if whole is not None and whole != at and isinstance(amounts[at], str) and currencies[at] == currencies[whole]:
            parts[whole].append(Decimal(str(amounts[at])))
    found = {}
    for whole, some in parts.items():
        amount, total = amounts[whole], sum(some)
        if isinstance(amount, str) and total > Decimal(amount):
            words = {"count": len(some), "sum": f"{total} {currencies[whole]}", "own": f"{amount} {currencies[whole]}"}
            found[whole] = Flaw("parts-above-whole", words=words)
    return found
