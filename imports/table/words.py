"""How people label what is no project: totals, notes and footers, groups of rows, units; in the shipped languages."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from imports.problems import shown
from imports.read.sheets import CellValue, Sheet
from portfolio.core.money import MINOR_DIGITS
from portfolio.core.text import fold

Row = tuple[CellValue, ...]

#: Days from one heading of a calendar to the next: weeks, months, quarters, halves and years.
CALENDAR_STEPS = ((7, 7), (14, 14), (28, 31), (59, 62), (89, 92), (181, 184), (365, 366))
_FEWEST_IN_TIME = 3

#: How a form or a template says what goes into a cell, in the languages in which they are sent around.
_GUIDE = re.compile(
    r"(?:please|pls|kindly|e\.?\s?g\.|for example|example:|list (?:all|the)|max(?:imum|\.)?\s*\d|up to \d+ words|"
    r"enter |fill in|select|choose|tick|insert|specify|indicate|give |in (?:eur|usd|euros?|€|k€)$|name, e-?mail|"
    r"format[: ]|veuillez|merci de|indique[rz]|précise[rz]|par ex|exemple|choisi|bitte|z\.\s?b\.|angabe|auswählen|"
    r"por favor|indi(?:car|que)\b|p\.?\s?ej|ejemplo|seleccion|si prega|indicare|ad es|inserire|proszę|poda[ćj]|np\.|"
    r"vul |graag|bijv|preencher|selecione|укажите|например|вкажіть|наприклад|يرجى|请|請)"
    r"|.*(?:\b(?:dd|jj|tt|gg|дд)[/.\- ]?(?:mm|мм)[/.\- ]?(?:yy|aa|jj|rr|εε|гг|рр)|\byyyy[/.-]mm|\bmm/yyyy)",
    re.IGNORECASE,
)
_FEWEST_HINTS, _MANY_HINTS = 2, 0.4

LONG = 200
_LONGEST_LABEL = 80
_LONGEST_BEGINNING = 100

#: Words, folded, that make a label the label of a total: at its beginning ("Total AXE 2") or its end ("Kenya Total").
_TOTALS = frozenset(
    ["total", "totals", "totale", "totales", "totaux", "totalt", "totaal", "totali", "totais", "totalsumma",
    "hovedtotal", "eindtotaal", "gesamt", "gesamtsumme", "gesamtergebnis", "ergebnis", "summe", "insgesamt",
    "zwischensumme", "teilsumme", "endsumme", "subtotal", "subtotals", "subtotale", "subtotales", "subtotaal", "suma",
    "razem", "ogolem", "lacznie", "celkem", "soucet", "mezisoucet", "sucet", "medzisucet", "spolu", "celkovo", "somme",
    "skupaj", "skupno", "vsota", "ukupno", "sveukupno", "zbroj", "kokku", "kokkuvote", "kopa", "pavisam", "yhteensa",
    "loppusumma", "valisumma", "osszesen", "vegosszeg", "reszosszeg", "συνολο", "συνολα", "αθροισμα", "итого", "всего",
    "итог", "разом", "усього", "всього", "сума", "підсумок", "общо", "toplam", "iomlan", "σ", "sum", "sums",
    "sammanlagt", "summa", "delsumma", "delsum", "ialt", "тотал", "укупно", "المجموع", "الإجمالي", "合計",
    "合计", "总计", "总和", "小計", "小计"]
)  # fmt: skip
#: Totals of several words, folded.
_PHRASES = frozenset(
    [("sub", "total"), ("sous", "total"), ("grand", "total"), ("sub", "totale"), ("iš", "viso"), ("is", "viso"),
    ("bendra", "suma"), ("общ", "сбор"), ("общии", "итог"), ("загальнии", "підсумок"),
    ("genel", "toplam"), ("celkovy", "soucet"), ("celkovy", "sucet"), ("i", "alt"), ("γενικο", "συνολο"),
    ("γενικο", "αθροισμα"), ("overall", "total"), ("montant", "total"), ("importe", "total"), ("suma", "koncowa")]
)  # fmt: skip
#: Words that open titles as well as totals: "Suma" alone is a total, "Suma Qamaña" is a project.
_EITHER = frozenset(["sum", "sums", "somme", "suma", "kopa", "summa", "spolu", "zbroj", "ergebnis", "сума", "итог",
                     "totals", "celkovo", "kokku", "vsota"])  # fmt: skip
_STARTS = (
    {word[:3] for words in (_TOTALS, (first for first, _ in _PHRASES)) for word in words}
    | {"sou", "sub", "σύν", "ogó", "łąc", "kop", "yht", "öss", "vég", "rés", "väl", "άθρ", "γεν", "общ", "заг",
       "iš ", "i a", "iom", "σ", "∑"}
)  # fmt: skip
TOTAL_STARTS = frozenset(form for start in _STARTS for form in (start, start.capitalize(), start.upper())) | {"Σ"}

_NOTE = re.compile(
    r"^(?:[*†‡§¹²³•]|\(?\d\)|notes?\b|nota\b|notas\b|hinweise?\b|anmerkung|remarks?\b|remarque|sources?\b|quellen?\b"
    r"|fuentes?\b|fontes?\b|fonti\b|bron\b|zdroj|źródło|uwag[ai]\b|poznámk|opmerking|forrás|allikas|vir:|izvor|πηγή"
    r"|σημείωση|джерело|примітк|источник|примечани|източник|kilde\b|källa\b|lähde\b|disclaimer|legende?\b|légende"
    r"|leyenda|key:|last update|updated?\b|stand\b:?|datenstand|as of\b|as at\b|mise à jour|état au|page \d|seite \d"
    r"|página \d|strona \d|©|copyright|prepared by|(?:report )?generated (?:on|by|at)|exported (?:on|by|from)"
    r"|end of (?:list|table|report)|printed on|[-–—_=*.]{3,}$)",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"(?:^(?:priority|priorité|prioridad|priorität|priorità|prioritet|priorytet|axis|axe|eje|achse|asse|eixo|oś"
    r"|section|sección|abschnitt|part|component|composante|componente|chapter|region|région|región|pillar|pilier"
    r"|theme|thème|thema|group|groupe|gruppe|strand|lot|phase|window|country|pays|land|objective|objectif|objetivo"
    r"|ziel|cluster|sector)\b.{0,12}?[\d:IVX])|:\s*$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"^[(\[]?(?:(?:in |en |em )?(?:[km]\s?)?(?:€|\$|£|eur|euros?|usd|us\$|gbp|chf|pln|czk|huf|sek|dkk|ron|bgn)"
    r"(?:\s?[km])?"
    r"|(?:in |en )?(?:thousands?|millions?|mio\.?|mn|tsd\.?|000s?)(?: (?:€|eur|euros?|usd))?|%|percent|text|number"
    r"|d{1,2}[./-]m{1,2}[./-]y{2,4}|y{4}[./-]m{1,2}(?:[./-]d{1,2})?|tt\.mm\.jjjj|jj/mm/aaaa|dd/mm/aaaa|date"
    r"|yes/no|y/n|months?|days?|years?|nr\.?|no\.?|n°|#)[)\]]?$",
    re.IGNORECASE,
)
_SMALL_UNITS = frozenset({"", "e", "m", "k", "mio", "mn", "mln", "meur", "keur", "kč", "zł"})
_FILLER = frozenset({"0", "-", "–", "—", "0.00", "0,00", "0.0", "0 %", "0%", "€ -", "- €", "#N/A"})


def filled_in(row: Row) -> int:
    """How many cells of the row hold something."""
    return len(row) - row.count(None) - row.count("")


def is_filled(sheet: Sheet) -> bool:
    """Whether any cell of the sheet holds something, be it an error or a formula without its result."""
    return bool(sheet.errors or sheet.uncached_formulas) or any(not all(map(is_white, row)) for row in sheet.rows)


def is_white(cell: CellValue) -> bool:
    """Whether the cell holds nothing, or nothing but blanks."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def texts_of(row: Row) -> list[tuple[int, str]]:
    """Column and text of each cell of the row that holds words."""
    return [(column, text) for column, cell in enumerate(row) if isinstance(cell, str) and (text := cell.strip())]


