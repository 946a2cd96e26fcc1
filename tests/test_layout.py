"""Tests mirror the source tree: who looks for the tests of a module finds them under its name."""

from __future__ import annotations

import re

import pytest

from tests.paths import TOP

PACKAGES = ("loaders", "newsdb", "plugins")
MODULES = sorted(
    path.relative_to(TOP).as_posix()
    for package in PACKAGES
    for path in (TOP / package).rglob("*.py")
    if not path.name.startswith("__")
)
MAX_LINES = 300


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_a_file_of_tests_of_its_name(module: str) -> None:
    folder, _, name = module.rpartition("/")
    tests = TOP / "tests" / folder / f"test_{name}"
    assert tests.is_file(), f"{module} has no {tests.relative_to(TOP)}"
    text = tests.read_text("utf-8")
    assert re.search(r"^(?:async )?def test_", text, re.MULTILINE)
    assert len(text.splitlines()) <= MAX_LINES
