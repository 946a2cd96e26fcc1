"""The lock files: hashes for everything, and one version of each package in both."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest

from tests.paths import TOP

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def locked(name: str) -> dict[tuple[str, str], list[str]]:
    """Return the hashes of a lock file, by requirement (name and version) and marker."""
    text = (TOP / name).read_text("utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        requirement, *_ = line.split(" --hash")
        pin, _, marker = requirement.partition(";")
        found[pin.strip(), marker.strip()] = HASH.findall(line)
    return found


def direct(group: str) -> Iterator[str]:
    """Yield the names of the packages that a group of pyproject.toml asks for."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"] | {"": project["project"]["dependencies"]}
    for requirement in groups[group]:
        if isinstance(requirement, dict):
            yield from direct(requirement["include-group"])
        else:
            yield re.split(r"[<>=;\[ ]", requirement)[0].lower().replace("_", "-")


@pytest.mark.parametrize("name", ["requirements.txt", "constraints.txt"])
def test_every_requirement_is_pinned_and_has_a_hash(name: str) -> None:
    for (pin, _), hashes in locked(name).items():
        assert re.fullmatch(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+", pin), pin
        assert hashes, pin


def test_what_is_used_is_what_is_tested() -> None:
    used, tested = locked("requirements.txt"), locked("constraints.txt")
    versions = {pin: hashes for (pin, _), hashes in tested.items()}
    assert {pin: hashes for (pin, _), hashes in used.items() if versions.get(pin) != hashes} == {}


def test_every_dependency_is_locked() -> None:
    names = {pin.partition("==")[0].partition("[")[0] for pin, _ in locked("requirements.txt")}
    assert {*direct(""), *direct("build")} <= names
    names = {pin.partition("==")[0].partition("[")[0] for pin, _ in locked("constraints.txt")}
    for group in ("", "audit", "bench", "build", "dev", "docs", "fuzz", "sbom", "standards"):
        assert set(direct(group)) <= names, group
