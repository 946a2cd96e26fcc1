"""What is installed is pinned: packages by version and hash, base images by digest."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest
import yaml

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


def test_base_images_are_pinned_and_kept_up_to_date() -> None:
    dockerfiles = [TOP / "Dockerfile", TOP / "deploy" / "Dockerfile.site"]
    images = {
        line.split()[1]
        for path in dockerfiles
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("FROM ")
    }
    assert len(images) == 1, images
    assert re.fullmatch(r"python:3\.\d+-slim@sha256:[0-9a-f]{64}", images.pop())
    updates = yaml.safe_load((TOP / ".github" / "dependabot.yml").read_text("utf-8"))["updates"]
    [docker] = [each for each in updates if each["package-ecosystem"] == "docker"]
    folders = {f"/{path.parent.relative_to(TOP)}".removesuffix(".") for path in dockerfiles}
    assert set(docker["directories"]) == folders


def test_containers_of_workflows_are_pinned() -> None:
    for path in (TOP / ".github" / "workflows").glob("*.yml"):
        for job in yaml.safe_load(path.read_text("utf-8"))["jobs"].values():
            if "container" in job:
                assert job["container"].endswith("@${{ matrix.digest }}")
                for system in job["strategy"]["matrix"]["include"]:
                    assert re.fullmatch(r"sha256:[0-9a-f]{64}", system["digest"])


def test_containers_and_workflows_check_hashes() -> None:
    """`pip install` of anything but newsdb itself, which is built here, comes with hashes."""
    for name in ("Dockerfile", "deploy/Dockerfile.site", "deploy/github.yml", "deploy/publish"):
        lines = (TOP / name).read_text("utf-8").replace("\\\n", " ").splitlines()
        text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
        for command in re.findall(r'pip"? install\b[^&\n]*', text):
            assert "--require-hashes" in command or "--no-deps" in command, (name, command)
