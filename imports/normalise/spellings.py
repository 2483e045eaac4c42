"""Everyday, official and former names of places that CLDR lacks, and words that name no place; facts, no code."""

from __future__ import annotations

#: ISO 3166-1 alpha-2 (and XK) -> other ways to write it, separated by semicolons.
COUNTRY_NAMES: dict[str, str] = {
    "AE": "uae; emirates", "BA": "bosnia; bosnia i hercegovina; bosnia herzegovina; bosnia and herzegowina; bih",
    "BN": "brunei darussalam", "BO": "plurinational state of bolivia", "BQ": "bonaire; caribbean netherlands",
    "BY": "belorussia; byelorussia", "CD": "dr congo; drc; rdc; d r congo; dem rep congo; congo dem rep; congo drc;"
    " congo kinshasa; zaire;"
    " democratic republic of congo; democratic republic of the congo; congo the democratic republic of the;"
    " congo democratic republic of the; congo democratic republic; republique democratique du congo; rd congo;"
    " demokratische republik kongo; republica democratica del congo; republica democratica do congo",
    "CF": "car; central african rep", "CG": "congo brazzaville; republic of the congo; republic of congo; congo"
    " republic; congo rep;"
    " republique du congo; republik kongo; republica del congo; congo republic of the",
    "CI": "ivory coast; cote d ivoire; elfenbeinkuste", "CN": "people s republic of china; prc; peoples republic of"
    " china; mainland china",
    "CV": "cape verde; cabo verde; kapverden", "CZ": "czech republic; the czech republic", "DO": "dominican rep",
    "FM": "micronesia; federated states of micronesia; micronesia federated states of", "GB":
    "uk; great britain; britain; england; scotland; wales;"
    " northern ireland; u k; united kingdom of great britain and northern ireland; the uk",
    "GM": "gambia; the gambia", "GW": "guinea bissau; guinee bissau", "HK": "hong kong; hong kong sar", "IR":
    "iran; islamic republic of iran; persia",
    "KN": "st kitts; st kitts and nevis; saint kitts", "KP": "dprk; north korea; democratic people s republic of"
    " korea; d p r korea;"
    " korea democratic people s republic of; korea dem people s rep; korea north; korea dprk; korea dpr; dpr korea",
    "KR": "south korea; republic of korea; rok; korea republic of; korea rep; korea south; s korea; korea rok",
    "KG": "kyrgyz republic; kirghizia; kirgizstan", "LA": "lao pdr; laos; lao; lao people s democratic republic; lao"
    " p d r", "LC": "st lucia",
    "MD": "republic of moldova; moldavia", "MK": "north macedonia; fyrom; macedonia; former yugoslav republic of"
    " macedonia;"
    " the former yugoslav republic of macedonia; fyr macedonia; tfyrom; macedonia fyr; republic of macedonia",
    "MM": "burma; myanmar; birmanie; birmania; birma", "MO": "macao; macau", "PS": "palestine; state of palestine;"
    " occupied palestinian territory;"
    " occupied palestinian territories; palestinian territory; palestinian territories; opt; west bank and gaza; west"
    " bank and gaza strip;"
    " palestinian authority; palestine state of; cisjordanie et gaza; westjordanland und gazastreifen",
    "RU": "russia; russian federation", "ST": "sao tome; sao tome and principe; sao tome principe", "SX":
    "sint maarten",
    "SY": "syria; syrian arab republic", "SZ": "swaziland; eswatini; kingdom of eswatini", "TL":
    "timor leste; east timor",
    "TR": "turkey; turkiye; republic of turkiye", "TT": "trinidad; trinidad tobago; trinidad and tobago", "TW":
    "taiwan; chinese taipei; taiwan province of china;"
    " republic of china", "TZ": "tanzania; united republic of tanzania; tanzania united republic of",
    "US": "usa; united states; united states of america; u s a; u s; the united states; the usa",
    "VA": "vatican; holy see; vatican city state", "VC": "st vincent; st vincent and the grenadines; st vincent"
    " grenadines",
    "VE": "bolivarian republic of venezuela; venezuela bolivarian republic of", "VN": "viet nam; vietnam; socialist"
    " republic of vietnam",
    "WS": "western samoa; samoa; independent state of samoa", "XK": "kosovo; kosova; kosovo under unscr 1244; kosovo"
    " unscr 1244; kosovo under unscr 1244 99",
    "CW": "curacao", "RE": "reunion", "MF": "saint martin french part; st martin french part", "VG":
    "virgin islands british; bvi",
    "VI": "virgin islands u s; us virgin islands; virgin islands us; usvi", "PF": "french polynesia", "CK":
    "cook islands", "SB": "solomon islands; solomons",
    "MH": "marshall islands", "BS": "bahamas; the bahamas", "PH": "philippines; the philippines", "NL":
    "holland; the netherlands", "SS": "s sudan",
    "EH": "western sahara", "AG": "antigua; antigua barbuda", "SC": "seychelles", "KM": "comoros; union of the"
    " comoros", "MV": "maldives; the maldives",
}  # fmt: skip

