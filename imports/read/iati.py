"""Reads an IATI activity file into one sheet, an activity a row; runs only in the child. Nothing is fetched.

What the product has a field for comes first, under the field's own label; everything else follows, element by
element, under “IATI …”, so that a person sees it and may choose it. Codes: the IATI code lists of version 2.03;
regions: OECD DAC.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from imports.read.answer import put_sheet
from imports.read.findings import Findings
from imports.read.iatiscan import LANGUAGE, ActivityScan, Element
from imports.read.refusals import Unreadable, refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from imports.read.limits import Limits
    from imports.read.wire import AnswerWriter

    Row = dict[str, Any]

SHEET = "Activities"
POSITION = "IATI position"
LABELS = (
    "IATI identifier", "Title", "Summary", "Status", "Planned start", "Actual start", "Planned end", "Actual end",
    "Budget", "Currency", "Places", "Funders", "Implementers", "Parent", "Website",
)  # fmt: skip
DATES = {"1": "Planned start", "2": "Actual start", "3": "Planned end", "4": "Actual end"}
ROLES = {"1": "Funders", "2": "IATI accountable organisations", "3": "IATI extending organisations",
         "4": "Implementers"}  # fmt: skip
OTHER_ROLES = "IATI participating organisations"
RELATIONS = {"1": "parent", "2": "child", "3": "sibling", "4": "co-funded", "5": "third party"}
WEB_PAGE = "A12"  # of the code list DocumentCategory: the activity's web page
DAC_REGIONS, M49_REGIONS = ("", "1"), "2"
UNSPECIFIED = "998"  # "Developing countries, unspecified" is no place
REGIONS = {
    "89": "Europe", "189": "North of Sahara", "289": "South of Sahara", "298": "Africa",
    "389": "Caribbean and Central America", "489": "South America", "498": "America", "589": "Middle East",
    "619": "Central Asia", "679": "South Asia", "689": "South and Central Asia", "789": "Far East Asia",
    "798": "Asia", "889": "Oceania", "1027": "Eastern Africa", "1028": "Middle Africa", "1029": "Southern Africa",
    "1030": "Western Africa", "1031": "Caribbean", "1032": "Central America", "1033": "Melanesia",
    "1034": "Micronesia", "1035": "Polynesia",
}  # fmt: skip
TRANSACTIONS = {
    "1": "incoming funds", "2": "outgoing commitments", "3": "disbursements", "4": "expenditure",
    "5": "interest payments", "6": "loan repayments", "7": "reimbursements", "8": "purchases of equity",
    "9": "sales of equity", "10": "credit guarantees", "11": "incoming commitments", "12": "outgoing pledges",
    "13": "incoming pledges",
}  # fmt: skip
# Elements whose whole content is in the columns above.
PLACED = frozenset(
    ["iati-identifier", "title", "description", "activity-status", "activity-date", "budget", "recipient-country",
    "participating-org", "related-activity", "transaction"]
)  # fmt: skip
UNSAID = frozenset(["vocabulary-uri", LANGUAGE])
MORE = "; …"
CHUNK = 256 * 1024


def read_activities(data: bytes, limits: Limits, answer: AnswerWriter) -> None:
    """Put the activities of a file into `answer` as one sheet; raises Unreadable."""
    sheet = ActivitySheet(limits)
    try:
        ActivityScan(limits, sheet.add).scan(data[at : at + CHUNK] for at in range(0, len(data), CHUNK))
    except Unreadable as found:
        if found.code in ("damaged", "xml_doctype", "xml_deep", "xml_token", "xml_encoding"):
            raise refusal("iati_damaged", what=found.sentence) from None
        raise
    if not sheet.rows:
        raise refusal("iati_empty")
    answer.put({"notes": sheet.notes()})
    headings = [heading for heading, used in sheet.columns.items() if used]
    rows: list[list[Any]] = [list(headings), *([row.get(heading) for heading in headings] for row in sheet.rows)]
    put_sheet(answer, SHEET, sheet.findings, rows, limits)


class ActivitySheet:
    """Rows by heading, and the headings in the order in which they are shown; those without a value are left out."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.findings = Findings(limits, SHEET, 0)
        self.columns: dict[str, bool] = dict.fromkeys((POSITION, *LABELS), False)
        self.rows: list[Row] = []
        self.several_budgets = self.mixed = self.zero = self.transactions = self.shortened = 0

    def add(self, activity: Element) -> None:
        """The row of an activity; raises Unreadable past a limit."""
        self.language = activity.get(LANGUAGE).lower() or "en"
        self.currency = activity.get("default-currency")
        row: Row = {POSITION: len(self.rows) + 1}
        identifier = activity.first("iati-identifier")
        row["IATI identifier"] = identifier.text if identifier else ""
        self._texts(row, activity)
        status = activity.first("activity-status")
        row["Status"] = status.get("code") if status else ""
        for one in activity.all("activity-date"):
            if one.get("type") in DATES:
                _add_date(row, DATES[one.get("type")], one.get("iso-date"))
        self._budget(row, activity.all("budget"))
        row["Places"] = "; ".join(self._places(activity))
        self._organisations(row, activity)
        self._relations(row, activity)
        self._transactions(row, activity)
        self.zero += row["Budget"] == 0 and "IATI outgoing commitments" in row
        self._website(row, activity)
        self._others(row, activity)
        row = {heading: self._short(value) for heading, value in row.items() if value not in ("", None)}
        self.rows.append(row)
        for heading in row:
            self.columns[heading] = True
        self.findings.reach(len(self.rows) + 1, sum(self.columns.values()) - 1)

    def notes(self) -> list[list[object]]:
        """What a person should know of how the activities became rows."""
        counts = {
            "iati_rows": len(self.rows),
            "iati_budgets": self.several_budgets,
            "iati_currencies": self.mixed,
            "iati_zero": self.zero,
            "iati_transactions": self.transactions,
            "iati_shortened": self.shortened,
        }
        return [[code, {"count": count, "limit": self.limits.cell_chars}] for code, count in counts.items() if count]

    def _texts(self, row: Row, activity: Element) -> None:
        """Title and summary in English where there is any, and what they say in other languages."""
        others = []
        title, descriptions = activity.first("title"), activity.all("description")
        descriptions.sort(key=lambda one: one.get("type") or "1")
        row["Title"] = title.narrative(self.language) if title else ""
        row["Summary"] = "\n\n".join(text for one in descriptions if (text := one.narrative(self.language)))
        for one in ([title] if title else []) + descriptions:
            taken = one.narrative(self.language)
            others += [f"{name}: {text}" for name, text in one.narratives(self.language) if text != taken]
        row["IATI other languages"] = "\n".join(others)

    def _budget(self, row: Row, budgets: list[Element]) -> None:
        """The sum of an activity's budgets; for one period, a revised budget takes the place of the original."""
        periods: dict[tuple[str, str], list[Element]] = {}
        for one in budgets:
            period = _iso(one.first("period-start")), _iso(one.first("period-end"))
            periods.setdefault(period, []).append(one)
        counted = []
        for same in periods.values():
            revised = [one for one in same if one.get("type") == "2"]
            counted += revised or same
        row["Budget"], row["Currency"] = self._total([one.first("value") for one in counted])
        self.several_budgets += len(budgets) > 1
        self.mixed += bool(counted) and isinstance(row["Budget"], str) and ";" in row["Budget"]

    def _total(self, values: list[Element | None]) -> tuple[Any, str]:
        """(amount, currency) of the sum; text that no reader of money takes, where there are several currencies."""
        sums: dict[str, Decimal] = {}
        for value in values:
            amount = _decimal(value.text if value else "")
            if value is None or amount is None:
                return "; ".join(one.text for one in values if one is not None), self.currency
            currency = value.get("currency") or self.currency
            sums[currency] = sums.get(currency, Decimal(0)) + amount
        if len(sums) > 1:
            return "; ".join(f"{amount} {currency}".strip() for currency, amount in sums.items()), ""
        for currency, amount in sums.items():
            return (int(amount) if amount == int(amount) else float(amount)), currency
        return None, ""

    def _places(self, activity: Element) -> list[str]:
        found = []
        for one in activity.children:
            name = ""
            if one.name == "recipient-country":
                name = one.get("code") or one.narrative(self.language)
            elif one.name == "recipient-region" and one.get("code") != UNSPECIFIED:
                name = self._region(one)
            if name:
                share = one.get("percentage")
                found.append(f"{_unlisted(name)} {share}%" if share else _unlisted(name))
        return found

    def _region(self, one: Element) -> str:
        code, words = one.get("code"), one.narrative(self.language)
        if one.get("vocabulary") in DAC_REGIONS:
            return REGIONS.get(code) or words or code
        return code if one.get("vocabulary") == M49_REGIONS and code else words or code

    def _organisations(self, row: Row, activity: Element) -> None:
        names: dict[str, dict[str, None]] = {}
        for one in activity.all("participating-org"):
            name = _unlisted(one.narrative(self.language) or one.get("ref"))
            if name:
                names.setdefault(ROLES.get(one.get("role"), OTHER_ROLES), {})[name] = None
        row.update({heading: "; ".join(given) for heading, given in names.items()})

    def _relations(self, row: Row, activity: Element) -> None:
        parents, others = [], []
        for one in activity.all("related-activity"):
            ref, kind = one.get("ref"), one.get("type")
            if kind == "1" and ref:
                parents.append(ref)
            elif ref:
                others.append(f"{ref} ({RELATIONS.get(kind, kind)})")
        if parents:
            row["Parent"] = "; ".join(dict.fromkeys(parents))  # which of several counts, a person says
        row["IATI related activities"] = "; ".join(others)

    def _transactions(self, row: Row, activity: Element) -> None:
        kinds: dict[str, list[Element | None]] = {}
        for one in activity.all("transaction"):
            kind = one.first("transaction-type")
            code = kind.get("code") if kind else ""
            kinds.setdefault(TRANSACTIONS.get(code, f"type {code}".strip()), []).append(one.first("value"))
            self.transactions += 1
        for name, values in kinds.items():
            amount, currency = self._total(values)
            row[f"IATI {name}"] = f"{amount} {currency}".strip() if amount is not None else ""

    def _website(self, row: Row, activity: Element) -> None:
        for link in activity.all("document-link"):
            is_page = any(category.get("code") == WEB_PAGE for category in link.all("category"))
            if is_page and link.get("url").lower().startswith(("https://", "http://")):
                row["Website"] = link.get("url")
                return

    def _others(self, row: Row, activity: Element) -> None:
        """Everything else in words, one column for each name."""
        found: dict[str, list[str]] = {}
        for name, value in activity.attributes.items():
            if name != LANGUAGE and not name.startswith("xmlns"):
                found.setdefault(f"IATI {name}", []).append(value.strip())
        for one in activity.children:
            if one.name not in PLACED:
                found.setdefault(f"IATI {one.name}", []).append(self._words(one))
        for heading, words in found.items():
            row[heading] = "; ".join(text for text in words if text)

    def _words(self, one: Element) -> str:
        """An element and all that is in it, in one line: its code, its words, then the rest in brackets."""
        main = [one.get(name) for name in ("code", "ref") if one.get(name)]
        main += [text for text in (one.narrative(self.language), one.text) if text]
        rest = [
            f"{name} {value.strip()}"
            for name, value in one.attributes.items()
            if name not in ("code", "ref") and name not in UNSAID and value.strip()
        ]
        for child in one.children:
            words = self._words(child) if child.name != "narrative" else ""
            if words:
                rest.append(f"{child.name} {words}")
        if main and rest:
            return f"{' '.join(main)} ({', '.join(rest)})"
        return " ".join(main) or ", ".join(rest)

    def _short(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > self.limits.cell_chars:
            self.shortened += 1
            return value[: self.limits.cell_chars - len(MORE)] + MORE
        return value


def _add_date(row: Row, heading: str, text: str) -> None:
    """A date as a date; of several, the earliest start and the latest end."""
    try:
        value: date | str = date.fromisoformat(text[:10])
    except ValueError:
        value = text
    before = row.get(heading)
    if isinstance(before, date) and isinstance(value, date):
        value = min(before, value) if heading.endswith("start") else max(before, value)
    if value:
        row[heading] = value


def _iso(one: Element | None) -> str:
    return one.get("iso-date") if one else ""


def _decimal(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < 10**15 and "_" not in text else None


def _unlisted(name: str) -> str:
    """A name that is one item of a list in a cell."""
    return name.replace(";", ",").replace("|", "/")
