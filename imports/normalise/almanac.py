"""Names of months, weekdays and parts of a year in the shipped languages, and small words around them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale

from imports.normalise.territories import LANGUAGES
from portfolio.core.text import fold


@cache
def month_numbers() -> Mapping[str, frozenset[int]]:
    """Folded month names and abbreviations in the shipped languages, without spaces -> the months they may be."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    folded = fold(name).replace(" ", "")
                    if len(folded) >= 3 and not any(letter.isdigit() for letter in folded):
                        found.setdefault(folded, set()).add(number)
    for name, number in _OTHER_MONTHS.items():
        found[name] = {number}
    english = Locale.parse("en").months["format"]
    for width in ("wide", "abbreviated"):
        found.update({fold(name): {number} for number, name in english[width].items()})
    return MappingProxyType({name: frozenset(numbers) for name, numbers in found.items()})


_OTHER_MONTHS = {
    "genn": 1,
    "sett": 9,
    "sept": 9,
    "mrz": 3,
    "maerz": 3,
    "janner": 1,
    "fev": 2,
    "avr": 4,
    "dez": 12,
    "juni": 6,
    "juli": 7,
}


@cache
def weekday_names() -> frozenset[str]:
    """Folded words of the names and abbreviations of weekdays in the shipped languages."""
    return frozenset(
        word
        for language in LANGUAGES
        for names in Locale.parse(language).days.values()
        for width in ("wide", "abbreviated")
        for name in names[width].values()
        for word in fold(name).split()
        if len(word) > 1 and word not in month_numbers()
    )


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split())


#: Small words in a written date that say nothing: “15 de marzo de 2024”, “5 мая 2020 г.”, “2024. gada 15. marts”.
FILLERS = _folded(
    "de of del do di l d the st nd rd th er e o a г р года року рік год roku rok gada g m d den le am el år an"
    " anno año ano in w v en den dne ημ του της í tháng năm hb ta o"
)

QUARTER_WORDS = _folded(
    "q t k r ç qtr quarter quarters trimestre trim quartal quartale kwartaal kwartał kwartal kw čtvrtletí"
    " τρίμηνο τριμ kvartalet kvartal kvt kv neljännes nelj vuosineljännes trimestrul trimestru negyedév név"
    " тримесечие трим štvrťrok četrtletje čet cet ketvirtis ceturksnis ráithe kwart квартал кв тромесечје"
    " çeyrek quý kuartal tremujori"
)
HALF_WORDS = _folded(
    "h s hy hj half halves semester semestre sem halbjahr halfjaar semestrul semestru félév полугодие"
    " півріччя полугођe halvår pololetí pol půlrok půlroku polrok półrocze półrocza polletje polugodište"
    " polugođe εξάμηνο puolivuosi pusmetis pusgads poolaasta semestri yarıyıl"
)
#: Roman figures and words for “first” to “fourth”, folded.
_ORDINALS = (
    "i first premier première erstes erste 1st primer primero primeiro primo eerste pierwszy pierwsze första"
    " první πρώτο први первый перше primul",
    "ii second deuxième zweites zweite segundo secondo tweede drugi drugie andra druhé δεύτερο други второй"
    " друге seconde",
    "iii third troisième drittes dritte tercer tercero terceiro terzo derde trzeci tredje třetí τρίτο трећи"
    " третий третє",
    "iv fourth quatrième viertes vierte cuarto quarto vierde czwarty fjärde čtvrté τέταρτο четврти четвёртый четверте",
)
ORDINALS: Mapping[str, int] = MappingProxyType(
    {fold(word): number for number, words in enumerate(_ORDINALS, 1) for word in words.split()}
)

#: Words before a single date or around two: “from 2019 to 2022”, “seit 2019”, “bis 2022”; folded.
FROM_WORDS = _folded(
    "from since starting von seit ab ab du depuis dès desde dal dalla sinds vanaf od od του από från fra с"
    " від alkaen kezdve"
)
UNTIL_WORDS = _folded(
    "to until till through thru bis au jusqu'en jusqu'à hasta até al fino tot do až do έως till indtil til до"
    " по asti saakka ig"
)
#: Words for an end that is not known; folded.
_OPEN = (
    "ongoing; on going; on-going; open; open end; open ended; open-ended; present; today; current; now;"
    " continuing; continuous; to date; indefinite; unlimited; permanent; not yet; not yet known; in"
    " progress; running; laufend; offen; heute; unbefristet; andauernd; en cours; à ce jour; aujourd'hui;"
    " indéterminé; en curso; en ejecución; actualidad; abierto; em curso; atualidade; aberto; in corso;"
    " aperto; oggi; lopend; heden; doorlopend; w trakcie; w toku; obecnie; probíhá; dosud; pågående;"
    " igangværende; käynnissä; în curs; folyamatban; в процессе; по настоящее время; σε εξέλιξη"
)
OPEN_WORDS = frozenset(fold(words) for words in _OPEN.split(";"))
#: Words that make a date uncertain, or name a part of its year too loosely to keep; folded.
VAGUE_WORDS = _folded(
    "approx approximately about circa ca c around est estimated expected tentative tentatively planned"
    " foreseen tbc tbd early mid late beginning start end spring summer autumn fall winter anfang mitte ende"
    " ungefähr etwa voraussichtlich geplant début mi fin courant environ prévu prévue printemps été automne"
    " hiver principios mediados finales inicios aprox início meados final inizio metà fine begin midden eind"
    " ongeveer początek połowa koniec około"
)
