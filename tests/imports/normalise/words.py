"""A small vocabulary for tests: real countries, two regions, three organisations, fifteen objectives."""

from __future__ import annotations

from typing import Any

from imports.normalise import DEFAULT_FRAMEWORK, ObjectiveName, PlaceName, Vocabulary

_COUNTRIES = {
    "AF": ("AFG", "Afghanistan"), "AU": ("AUS", "Australia"), "BA": ("BIH", "Bosnia and Herzegovina"), "BF": ("BFA",
    "Burkina Faso"),
    "BJ": ("BEN", "Benin"), "BO": ("BOL", "Bolivia"), "BQ": ("BES", "Bonaire"), "CD": ("COD", "DR Congo"), "CG": (
    "COG", "Congo (Brazzaville)"),
    "CI": ("CIV", "Côte d’Ivoire"), "CM": ("CMR", "Cameroon"), "CN": ("CHN", "China"), "CV": ("CPV", "Cabo Verde"),
    "CW": ("CUW", "Curaçao"),
    "CZ": ("CZE", "Czechia"), "DE": ("DEU", "Germany"), "DJ": ("DJI", "Djibouti"), "DZ": ("DZA", "Algeria"), "EG": (
    "EGY", "Egypt"),
    "EH": ("ESH", "Western Sahara"), "ER": ("ERI", "Eritrea"), "ET": ("ETH", "Ethiopia"), "FM": ("FSM", "Micronesia"),
    "GB": ("GBR", "United Kingdom"),
    "GH": ("GHA", "Ghana"), "GM": ("GMB", "Gambia"), "GN": ("GIN", "Guinea"), "GW": ("GNB", "Guinea-Bissau"), "HR": (
    "HRV", "Croatia"),
    "JP": ("JPN", "Japan"), "KE": ("KEN", "Kenya"), "KN": ("KNA", "Saint Kitts and Nevis"), "KP": ("PRK",
    "North Korea"), "KR": ("KOR", "South Korea"),
    "LA": ("LAO", "Laos"), "LC": ("LCA", "Saint Lucia"), "LY": ("LBY", "Libya"), "MA": ("MAR", "Morocco"), "MD": (
    "MDA", "Moldova"),
    "ME": ("MNE", "Montenegro"), "MK": ("MKD", "North Macedonia"), "ML": ("MLI", "Mali"), "MM": ("MMR", "Myanmar"),
    "MR": ("MRT", "Mauritania"),
    "NA": ("NAM", "Namibia"), "NE": ("NER", "Niger"), "NG": ("NGA", "Nigeria"), "PK": ("PAK", "Pakistan"), "PS": (
    "PSE", "Palestine"),
    "RS": ("SRB", "Serbia"), "RW": ("RWA", "Rwanda"), "SD": ("SDN", "Sudan"), "SN": ("SEN", "Senegal"), "SO": ("SOM",
    "Somalia"),
    "SS": ("SSD", "South Sudan"), "ST": ("STP", "São Tomé and Príncipe"), "SX": ("SXM", "Sint Maarten"), "SZ": ("SWZ",
    "Eswatini"),
    "TD": ("TCD", "Chad"), "TL": ("TLS", "Timor-Leste"), "TN": ("TUN", "Tunisia"), "TR": ("TUR", "Türkiye"), "TT": (
    "TTO", "Trinidad and Tobago"),
    "TW": ("TWN", "Taiwan"), "TZ": ("TZA", "Tanzania"), "UG": ("UGA", "Uganda"), "US": ("USA", "United States"), "VN":
    ("VNM", "Vietnam"),
    "WS": ("WSM", "Samoa"), "XK": ("XKX", "Kosovo"), "YE": ("YEM", "Yemen"), "BI": ("BDI", "Burundi"), "VG": ("VGB",
    "British Virgin Islands"),
    "VI": ("VIR", "US Virgin Islands"),
}  # fmt: skip
_TITLES = (
    "Human rights online", "No misuse of technology", "Human rights defenders", "Trust through regulation",
    "Personal data and privacy",
    "Cybercrime and the Budapest Convention", "Awareness and capacity",
    "Projects for cyber resilience and against cybercrime",
    "International law and responsible behaviour", "Cyber dialogues", "One open internet",
    "Multistakeholder governance",
    "Internet policy", "Global debates", "Work with regional organisations",
)  # fmt: skip


def vocabulary_of(**facts: Any) -> Vocabulary:
    """The vocabulary; `facts` are further arguments of `Vocabulary.of`."""
    places = [PlaceName("country", code, title, (), iso3) for code, (iso3, title) in _COUNTRIES.items()]
    places += [
        PlaceName("region", "western-balkans", "Western Balkans", ("Balkans occidentaux",)),
        PlaceName("organisation", "EU", "European Union"),
        PlaceName("organisation", "AU", "African Union"),
        PlaceName("organisation", "ASEAN", "Association of Southeast Asian Nations"),
    ]
    objectives = [ObjectiveName(DEFAULT_FRAMEWORK, number, title) for number, title in enumerate(_TITLES, 1)]
    objectives.append(ObjectiveName("eu-cyber-measures", 3, "Certification"))
    facts.setdefault(
        "organisations",
        [("Council of Europe", ["CoE"]), ("INTERPOL", []), ("Ministry of Justice, Security and Peace", ["MoJSP"])],
    )
    facts.setdefault("ambiguous", {"Sahel": ["country:ML", "country:NE"], "Worldwide": ["global:world"]})
    return Vocabulary.of(places, objectives=objectives, **facts)
