"""The inventory: every file that a database gives, with its size and checksum, calculated once."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from newsdb.catalog import inventory
from newsdb.catalog.inventory import Digest, build_inventory, inventory_of
from tests.databases import query_file


def test_files_are_those_that_export_writes(news_db: Path, whole: Path, monthly: Path) -> None:
    built = build_inventory({"news": news_db})
    written = {path.name: path for path in (*whole.iterdir(), *monthly.glob("*.*"))}
    for path in (monthly / "posts").glob("month=*/*"):
        written[f"{path.parent.name.removeprefix('month=')}.parquet"] = path
    del written["SHA256SUMS"]
    counts: dict[str | None, int] = {
        f"{month}": count
        for month, count in query_file(
            news_db, "select substr(date, 1, 7), count(*) from posts group by 1"
        )
    }
    expected = {"news.db": news_db, **written}
    assert set(built.downloads) == set(expected)
    for name, download in built.downloads.items():
        content = expected[name].read_bytes()
        assert (download.size, download.sha256) == (
            len(content),
            hashlib.sha256(content).hexdigest(),
        ), name
        assert download.posts == counts.get(download.month, 173)
        assert name == "news.db" or name == f"{download.month or 'posts'}.{download.format}"
    lines = built.sums().splitlines()
    assert lines == sorted(lines, key=lambda line: line.partition("  ")[2])
    assert {line.partition("  ")[2] for line in lines} == set(expected)


def test_a_digest_is_that_of_its_parts() -> None:
    digest = Digest()
    for part in (b"ab", b"", b"c"):
        digest.add(part, 1)
    assert (digest.posts, digest.size) == (3, 3)
    assert digest.sha256.hexdigest() == hashlib.sha256(b"abc").hexdigest()


def test_an_inventory_is_calculated_once_for_each_state(
    news_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Path] = []

    def build(databases: dict[str, Path]) -> str:
        built.extend(databases.values())
        if len(built) == 3:
            raise OSError("no space left")
        return f"{len(built)}"

    monkeypatch.setattr(inventory, "build_inventory", build)
    path = Path(shutil.copy(news_db, tmp_path / "x.db"))
    database = {"news": path}
    assert [inventory_of(database).result(60) for _ in range(2)] == ["1", "1"]
    os.utime(path, (1, 1))
    assert inventory_of(database).result(60) == "2"
    # What failed is tried again.
    os.utime(path, (2, 2))
    with pytest.raises(OSError, match="no space left"):
        inventory_of(database).result(60)
    inventory_of(database)
    assert inventory_of(database).result(60) == "4"
