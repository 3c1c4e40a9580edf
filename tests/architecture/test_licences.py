"""What is installed to run the platform may be used, changed and passed on by everybody."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
PERMISSIVE = re.compile(
    r"(apache(-| )?(software )?(license|2)?.*|(3-clause )?bsd.*|isc.*|mit.*|psf.*|python software foundation.*|"
    r"(the )?unlicense.*|zlib.*|cc0.*)",
    re.IGNORECASE,
)


def licences(package: str) -> list[str]:
    """Name the licences that a package may be used under together."""
    said = metadata(package)
    short = said.get("License-Expression") or (said.get("License") or "").partition("\n")[0]
    if short:
        return [part.strip(" ()") for part in re.split(r"\bAND\b", short)]
    kinds = [kind.split(" :: ")[-1] for kind in said.get_all("Classifier") or [] if kind.startswith("License")]
    return kinds or ["unknown"]


def permissive(licence: str) -> bool:
    return any(PERMISSIVE.fullmatch(part.strip(" ()")) for part in re.split(r"\bOR\b", licence))


def locked() -> list[str]:
    return re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)


def test_every_package_is_permissive_or_a_known_exception() -> None:
    page = (ROOT / "docs/decisions/0011-licences.md").read_text()
    excepted = set(re.findall(r"^\| ([a-z0-9-]+) \|", page, re.MULTILINE)) | {"hypothesis"}
    found = {}
    for package in locked():
        try:
            found[package] = licences(package)
        except PackageNotFoundError:
            continue  # for another platform
    assert len(found) > 40
    assert {name: said for name, said in found.items() if not all(map(permissive, said))}.keys() <= excepted


def test_the_projects_own_licence_is_said_where_packages_say_it() -> None:
    assert "Apache License" in (ROOT / "LICENSE").read_text()
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text()


def test_what_is_installed_to_run_the_platform_has_the_version_that_was_tested() -> None:
    pins = {
        name: set(re.findall(r"^([A-Za-z0-9_.-]+==[^ ;]+)", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    }
    assert pins["requirements.lock"] <= pins["requirements-dev.lock"]
