"""Which kind of list a file is, where its columns say it and no heading does, or words that projects do not have."""

from __future__ import annotations

import pytest

from imports.kinds import KINDS, Kind, with_words
from imports.kinds.kind import Words
from imports.recognise import recognise, why_recognised
from imports.table import Table, find_table
from tests.imports.table.written import written

_OBJECTIVES = {
    spoken: f"eu-cyber-diplomacy-15:{number}"
    for number in range(1, 16)
    for spoken in (f"{number}", f"objective {number}")
}
_TITLES = {"human rights online": "eu-cyber-diplomacy-15:1", "cybercrime": "eu-cyber-diplomacy-15:6"}


def words(kind: Kind) -> Words:
    if kind.name == "needs":
        return {"objective": {**_OBJECTIVES, **_TITLES, "all objectives": "all objectives"}}
    return {"index": {"gci": "gci"}} if kind.name == "indices" else {}


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ("Country | =1 | =2 | =6\nKenya | =1 | =0 | =3\nGhana | | =2 | n/a", "needs"),
        ("Country | Objective 1 | Objective 6\nKenya | 1 | 0\nGhana | 3 | 2", "needs"),
        ("Needs of 2026\nPartner country | All objectives | 6\nKenya | =1 | =0", "needs"),
        ("Land | Human rights online | Cybercrime\nKenia | =2 | =0", "needs"),
        ("Country | =2018 | =2020 | =2024\nKenya | =81.2 | =70 | =90\nGhana | =8 | =70 | =90", "indices"),
        ("Country Name | Country Code | Indicator Name | 2018 [YR2018] | 2020 [YR2020]\nKenya | KEN | GCI | 8,5 | ..",
         "indices"),
        ("Country | GCI 2020 | GCI 2024\nKenya | 81.48 | 98.5", "indices"),
        ("Title | Country | Obj 1 | Obj 6\nA | Kenya | =1 | =0\nB | Ghana | =1 | =0", "projects"),
        ("Project | Country | =2024 | =2025\nA | Kenya | =1 | =2", "projects"),
        ("Country | =2024 | =2025\nKenya | =100000 | =2000\nGhana | =50000 |", "projects"),
        ("Country | Objective 1 | Objective 6\nKenya | x |\nGhana | x | x", "projects"),
        ("Country | Objective 1 | Objective 6\nKenya | =40 | =60\nGhana | =100 |", "projects"),
        ("Country | =2024\nKenya | =10", "projects"),
        ("Country | Objective 1 | Objective 6\nKenya | High | none\nGhana | mittel | =2", "needs"),
        ("Dialogue | Partner | Date | Objectives | Status\nWith Kenya | Kenya | 2026-03 | 6 | held", "dialogues"),
        ("Name | Country | Date | Objectives | Status\nShield | Kenya | 2026-03 | 6 | closed", "projects"),
        ("Vaihe ja nimi | Country | =2024 | =2025\nSafer networks for towns | Kenya | =100 | =20\n"
         "A laboratory for evidence | Ghana | =50 |", "projects"),
    ],
)  # fmt: skip
def test_a_row_for_each_country_and_a_column_for_each_objective_or_year_say_what_they_are(
    table: str, kind: str
) -> None:
    assert recognise([written(table)], KINDS.values(), words) == kind


def test_only_kinds_that_a_person_may_bring_in_are_found() -> None:
    assert recognise([written("Country | =1 | =6\nKenya | =1 | =3")], [KINDS["projects"]], words) == "projects"


def test_the_note_names_the_columns_that_said_it() -> None:
    kind = KINDS["needs"]
    assert kind.records is not None
    registry = with_words(kind.records.registry, words(kind))
    table = find_table([written("Country | =1 | =6\nKenya | =1 | =3")], known=registry.headings)
    assert isinstance(table, Table)
    said = why_recognised(table, kind, registry)
    assert (said.code, said.severity) == ("kind-by-columns", "note")
    assert "such as “1” and “6”; so the rows are read as needs." in said.message
