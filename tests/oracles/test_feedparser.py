"""feedparser's own test corpus, from its source distribution, as posts.

Skipped if the source distribution of the installed version cannot be downloaded.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path

import feedparser
import pytest

from loaders.feeds.fetch import Fetched
from loaders.feeds.read import read_feed
from loaders.parsers.dispatch import convert
from newsdb.exceptions import SourceError
from newsdb.models import Options

# CDF, Microsoft's Channel Definition Format of 1997, is not read: its channels have no entries.
NOT_READ = "/wellformed/cdf/"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feedparser")
    wanted = f"feedparser=={feedparser.__version__}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", wanted]
    done = subprocess.run(
        [*command, "--no-binary", ":all:", "--dest", str(folder)], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"{wanted} cannot be downloaded: {done.stderr[-200:]}")
    (path,) = folder.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        archive.extractall(folder, filter="data")
    return folder


def test_the_corpus_is_read(corpus: Path) -> None:
    results: Counter[str] = Counter()
    refused: list[str] = []
    for path in sorted(corpus.rglob("tests/**/*.xml")):
        try:
            feed = read_feed(path.name, Fetched(path.read_bytes(), path.name))
        except SourceError:
            refused.append(path.as_posix())
            continue
        for raw in feed.read(feed.paths()):
            convert(raw, Options())  # type: ignore[arg-type]
        results["read"] += 1
        if "/wellformed/" in path.as_posix():
            assert not feed.missing, path
    assert results["read"] > 2000
    wellformed = [path for path in refused if "/wellformed/" in path and NOT_READ not in path]
    assert wellformed == []
