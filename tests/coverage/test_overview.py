"""The first page: the worst gaps, those that are alike told once and found in the gap list."""

from __future__ import annotations

import re

from flask import Flask

from portfolio.core.terms import Role
from tests.cast import sign_in
from tests.coverage.world import load
from tests.projects.battery import page


def test_gaps_that_are_alike_are_told_once_and_lead_to_their_group(app: Flask) -> None:
    load(app)
    client = sign_in(app, Role.VIEWER)
    text = page(client, "/")
    worst = text[text.index("Worst gaps") : text.index("Next cliffs")]
    found = re.findall(r'<a href="(/gaps[^"]*)#in-([^"]*)">([^<]*), \d+ regions</a>', worst)
    assert len({title for _, _, title in found}) == len(found) == 8
    for address, key, title in found:
        listed = page(client, address.replace("&amp;", "&"))
        group = listed[listed.index(f'id="in-{key}"') :]
        assert title in group[:200]
