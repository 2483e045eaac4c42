"""A document as a web page in one file, which needs nothing else; the product's own page shows the same blocks."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from portfolio.reports.document import Document
from portfolio.reports.figures import drawing_rules


def write_webpage(document: Document) -> bytes:
    """The bytes of an html file: nothing in it is loaded from elsewhere, and it runs nothing."""
    rules = Path(__file__).with_name("webpage.css").read_text(encoding="utf-8")
    template = document.press.templates.get_template("reports/document.html")
    rules += drawing_rules(document.press.styles)
    # Our own style sheets: none of them holds what ends the element they stand in.
    styles = Markup(f"<style>{rules}</style>")  # noqa: S704
    return template.render(document=document, styles=styles).encode()
