"""The task of a worker."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from loaders.cluster import convert
from loaders.cluster.convert import Held, convert_share
from loaders.cluster.job import Job, Share, shares_of
from loaders.plan import make_plan
from loaders.sources import open_source
from newsdb.exceptions import ClusterError, LakeError, SourceError
from newsdb.lake.storage import Storage, open_storage
from newsdb.lake.tables import FileRow, PostRow, ProblemRow, from_parquet
from newsdb.models import RawPost
from tests.lakes import job_of, write_site


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site")


def load(site: Path, target: Path) -> tuple[Job, list[Share]]:
    job = job_of([site], target)
    return job, list(shares_of(make_plan([open_source(f"{site}")], job.options)))


def contents(target: Path) -> dict[str, bytes]:
    files = (path for path in target.rglob("*") if path.is_file())
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in files}


def test_files_are_accounted_for_with_their_posts_and_problems(site: Path, tmp_path: Path) -> None:
    job, shares = load(site, tmp_path / "lake")
    done = convert_share(job, shares[1])
    rows = {
        piece.table: open_storage(job.target).read(f"{piece.table}/{piece.path}") or b""
        for piece in done.pieces
    }
    files = {row.path: row.status for row in from_parquet(FileRow, rows["files"])}
    assert files["_posts/2022-02-01-twice.md"] == "duplicate"
    assert files["old_post/2022-02-01-twice.md"] == "post"
    assert files["_posts/2022-02-02-r.md"] == "post"
    assert files["old_post/2022-02-02-r.md"] == "rejected"
    posts = {row.slug: row for row in from_parquet(PostRow, rows["posts"])}
    assert (posts["2022-02-01-twice"].title, posts["2022-02-02-r"].title) == ("Old", "New")
    (problem,) = from_parquet(ProblemRow, rows["problems"])
    assert (problem.path, problem.kind) == ("old_post/2022-02-02-r.md", "empty")
    assert (done.summary.added, done.summary.duplicates, done.summary.rejected) == (6, 1, 1)


def test_a_task_that_runs_again_finds_its_work_done(site: Path, tmp_path: Path) -> None:
    job, shares = load(site, tmp_path / "lake")
    first = convert_share(job, shares[0])
    before = contents(tmp_path / "lake")
    again = convert_share(replace(job, id="another load"), shares[0])
    assert (first.is_new, again) == (True, replace(first, is_new=False))
    assert contents(tmp_path / "lake") == before


def test_the_same_input_gives_the_same_bytes_anywhere(site: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        job, shares = load(site, tmp_path / name)
        for share in shares:
            convert_share(job, share)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_changed_content_or_options_are_another_share(site: Path, tmp_path: Path) -> None:
    job, shares = load(site, tmp_path / "lake")
    names = [convert_share(job, shares[0]).pieces[0].share]
    zone = replace(job, options=replace(job.options, timezone="Asia/Shanghai"))
    names.append(convert_share(zone, shares[0]).pieces[0].share)
    path = site / "_posts/2022-01-09-gb.md"
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"title", b"Title"))
    # Neither size nor time tells that it changed.
    assert path.stat().st_size == status.st_size
    names.append(convert_share(replace(job, id="2"), shares[0]).pieces[0].share)
    assert len({*names}) == 3


def test_a_killed_task_leaves_nothing_that_counts(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, shares = load(site, tmp_path / "whole")
    expected = convert_share(job, shares[0])
    job = replace(job, target=f"{tmp_path}/lake")
    original, left = Storage.write, 0

    def killed(self: Storage, path: str, content: bytes) -> None:
        nonlocal left
        if left == 0:
            raise KeyboardInterrupt
        left -= 1
        original(self, path, content)

    monkeypatch.setattr(Storage, "write", killed)
    for writes in range(len(expected.pieces)):
        left = writes
        with pytest.raises(KeyboardInterrupt):
            convert_share(job, shares[0])
    left = 100
    done = convert_share(job, shares[0])
    assert done == expected
    for piece in done.pieces:
        path = f"{piece.table}/{piece.path}"
        assert (tmp_path / "lake" / path).read_bytes() == (tmp_path / "whole" / path).read_bytes()


def test_another_version_or_revision_is_refused(site: Path, tmp_path: Path) -> None:
    job, shares = load(site, tmp_path / "lake")
    with pytest.raises(ClusterError, match=r"the client 0\.0"):
        convert_share(replace(job, version="0.0"), shares[0])
    places = (replace(job.places[0], revision="abc"),)
    with pytest.raises(SourceError, match="changed during the load; run it again"):
        convert_share(replace(job, places=places), shares[0])


def test_a_target_that_cannot_be_written_to_is_an_error(site: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    job, shares = load(site, tmp_path / "file")
    with pytest.raises(LakeError, match="cannot be"):
        convert_share(job, shares[0])


def test_content_is_read_once_as_far_as_there_is_memory(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, read = open_source(f"{site}"), list[str]()

    class Noted:
        name, revision = "noted", None

        def paths(self) -> list[str]:
            return source.paths()

        def read(self, paths: list[str]) -> object:
            read.extend(paths)
            return source.read(paths)

    paths = sorted(path for path in source.paths() if path.startswith("_posts"))
    monkeypatch.setattr(convert, "MAX_HELD_BYTES", 300)
    held = Held("held", Noted())
    for _ in range(2):
        found = {raw.path: raw for raw in held.read(paths)}
        assert all(isinstance(raw, RawPost) for raw in found.values())
        assert sorted(found) == paths
    assert len(paths) < len(read) < 2 * len(paths)
