"""The handbook names every setting, every command and every import field; what is shipped is what is said."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import click
import pytest

from portfolio.cli import main
from portfolio.config import BadSetting, Settings

HANDBOOK = Path(__file__).parents[2] / "docs" / "handbook"


def _page(name: str) -> str:
    return (HANDBOOK / name).read_text(encoding="utf-8")


def _default(value: object) -> str:
    if isinstance(value, bool):
        return "`yes`" if value else "`no`"
    return f"`{value}`" if value != "" else ""


def test_documents_name_every_setting_with_its_default_and_meaning() -> None:
    page = _page("operators.md")
    for item in fields(Settings):
        line = f"| `PORTFOLIO_{item.name.upper()}` | {_default(item.default)} | {item.metadata['help']} |"
        assert line in page, item.name


def _commands(group: click.Group, path: str = "portfolio") -> list[tuple[str, click.Command]]:
    found = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += _commands(command, f"{path} {name}")
        else:
            found.append((f"{path} {name}", command))
    return found


def test_documents_name_every_command_and_every_command_has_help() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in HANDBOOK.glob("*.md"))
    for name, command in _commands(main):
        assert name in pages, name
        assert command.help, name
        for option in command.params:
            if isinstance(option, click.Option):
                assert any(word in pages for word in option.opts), f"{name} {option.opts}"


def test_every_decision_has_a_number_of_its_own_and_none_is_missing() -> None:
    paths = sorted((HANDBOOK.parent / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in paths] == list(range(1, len(paths) + 1))
    for path in paths:
        number = path.read_text(encoding="utf-8").split(maxsplit=2)[1].rstrip(".")
        assert int(number) == int(path.name[:4]), path.name


def test_documents_name_every_import_field() -> None:
    from imports.fields import FIELDS

    page = _page("importers.md")
    for field in FIELDS:
        assert field.label in page, field.name


def test_documents_name_every_field_of_the_other_lists() -> None:
    from imports.kinds import KINDS

    page = _page("lists.md")
    for kind in KINDS.values():
        if kind.records is not None:
            assert f"(`{kind.name}`)\n\n{kind.sentence}" in page, kind.name
            for field in kind.fields:
                assert f"| {field.label} | {field.help} |" in page, field.name


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"PORTFOLIO_PORT": "0"}, "PORTFOLIO_PORT must be a whole number from 1 to 65535"),
        ({"PORTFOLIO_PORT": "eighty"}, "PORTFOLIO_PORT must be a whole number"),
        ({"PORTFOLIO_PORT": "9" * 5000}, "PORTFOLIO_PORT must be a whole number"),
        ({"PORTFOLIO_SECURE_COOKIES": "perhaps"}, "PORTFOLIO_SECURE_COOKIES must be yes or no"),
        ({"PORTFOLIO_INSTANCE": " "}, "PORTFOLIO_INSTANCE must name a folder"),
        ({"PORTFOLIO_COLOUR": "red"}, "PORTFOLIO_COLOUR is not a setting"),
        ({"PORTFOLIO_SITE_NAME": "a\nb"}, "control characters"),
    ],
)
def test_odd_settings_are_refused_with_a_sentence(environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(BadSetting, match=sentence.replace("(", r"\(")):
        Settings.from_environment(environment)


def test_an_odd_database_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="must start with"):
        Settings(instance=tmp_path, database_url="mysql://x").resolved_database_url()


def test_the_secret_key_is_made_once_and_its_owners_alone(tmp_path: Path) -> None:
    settings = Settings(instance=tmp_path / "new")
    key = settings.resolved_secret_key()
    assert len(key) == 64
    assert settings.resolved_secret_key() == key
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o777 == 0o600
