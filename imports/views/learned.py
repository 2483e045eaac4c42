"""Page: what was learned. Remembered headings and taught words, with who taught them; each can be forgotten."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from imports import learned
from imports.fields import FIELD_BY_NAME
from imports.views.room import blueprint, page_url_of, settings
from portfolio.core.people import Permission
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.web.access import actor, route
from portfolio.web.filters import parse_page
from portfolio.web.paging import Page


@route(blueprint, "/imports/learned", Permission.load)
def what_was_learned() -> str:
    """Which headings and words earlier imports taught, the newest first; the two lists are paged side by side."""
    number, size = parse_page(request.args.get("page")), settings().page_rows
    mappings, of_mappings = learned.page_mappings(db.session, number, size)
    words, of_words = learned.page_words(db.session, number, size)
    page = Page([*mappings, *words], number, size, max(of_mappings, of_words))
    page.require()
    return render_template(
        "imports/what_was_learned.html", page=page, page_url=partial(page_url_of, "imports.what_was_learned"),
        mappings=mappings, words=words, of_mappings=of_mappings, of_words=of_words, label=_label,
    )  # fmt: skip


@route(blueprint, "/imports/learned/headings/<int:mapping_id>/forget", Permission.load, methods=["POST"])
def forget_headings(mapping_id: int) -> Any:
    """Forget what a row of headings meant; the next file with it is matched as if never seen."""
    with write(db.session, actor(), f"forgetting of headings {mapping_id}"):
        learned.forget_mapping(db.session, mapping_id, request.form.get("seen", ""))
    flash("Forgotten. The next file with these headings is matched as if it were the first.", "success")
    return redirect(url_for("imports.what_was_learned"), 303)


@route(blueprint, "/imports/learned/words/<int:word_id>/forget", Permission.load, methods=["POST"])
def forget_word(word_id: int) -> Any:
    """Unlearn a word; where it stands again, it is asked again."""
    with write(db.session, actor(), f"forgetting of word {word_id}"):
        learned.forget_word(db.session, word_id, request.form.get("seen", ""))
    flash("Forgotten. Where the word stands in a file again, it is asked about again.", "success")
    return redirect(url_for("imports.what_was_learned"), 303)


def _label(name: str | None) -> str:
    """A field as people know it."""
    if name is None:
        return "not imported"
    return FIELD_BY_NAME[name].label if name in FIELD_BY_NAME else name
