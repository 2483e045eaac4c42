"""Needs of countries: a row for each country and objective, or a country with a column for each objective."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imports.fields import Parse
from imports.fields.records import Registry, Spread, record_field
from imports.kinds.kind import Kind, Words
from imports.kinds.written import Written, number_text, records_of, whole_number
from imports.normalise import DEFAULT_FRAMEWORK, Vocabulary
from portfolio.core.indices import LONGEST_NOTE, NEED
from portfolio.core.needs import LARGEST_NEED
from portfolio.core.people import Permission
from portfolio.core.terms import NeedOrigin
from portfolio.core.text import fold
from portfolio.models.objective import Framework, Objective
from portfolio.planning.operations import NEEDS

#: How a list names the need that holds for all objectives.
ALL = "all objectives"
_FOR_ALL = (
    "all; all objectives; every objective; general; overall; tous; tous les objectifs; global; alle;"
    " alle ziele; gesamt;"
    " todos; todos los objetivos"
)

_FIELDS = (
    record_field("country", "Country", Parse.PLACE, "The country, by name or code.", "Kenya", fixed="country",
                 clearable=False, headings={
        "en": "country name; country code; iso; iso3; iso code; partner country; beneficiary country; place; location",
        "fr": "pays; pays partenaire; code pays", "de": "land; partnerland; staat; ländercode",
        "es": "país; país socio; código del país",
    }),
    record_field("objective", "Objective", Parse.TEXT, "The objective's number, its title or framework:number. Without"
                 " one the need holds for all objectives. A table may have a column for each objective instead.", "6",
                 longest=300, clearable=False, headings={
        "en": "objective number; objective no; aim; theme; area; priority area; area of need; topic",
        "fr": "objectif; numéro de l'objectif; thème",
        "de": "ziel; zielnummer; thema", "es": "objetivo; número del objetivo; tema",
    }),
    record_field("level", "Need", Parse.WHOLE,
                 f"How much the country needs it: 0 (none), 1 (low), 2 (medium) or {LARGEST_NEED} (high).", "2",
                 multiple=True, clearable=False, headings={
        "en": "level; need level; level of need; needs; priority; score; need score", "fr": "besoin; niveau; niveau de"
        " besoin; priorité", "de": "bedarf; stufe; bedarfsstufe; priorität", "es": "necesidad; nivel;"
        " nivel de necesidad;"
        " prioridad",
    }),
    record_field("note", "Reason", Parse.TEXT, "Why, in a sentence.", "No national response team yet.",
                 longest=LONGEST_NOTE, headings={
        "en": "note; notes; comment; comments; justification; rationale; why; explanation; remarks",
        "fr": "raison; note; commentaire; justification", "de": "grund; begründung; notiz; anmerkung; bemerkung",
        "es": "razón; motivo; nota; comentario; justificación",
    }),
)  # fmt: skip


def _words(session: Session) -> Words:
    """Objectives under their numbers, titles and references; numbers and titles alone are those of the usual list."""
    columns = (Framework.code, Objective.number, Objective.title)
    query = sa.select(*columns).join(Objective, Objective.framework_id == Framework.id)
    found = {fold(text): ALL for text in _FOR_ALL.split(";")}
    usual: dict[str, str] = {}
    for framework, number, title in session.execute(query):
        reference = f"{framework}:{number}"
        found[fold(reference)] = reference
        found.setdefault(fold(title), reference)
        if framework == DEFAULT_FRAMEWORK:
            spoken = (f"{number}", f"obj {number}", f"objective {number}", f"objectif {number}", f"ziel {number}",
                      f"objetivo {number}", f"objective {number} {title}", f"{number} {title}", title)  # fmt: skip
            usual |= {fold(text): reference for text in spoken}
    return {"objective": found | usual}


#: How a level is said in words, 0 to 3, in the languages of the headings.
_LEVELS = (
    "none; no need; aucun; aucune; aucun besoin; kein; keine; keiner; kein bedarf; ninguno; ninguna; nessuno; nenhum;"
    " nenhuma",
    "low; minor; faible; gering; niedrig; bajo; baja; basso; bassa; baixo; baixa",
    "medium; moderate; moyen; moyenne; modere; mittel; medio; media",
    "high; strong; urgent; very high; eleve; elevee; fort; forte; hoch; sehr hoch; alto; alta; elevado; elevada",
)
_LEVEL_WORDS = {fold(text): str(level) for level, texts in enumerate(_LEVELS) for text in texts.split(";")}


def _heading(heading: str, words: Words) -> Mapping[str, str]:
    reference = words.get("objective", {}).get(fold(heading))
    return {"objective": reference} if reference else {}


def _called(key: tuple[str, ...]) -> str:
    country, objective = key
    framework, _, number = objective.rpartition(":")
    return f"of {country} for {f'objective {number}' if framework == DEFAULT_FRAMEWORK else objective}"


def _complete(values: dict[str, Any], vocabulary: Vocabulary) -> Iterable[tuple[str, str, Mapping[str, object]]]:
    objective = values.get("objective")
    if objective and objective != ALL:
        framework, _, number = objective.rpartition(":")
        if not number.isdecimal() or int(number) not in vocabulary.numbers.get(framework, ()):
            yield "objective", "unknown-objective", {}
    level = values.get("level")
    if level is not None and not 0 <= int(level) <= LARGEST_NEED:
        yield "level", "number-range", {"range": f"between 0 and {LARGEST_NEED}", "value": level}


_WRITTEN = Written(
    NEEDS,
    outward={"objective": lambda value: value or ALL, "level": number_text},
    inward={"objective": lambda value: None if value == ALL else value, "level": whole_number},
    added={"origin": NeedOrigin.IMPORT.value},
)

REGISTRY = Registry(
    kind="needs",
    noun=("need", "needs"),
    fields=_FIELDS,
    key=("country", "objective"),
    needed=("level",),
    title=lambda values: " ".join(str(values[name]) for name in ("country", "objective") if values.get(name)),
    called=_called,
    defaults={"objective": ALL},
    words={"level": _LEVEL_WORDS},
    spread=Spread("level", _heading, lambda number: number in range(LARGEST_NEED + 1)),
    complete=_complete,
    check=_WRITTEN.check(NEED),
)

NEED_LISTS = Kind(
    "needs",
    REGISTRY.noun,
    "One row is how much a country needs an objective, 0 to 3, or a country with a column for each objective.",
    Permission.plan,
    records_of(REGISTRY, _WRITTEN, _words),
)
