"""Pages of dialogues and instruments: two nouns, one set of views."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from portfolio.core.people import Permission
from portfolio.core.policy import when_words
from portfolio.core.shape import Stored
from portfolio.core.terms import DialogueStatus, InstrumentStatus, Term
from portfolio.core.text import clean
from portfolio.errors import Refused
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.queries import changes_in_words
from portfolio.history.writer import Writer
from portfolio.models.lookup import objective_choices, place_choices
from portfolio.policy.forms import DialogueForm, InstrumentForm
from portfolio.policy.operations import DIALOGUES, INSTRUMENTS
from portfolio.policy.queries import (
    PolicyQuery,
    Served,
    get_dialogue,
    get_instrument,
    list_about,
    list_matching,
    load_dialogues,
    load_instruments,
    load_names,
)
from portfolio.web.access import actor, route
from portfolio.web.filters import LONGEST_TEXT, parse_page
from portfolio.web.paging import Page
from portfolio.web.valueform import ValueForm, answer, parse_version

#: Changes that the page of a record shows; the history has them all.
SHOWN_CHANGES = 10


@dataclass(frozen=True, slots=True)
class _Noun:
    """What the views need of a noun; `name` is also its blueprint's and its templates' folder, less the "s"."""

    name: str
    writer: Writer[Any]
    form: Callable[..., ValueForm]
    load: Callable[[Session, Sequence[int] | None], dict[int, Stored]]
    get: Callable[[Session, int], Stored]
    statuses: type[Term]

    @property
    def room(self) -> str:
        """The blueprint and the folder of templates."""
        return f"{self.name}s"


def _pages(noun: _Noun) -> Blueprint:
    """The noun's blueprint: list, page, forms, archive, delete."""
    room = Blueprint(noun.room, __name__)

    @route(room, f"/{noun.room}", Permission.read)
    def index() -> str:
        return _index(noun)

    @route(room, f"/{noun.room}/<int:record_id>", Permission.read)
    def show(record_id: int) -> str:
        return _show(noun, noun.get(db.session(), record_id))

    @route(room, f"/{noun.room}/new", Permission.edit, methods=["GET", "POST"])
    def create() -> Any:
        return _create(noun)

    @route(room, f"/{noun.room}/<int:record_id>/edit", Permission.edit, methods=["GET", "POST"])
    def edit(record_id: int) -> Any:
        return _edit(noun, noun.get(db.session(), record_id))

    @route(room, f"/{noun.room}/<int:record_id>/archive", Permission.edit, methods=["POST"])
    def archive(record_id: int) -> Any:
        return _archive(noun, record_id, archived=True)

    @route(room, f"/{noun.room}/<int:record_id>/restore", Permission.edit, methods=["POST"])
    def restore(record_id: int) -> Any:
        return _archive(noun, record_id, archived=False)

    @route(room, f"/{noun.room}/<int:record_id>/delete", Permission.edit, methods=["POST"])
    def delete(record_id: int) -> Any:
        return _delete(noun, record_id)

    return room


def _asked(noun: _Noun) -> PolicyQuery:
    given = {name: clean(request.args.get(name, ""), lines=False) for name in ("q", "status", "objective", "archived")}
    if any(len(text) > LONGEST_TEXT for text in given.values()):
        raise Refused(f"A filter is longer than {LONGEST_TEXT} characters.", "Shorten it.")
    if given["status"] and given["status"] not in dict(noun.statuses.choices()):
        choices = ", ".join(term.value for term in noun.statuses)
        raise Refused(f"“{given['status'][:40]}” is not a status of {noun.room}.", f"Choose one of {choices}.")
    return PolicyQuery(given["q"], given["status"], given["objective"], given["archived"] in ("1", "yes", "true", "on"))


def _index(noun: _Noun) -> str:
    asked, names = _asked(noun), load_names(db.session())
    if asked.objective and asked.objective not in names.objectives:
        raise Refused(f"There is no objective “{asked.objective[:60]}”.", "Choose one of the list.")
    found = list_matching(noun.load(db.session(), None).values(), names, asked)
    page = Page.of(found, parse_page(request.args.get("page")), current_app.config["SETTINGS"].page_rows)
    return render_template(
        f"{noun.room}/index.html",
        asked=asked,
        page=page,
        page_url=lambda number: url_for(f"{noun.room}.index", page=number, **asked.query()),
        names=names,
        objectives=objective_choices(db.session()),
        statuses=noun.statuses.choices(),
        when=when_words,
    )


def _show(noun: _Noun, stored: Stored) -> str:
    return render_template(
        f"{noun.room}/show.html",
        stored=stored,
        value=stored.value,
        names=load_names(db.session()),
        changes=changes_in_words(db.session(), actor(), noun.name, stored.id, SHOWN_CHANGES),
        when=when_words,
    )


def _form_page(noun: _Noun, form: ValueForm, stored: Stored | None) -> str:
    return render_template(
        f"{noun.room}/{'edit' if stored else 'create'}.html",
        form=form,
        stored=stored,
        objectives=objective_choices(db.session()),
        places=place_choices(db.session()),
    )


def _create(noun: _Noun) -> Any:
    form = noun.form()

    def save(values: Mapping[str, Any]) -> str:
        with write(db.session(), actor(), form.why("added in the form")):
            number = noun.writer.create(db.session(), [values])[0]
        return url_for(f"{noun.room}.show", record_id=number)

    return answer(form, save, lambda: _form_page(noun, form, None), f"The {noun.name} is added.")


def _edit(noun: _Noun, stored: Stored) -> Any:
    form = noun.form(stored)

    def save(values: Mapping[str, Any]) -> str:
        seen = form.seen_version()
        with write(db.session(), actor(), form.why("changed in the form")):
            noun.writer.change(db.session(), stored.id, seen_version=seen, values=values)
        return url_for(f"{noun.room}.show", record_id=stored.id)

    return answer(form, save, lambda: _form_page(noun, form, stored))


def _archive(noun: _Noun, record_id: int, *, archived: bool) -> Any:
    noun.get(db.session(), record_id)
    seen = parse_version(request.form.get("version"))
    with write(db.session(), actor(), "archived" if archived else "brought back"):
        noun.writer.change(db.session(), record_id, seen_version=seen, values={"archived": archived})
    flash(
        f"The {noun.name} is archived; nothing of it is lost." if archived else f"The {noun.name} is back.", "success"
    )
    return redirect(url_for(f"{noun.room}.show", record_id=record_id), 303)


def _delete(noun: _Noun, record_id: int) -> Any:
    noun.get(db.session(), record_id)
    seen = parse_version(request.form.get("version"))
    with write(db.session(), actor(), "deleted"):
        noun.writer.delete(db.session(), {record_id: seen})
    flash(f"The {noun.name} is deleted; its last values stay in the history.", "success")
    return redirect(url_for(f"{noun.room}.index"), 303)


def policy_about(objective: str | None = None, place: str | None = None) -> Served:
    """Dialogues and instruments about an objective or a place, for its page, whose room stands beside this one."""
    return list_about(db.session(), objective=objective, place=place)


dialogues = _pages(_Noun("dialogue", DIALOGUES, DialogueForm, load_dialogues, get_dialogue, DialogueStatus))
instruments = _pages(
    _Noun("instrument", INSTRUMENTS, InstrumentForm, load_instruments, get_instrument, InstrumentStatus)
)
dialogues.add_app_template_global(policy_about)
