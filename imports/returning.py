"""Rows of a list that comes back: whose they were when the file was made, and which are not in it any more. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imports.match import LEAVE_OUT, NEW, Directory, Known, Match, Row
from imports.merge import Bases

_RECODED = "the project of this row when the file was made; its code is another one by now"
_GONE = "the project of this row was removed here since the file was made"


def match_returned(
    drafts: Sequence[Row], matches: Sequence[Match], bases: Bases, directory: Directory, answers: Mapping[int, str]
) -> list[Match]:
    """The matches, with rows under a code that the file was made with held to that project, whatever it is called now.

    A project that is gone is asked about: the row would bring it back.
    """
    if not bases.codes:
        return list(matches)
    known = {one.id: one for one in directory.projects}
    return [_held(draft, match, bases, known, answers) for draft, match in zip(drafts, matches, strict=True)]


def _held(draft: Row, match: Match, bases: Bases, known: Mapping[int, Known], answers: Mapping[int, str]) -> Match:
    number = bases.codes.get(draft.values.get("code") or "")
    if number is None or answers.get(draft.row) in (NEW, LEAVE_OUT):
        return match
    project = known.get(number)
    if project is None:
        return match if match.kind == "same" else Match("unsure", _GONE)
    return match if match.known is project else Match("same", _RECODED, project)


def find_missing(matches: Sequence[Match], bases: Bases, directory: Directory) -> tuple[tuple[str, str], ...]:
    """(code, title) of every project that the list held before and no row is about, in the order of the codes."""
    if not bases.is_whole:
        return ()
    there = {match.known.id for match in matches if match.known is not None}
    asked = {one.code for match in matches for one in match.candidates}
    gone = [one for one in directory.projects if one.id in bases.said and one.id not in there]
    return tuple(sorted((one.value["code"], one.value["title"]) for one in gone if one.value["code"] not in asked))
