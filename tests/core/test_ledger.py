"""The change log played forward: kin by number, rates by day, what is said in columns and in values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from portfolio.core.ledger import Ledger, Logged


def _at(minute: int) -> datetime:
    return datetime(2026, 6, 1, 9, minute, tzinfo=UTC)


def _logged(minute: int, entity: str, number: int, action: str, **changes: Any) -> Logged:
    return Logged(_at(minute), f"who {minute}", entity, number, action, changes)


def test_kin_follows_a_project_through_its_codes() -> None:
    ledger = Ledger().play(
        [
            # one write: the child comes before its parent, whose code is another's a moment later
            _logged(1, "project", 1, "create", code=[None, "C"], title=[None, "Child"], parent=[None, "P"]),
            _logged(1, "project", 2, "create", code=[None, "P"], title=[None, "Parent"]),
            _logged(2, "project", 2, "update", code=["P", "Q"]),
            _logged(2, "project", 3, "create", code=[None, "P"], title=[None, "Another"]),
        ]
    )
    assert ledger.kin(1, "parent") == 2
    assert (ledger.of("project")[1].by, ledger.of("project")[2].at) == ("who 1", _at(2))


def test_what_is_deleted_is_gone_and_what_comes_back_starts_anew() -> None:
    changes = [
        _logged(1, "need", 4, "create", country=[None, "KE"], level=[None, 3]),
        _logged(2, "need", 4, "delete", country=["KE", None], level=[3, None]),
    ]
    assert Ledger().play(changes).of("need") == {}
    again = Ledger().play([*changes, _logged(3, "need", 4, "create", country=[None, "UG"], level=[None, 0])])
    value = again.of("need")[4].value
    assert (value["country"], value["level"], value["note"], value["origin"]) == ("UG", 0, None, "entered")


def test_rates_are_told_by_currency_and_day_whoever_wrote_them() -> None:
    shipped = _logged(
        1, "exchange rate", 7, "load", currency=[None, "USD"], rated_on=[None, "2026-01-02"], rate=[None, "1.1"],
        source=[None, "bank"],
    )  # fmt: skip
    day = datetime(2026, 1, 2, tzinfo=UTC).toordinal()
    by_hand = _logged(2, "exchange rates of a day", day, "update", JPY=[None, {"rate": "160", "source": "hand"}])
    corrected = _logged(3, "exchange rate", 7, "correct", rate=["1.1", "1.2"])
    gone = _logged(4, "exchange rates of a day", day, "update", JPY=[{"rate": "160", "source": "hand"}, None])
    assert Ledger().play([shipped, by_hand, corrected]).rates == {
        ("USD", "2026-01-02"): {"rate": "1.2", "source": "bank"},
        ("JPY", "2026-01-02"): {"rate": "160", "source": "hand"},
    }
    assert list(Ledger().play([shipped, by_hand, gone]).rates) == [("USD", "2026-01-02")]


def test_a_shipped_date_of_an_instrument_and_a_person_s_are_one_text() -> None:
    loaded = _logged(
        1, "instrument", 1, "load", identifier=[None, "I"], dated_on=[None, "2020-07-01"],
        dated_on_precision=[None, "month"],
    )  # fmt: skip
    corrected = _logged(2, "instrument", 1, "correct", dated_on_precision=["month", "year"])
    edited = _logged(3, "instrument", 1, "update", dated_on=["2020", "2021-03-04"])
    dates = [Ledger().play(upto).of("instrument")[1].value["dated_on"] for upto in ([loaded], [loaded, corrected])]
    assert dates == ["2020-07", "2020"]
    assert Ledger().play([loaded, corrected, edited]).of("instrument")[1].value["dated_on"] == "2021-03-04"


def test_a_framework_that_people_add_comes_after_those_there_are() -> None:
    ledger = Ledger().play(
        [
            _logged(1, "framework", 1, "load", code=[None, "A"], position=[None, 4]),
            _logged(2, "framework", 2, "create", code=[None, "B"], title=[None, "B"]),
        ]
    )
    assert ledger.of("framework")[2].value["position"] == 5
