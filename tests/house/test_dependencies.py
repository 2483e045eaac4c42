"""What the product depends on is declared, locked with hashes, used, and reasoned about."""

from __future__ import annotations

import ast
import configparser
import importlib.metadata
import json
import re
import sys
from functools import cache

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house import TREE, parsed

DECISION = TREE / "docs" / "decisions" / "0002-dependencies.md"
LAYERS = {
    "run": [],
    "production": ["production"],
    "test": ["postgres", "test"],
    "dev": ["postgres", "test", "dev"],
    "bench": ["bench"],
}
# Flask is made of these and promises them; naming them beside Flask would only invite versions that do not fit.
PARTS_OF_FLASK = {"werkzeug", "jinja2", "markupsafe", "itsdangerous", "blinker"}
# Reached by name through another library or a command, never imported by our own lines.
REACHED_BY_NAME = {"psycopg", "gunicorn", "redis"}


@cache
def settings() -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(interpolation=None)
    parsed.read(TREE / "setup.cfg", encoding="utf-8")
    return parsed


def requirements(text: str) -> list[Requirement]:
    return [Requirement(line) for line in text.splitlines() if line.strip()]


def declared(layer: str) -> list[Requirement]:
    """What setup.cfg asks for in one layer."""
    extras = [requirements(settings()["options.extras_require"][extra]) for extra in LAYERS[layer]]
    return sum(extras, requirements(settings()["options"]["install_requires"]))


@cache
def locked(layer: str) -> dict[str, list[tuple[Requirement, int]]]:
    """Name -> its pins (one for each set of Pythons) with the number of hashes each has."""
    pins: dict[str, list[tuple[Requirement, int]]] = {}
    text = (TREE / "requirements" / f"{layer}.txt").read_text(encoding="utf-8")
    for entry in re.findall(r"^[a-z0-9].*(?:\n[ ]+--hash=.*)*", text, flags=re.MULTILINE | re.IGNORECASE):
        pin = Requirement(entry.split("\\")[0])
        pins.setdefault(canonicalize_name(pin.name), []).append((pin, entry.count("--hash=sha256:")))
    return pins


@cache
def third_party_imports(folder: str) -> frozenset[str]:
    """Top names of the modules that the Python files under `folder` import and that neither Python nor we ship."""
    found: set[str] = set()
    for path in (TREE / folder).rglob("*.py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return frozenset(found - set(sys.stdlib_module_names) - {"portfolio", "imports"})


packages_distributions = cache(importlib.metadata.packages_distributions)


def distributions_of(module: str) -> set[str]:
    return {canonicalize_name(name) for name in packages_distributions().get(module, [module])}


@pytest.mark.parametrize("layer", LAYERS)
def test_every_requirement_of_setup_cfg_is_in_its_lock_in_a_version_that_fits(layer: str) -> None:
    for wanted in declared(layer):
        pins = locked(layer).get(canonicalize_name(wanted.name), [])
        assert pins, f"{wanted.name} is not in requirements/{layer}.txt: run `make lock`"
        for pin, _ in pins:
            version = next(iter(pin.specifier)).version
            assert wanted.specifier.contains(version), f"{wanted} is locked as {version}: run `make lock`"


@pytest.mark.parametrize("layer", [*LAYERS, "node"])
def test_every_locked_package_is_pinned_to_one_version_and_has_hashes(layer: str) -> None:
    assert locked(layer)
    for pins in locked(layer).values():
        for pin, hashes in pins:
            assert [specifier.operator for specifier in pin.specifier] == ["=="]
            assert hashes > 0, pin.name


@pytest.mark.parametrize("layer", ["production", "test", "dev", "bench"])
def test_a_package_has_the_same_version_in_every_lock(layer: str) -> None:
    for name, pins in locked("run").items():
        assert [str(pin) for pin, _ in locked(layer)[name]] == [str(pin) for pin, _ in pins]


def test_what_is_installed_is_what_is_locked() -> None:
    for name, pins in locked("test").items():
        here = [pin for pin, _ in pins if pin.marker is None or pin.marker.evaluate()]
        for pin in here:
            assert pin.specifier.contains(importlib.metadata.version(name)), (
                f"{name}: run `make test`, which installs it"
            )


def test_the_product_imports_only_packages_that_it_declares() -> None:
    allowed = {canonicalize_name(wanted.name) for wanted in declared("production")} | PARTS_OF_FLASK
    for module in third_party_imports("portfolio") | third_party_imports("imports"):
        assert distributions_of(module) & allowed, f"{module} is imported but not declared in setup.cfg"


def test_the_product_declares_only_packages_that_it_imports() -> None:
    modules = third_party_imports("portfolio") | third_party_imports("imports")
    used = {name for module in modules for name in distributions_of(module)} | REACHED_BY_NAME
    unused = {canonicalize_name(wanted.name) for wanted in declared("production")} - used
    assert not unused, f"declared in setup.cfg but imported nowhere: {sorted(unused)}"


def test_the_benchmarks_import_what_they_declare_and_nothing_else() -> None:
    # By name, not by what is installed: the tests run without this layer.
    brings = {name: name for name in ("django", "duckdb", "pandas", "polars")} | {
        "django-import-export": "import_export"
    }
    wanted = {wanted.name for wanted in requirements(settings()["options.extras_require"]["bench"])}
    assert wanted - REACHED_BY_NAME == set(brings)
    # They start PostgreSQL as the tests do.
    modules = third_party_imports("benchmarks") - {"benchmarks", "tests", "tools", "psycopg"}
    assert set(brings.values()) <= modules, "declared for the benchmarks and imported by none"
    allowed = {canonicalize_name(wanted.name) for wanted in declared("run")} | PARTS_OF_FLASK
    for module in modules - set(brings.values()):
        assert distributions_of(module) & allowed, f"{module} is imported by a benchmark but not declared in setup.cfg"
    product = third_party_imports("portfolio") | third_party_imports("imports") | third_party_imports("tests")
    assert not product & set(brings.values()), "what the benchmarks measure against is no part of the product"


def test_every_direct_dependency_is_named_with_its_reason_in_the_decision() -> None:
    text = DECISION.read_text(encoding="utf-8").lower()
    package = json.loads((TREE / "package.json").read_text(encoding="utf-8"))
    names = {wanted.name for layer in LAYERS for wanted in declared(layer)}
    names |= {wanted.name for wanted in requirements((TREE / "requirements" / "node.in").read_text().split("\n", 1)[1])}
    names |= set(package["dependencies"]) | set(package["devDependencies"])
    missing = sorted(name for name in names if f"`{name.lower()}`" not in text)
    assert not missing, f"{DECISION.name} gives no reason for {missing}"


def test_front_end_packages_have_exact_versions_and_an_integrity_but_no_address() -> None:
    package = json.loads((TREE / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((TREE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in {**package["dependencies"], **package["devDependencies"]}.items():
        entry = lock[f"node_modules/{name}"]
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert entry["version"] == version
        assert entry["integrity"].startswith("sha512-")
    assert not [name for name, entry in lock.items() if "resolved" in entry]
