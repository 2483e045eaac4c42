"""A brief's map, cut to what it is about, beside its cells month by month."""

from __future__ import annotations

from dataclasses import replace

from portfolio.core.terms import Axis, PlaceKind
from portfolio.coverage.world import MapReport, build_map, map_filter, world
from portfolio.reports.document import Beside, Paragraph, Section
from portfolio.reports.figures import SMALL, SMALL_HIGH, map_figure, outlook_figure, said_outlook
from portfolio.reports.frames import Shapes, framed
from portfolio.reports.outlook import build_outlook
from portfolio.reports.subjects import Subject
from portfolio.reports.wording import Wording


def map_of(subject: Subject) -> MapReport:
    """The countries of the brief; of one country those of its region, of one objective all."""
    report = subject.report
    if report.grid.axis is not Axis.COUNTRY:
        report = subject.desk.report(map_filter(report.asked))
    row = report.rows[subject.rows[0]].code if subject.of_one_row else ""
    found = build_map(report, row)
    if subject.of_one_row:
        return found
    place = subject.report.grid.columns[subject.columns[0]]
    around = place.region if place.kind is PlaceKind.COUNTRY and place.region is not None else place.key
    wanted = report.grid.geography.countries_of(around, report.as_of)
    return replace(found, countries=tuple(one for one in found.countries if one.place.key in wanted))


def outlook_section(subject: Subject, words: Wording, shown: MapReport) -> Section:
    """The map, and what stays covered month by month."""
    press = subject.desk.press
    outlook = build_outlook(subject)
    shapes = _shapes(subject, shown)
    figures = (
        map_figure(press, shown, words, shapes),
        outlook_figure(press, outlook, words, shapes["height"]),
    )
    title = words.word("Where projects are active, and until when")
    return Section(title, (Beside(figures), Paragraph(said_outlook(outlook, words))))


def _shapes(subject: Subject, found: MapReport) -> Shapes:
    """A country among its neighbours, the countries of a region or organisation, for an objective the world."""
    shown = found.by_code
    place = None if subject.of_one_row else subject.report.grid.columns[subject.columns[0]]
    size = (SMALL, SMALL_HIGH)
    if place is None:
        return framed(world(), (), size)
    if place.kind is PlaceKind.COUNTRY:
        return framed(world(), (place.code,), size, outlined=(place.code,))
    return framed(world(), shown, size, spare=[code for code, one in shown.items() if not one.present])
