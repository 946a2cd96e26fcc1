"""A database for each year of a lake."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from loaders.building import build
from loaders.load import load
from loaders.sharding import Shard, build_shard, build_shards
from loaders.sources import open_source
from newsdb.exceptions import ClusterError, LakeError
from newsdb.lake.storage import open_storage
from tests.lakes import LINKED, cluster, load_lake, tables_of, write_site
from tests.s3 import BUCKET, s3_server

pytestmark = pytest.mark.slow


def column(database: Path, sql: str) -> list[object]:
    with closing(sqlite3.connect(database)) as connection:
        return [value for (value,) in connection.execute(sql)]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Posts of 2022 and of no date, one file of 2021 that holds a post of 2023, one refused."""
    site = write_site(tmp_path / "site", months=2, days=3)
    other = "---\ntitle: Later\ndate: 2023-05-01\n---\nText.\n"
    (site / "_posts/2021-12-31-later.md").write_text(other, "utf-8")
    (site / "_posts/2021-12-30-empty.md").write_text("", "utf-8")
    return site


def test_the_years_together_are_the_whole(site: Path, tmp_path: Path) -> None:
    load_lake([site], tmp_path / "lake")
    build(f"{tmp_path}/lake", tmp_path / "whole.db")
    shards = list(build_shards(f"{tmp_path}/lake", f"{tmp_path}/years"))
    assert shards == [
        Shard("2022", 9, True),
        Shard("2023", 1, True),
        Shard("undated", 1, True),
    ]
    files = [tmp_path / "years" / f"{shard.year}.db" for shard in shards]
    for sql in (
        "select slug || title || body || coalesce(published, '') || digest from posts",
        "select path || status || coalesce(sha256, '') from files",
        "select path || kind || detail from problems",
        "select posts.slug || code from post_securities join posts on posts.id = post_id",
    ):
        parts = [row for file in files for row in column(file, sql)]
        assert sorted(map(str, parts)) == sorted(map(str, column(tmp_path / "whole.db", sql)))
        assert parts
    assert column(files[0], "select distinct substr(date, 1, 4) from posts") == ["2022"]
    # 2021 has no post, and so no database: its refused file is in that of the last year.
    assert column(files[1], "select path from files order by path") == [
        "_posts/2021-12-30-empty.md",
        "_posts/2021-12-31-later.md",
    ]


def test_a_lake_without_posts_has_no_database_of_a_year(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/2021-12-30-empty.md").write_text("", "utf-8")
    load_lake([tmp_path / "site"], tmp_path / "lake")
    with pytest.raises(LakeError, match="lake has no posts"):
        list(build_shards(f"{tmp_path}/lake", f"{tmp_path}/years"))
    assert not (tmp_path / "years").exists()


def test_a_year_is_the_database_of_a_load_of_its_posts(tmp_path: Path) -> None:
    """Ids, stories and totals, too, where all files of a source are of the year."""
    site = write_site(tmp_path / "site", months=2, days=3)
    (site / "_posts/about.md").unlink()
    load(tmp_path / "loaded.db", [open_source(f"{site}")], LINKED)
    load_lake([site], tmp_path / "lake")
    assert list(build_shards(f"{tmp_path}/lake", f"{tmp_path}/years")) == [Shard("2022", 9, True)]
    assert tables_of(tmp_path / "years/2022.db") == tables_of(tmp_path / "loaded.db")


def test_only_years_that_changed_are_built_again(site: Path, tmp_path: Path) -> None:
    lake, years = f"{tmp_path}/lake", f"{tmp_path}/years"
    load_lake([site], lake)
    list(build_shards(lake, years))
    assert [shard.is_new for shard in build_shards(lake, years)] == [False] * 3
    changed = site / "_posts/2022-02-03-202202032290000001.md"
    changed.write_text("---\ntitle: Changed\n---\nText.\n", "utf-8")
    (site / "_posts/2021-12-31-later.md").unlink()
    (tmp_path / "years/undated.db").unlink()
    (tmp_path / "years/mine.json").write_text("[]")
    load_lake([site], lake)
    shards = {shard.year: shard.is_new for shard in build_shards(lake, years)}
    # The last year is 2022 now, and has the refused file of 2021.
    assert shards == {"2022": True, "undated": True}
    assert "Changed" in column(tmp_path / "years/2022.db", "select title from posts")
    left = {path.name for path in Path(years).iterdir()}
    assert left == {f"{year}.{kind}" for year in shards for kind in ("db", "json")} | {"mine.json"}


def test_workers_build_into_an_object_store(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_lake([site], tmp_path / "lake")
    list(build_shards(f"{tmp_path}/lake", f"{tmp_path}/years"))
    with s3_server() as server, cluster() as address:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        target = f"s3://{BUCKET}/years"
        shards = sorted(build_shards(f"{tmp_path}/lake", target, address), key=str)
        assert [shard.year for shard in shards] == ["2022", "2023", "undated"]
        storage = open_storage(target)
        for shard in shards:
            content = storage.read(f"{shard.year}.db")
            assert content is not None
            (tmp_path / "fetched.db").write_bytes(content)
            local = tmp_path / "years" / f"{shard.year}.db"
            assert tables_of(tmp_path / "fetched.db") == tables_of(local)
        assert not any(shard.is_new for shard in build_shards(f"{tmp_path}/lake", target, address))


def test_workers_have_the_version_of_the_client() -> None:
    with pytest.raises(ClusterError, match=r"a worker has newsdb .*, the client 0\.0\.1"):
        build_shard("lake", "years", "0.0.1", "2022", frozenset({"2022"}))
