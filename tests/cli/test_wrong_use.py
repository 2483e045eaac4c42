"""Whatever is wrong with a command, its file or its settings: status 2, one sentence on stderr, nothing on stdout."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, run_program, terminal_in_process

COMMANDS: dict[str, tuple[tuple[str, ...], str]] = {
    "no such command": (("nonsense",), "nonsense"),
    "no such option": (("check", "--loud"), "--loud"),
    "no file": (("import",), "FILE"),
    "a file that is not there": (("import", "nowhere.xlsx"), "does not exist"),
    "a folder instead of a file": (("import", "."), "is a directory"),
    "a folder to import from a device": (("import", "/dev/null/x"), "/dev/null/x"),
    "an unknown kind": (("import", "rows.csv", "--kind", "recipes"), "recipes"),
    "an unknown mode": (("import", "rows.csv", "--mode", "replace"), "replace"),
    "an unknown rule for rows": (("import", "rows.csv", "--rows", "bad"), "bad"),
    "an unknown sheet": (("import", "rows.csv", "--sheet", "Liste"), "“Liste”"),
    "an unknown import": (("undo", "99"), "no such import"),
    "an import that is no number": (("undo", "last"), "last"),
    "import number nought": (("undo", "0"), "0"),
    "an import below nought": (("undo", "--", "-1"), "-1"),
    "an import past every integer": (("undo", "9" * 30), "."),
    "an import past the 32nd bit": (("undo", str(2**40)), "."),
    "a template over a folder": (("template", "."), "is a directory"),
    "a template in a folder that is not there": (("template", "none/t.xlsx"), "none/t.xlsx"),
    "a template in the place of a file": (("template", "rows.csv"), "is there already"),
    "an export of nothing": (("export", "dragons"), "dragons"),
    "an export in an unknown format": (("export", "projects", "--format", "pdf"), "pdf"),
    "places as a workbook": (("export", "places", "--format", "xlsx"), "xlsx"),
    "an export into a folder that is not there": (("export", "projects", "-o", "none/x.json"), "none/x.json"),
    "an export over a folder": (("export", "projects", "-o", "."), "is a directory"),
    "an export to a full disk": (("export", "places", "-o", "/dev/full"), "no space"),
    "a report to a place that cannot be written": (("coverage", "--format", "json", "-o", "/dev/full"), "no space"),
    "a workbook into a folder that is not there": (("coverage", "--format", "xlsx", "-o", "none/x"), "none/x"),
    "gaps into a file as if it were a folder": (("gaps", "-o", "rows.csv/x"), "rows.csv/x"),
    "an unknown format of a report": (("gaps", "--format", "html"), "html"),
    "an unknown framework": (("coverage", "--framework", "nist"), "“nist”"),
    "unknown columns": (("coverage", "--columns", "planet"), "planet"),
    "an unknown scope": (("gaps", "--scope", "future"), "future"),
    "a day in words": (("coverage", "--as-of", "yesterday"), "“yesterday” is not a day"),
    "a day that does not exist": (("coverage", "--as-of", "2026-02-30"), "“2026-02-30” is not a day"),
    "a day without hyphens": (("gaps", "--as-of", "20260601"), "is not a day"),
    "a day of a week": (("gaps", "--as-of", "2026-W23-1"), "is not a day"),
    "a day the other way round": (("gaps", "--as-of", "01-06-2026"), "is not a day"),
    "a month": (("gaps", "--as-of", "2026-06"), "is not a day"),
    "a day in other digits": (("gaps", "--as-of", "٢٠٢٦-٠٦-٠١"), "is not a day"),
    "a day long ago": (("gaps", "--as-of", "1066-10-14"), "1900 to 2199"),
    "a day far ahead": (("gaps", "--as-of", "9999-12-31"), "1900 to 2199"),
    "a horizon behind": (("coverage", "--horizon", "-1"), "“-1” is not a horizon"),
    "a horizon with a fraction": (("coverage", "--horizon", "1.5"), "is not a horizon"),
    "a horizon past ten years": (("coverage", "--horizon", "121"), "0 to 120"),
    "a horizon past every integer": (("coverage", "--horizon", "9" * 400), "is"),
    "a horizon in other digits": (("coverage", "--horizon", "１２"), "is not a horizon"),
    "an unknown strand": (("gaps", "--strand", "peace"), "“peace” is not a strand"),
    "an unknown status": (("gaps", "--status", "running"), "“running” is not a status"),
    "an unknown region": (("coverage", "--region", "atlantis"), "no region “atlantis”"),
    "an unknown place": (("gaps", "--place", "QQ"), "no place “QQ”"),
    "countries of nowhere": (("coverage", "--within", "atlantis"), "“atlantis”"),
    "countries of a country": (("coverage", "--within", "KE"), "has no countries"),
    "a text that is too long": (("gaps", "--q", "x" * 201), "longer than 200"),
    "a person without a role": (("user", "add", "a@example.org"), "--role"),
    "a person of an unknown role": (("user", "add", "a@example.org", "--role", "king"), "king"),
    "a person without an address": (("user", "add", "somebody", "--role", "viewer"), "e-mail"),
    "a port that is none": (("serve", "--port", "0"), "0"),
    "a port past the last": (("serve", "--port", "65536"), "65536"),
}


@pytest.mark.parametrize("case", COMMANDS)
def test_wrong_use_is_one_sentence_and_status_2(terminal: Terminal, tmp_path: Path, case: str) -> None:
    (tmp_path / "rows.csv").write_text("Code,Title\nA-1,Alpha\n", encoding="utf-8")
    words, part = COMMANDS[case]
    terminal(*words).refused(part)


def test_a_place_that_cannot_be_written_is_one_sentence(terminal: Terminal, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file, no folder", encoding="utf-8")
    terminal("export", "projects", "-o", taken / "all.json").refused()
    terminal("import", taken / "rows.csv").refused()


BEFORE_INIT = (
    ("check",),
    ("demo",),
    ("coverage",),
    ("gaps", "--format", "json"),
    ("export", "projects"),
    ("export", "places"),
    ("import", "rows.csv", "--json"),
    ("undo", "1"),
    ("template", "template.xlsx"),
    ("user", "add", "a@example.org", "--role", "viewer"),
    ("serve", "--sign-in-link"),
)


@pytest.mark.parametrize("words", BEFORE_INIT, ids=" ".join)
def test_before_init_every_command_says_to_run_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
) -> None:
    (tmp_path / "rows.csv").write_text("Code,Title\nA-1,Alpha\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORTFOLIO_INSTANCE", str(tmp_path / "instance"))
    terminal_in_process(capsys)(*words).refused("`portfolio init`")
    assert not (tmp_path / "template.xlsx").exists()


SETTINGS: dict[str, tuple[dict[str, str], str]] = {
    "a setting that does not exist": ({"PORTFOLIO_COLOUR": "red"}, "PORTFOLIO_COLOUR is not a setting"),
    "a port in words": ({"PORTFOLIO_PORT": "http"}, "PORTFOLIO_PORT must be a whole number"),
    "an empty port": ({"PORTFOLIO_PORT": ""}, "PORTFOLIO_PORT must be a whole number"),
    "a port past the last": ({"PORTFOLIO_PORT": "65536"}, "from 1 to 65535"),
    "threads in other digits": ({"PORTFOLIO_THREADS": "٣"}, "PORTFOLIO_THREADS"),
    "threads past every integer": ({"PORTFOLIO_THREADS": "9" * 5000}, "PORTFOLIO_THREADS"),
    "neither yes nor no": ({"PORTFOLIO_SECURE_COOKIES": "perhaps"}, "must be yes or no"),
    "a horizon past ten years": ({"PORTFOLIO_HORIZON_MONTHS": "121"}, "PORTFOLIO_HORIZON_MONTHS"),
    "a short key": ({"PORTFOLIO_SECRET_KEY": "secret"}, "at least 16"),
    "a name with a line break": ({"PORTFOLIO_SITE_NAME": "a\nb"}, "control characters"),
    "no instance folder": ({"PORTFOLIO_INSTANCE": " "}, "must name a folder"),
    "an instance folder that cannot be made": ({"PORTFOLIO_INSTANCE": "/dev/null/x"}, "/dev/null"),
    "a database of another kind": ({"PORTFOLIO_DATABASE_URL": "mysql://h/x"}, "sqlite:/// or postgresql://"),
    "a database in memory": ({"PORTFOLIO_DATABASE_URL": "sqlite:///"}, "must name a file"),
    "a database in a folder that is not there": ({"PORTFOLIO_DATABASE_URL": "sqlite:////dev/null/x"}, "database"),
    "a database server with a port in words": ({"PORTFOLIO_DATABASE_URL": "postgresql://h:port/x"}, "address"),
    "a database server that does not answer": (
        {"PORTFOLIO_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x?connect_timeout=3"},
        "The database",
    ),
}


@pytest.mark.parametrize("command", ["init", "check"])
@pytest.mark.parametrize("case", SETTINGS)
def test_a_wrong_setting_is_one_sentence_and_status_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    case: str,
) -> None:
    settings, part = SETTINGS[case]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORTFOLIO_INSTANCE", str(tmp_path / "instance"))
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    terminal_in_process(capsys)(command).refused(part)


def test_a_database_file_that_is_none_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.sqlite").write_text("just notes, long enough to be read as a header of a database file\n" * 20)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORTFOLIO_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("PORTFOLIO_DATABASE_URL", f"sqlite:///{tmp_path / 'notes.sqlite'}")
    for command in ("check", "init"):
        terminal_in_process(capsys)(command).refused("database")


def test_the_program_itself_ends_with_the_status_and_the_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Started twice, for a good end and a bad one; what it says of other words, in this process."""
    instance = tmp_path / "instance"
    run_program(instance, "check").refused("`portfolio init`")
    assert run_program(instance, "--help").status == 0
    monkeypatch.setenv("PORTFOLIO_INSTANCE", str(instance))
    terminal = terminal_in_process(capsys)
    terminal("coverage", "--horizon", "x").refused()
    bare = terminal()
    assert bare.status == 2
    assert "Usage:" in bare.err
    assert bare.out == ""


def test_the_program_writes_to_a_full_disk_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = tmp_path / "instance"
    monkeypatch.setenv("PORTFOLIO_INSTANCE", str(instance))
    assert terminal_in_process(capsys)("init").status == 0
    run_program(instance, "export", "places", "-o", "/dev/full").refused("no space")
