"""A browser without scripts: the inputs that a page's form would send, changed as a person would, and sent."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict


class Inputs(HTMLParser):
    """Collects what every form of a page would send when its first button is pressed; the last form wins the name."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[list[tuple[str, str]]] = []
        self.labels: set[str] = set()
        self.unlabelled: list[str] = []
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._area: str | None = None
        self._needs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        kind = given.get("type") or "text"
        if tag == "form":
            self.forms.append([])
        elif tag == "label":
            self.labels.add(given.get("for") or "")
        elif tag == "input" and self.forms and name:
            if kind not in ("hidden", "submit"):
                self._needs.append(given.get("id") or name)
            if kind not in ("checkbox", "radio", "submit") or "checked" in given:
                self.forms[-1].append((name, value))
        elif tag == "select" and name:
            self._needs.append(given.get("id") or name)
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append((value, "selected" in given))
        elif tag == "textarea":
            self._needs.append(given.get("id") or name)
            self._area = name
            self.forms[-1].append((name, ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            name, so_far = self.forms[-1][-1]
            self.forms[-1][-1] = (name, so_far + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select and self.forms:
            chosen = [value for value, selected in self._options if selected] or [
                value for value, _ in self._options[:1]
            ]
            self.forms[-1] += [(self._select, value) for value in chosen]
            self._select = None
        elif tag == "textarea" and self._area:
            name, text = self.forms[-1][-1]
            self.forms[-1][-1] = (name, text.removeprefix("\r\n").removeprefix("\n"))
            self._area = None


def form_of(text: str, holding: str = "code") -> MultiDict[str, str]:
    """What the form with an input called `holding` would send; every input of it has a label."""
    inputs = Inputs()
    inputs.feed(text)
    assert [one for one in inputs._needs if one not in inputs.labels] == []
    [found] = [form for form in inputs.forms if any(name == holding for name, _ in form)]
    return MultiDict(found)


def fill(client: FlaskClient, address: str, **typed: Any) -> Any:
    """Open a form, type into it, send it; `typed` names inputs with `__` for `-`."""
    data = form_of(client.get(address).get_data(as_text=True))
    for name, value in typed.items():
        data[name.replace("__", "-")] = value
    return client.post(address, data=data)