def calendar_cells(row: Row) -> tuple[int, ...]:
    """The columns of a row whose cells are the days or years of a calendar's headings, and no values of a project.

    Three at least beside each other, each as far from the one before as weeks, months, quarters or years are; or
    counted up one by one.
    """
    found: list[int] = []
    run: list[int] = []
    for column, cell in enumerate((*row, None)):
        place = _place_in_time(cell)
        before = _place_in_time(row[run[-1]]) if run else None
        follows = place is not None and before is not None and run[-1] == column - 1 and type(place) is type(before)
        if follows and _is_step(before, place):
            run.append(column)
            continue
        found += run if len(run) >= _FEWEST_IN_TIME and _even(row, run) else ()
        run = [column] if place is not None else []
    return tuple(found)


def _place_in_time(cell: CellValue) -> date | int | None:
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 0 < cell < 2200 and cell == int(cell):
        return int(cell)
    return None


def _is_step(before: Any, after: Any) -> bool:
    return bool(after == before + 1) if isinstance(after, int) else (after - before).days > 0


def _even(row: Row, run: Sequence[int]) -> bool:
    """Whether days are as far from each other as a calendar's are; numbers that count up are."""
    places = [_place_in_time(row[column]) for column in run]
    days = [(after - before).days for before, after in itertools.pairwise(places)
            if isinstance(before, date) and isinstance(after, date)]  # fmt: skip
    return not days or any(all(least <= gap <= most for gap in days) for least, most in CALENDAR_STEPS)


