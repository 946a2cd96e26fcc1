"""A pytest plugin that runs Datasette's own tests against the site's plugins.

`make test-datasette` fetches them and runs them with it.

The tests keep Datasette's templates, which they look into, and their own databases. The SQL workers
are left out: they would start processes for each of several hundred instances.

Where the site differs from Datasette on purpose, datasette_differences.txt names the test and the
reason. Such a test has to fail: one that passes is to be taken from the list.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

DIFFERENCES = Path(__file__).with_name("datasette_differences.txt")
LEFT_OUT = ("sql_workers",)


def pytest_configure() -> None:
    """Register the site's plugins, for a site whose database is the one of the tests."""
    # Datasette loads no entry points then; what the tests see must not depend on what is installed.
    sys._called_from_test = True  # type: ignore[attr-defined]
    importlib.import_module("newsdb.config").DATABASE_NAME = "fixtures"  # type: ignore[attr-defined]
    site = importlib.import_module("newsdb.site")
    site.site_metadata()["databases"]["fixtures"] = {}
    site.register_plugins()
    plugins = importlib.import_module("datasette.plugins").pm
    for name in LEFT_OUT:
        plugins.unregister(name=f"newsdb.plugins.{name}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Expect the tests that are listed to fail."""
    expected = differences()
    for item in items:
        name = item.nodeid.rpartition("tests/")[2]
        if reason := expected.get(name) or expected.get(name.partition("[")[0]):
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))


def differences() -> dict[str, str]:
    """Return the reason by the name of each test (`test_facets.py::test_x[a]`) that is to fail.

    In the file a line that begins with `#` is the reason for those that follow.
    """
    found: dict[str, str] = {}
    reason = ""
    for line in DIFFERENCES.read_text("utf-8").splitlines():
        if line.startswith("#"):
            reason = line.lstrip("# ")
        elif line:
            found[line] = reason
    return found
