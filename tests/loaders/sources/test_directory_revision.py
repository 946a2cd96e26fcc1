"""The revision of a directory: the same only where every file is sure to be what it was."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from loaders.load import load
from loaders.sources import directory
from loaders.sources.directory import Directory
from newsdb.models import Options, RawPost, Unreadable
from tests.paths import TOP

POST = "---\ntitle: Title\n---\nText\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site whose files count as settled at once."""
    monkeypatch.setattr(directory, "SETTLED_NANOSECONDS", 0)
    site = tmp_path / "site"
    (site / "_posts").mkdir(parents=True)
    for day in ("01", "02"):
        (site / "_posts" / f"2020-01-{day}-a.md").write_text(POST)
    return site


def test_it_stays_while_nothing_changes(site: Path) -> None:
    revision = Directory(site).revision
    assert revision is not None
    assert revision.startswith("sha256:")
    assert Directory(site).revision == revision


def test_it_is_another_after_a_change_that_leaves_size_and_time_as_they_were(site: Path) -> None:
    post, revision = site / "_posts" / "2020-01-01-a.md", Directory(site).revision
    before = post.stat()
    post.write_text(POST.replace("Text", "Next"))
    os.utime(post, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (post.stat().st_size, post.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert Directory(site).revision != revision


@pytest.mark.parametrize("change", ["new", "gone", "renamed", "replaced"])
def test_it_is_another_where_other_files_are(site: Path, change: str) -> None:
    post, revision = site / "_posts" / "2020-01-01-a.md", Directory(site).revision
    if change == "new":
        (site / "_config.yml").write_text("title: Site\n")
    elif change == "gone":
        post.unlink()
    elif change == "renamed":
        post.rename(post.with_name("2020-01-03-a.md"))
    else:
        copy = post.with_name("copy")
        copy.write_text(POST)
        copy.replace(post)
    assert Directory(site).revision not in (None, revision)


def test_there_is_none_where_a_file_changed_just_now(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    assert Directory(site).revision is None


def test_there_is_none_where_a_link_may_lead_to_anything(site: Path) -> None:
    (site / "_posts" / "2020-01-03-a.md").symlink_to("2020-01-01-a.md")
    assert Directory(site).revision is None


def test_files_are_not_read_again_while_it_stays(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, options = tmp_path / "news.db", Options()
    assert load(database, [Directory(site)], options).added == 2
    with monkeypatch.context() as patch:
        patch.delattr(Directory, "read")
        assert load(database, [Directory(site)], options).unchanged == 2
    (site / "_posts" / "2020-01-01-a.md").write_text(POST.replace("Text", "Next"))
    summary = load(database, [Directory(site)], options)
    assert (summary.changed, summary.unchanged) == (1, 1)


def test_only_files_with_another_state_are_read(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, options, read = tmp_path / "news.db", Options(), Directory._read
    reads: list[str] = []

    def reading(directory: Directory, path: str) -> RawPost | Unreadable:
        reads.append(path)
        return read(directory, path)

    monkeypatch.setattr(Directory, "_read", reading)
    load(database, [Directory(site)], options)
    first, second, third = (f"_posts/2020-01-0{day}-a.md" for day in (1, 2, 3))
    (site / third).write_text(POST)
    reads.clear()
    assert load(database, [Directory(site)], options).added == 1
    assert reads == [third]
    # Of the same size and time, and another inode.
    other = site / "other"
    other.write_text(POST.replace("Text", "Next"))
    os.utime(other, ns=(0, (site / first).stat().st_mtime_ns))
    other.replace(site / first)
    reads.clear()
    assert load(database, [Directory(site)], options).changed == 1
    assert reads == [first]
    # One that may still be changing is read each time.
    monkeypatch.setattr(directory, "SETTLED_NANOSECONDS", 10**12)
    (site / second).write_text(POST.replace("Text", "More"))
    reads.clear()
    assert load(database, [Directory(site)], options).changed == 1
    assert sorted(reads) == [first, second, third]
    (site / second).write_text(POST.replace("Text", "Less"))
    monkeypatch.setattr(directory, "SETTLED_NANOSECONDS", 0)
    assert load(database, [Directory(site)], options).changed == 1
    reads.clear()
    (site / second).unlink()
    assert load(database, [Directory(site)], options, prune=True).removed == 1
    assert reads == []


def test_the_summary_is_that_of_reading_all_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, posts = tmp_path / "news.db", [Directory(TOP / "posts")]
    load(database, posts, Options())
    with monkeypatch.context() as patch:
        patch.delattr(Directory, "read")
        by_revision = load(database, posts, Options())
    monkeypatch.setattr(Directory, "revision", None)
    by_content = load(database, posts, Options())
    assert by_revision == replace(by_content, problems=[])
    assert by_revision.rejected + by_revision.duplicates > 0


@pytest.mark.parametrize(("age", "is_settled"), [(1_999_999_999, False), (2_000_000_001, True)])
def test_a_file_is_settled_after_two_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: int, is_settled: bool
) -> None:
    (tmp_path / "a.md").write_text(POST)
    status = (tmp_path / "a.md").stat()
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    monkeypatch.setattr("time.time_ns", lambda: changed + age)
    assert (Directory(tmp_path).revision is not None) is is_settled
