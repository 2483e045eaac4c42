"""Lists of objectives with their frameworks: an administrator's own themes, dimensions or measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imports.fields import Parse
from imports.fields.records import Registry, StoredRecord, record_field
from imports.kinds.kind import Kind, Records, Words, table_entity, updates_of
from imports.outcomes import PlannedRecord
from portfolio.core.people import Permission
from portfolio.core.text import fold, slug
from portfolio.history.keyed import RecordUpdate
from portfolio.models.objective import Framework, Objective
from portfolio.objectives.operations import (
    FRAMEWORKS,
    LARGEST_NUMBER,
    LONGEST,
    OBJECTIVES,
    create_frameworks,
    create_objectives,
    delete_frameworks,
    delete_objectives,
    frameworks_in_use,
    objectives_in_use,
    update_frameworks,
    update_objectives,
)

_FIELDS = (
    record_field("framework", "Framework", Parse.TEXT,
                 "The framework's code or title. A new one gets a code made of it.",
                 "gfce-themes", longest=LONGEST["title"], clearable=False, headings={
        "en": "framework code; framework name; list; set; catalogue; model; scheme; taxonomy",
        "fr": "cadre; code du cadre; référentiel; liste", "de": "rahmen; rahmenwerk; liste; katalog",
        "es": "marco; código del marco; lista; catálogo",
    }),
    record_field("framework_title", "Framework title", Parse.TEXT,
                 "The framework's full title; the same in all its rows.",
                 "GFCE themes", longest=LONGEST["title"], clearable=False, headings={
        "en": "title of the framework; framework full title", "fr": "titre du cadre; intitulé du cadre",
        "de": "titel des rahmens; rahmentitel", "es": "título del marco",
    }),
    record_field("framework_description", "Framework description", Parse.TEXT, "What the framework is, in a sentence or"
                 " two; the same in all its rows.", longest=LONGEST["description"], headings={
        "en": "description of the framework; about the framework", "fr": "description du cadre",
        "de": "beschreibung des rahmens", "es": "descripción del marco",
    }),
    record_field("number", "Number", Parse.WHOLE, f"The objective's number in its framework, 1 to {LARGEST_NUMBER}.",
                 "1", clearable=False, headings={
        "en": "no; nr; objective number; objective no; #; theme number; dimension number; id; code; item",
        "fr": "numéro; n°; no d'objectif; numéro de l'objectif", "de": "nummer; nr.; ziffer; zielnummer",
        "es": "número; n.º; núm; número del objetivo",
    }),
    record_field("title", "Title", Parse.TEXT, "The objective's title. A new objective needs one.",
                 "Cyber incident management", longest=LONGEST["title"], clearable=False, headings={
        "en": "objective; objective title; theme; dimension; measure; goal; name; pillar; aim; heading; short title",
        "fr": "objectif; titre; intitulé; thème; dimension; mesure; nom", "de": "ziel; titel; thema; dimension;"
        " maßnahme;"
        " bezeichnung; name", "es": "objetivo; título; tema; dimensión; medida; nombre",
    }),
    record_field("statement", "Statement", Parse.TEXT, "What the objective says.",
                 "National teams respond to incidents and share what they learn.",
                 longest=LONGEST["statement"], headings={
        "en": "description; text; wording; explanation; details; definition; scope",
        "fr": "énoncé; description; texte; définition", "de": "wortlaut; beschreibung; text; erläuterung; aussage",
        "es": "enunciado; descripción; texto; definición",
    }),
)  # fmt: skip
_OWN = ("title", "statement")
_OF_FRAMEWORK = {"framework_title": "title", "framework_description": "description"}


def _complete(values: dict[str, Any], _vocabulary: Any) -> Iterable[tuple[str, str, Mapping[str, object]]]:
    framework = values.get("framework")
    if framework:
        code = slug(framework, LONGEST["code"]).lower()
        if not code:
            yield "framework", "unspeakable", {}
        elif code != framework:
            values.setdefault("framework_title", framework)
            values["framework"] = code
    number = values.get("number")
    if number and not 1 <= int(number) <= LARGEST_NUMBER:
        yield "number", "number-range", {"range": f"between 1 and {LARGEST_NUMBER}"}


def _load(session: Session) -> tuple[Mapping[tuple[str, ...], StoredRecord], Words]:
    query = sa.select(Objective, Framework).join(Framework, Framework.id == Objective.framework_id)
    stored: dict[tuple[str, ...], StoredRecord] = {
        (framework.code, str(one.number)): StoredRecord(
            one.id,
            one.version,
            {
                "framework": framework.code, "framework_title": framework.title,
                "framework_description": framework.description, "number": str(one.number), "title": one.title,
                "statement": one.statement,
            },
        )
        for one, framework in session.execute(query)
    }  # fmt: skip
    codes: dict[str, str] = {}
    for code, title in session.execute(sa.select(Framework.code, Framework.title)):
        codes.update({fold(title): code, fold(code): code})
    return stored, {"framework": codes}


def _write(session: Session, new: Sequence[PlannedRecord], changed: Sequence[PlannedRecord]) -> None:
    """Frameworks first, each once however many rows name it; then their objectives."""
    known = {one.code: one for one in session.scalars(sa.select(Framework))}
    wanted: dict[str, dict[str, Any]] = {}
    for one in (*new, *changed):
        said = {column: one.values[name] for name, column in _OF_FRAMEWORK.items() if name in one.values}
        wanted[one.key[0]] = said | wanted.get(one.key[0], {})  # what a row says first counts
    create_frameworks(
        session, [{"title": code, **values, "code": code} for code, values in wanted.items() if code not in known]
    )
    updates = []
    for code, values in wanted.items():
        if code in known:
            before = {name: getattr(known[code], name) for name in values}
            pairs = {name: [before[name], value] for name, value in values.items() if before[name] != value}
            if pairs:
                updates.append(RecordUpdate(known[code].id, known[code].version, pairs))
    update_frameworks(session, updates)
    ids = dict(session.execute(sa.select(Framework.code, Framework.id)).all())
    create_objectives(
        session,
        [{**one.values, "framework_id": ids[one.key[0]], "number": int(one.key[1])} for one in new],
    )
    update_objectives(session, updates_of(changed, _OWN))


REGISTRY = Registry(
    kind="frameworks",
    noun=("objective", "objectives"),
    fields=_FIELDS,
    key=("framework", "number"),
    needed=("title",),
    title=lambda values: " ".join(str(values[name]) for name in ("number", "title") if values.get(name)),
    asked={"framework": "Which framework are these the objectives of? Write its code or its title."},
    complete=_complete,
)

FRAMEWORK_LISTS = Kind(
    "frameworks",
    REGISTRY.noun,
    "One row is one objective of a framework, with its number, title and statement; a framework may be new.",
    Permission.administer,
    Records(
        REGISTRY,
        _load,
        _write,
        (
            table_entity(
                OBJECTIVES,
                {"framework_id": "Framework", "number": "Number", "title": "Title", "statement": "Statement"},
                update_objectives,
                delete_objectives,
                create_objectives,
                objectives_in_use,
            ),
            table_entity(
                FRAMEWORKS,
                {"code": "Code", "title": "Title", "description": "Description"},
                update_frameworks,
                delete_frameworks,
                create_frameworks,
                frameworks_in_use,
            ),
        ),
    ),
)
