"""A made-up portfolio of any size: three objectives, three places and three organisations for each project."""

from __future__ import annotations

import random
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from portfolio.core.terms import Status, Strand

COUNTRIES = [
    "KE",
    "UG",
    "TZ",
    "RW",
    "ET",
    "GH",
    "NG",
    "SN",
    "CI",
    "ML",
    "BF",
    "NE",
    "BJ",
    "TG",
    "CM",
    "GA",
    "TD",
    "CG",
    "ZM",
    "ZW",
    "MW",
    "MZ",
    "BW",
    "NA",
    "ZA",
    "MG",
    "MU",
    "GE",
    "AM",
    "AZ",
    "MD",
    "UA",
    "AL",
    "BA",
    "ME",
    "MK",
    "RS",
    "XK",
    "TR",
    "MA",
    "DZ",
    "TN",
    "LY",
    "EG",
    "JO",
    "LB",
    "PS",
    "IL",
    "KZ",
    "KG",
    "TJ",
    "TM",
    "UZ",
    "IN",
    "PK",
    "BD",
    "LK",
    "NP",
    "TH",
    "VN",
    "PH",
    "ID",
    "MY",
    "KH",
    "LA",
    "FJ",
    "WS",
    "TO",
    "VU",
    "PG",
    "BR",
    "AR",
    "CL",
    "CO",
    "PE",
    "EC",
    "BO",
    "PY",
    "UY",
    "MX",
    "GT",
    "HN",
    "SV",
    "CR",
    "PA",
    "DO",
    "JM",
    "TT",
    "BB",
]
WORDS = [
    "resilience",
    "cybercrime",
    "evidence",
    "forensics",
    "incident",
    "response",
    "national",
    "strategy",
    "skills",
    "women",
    "youth",
    "judges",
    "police",
    "prosecutors",
    "networks",
    "trust",
    "services",
    "data",
    "protection",
    "rights",
    "standards",
    "exercises",
    "laboratories",
    "awareness",
    "coordination",
]


def project_values(size: int, seed: int = 7) -> list[dict[str, Any]]:
    """`size` project values, the same ones every time."""
    chance = random.Random(seed)
    return [_value(chance, number) for number in range(size)]


def _value(chance: random.Random, number: int) -> dict[str, Any]:
    start = date(chance.randint(2014, 2027), chance.randint(1, 12), 1)
    end = date(start.year + chance.randint(1, 5), chance.randint(1, 12), 28)
    objectives = chance.sample(range(1, 16), 3)
    countries = chance.sample(COUNTRIES, 3)
    return {
        "code": f"B-{number:06d}",
        "title": f"{' '.join(chance.sample(WORDS, 4)).capitalize()} {number}",
        "acronym": f"AC{number}",
        "summary": " ".join(chance.choices(WORDS, k=30)),
        "strand": chance.choice(list(Strand)).value,
        "status": chance.choice([Status.IMPLEMENTATION, Status.CLOSED, Status.PIPELINE]).value,
        "planned_start": start.isoformat(),
        "planned_end": end.isoformat(),
        "actual_start": None,
        "actual_end": None,
        "budget_amount": f"{chance.randint(50_000, 20_000_000)}.{chance.randint(0, 99):02d}",
        "budget_currency": "EUR",
        "website": f"https://example.org/{number}",
        "source": "made up",
        "visibility": "internal",
        "objectives": [
            {
                "framework": "eu-cyber-diplomacy-15",
                "number": objective,
                "significance": chance.choice(["principal", "significant"]),
                "share": None,
                "note": None,
            }
            for objective in objectives
        ],
        "places": [{"kind": "country", "code": code, "tier": "priority", "share": None} for code in countries],
        "organisations": [
            {"name": f"Funder {chance.randint(1, 200)}", "role": "funder", "share": None},
            {"name": f"Implementer {chance.randint(1, 400)}", "role": "implementer", "share": None},
            {"name": f"Partner {chance.randint(1, 400)}", "role": "partner", "share": None},
        ],
    }


HEADINGS = (
    "Code", "Title", "Acronym", "Summary", "Strand", "Status", "Planned start", "Planned end", "Budget", "Currency",
    "Website", "Source", "Objectives", "Countries", "Funder", "Implementer", "Partner", "Visibility",
    "Note 1", "Note 2", "Note 3", "Contact", "Room", "Ledger", "Remarks",
)  # fmt: skip


def project_workbook(size: int) -> bytes:
    """The same projects as a workbook of `size` rows and 25 columns, some of which mean nothing here."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet("Projects")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADINGS)
    for row, value in enumerate(project_values(size), start=1):
        cells: list[Any] = [value[name] for name in ("code", "title", "acronym", "summary", "strand", "status")]
        cells += [date.fromisoformat(value["planned_start"]), date.fromisoformat(value["planned_end"])]
        cells += [float(value["budget_amount"]), "EUR", value["website"], value["source"]]
        cells.append("; ".join(f"{link['number']} ({link['significance']})" for link in value["objectives"]))
        cells.append("; ".join(link["code"] for link in value["places"]))
        cells += [link["name"] for link in value["organisations"]]
        cells += ["internal", "", "see file", row, "somebody", row % 40, f"L{row % 90}", ""]
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(row, column, cell, day)  # type: ignore[arg-type]
            else:
                sheet.write(row, column, cell)
    book.close()
    return buffer.getvalue()
