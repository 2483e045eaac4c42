"""What surrounds the projects of a brief: needs, dialogues, instruments, overlaps, and who is there."""

from __future__ import annotations

from portfolio.core.sentences import Sentence, sentence
from portfolio.core.terms import OrganisationRole
from portfolio.reports.document import Bullets, Section
from portfolio.reports.subjects import Subject
from portfolio.reports.wording import Wording, shortened

#: How many dialogues or instruments a page has room for.
MARKS = 4


def around_section(subject: Subject, words: Wording, most: int) -> Section:
    """Needs, dialogues, instruments, overlaps, who is there: so many names of each at most."""
    say = words.say
    items = [_needs(subject, words)]
    if subject.dialogues:
        when = words.word("no date yet")
        names = [f"{mark.title} ({words.language.say(mark.period() or '') or when})" for mark in subject.dialogues]
        items.append(say("Dialogues: {names}.", names=words.listed(names, min(MARKS, most))))
    if subject.instruments:
        titles = [act.title for act in subject.instruments]
        items.append(say("Instruments: {names}.", names=words.listed(titles, min(MARKS, most))))
    pairs = subject.overlaps()
    if pairs == (0, 0):
        items.append(words.word("No two projects overlap here."))
    elif pairs is not None:
        items.append(words.language.say(overlaps_said(*pairs)))
    organisations = [_organisation(words, *one) for one in subject.organisations]
    if organisations:
        items.append(say("Who is there: {names}.", names=words.listed(organisations, most)))
    else:
        items.append(words.word("No organisation is named by a project that is active or to come."))
    return Section(words.word("Needs, dialogues, overlaps, organisations"), (Bullets(tuple(items)),))


def overlaps_said(pairs: int, waiting: int) -> Sentence:
    """How many pairs of projects overlap, and how many of them wait for a verdict; each number has its own verb."""
    return sentence(
        "{pairs}; {open}.",
        pairs=sentence("{n} pair of projects overlaps", "{n} pairs of projects overlap", n=pairs),
        open=sentence("{n} waits for a verdict", "{n} wait for a verdict", n=waiting)
        if waiting
        else sentence("none waits for a verdict"),
    )


def _organisation(words: Wording, name: str, roles: tuple[OrganisationRole, ...], projects: int) -> str:
    said = ", ".join(words.language.say(role).lower() for role in roles)
    text, many = "{name} ({roles}, {n} project)", "{name} ({roles}, {n} projects)"
    return words.say(text, many, name=shortened(name, 70), roles=said, n=projects)


def _needs(subject: Subject, words: Wording) -> str:
    """The needs that are known, and for how many cells none is."""
    report, known = subject.report, dict[int, list[str]]()
    unknown = 0
    for row in subject.rows:
        for cell in report.grid.line(row, list(subject.columns)):
            if cell.need is None:
                unknown += 1
                continue
            name = words.place(cell.place) if subject.of_one_row else str(report.rows[row].number)
            known.setdefault(cell.need, []).append(name)
    if not known:
        return words.word("No need is recorded here, so every need counts as unknown.")
    text = "Need {level}: {names}." if subject.of_one_row else "Need {level}: objectives {names}."
    said = [words.say(text, level=level, names=words.listed(known[level])) for level in sorted(known, reverse=True)]
    if unknown:
        said.append(words.say("For {n} cell no need is known.", "For {n} cells no need is known.", n=unknown))
    return " ".join(said)