def labels_of(row: Row) -> list[tuple[int, str]]:
    """Column and text of each cell of the row, if all are words or years; else of those that are words."""
    years = [(column, str(int(float(str(cell))))) for column, cell in enumerate(row) if is_year(cell)]
    texts = texts_of(row)
    return sorted((*texts, *years)) if years and len(texts) + len(years) == filled_in(row) else texts


def is_year(cell: CellValue) -> bool:
    """Whether the cell is a year of this time, as a number or as text."""
    if isinstance(cell, str):
        return len(cell.strip()) == 4 and cell.strip().isdecimal() and 1990 <= int(cell) <= 2100
    return isinstance(cell, int | float) and not isinstance(cell, bool) and 1990 <= cell <= 2100 and cell == int(cell)


def is_number(text: str) -> bool:
    """Whether the text is figures, with at most a currency or “m” for millions; “A3” is a code, not a number."""
    letters = "".join(mark for mark in text if mark.isalpha())
    return any(mark.isdigit() for mark in text) and (
        letters.upper() in MINOR_DIGITS or letters.casefold() in _SMALL_UNITS
    )


def is_note(text: str) -> bool:
    """Whether a text that stands alone in its row reads like a note or a footer."""
    return len(text) > LONG or bool(_NOTE.match(text))


#: What projects are that stand below, where it stands alone in a row: “PLANNED”, “Ongoing projects”; folded.
_STAGE_WORDS = (
    "ongoing on-going planned pipeline closed completed finished current active past"
    " future suspended cancelled upcoming"
)
_STAGES_ABROAD = (
    "en cours; terminés; clôturés; en préparation; prévus; projets en cours; projets terminés; projets clôturés;"
    " projets en préparation; laufend; laufende; laufende projekte; laufende vorhaben; abgeschlossen; geplant;"
    " abgeschlossene projekte; geplante projekte; in planung; en ejecución; finalizados; en preparación; previstos;"
    " proyectos en ejecución; proyectos finalizados; in corso; conclusi; progetti in corso; progetti conclusi;"
    " em curso; concluídos; projetos em curso; lopend; afgerond; gepland; w realizacji; zakończone; planowane;"
    " реализуемые; завершенные; завершённые; планируемые; завершені; заплановані; поточні"
)
_STAGES = frozenset(
    fold(f"{stage} {what}") for stage in _STAGE_WORDS.split() for what in ("", "projects", "actions", "activities")
) | frozenset(map(fold, _STAGES_ABROAD.split(";")))


