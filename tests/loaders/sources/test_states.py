"""The state of a file stays while the file does, however many there are."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from loaders.sources import states
from loaders.sources.states import states_of


@pytest.fixture
def names(tmp_path: Path) -> list[str]:
    (tmp_path / "b").mkdir()
    found = ["a.md", "b/\udcff.md", "b/新闻.md", "c.md", "d.md"]
    for name in found:
        (tmp_path / name).write_text(name, errors="surrogateescape")
    return found


def later() -> int:
    return time.time_ns() + 10**9


@pytest.mark.slow
@pytest.mark.parametrize("chunk", [1, 2, 5, 6])
def test_states_are_the_same_in_chunks_of_any_size(
    tmp_path: Path, names: list[str], monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    expected = states_of(str(tmp_path), iter(names), later())
    assert [*expected] == names
    assert len({*expected.values()} - {None}) == len(names)
    monkeypatch.setattr(states, "CHUNK", chunk)
    found = states_of(str(tmp_path), iter(names), later())
    assert [*found.items()] == [*expected.items()]


def test_files_that_changed_late_that_are_gone_or_links_have_none(
    tmp_path: Path, names: list[str]
) -> None:
    os.utime(tmp_path / "c.md", ns=(0, time.time_ns() + 10**12))
    (tmp_path / "e.md").symlink_to("a.md")
    found = states_of(str(tmp_path), iter([*names, "e.md", "gone.md"]), later())
    assert [path for path, state in found.items() if state is None] == ["c.md", "e.md", "gone.md"]
    assert states_of(str(tmp_path / "none"), iter(["a.md"]), later()) == {"a.md": None}
    assert states_of(str(tmp_path), iter(["a.md"]), 0) == {"a.md": None}
    modified = later()
    os.utime(tmp_path / "a.md", ns=(modified, modified))
    assert states_of(str(tmp_path), iter(["a.md"]), modified)["a.md"] is not None
    assert states_of(str(tmp_path), iter(["a.md"]), modified - 1) == {"a.md": None}


def test_two_names_of_one_file_have_two_states(tmp_path: Path, names: list[str]) -> None:
    (tmp_path / "b" / "a.md").hardlink_to(tmp_path / "a.md")
    first, second = states_of(str(tmp_path), iter(["a.md", "b/a.md"]), later()).values()
    assert None not in (first, second)
    assert first != second
    # The name counts, too, where a directory is another now.
    (tmp_path / "b").rename(tmp_path / "c")
    assert states_of(str(tmp_path), iter(["c/a.md"]), later()) != {"c/a.md": second}
