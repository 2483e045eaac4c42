"""`portfolio report`: the same documents as the pages, to a file or to standard output."""

from __future__ import annotations

from pathlib import Path

from tests.cli.terminal import Terminal

DAY = ("--as-of", "2026-06-01")


def test_a_report_and_a_brief_are_written_in_the_asked_language_and_format(stocked: Terminal, tmp_path: Path) -> None:
    gaps, brief = tmp_path / "gaps.xlsx", tmp_path / "brief.pdf"
    assert stocked("report", "gaps", *DAY, "--format", "xlsx", "-o", str(gaps)).status == 0
    assert gaps.read_bytes()[:2] == b"PK"
    assert stocked("report", "brief", "country", "FJ", *DAY, "--format", "pdf", "-o", str(brief)).status == 0
    assert brief.read_bytes()[:5] == b"%PDF-"
    page = tmp_path / "coverage.html"
    assert stocked("report", "coverage", *DAY, "--language", "fr", "-o", str(page)).status == 0
    text = page.read_text(encoding="utf-8")
    assert '<html lang="fr">' in text
    assert "Rapport de couverture" in text
    assert "<script" not in text


def test_a_brief_on_nothing_is_refused_in_a_sentence(stocked: Terminal) -> None:
    stocked("report", "brief", "country", "XQ").refused("There is no such place.")
    stocked("report", "gaps", "--language", "xx").refused("xx")