#: Names that mean more than one place of today, folded -> the codes that may be meant. They are always asked.
AMBIGUOUS: dict[str, tuple[str, ...]] = {
    "korea": ("KR", "KP"), "конго": ("CG", "CD"), "coree": ("KR", "KP"), "corea": ("KR", "KP"), "coreia": ("KR", "KP"),
    "congo": ("CG", "CD"), "kongo": ("CG", "CD"), "the congo": ("CG", "CD"),
    "virgin islands": ("VG", "VI"), "st martin": ("MF", "SX"), "st maarten": ("SX", "MF"),
    "netherlands antilles": ("CW", "SX", "BQ"), "antilles": ("CW", "SX", "BQ"), "dutch antilles": ("CW", "SX", "BQ"),
    "yugoslavia": ("RS", "ME", "HR", "BA", "SI", "MK"), "former yugoslavia": ("RS", "ME", "HR", "BA", "SI", "MK"),
    "soviet union": (), "ussr": (), "former soviet union": (), "czechoslovakia": ("CZ", "SK"),
    "guiana": ("GY", "GF"), "guyanas": ("GY", "SR", "GF"), "guianas": ("GY", "SR", "GF"),
    "ireland island": ("IE", "GB"),
    "china taiwan": ("CN", "TW"), "sudans": ("SD", "SS"), "sudan south sudan": ("SD", "SS"),
    "guineas": ("GN", "GW", "GQ"), "samoas": ("WS", "AS"), "dr": ("DO", "CD"), "roc": ("TW", "CG"),
    # Parts of a country, or claimed as such: whether the country is meant is asked.
    "cyprus north": ("CY",), "northern cyprus": ("CY",), "somaliland": ("SO",), "puntland": ("SO",),
    "transnistria": ("MD",), "abkhazia": ("GE",), "south ossetia": ("GE",), "nagorno karabakh": ("AZ",),
    "crimea": ("UA",), "zanzibar": ("TZ",), "kurdistan region of iraq": ("IQ",), "republika srpska": ("BA",),
}  # fmt: skip

#: Former states, folded -> the countries of today that a project with them worked with.
FORMER: dict[str, tuple[str, ...]] = {
    "serbia and montenegro": ("ME", "RS"),
    "serbia montenegro": ("ME", "RS"),
    "state union of serbia and montenegro": ("ME", "RS"),
    "serbie et montenegro": ("ME", "RS"),
    "serbien und montenegro": ("ME", "RS"),
}

#: Words that stand where a place would and name none; folded.
NO_PLACE_WORDS = frozenset(
    {
        "global", "worldwide", "world", "world wide", "monde", "mondial", "weltweit", "welt", "international",
        "multi country",
        "multicountry", "multi regional", "regional", "all countries", "various", "various countries", "several",
        "several countries",
        "multiple", "multiple countries", "many countries", "mundial", "global action", "global project", "mundo",
        "mondo", "mondiale",
        "wereldwijd", "wereld", "swiat", "global coverage", "diverse", "divers", "varios", "vari", "not applicable",
        "interregional",
        "bilateral unspecified", "unspecified", "developing countries unspecified", "developing countries",
        "third countries",
        "all", "alle", "tous", "todos", "whole world", "globally", "globale", "globalny", "multinational",
        "cross regional",
        "regional programme", "partner countries", "global programme", "rest of world", "other", "others",
        "other countries",
    }
)  # fmt: skip

#: Beginnings of official names after which the everyday name follows.
OFFICIAL = (
    "federal democratic republic of the", "federal democratic republic of", "democratic socialist republic of",
    "islamic republic of the",
    "islamic republic of", "federal republic of", "federative republic of", "united republic of",
    "bolivarian republic of",
    "plurinational state of", "arab republic of", "people s democratic republic of", "democratic republic of",
    "republic of the",
    "republic of", "hashemite kingdom of", "kingdom of the", "kingdom of", "sultanate of", "principality of",
    "commonwealth of the",
    "commonwealth of", "union of", "grand duchy of", "independent state of", "co operative republic of",
    "oriental republic of",
    "republique de la", "republique du", "republique de", "republique d", "republica de", "republica do",
    "republica da", "republik",
    "royaume du", "royaume de", "reino de", "repubblica di", "repubblica del", "islamic emirate of", "emirate of",
    "the",
)  # fmt: skip
#: What may not be found by cutting an official name short: it names somebody else.
NOT_SHORTENED = frozenset(
    {"china", "korea", "congo", "the congo", "ireland north", "germany democratic", "germany", "macedonia"}
)

#: Words in brackets behind a name that do not change what it names.
BRACKET_WORDS = frozenset(
    ["republic", "state", "states", "kingdom", "islamic", "federation", "federated", "federal", "plurinational",
    "independent", "the", "of", "and", "people", "s", "democratic", "socialist", "bolivarian", "unscr", "un", "sc",
    "resolution", "dac", "region", "country", "code", "former", "formerly", "including", "incl", "countries",
    "member", "members", "all", "whole", "country", "wide", "countrywide", "nationwide", "national", "province",
    "union", "commonwealth"]
)  # fmt: skip

#: What may stand behind a group of countries: “ASEAN member states” is ASEAN.
GROUP_ENDS = (" member states", " member countries", " members", " countries", " partner countries", " region",
              " states", " regional")  # fmt: skip
#: What may stand before one: “all ASEAN member states”.
GROUP_STARTS = ("all ", "whole ", "entire ")

#: Words of names that people cut short -> the whole word; folded.
ABBREVIATIONS = {
    "rep": "republic", "repub": "republic", "dem": "democratic", "fed": "federated", "sts": "states", "is": "islands",
    "isl": "islands", "isls": "islands", "island": "islands", "n": "north", "s": "south", "no": "north", "so": "south",
    "eq": "equatorial", "equat": "equatorial", "afr": "african", "terr": "territory", "brit": "british",
    "utd": "united", "kgdm": "kingdom", "pdr": "people s democratic republic", "dpr": "democratic people s republic",
    "ste": "st", "santo": "st", "e": "east", "w": "west",
}  # fmt: skip

#: Words that join the others of a name and may be missing; folded.
JOINING = frozenset({"the", "of", "and", "de", "la", "le", "du", "des", "del", "el", "y", "et", "und", "d", "l", "da",
                     "do", "di", "e", "der"})  # fmt: skip