def is_group(text: str) -> bool:
    """Whether a text is worded like the heading of a group of rows (“Priority 1: …”, “Countries:”)."""
    return bool(_SECTION.search(text)) or fold(text) in _STAGES


def is_unit(text: str) -> bool:
    """Whether a text is a unit or a format, as under headings: “(EUR)”, “%”, “dd/mm/yyyy”."""
    return len(text) < 40 and (bool(_UNIT.match(text)) or (text[0] == "(" and text[-1] == ")" and len(text) < 25))


def is_numbering(row: Row) -> bool:
    """Whether a row only numbers its cells: “1 2 3 4” or “(1) (2) (3)”, every number one more than the one before."""
    numbers = []
    for cell in row:
        if is_white(cell):
            continue
        text = str(cell).strip(" ().[]").removesuffix(".0")
        if not text.isdecimal() or len(text) > 3:
            return False
        numbers.append(int(text))
    return (
        len(numbers) > 2
        and numbers[0] in (0, 1)
        and all(after == before + 1 for before, after in itertools.pairwise(numbers))
    )


def is_filler(row: Row) -> bool:
    """Whether every cell is empty, a zero or a dash, as where formulas were dragged down beyond the data."""
    return all(map(is_nothing, row))


def is_nothing(cell: CellValue) -> bool:
    """Whether a cell is empty, a zero or a dash."""
    if isinstance(cell, str):
        return cell in _FILLER or not cell.strip()
    return cell is None or (isinstance(cell, int | float) and cell == 0)


def is_total(row: Row, label: str, *, ending: bool = False) -> bool:
    """Whether `label` is the label of a total and everything beside it is figures.

    With `ending`, a label that ends like one counts too (“Kenya Total”), if there are figures.
    """
    if len(label) > _LONGEST_LABEL:
        return False
    words = fold(label.replace("∑", "Σ")).split()
    if not words:
        return False
    phrase = tuple(words[:2]) in _PHRASES
    opens = phrase or words[0] in _TOTALS
    if opens and not phrase and words[0] in _EITHER and len(words) > 1:
        opens = words[1] in _TOTALS
    if not opens and not (ending and words[-1] in _TOTALS):
        return False
    others = (text for _, text in texts_of(row) if text != label.strip())
    if not all(is_number(text) or text in _FILLER or is_unit(text) for text in others):
        return False
    return opens or any(is_number(cell) if isinstance(cell, str) else _counts(cell) for cell in row)


def is_total_of(row: Row, label: str) -> bool:
    """Whether a row that names no project says “Total” in a cell of its own, and holds a figure: “PACE | Total”."""
    words = fold(label).split()
    return len(words) == 1 and words[0] in _TOTALS and any(map(_counts, row))


def _counts(cell: CellValue) -> bool:
    return not isinstance(cell, str | bool) and cell is not None


def beginning(row: Row) -> str:
    """How a row begins, for a person who decides about it: its cells, joined and shortened."""
    text = ""
    for cell in row:
        if cell is None or cell == "":
            continue
        text += ("; " if text else "") + shown(cell)
        if len(text) > _LONGEST_BEGINNING:
            return text[: _LONGEST_BEGINNING - 1] + "…"
    return text


def is_guide(texts: Sequence[str]) -> bool:
    """Whether the texts under headings say how to fill in the columns: “dd/mm/yyyy”, “Please list all countries”."""
    hints = sum(1 for text in texts if _GUIDE.match(text.strip(" (*[")))
    return hints >= max(_FEWEST_HINTS, _MANY_HINTS * len(texts))
