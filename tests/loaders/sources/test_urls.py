"""URLs that fsspec knows, and sentences for what goes wrong with them."""

from __future__ import annotations

import sys

import fsspec
import pytest
from click.testing import CliRunner

from loaders.sources import SourceError, open_source
from newsdb.cli import main
from tests.loaders.sources.archives import POST


@pytest.mark.parametrize(
    ("location", "module", "package"),
    [
        ("s3://bucket/site", "s3fs", "s3fs"),
        ("gs://bucket/site.zip", "gcsfs", "gcsfs"),
        ("github://owner:site@main/_posts", "requests", "requests"),
        ("https://example.com/site.zip", "aiohttp", "aiohttp"),
    ],
)
def test_a_missing_package_is_named(
    monkeypatch: pytest.MonkeyPatch, location: str, module: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    loaded = sys.modules["fsspec.registry"]._registry
    for name in list(loaded):
        monkeypatch.delitem(loaded, name)
    for name in ("http", "github"):
        monkeypatch.delitem(sys.modules, f"fsspec.implementations.{name}", raising=False)
    result = CliRunner().invoke(main, ["load", "posts", location, "--db", "never.db"])
    protocol = location.partition(":")[0]
    sentence = f"{protocol}:// needs a package that is not installed: pip install {package}"
    assert (result.exit_code, result.output) == (2, f"newsdb: {location}: {sentence}\n")


def test_an_unknown_kind_of_address() -> None:
    with pytest.raises(SourceError, match=r"^foo://x: unknown protocol foo://$"):
        open_source("foo://x")


def test_a_place_that_fails_stops_the_load(
    memory: fsspec.AbstractFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.pipe_file("/site/a.md", POST)
    source = open_source("memory://site")

    def fail(*_: object, **__: object) -> bytes:
        raise ConnectionResetError("the line is dead")

    monkeypatch.setattr(type(memory), "cat_file", fail)
    with pytest.raises(SourceError, match=r"^memory://site cannot be read: the line is dead$"):
        list(source.read(["a.md"]))
