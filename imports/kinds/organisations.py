"""Lists of organisations: those that fund, implement or take part, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imports.fields import Parse
from imports.fields.records import Registry, StoredRecord, record_field
from imports.kinds.kind import Kind, Records, Words, table_entity, updates_of, values_of
from imports.outcomes import PlannedRecord
from portfolio.core.people import Permission
from portfolio.core.terms import OrganisationType
from portfolio.core.text import fold
from portfolio.models.organisation import Organisation
from portfolio.models.place import Alias
from portfolio.organisations.operations import (
    LONGEST,
    ORGANISATIONS,
    create_organisations,
    delete_organisations,
    organisations_in_use,
    update_organisations,
)

_FIELDS = (
    record_field("name", "Organisation", Parse.TEXT, "The full name; it decides which organisation a row is about.",
                 "Council of Europe", longest=LONGEST["name"], clearable=False, headings={
        "en": "organization; organisation name; organization name; name of organisation; name of organization;"
        " name of the organisation; name of the organization; full name; institution; agency; entity; body; name;"
        " implementing organisation; implementing partner; partner organisation; company",
        "fr": "nom; organisation; nom de l'organisation; organisme; institution; dénomination; structure",
        "de": "name; organisation; name der organisation; einrichtung; institution; körperschaft; bezeichnung",
        "es": "nombre; organización; nombre de la organización; organismo; institución; entidad; denominación",
        "pt": "nome; organização; nome da organização; instituição; entidade",
        "it": "nome; organizzazione; nome dell'organizzazione; ente; istituzione; denominazione",
    }),
    record_field("acronym", "Acronym", Parse.TEXT, "The short name people use.", "CoE",
                 longest=LONGEST["acronym"], headings={
        "en": "abbreviation; short name; short; abbr; initials", "fr": "sigle; acronyme; abréviation; nom court",
        "de": "abkürzung; kürzel; akronym; kurzname", "es": "sigla; siglas; acrónimo; abreviatura; nombre corto",
        "pt": "sigla; acrónimo", "it": "sigla; acronimo",
    }),
    record_field("kind", "Type", Parse.TERM, "The type of organisation, in words or as a code of IATI's list.",
                 "Multilateral", terms=OrganisationType, headings={
        "en": "organisation type; organization type; type of organisation; type of organization; kind; category;"
        " sector;"
        " org type; legal type", "fr": "type; type d'organisation; catégorie; nature",
        "de": "typ; art; organisationstyp; art der organisation; kategorie",
        "es": "tipo; tipo de organización; categoría; clase", "pt": "tipo; tipo de organização", "it": "tipo;"
        " categoria",
    }),
    record_field("country", "Country", Parse.PLACE,
                 "The country of its seat; EU for bodies of the European Union.", "FR",
                 fixed="country", headings={
        "en": "seat; country of seat; headquarters; hq; hq country; based in; country code; home country;"
        " headquarters country", "fr": "pays; siège; pays du siège", "de": "land; sitz; sitzland; staat",
        "es": "país; sede; país de la sede", "pt": "país; sede", "it": "paese; sede",
    }),
    record_field("homepage", "Homepage", Parse.LINK, "A web address that begins with https://.", "https://www.coe.int",
                 longest=LONGEST["homepage"], headings={
        "en": "website; web site; url; web; web address; link; site", "fr": "site web; site internet; adresse web",
        "de": "webseite; website; internetseite; webadresse", "es": "sitio web; página web; web; enlace",
        "pt": "sítio web; página web", "it": "sito web; sito",
    }),
    record_field("role_note", "What it does", Parse.TEXT, "What the organisation does in the field, in a sentence.",
                 "Supports the parties to the Budapest Convention.", longest=LONGEST["role_note"], headings={
        "en": "role; description; mandate; mission; remarks; note; notes; comment; comments; activities",
        "fr": "rôle; description; mandat; remarques; activités", "de": "rolle; beschreibung; aufgabe; aufgaben;"
        " bemerkung;"
        " bemerkungen", "es": "función; descripción; mandato; observaciones; actividades", "pt": "descrição; função",
        "it": "descrizione; ruolo",
    }),
)  # fmt: skip
_COLUMNS = tuple(field.name for field in _FIELDS)

#: Words for types, as people write them.
_TYPES = {
    "10": "national government; ministry; government agency; governmental; public; public authority; state;"
        " gouvernement;"
    " ministère; regierung; ministerium; gobierno; ministerio",
    "11": "municipality; city; regional government", "15": "public sector; public body; eu agency; agency",
    "21": "ingo; international ngos; ong internationale", "22": "local ngo; ngo; ong; nro; non governmental"
        " organisation;"
    " non governmental organization; civil society; civil society organisation; cso; association; verein",
    "30": "ppp; multi stakeholder; multistakeholder",
    "40": "international organisation; international organization; io; igo; intergovernmental; intergovernmental"
    " organisation; multilateral organisation; un agency; organisation internationale; internationale organisation;"
    " organización internacional; organismo internacional",
    "60": "stiftung; fondation; fundación; philanthropy",
    "70": "company; private; private company; business; consultancy; firm; industry; entreprise; unternehmen; empresa;"
    " secteur privé; privatwirtschaft; sector privado",
    "80": "university; academia; academic; research; think tank; training; research institute; université; universität;"
    " universidad; hochschule",
    "90": "others; miscellaneous; sonstige; autre; otro; otros",
}  # fmt: skip


def _words() -> Mapping[str, Mapping[str, str]]:
    types = {fold(text): code for code, texts in _TYPES.items() for text in texts.split(";")}
    return {"kind": types, "country": {"eu": "EU", "european union": "EU"}}


def _complete(values: dict[str, Any], _vocabulary: Any) -> Iterable[tuple[str, str, Mapping[str, object]]]:
    if values.get("name") and not fold(values["name"]):
        yield "name", "unspeakable", {}


def _load(session: Session) -> tuple[Mapping[tuple[str, ...], StoredRecord], Words]:
    """Organisations by folded name; a name that is taught, or an acronym that only one has, means its organisation."""
    stored: dict[tuple[str, ...], StoredRecord] = {}
    names: dict[str, str] = {}
    acronyms: dict[str, list[str]] = {}
    for one in session.scalars(sa.select(Organisation)):
        stored[one.folded,] = StoredRecord(one.id, one.version, {name: getattr(one, name) for name in _COLUMNS})
        names[one.folded] = one.name
        if one.acronym:
            acronyms.setdefault(fold(one.acronym), []).append(one.name)
    words = {text: known[0] for text, known in acronyms.items() if len(known) == 1}
    taught = sa.select(Alias.folded, Alias.target).where(Alias.subject == "organisation")
    words |= {text: target for text, target in session.execute(taught) if (fold(target),) in stored}
    return stored, {"name": words | names}


def _write(session: Session, new: Sequence[PlannedRecord], changed: Sequence[PlannedRecord]) -> None:
    create_organisations(session, values_of(new))
    update_organisations(session, updates_of(changed, _COLUMNS))


REGISTRY = Registry(
    kind="organisations",
    noun=("organisation", "organisations"),
    fields=_FIELDS,
    key=("name",),
    title=lambda values: str(values.get("name", "")),
    fold=lambda key: (fold(key[0])[:300],),
    words=_words(),
    complete=_complete,
)

ORGANISATION_LISTS = Kind(
    "organisations",
    REGISTRY.noun,
    "One row is one organisation, with its acronym, type, country and homepage.",
    Permission.plan,
    Records(
        REGISTRY,
        _load,
        _write,
        (
            table_entity(
                ORGANISATIONS,
                REGISTRY.labels,
                update_organisations,
                delete_organisations,
                create_organisations,
                organisations_in_use,
            ),
        ),
    ),
)
