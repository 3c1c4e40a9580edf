"""What ruff, mypy and import-linter cannot see."""

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("shared", "services", "deploy")
LONGEST_MODULE = 350
LONGEST_FUNCTION = 60
SERVICES = ("registry", "roadmaps", "measurement", "notifications", "gateway")


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in (ROOT / folder).rglob("*.py") if "versions" not in path.parts)


def test_no_module_outgrows_its_purpose() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf8").splitlines()) for path in modules(*SOURCES)}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_no_function_outgrows_a_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in modules(*SOURCES)
        for node in ast.walk(ast.parse(path.read_text("utf8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno > LONGEST_FUNCTION
    ]
    assert long == []


def test_only_the_unit_of_work_commits() -> None:
    committing = re.compile(r"\.commit\(\)")
    found = {str(path.relative_to(ROOT)) for path in modules(*SOURCES) if committing.search(path.read_text("utf8"))}
    # The bus commits offsets to Kafka, not to a database.
    assert found <= {"shared/bus.py"}


def test_nothing_is_called_utils() -> None:
    names = {path.stem for path in modules(*SOURCES, "tests")}
    assert names.isdisjoint({"utils", "util", "helpers", "helper", "common", "misc"})


@pytest.mark.parametrize("service", SERVICES)
def test_services_are_laid_out_alike(service: str) -> None:
    """A small service is laid out by layer; one that has outgrown that, by subject, with the same layers inside."""
    folder = ROOT / "services" / service
    entries = {path.relative_to(folder).parts[0].removesuffix(".py") for path in folder.rglob("*.py")}
    assert {"__init__", "__main__", "app", "events", "models", "migrations"} <= entries
    if "base" in entries:
        subjects = [path.parent for path in folder.rglob("api*") if path.parent != folder]
        inside = {path.name.removesuffix(".py") for subject in subjects for path in subject.iterdir()}
        assert {"api", "schemas", "models", "queries", "commands"} <= inside
        assert {"commands", "queries"}.isdisjoint(entries)
    else:
        assert {"api", "queries", "commands"} <= entries


def test_no_file_names_a_registry_or_this_machine() -> None:
    forbidden = re.compile(r"pypi\.org|registry\.npmjs|repo1?\.maven|files\.pythonhosted|/work/|/root/")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    texts = [name for name in tracked if name.endswith((".py", ".md", ".toml", ".lock", ".yml", ".yaml", "Makefile"))]
    me = Path(__file__).name
    found = [name for name in texts if not name.endswith(me) and forbidden.search((ROOT / name).read_text("utf8"))]
    assert found == []


def test_no_two_test_modules_have_one_name() -> None:
    """pytest refuses the second, and only where both are collected in one run."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(name for name, count in Counter(names).items() if count > 1) == []
