"""From the database to what the pure stages look things up in: stored projects, words, and earlier choices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imports.match import Directory, Known
from imports.normalise import ObjectiveName, PlaceName, Vocabulary
from imports.recall import Recollection
from imports.recognitions import load_recollection
from imports.sources import KnownSources
from imports.table.layouts import Layout, Layouts
from portfolio import reference
from portfolio.core.people import Actor
from portfolio.core.text import fold
from portfolio.history.queries import installation_mark
from portfolio.history.record import record, writing
from portfolio.models.batch import ImportMapping
from portfolio.models.objective import Framework, Objective
from portfolio.models.organisation import Organisation
from portfolio.models.place import Alias, Place
from portfolio.models.project import Project
from portfolio.projects.merging import Called, load_called, merged_into
from portfolio.projects.queries import load_projects, visible_projects

Memory = Mapping[str, Mapping[str, str | None]]

#: Subjects whose meaning is taught to everyone when a person answers a question of an import.
TAUGHT_SUBJECTS = frozenset({"place", "objective", "organisation", "status", "strand", "visibility"})
#: Of these, those that mean the same in every kind of list.
TAUGHT_BY_ALL = frozenset({"place", "objective", "organisation"})

#: The shipped meaning of words such as "worldwide", which name no place.
_NOWHERE = "global:world"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an import sees of the database at one moment, for one person. `recall` gives what was learnt of a source."""

    directory: Directory
    vocabulary: Vocabulary
    memory: Memory
    layouts: Layouts
    installation: str = ""
    sources: KnownSources | None = None
    recall: Callable[[int], Recollection] = lambda source_id: Recollection()


def load_snapshot(session: Session, actor: Actor) -> Snapshot:
    """Everything the stages after reading need; projects that `actor` may not see are there by their code alone."""
    directory, vocabulary = load_directory(session, actor), load_vocabulary(session)
    return Snapshot(
        directory,
        vocabulary,
        load_memory(session),
        load_layouts(session),
        installation_mark(session),
        KnownSources(session),
        partial(load_recollection, session),
    )


def load_directory(session: Session, actor: Actor) -> Directory:
    """Stored projects as `actor` sees them."""
    stored = load_projects(session)
    seen = set(session.scalars(visible_projects(actor).with_only_columns(Project.id)))
    into, called = merged_into(session), load_called(session)
    gone = {number for number, kept in into.items() if kept in seen}  # rows of these are the project they became
    known = [
        Known(one.id, one.version, one.value, own.codes, own.identifiers, own.titles)
        for number, one in sorted(stored.items())
        if number in seen and number not in gone
        for own in (called.get(number, Called()),)
    ]
    hidden = [one.value for number, one in stored.items() if number not in seen and number not in gone]
    return Directory(
        known,
        frozenset(value["code"] for value in hidden),
        frozenset(value["iati_identifier"] for value in hidden if value["iati_identifier"]),
    )


def load_vocabulary(session: Session) -> Vocabulary:
    """Places, objectives, organisations and what was taught, under every name."""
    aliases: dict[str, dict[str, str | None]] = defaultdict(dict)
    for subject, folded, target in session.execute(sa.select(Alias.subject, Alias.folded, Alias.target)):
        aliases[subject][folded] = target
    unclear: dict[str, list[str]] = {}
    for row in reference.read("ambiguous_places").rows:
        if row["meanings"] == _NOWHERE:
            aliases["place"].setdefault(fold(row["text"]), None)
        else:
            unclear[row["text"]] = row["meanings"].split(";")
    return Vocabulary.of(
        _places(session),
        organisations=_organisations(session, aliases.pop("organisation", {})),
        objectives=[
            ObjectiveName(framework, number, title)
            for framework, number, title in session.execute(
                sa.select(Framework.code, Objective.number, Objective.title)
                .join(Framework, Framework.id == Objective.framework_id)
                .order_by(Framework.position, Framework.code, Objective.number)
            )
        ],
        aliases=aliases,
        ambiguous=unclear,
    )


def _places(session: Session) -> Iterable[PlaceName]:
    columns = (Place.kind, Place.code, Place.title, Place.title_fr, Place.short, Place.official, Place.iso3, Place.m49)
    for kind, code, title, *others, iso3, m49 in session.execute(sa.select(*columns).order_by(Place.id)):
        yield PlaceName(kind, code, title, tuple(name for name in others if name), iso3, m49)


def load_place_titles(session: Session) -> Mapping[str, str]:
    """{title: "kind:code"} of every place, as a person may name one in an answer, in the order of titles."""
    query = sa.select(Place.title, Place.kind, Place.code).order_by(Place.title, Place.kind)
    return {title: f"{kind}:{code}" for title, kind, code in session.execute(query)}


def _organisations(session: Session, aliases: Mapping[str, str | None]) -> list[tuple[str, list[str]]]:
    """(name as kept, other names); an alias may stand for an organisation that no project names yet."""
    found: dict[str, tuple[str, list[str]]] = {}
    for name, acronym in session.execute(sa.select(Organisation.name, Organisation.acronym)):
        found[fold(name)] = (name, [acronym] if acronym else [])
    for text, target in aliases.items():
        if target:
            found.setdefault(fold(target), (target, []))[1].append(text)
    return list(found.values())


def load_memory(session: Session, kind: str = "projects") -> Memory:
    """{signature of headings: {folded heading: field or None}} of earlier choices for one kind of record."""
    query = sa.select(ImportMapping.signature, ImportMapping.columns).where(ImportMapping.kind == kind)
    return dict(session.execute(query).all())


def load_layouts(session: Session, kind: str = "projects") -> Layouts:
    """What was chosen about sheets and rows of earlier files, by the signature of their headings."""
    query = sa.select(ImportMapping.signature, ImportMapping.layout).where(
        ImportMapping.kind == kind, ImportMapping.layout.is_not(None)
    )
    return {signature: Layout.from_json(layout) for signature, layout in session.execute(query) if layout}


def teach(session: Session, subject: str, text: str, target: str) -> None:
    """Remember for everyone that `text` means `target`, with who taught it; what is known already stays as it is."""
    folded = fold(text)[:300]
    if subject not in TAUGHT_SUBJECTS or not folded or not target or len(target) > 300:
        return
    known = session.scalars(sa.select(Alias).where(Alias.subject == subject, Alias.folded == folded)).one_or_none()
    if known is None:
        now = writing(session)
        alias = Alias(
            subject=subject, text=text[:300], folded=folded, target=target,
            taught_by=now.actor.label, taught_at=now.at,
        )  # fmt: skip
        session.add(alias)
        session.flush()
        record(session, "alias", alias.id, text, "create", {"target": [None, target]})
    elif known.target != target and known.taught_by is not None:
        # What the product ships is not turned by one file's answer; what a person taught, another may correct.
        record(session, "alias", known.id, text, "update", {"target": [known.target, target]})
        known.target, known.taught_by, known.taught_at = target, writing(session).actor.label, writing(session).at
        session.flush()
