"""Lists of other names: how people write places, organisations, objectives and words of closed lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imports.fields import Parse
from imports.fields.records import Registry, StoredRecord, record_field
from imports.kinds.kind import Kind, Records, Words, table_entity, updates_of, values_of
from imports.normalise import Vocabulary
from imports.outcomes import PlannedRecord
from portfolio.core.people import Permission
from portfolio.core.terms import Status, Strand, Subject, Term, Visibility
from portfolio.core.text import fold
from portfolio.models.place import Alias
from portfolio.places.operations import ALIASES, LONGEST, create_aliases, delete_aliases, update_aliases

_FIELDS = (
    record_field("subject", "Subject", Parse.TERM, "What the text is another name of.", "Place", terms=Subject,
                 clearable=False, headings={
        "en": "stands for; type; kind; what; list; category; field", "fr": "sujet; type; catégorie; domaine; objet",
        "de": "gegenstand; art; typ; kategorie; bereich", "es": "asunto; tipo; categoría; materia; campo",
    }),
    record_field("text", "Text", Parse.TEXT, "The text as people write it. Case, accents and punctuation do not count.",
                 "Burma", longest=LONGEST["text"], clearable=False, headings={
        "en": "alias; other name; also known as; aka; spelling; variant; written as; synonym; name in the file; word",
        "fr": "alias; autre nom; variante; synonyme; graphie; texte; orthographe",
        "de": "alias; anderer name; schreibweise; variante; synonym; bezeichnung", "es": "alias; otro nombre; variante;"
        " sinónimo; grafía; texto",
    }),
    record_field("target", "Meaning", Parse.TEXT, "What it means: a place, the name of an organisation, an objective as"
                 " framework:number, or a word of the list of statuses, strands or visibilities.", "Myanmar",
                 longest=LONGEST["target"], clearable=False, headings={
        "en": "means; target; stands for what; is; canonical; canonical name; standard name; official name;"
        " mapped to;"
        " correct; preferred name", "fr": "signification; signifie; cible; nom officiel; nom retenu",
        "de": "bedeutung; bedeutet; ziel; heißt; offizieller name", "es": "significado; significa; destino; nombre"
        " oficial",
    }),
    record_field("language", "Language", Parse.TEXT, "The language of the text, as a code.", "en",
                 longest=LONGEST["language"], headings={
        "en": "lang; language code; locale", "fr": "langue", "de": "sprache", "es": "idioma; lengua",
    }),
)  # fmt: skip
_SUBJECTS = {
    "place": "places; country; countries; region; geography; lieu; lieux; pays; ort; land; länder; lugar; país; países",
    "organisation": "organisations; organization; organizations; implementer; funder; partner; organisme; einrichtung;"
    " organización; organizaciones",
    "objective": "objectives; objectif; ziel; objetivo; theme",
    "status": "statuses; statut; stand; estado", "strand": "strands; volet; strang", "visibility": "visibilité;"
    " sichtbarkeit; visibilidad",
}  # fmt: skip
_TERMS: dict[str, type[Term]] = {"status": Status, "strand": Strand, "visibility": Visibility}


def _complete(values: dict[str, Any], vocabulary: Vocabulary) -> Iterable[tuple[str, str, Mapping[str, object]]]:
    """Make the target what is stored: "kind:code" of places, "framework:number", a term's code, a name."""
    if values.get("text") and not fold(values["text"]):
        yield "text", "unspeakable", {}
    if values.get("subject") and values.get("target"):
        found = _target(Subject(values["subject"]), values["target"], vocabulary)
        if found is None:
            yield "target", "unknown-target", {"label": Subject(values["subject"]).label.lower()}
        else:
            values["target"] = found


def _target(subject: Subject, text: str, vocabulary: Vocabulary) -> str | None:
    if subject is Subject.PLACE:
        return _places(text, vocabulary)
    if subject is Subject.OBJECTIVE:
        return _objective(text, vocabulary)
    if subject.value in _TERMS:
        named = {fold(word): term.value for term in _TERMS[subject.value] for word in (term.value, term.label)}
        return named.get(fold(text))
    return vocabulary.organisations.get(fold(text), text)


def _places(text: str, vocabulary: Vocabulary) -> str | None:
    """Places by "kind:code", by code or by name; several are joined by semicolons."""
    found: list[str] = []
    for part in text.split(";"):
        kind, colon, code = part.strip().partition(":")
        if colon and (kind, code) in vocabulary.places.titles:
            found.append(f"{kind}:{code}")
            continue
        reading = vocabulary.places.read(part.strip(), as_code=len(part.strip()) == 2)
        if reading.how not in ("known", "former") or not reading.targets:
            return None
        found += [":".join(target) for target in reading.targets]
    return ";".join(found) or None


def _objective(text: str, vocabulary: Vocabulary) -> str | None:
    framework, colon, number = text.strip().rpartition(":")
    framework = framework if colon else vocabulary.framework
    if number.isdecimal() and len(number) < 4 and int(number) in vocabulary.numbers.get(framework, ()):
        return f"{framework}:{int(number)}"
    known = vocabulary.objective_titles.get(fold(text))
    return f"{known[0]}:{known[1]}" if known else None


def _load(session: Session) -> tuple[Mapping[tuple[str, ...], StoredRecord], Words]:
    columns = (Alias.id, Alias.subject, Alias.folded, Alias.text, Alias.target, Alias.language)
    return {
        (subject, folded): StoredRecord(
            number, None, {"subject": subject, "text": text, "target": target, "language": language}
        )
        for number, subject, folded, text, target, language in session.execute(sa.select(*columns))
    }, {}


def _write(session: Session, new: Sequence[PlannedRecord], changed: Sequence[PlannedRecord]) -> None:
    create_aliases(session, values_of(new))
    update_aliases(session, updates_of(changed, ("target", "language")))


REGISTRY = Registry(
    kind="aliases",
    noun=("other name", "other names"),
    fields=_FIELDS,
    key=("subject", "text"),
    needed=("target",),
    title=lambda values: str(values.get("text", "")),
    fold=lambda key: (key[0], fold(key[1])),
    words={"subject": {fold(text): code for code, texts in _SUBJECTS.items() for text in texts.split(";")}},
    complete=_complete,
)

ALIAS_LISTS = Kind(
    "aliases",
    REGISTRY.noun,
    "One row is another way to write a place, an organisation, an objective or a status, and what it means.",
    Permission.plan,
    Records(
        REGISTRY,
        _load,
        _write,
        (table_entity(ALIASES, REGISTRY.labels, update_aliases, delete_aliases, create_aliases),),
    ),
)
