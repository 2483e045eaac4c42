"""Lists of cyber dialogues and of policy instruments: what they are about, with whom, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from imports.fields import Parse
from imports.fields.records import Registry, record_field
from imports.kinds.kind import Kind
from imports.kinds.written import Written, records_of
from portfolio.core.people import Permission
from portfolio.core.policy import (
    DIALOGUE,
    INSTRUMENT,
    LONGEST_CODE,
    LONGEST_IDENTIFIER,
    LONGEST_NOTE,
    LONGEST_SOURCE,
    LONGEST_TITLE,
)
from portfolio.core.shape import LONGEST_URL
from portfolio.core.terms import DialogueStatus, InstrumentKind, InstrumentStatus
from portfolio.core.text import fold, slug
from portfolio.policy.operations import DIALOGUES, INSTRUMENTS

_DATE = "A day, a month or a year; only what is written is kept."
_TITLE = {
    "en": "name; full title; subject; event; meeting; act", "fr": "titre; intitulé; nom; objet;"
        " acte", "de": "titel; name;"
    " bezeichnung; betreff", "es": "título; nombre; denominación; asunto",
}  # fmt: skip
_TOPICS = {
    "en": "objectives; objective; topics; topic; themes; agenda; serves; served objectives",
    "fr": "objectifs; sujets; thèmes; ordre du jour", "de": "ziele; themen; tagesordnung", "es": "objetivos;"
        " temas; agenda",
}  # fmt: skip
_NOTE = {
    "en": "notes; comment; comments; remarks; summary; outcome; description", "fr": "note; remarques;"
        " commentaire; résumé",
    "de": "notiz; bemerkung; anmerkung; zusammenfassung; beschreibung", "es": "nota; observaciones; comentario;"
        " resumen",
}  # fmt: skip
_LINK = {
    "en": "url; website; web; web address; press release", "fr": "lien; adresse; site", "de": "verweis;"
        " webseite; adresse",
    "es": "enlace; sitio web; dirección",
}  # fmt: skip
_SOURCE = {
    "en": "origin; reference source; provider",
    "fr": "source; origine",
    "de": "quelle; herkunft",
    "es": "fuente; origen",
}


def _objectives(help: str) -> Any:
    return record_field("objectives", "Objectives", Parse.OBJECTIVES, help, "6; 8", headings=_TOPICS)


_DIALOGUE_FIELDS = (
    record_field("code", "Code", Parse.TEXT, "What tells dialogues apart; without one it is made of title and date.",
                 "EU-BR-2024", longest=LONGEST_CODE, clearable=False, headings={
        "en": "id; reference; dialogue code; ref; number; dialogue id", "fr": "code; identifiant; référence",
        "de": "code; kennung; nummer; kürzel", "es": "código; identificador; referencia",
    }),
    record_field("title", "Title", Parse.TEXT, "The dialogue's title. A new one needs a title.",
                 "EU-Brazil Cyber Dialogue", longest=LONGEST_TITLE, clearable=False,
                 headings={**_TITLE, "en": "dialogue; dialogue title; cyber dialogue; " + _TITLE["en"]}),
    record_field("place", "Partner", Parse.PLACE, "The country, region or partner organisation.", "Brazil",
                 clearable=False,
                 headings={
        "en": "with; partner country; country; counterpart; place; with whom", "fr": "avec; partenaire; pays",
        "de": "mit; partner; land; partnerland", "es": "con; socio; país; país socio",
    }),
    record_field("status", "Status", Parse.TERM, "Planned or held.", "Held", terms=DialogueStatus, clearable=False,
                 headings={
        "en": "state; stage", "fr": "statut; état", "de": "status; stand", "es": "estado; situación",
    }),
    record_field("starts_on", "Date", Parse.DATE, "The day, or the first one. " + _DATE, "2024-03-12", headings={
        "en": "first day; start; start date; held on; starts on; from; when; day; date of dialogue; dialogue date",
        "fr": "date; début; tenu le", "de": "datum; beginn; am; tag", "es": "fecha; inicio; celebrado el",
    }),
    record_field("ends_on", "Last day", Parse.DATE, "The last day, where there are several. " + _DATE, headings={
        "en": "end; end date; ends on; until; to", "fr": "fin; date de fin", "de": "ende; enddatum; bis",
        "es": "fin; fecha de fin; final",
    }),
    _objectives("The topics, as numbers of objectives separated by semicolons."),
    record_field("note", "Note", Parse.TEXT, "What else is worth knowing.", longest=LONGEST_NOTE, headings=_NOTE),
    record_field("url", "Link", Parse.LINK, "A web address.", "https://example.org", longest=LONGEST_URL,
                 headings=_LINK),
    record_field("source", "Source", Parse.TEXT, "Where the information comes from.", longest=LONGEST_SOURCE,
                 headings=_SOURCE),
)  # fmt: skip
_HELD = {
    fold(text): code
    for code, texts in {
        "held": "done; took place; completed; past; tenu; abgehalten; stattgefunden; celebrado; realizado",
        "planned": "upcoming; scheduled; future; prévu; geplant; previsto; planificado",
    }.items()
    for text in texts.split(";")
}


def _complete_dialogue(values: dict[str, Any], _vocabulary: Any) -> Iterable[tuple[str, str, Mapping[str, object]]]:
    if not values.get("code") and values.get("title"):
        values["code"] = slug(" ".join(filter(None, (values["title"], values.get("starts_on")))), LONGEST_CODE)
    yield from ()


_INSTRUMENT_FIELDS = (
    record_field("identifier", "Reference", Parse.TEXT, "CELEX, treaty or document number; it tells instruments apart.",
                 "CELEX 32022L2555", longest=LONGEST_IDENTIFIER, clearable=False, headings={
        "en": "identifier; celex; celex number; document number; code; id; reference number; ref; document; number",
        "fr": "référence; numéro celex; identifiant; numéro", "de": "referenz; celex-nummer; fundstelle;"
        " nummer; kennung",
        "es": "referencia; número celex; identificador; número",
    }),
    record_field("title", "Title", Parse.TEXT, "The usual title. A new instrument needs one.", "NIS 2 Directive",
                 longest=LONGEST_TITLE, clearable=False,
                 headings={**_TITLE, "en": "instrument; policy; legal act; instrument title; " + _TITLE["en"]}),
    record_field("kind", "Kind", Parse.TERM, "What it is in law.", "Directive", terms=InstrumentKind, headings={
        "en": "type; instrument type; type of act; legal form; category", "fr": "type; nature; type d'acte",
        "de": "art; typ; rechtsform", "es": "tipo; clase; tipo de acto",
    }),
    record_field("dated_on", "Date", Parse.DATE, "When it was adopted or opened for signature. " + _DATE, "2022-12-14",
                 headings={
        "en": "date of adoption; adopted on; adopted; adoption date; signed on; year", "fr": "date; date d'adoption",
        "de": "datum; angenommen am", "es": "fecha; fecha de adopción",
    }),
    record_field("status", "Status", Parse.TERM, "Where it stands.", "In force", terms=InstrumentStatus, headings={
        "en": "state; in force; legal status", "fr": "statut; état", "de": "status; stand", "es": "estado; situación",
    }),
    record_field("place", "Place", Parse.PLACE, "The place that it is about; without one it holds everywhere.", "",
                 headings={
        "en": "country; region; partner; territory", "fr": "lieu; pays; région", "de": "ort; land; region",
        "es": "lugar; país; región",
    }),
    _objectives("The objectives that it serves, as numbers separated by semicolons."),
    record_field("url", "Link", Parse.LINK, "A web address.", "https://eur-lex.europa.eu/eli/dir/2022/2555/oj",
                 longest=LONGEST_URL, headings=_LINK),
    record_field("note", "Note", Parse.TEXT, "What else is worth knowing.", longest=LONGEST_NOTE, headings=_NOTE),
    record_field("source", "Source", Parse.TEXT, "Where the information comes from.", longest=LONGEST_SOURCE,
                 headings=_SOURCE),
)  # fmt: skip

_DIALOGUES, _INSTRUMENTS = Written(DIALOGUES), Written(INSTRUMENTS)

DIALOGUE_REGISTRY = Registry(
    kind="dialogues",
    noun=("dialogue", "dialogues"),
    fields=_DIALOGUE_FIELDS,
    key=("code",),
    needed=("title", "place"),
    title=lambda values: str(values.get("title") or values.get("code", "")),
    instead=(frozenset({"title"}),),
    words={"status": _HELD},
    complete=_complete_dialogue,
    check=_DIALOGUES.check(DIALOGUE),
)
INSTRUMENT_REGISTRY = Registry(
    kind="instruments",
    noun=("policy instrument", "policy instruments"),
    fields=_INSTRUMENT_FIELDS,
    key=("identifier",),
    needed=("title",),
    title=lambda values: str(values.get("title") or values.get("identifier", "")),
    check=_INSTRUMENTS.check(INSTRUMENT),
)

DIALOGUE_LISTS = Kind(
    "dialogues",
    DIALOGUE_REGISTRY.noun,
    "One row is one cyber dialogue: with whom, when, and which objectives it was about.",
    Permission.edit,
    records_of(DIALOGUE_REGISTRY, _DIALOGUES),
)
INSTRUMENT_LISTS = Kind(
    "instruments",
    INSTRUMENT_REGISTRY.noun,
    "One row is one legal act, strategy or set of conclusions, and the objectives that it serves.",
    Permission.edit,
    records_of(INSTRUMENT_REGISTRY, _INSTRUMENTS),
)
