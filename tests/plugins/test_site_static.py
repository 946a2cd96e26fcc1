"""The site's static files, where a publisher's own directory is mounted at the same path."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from plugins.site_static import register_routes
from tests.paths import TOP

OURS = {path.name for path in (TOP / "static").iterdir()}


def served(*mounts: tuple[str, Path]) -> set[str]:
    """Return which of some files the site serves beside the mounts."""
    datasette: Any = SimpleNamespace(static_mounts=[(name, f"{path}") for name, path in mounts])
    routes = [re.compile(route) for route, _ in register_routes(datasette)]
    names = OURS | {"own.css", "x/site.css", "siteXcss"}
    return {name for name in names if any(route.match(f"/static/{name}") for route in routes)}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "own.css").write_text("")
    return tmp_path


def test_files_that_the_publisher_does_not_have(own: Path) -> None:
    assert served(("static", own)) == OURS
    (own / "site.css").write_text("")
    assert served(("static", own)) == OURS - {"site.css"} != OURS


def test_several_mounts(own: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "site.css").write_text("")
    assert served(("static", own), ("static", other)) == OURS - {"site.css"}
    assert served(("static", own), ("files", other)) == OURS


def test_nothing_where_datasette_serves_them_itself(own: Path) -> None:
    assert served() == served(("files", own)) == served(("static", TOP / "static")) == set()
