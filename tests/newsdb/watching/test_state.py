"""The state of `newsdb watch`: read as it was written, and nothing else is taken for it."""

from pathlib import Path

import pytest

from newsdb.exceptions import SettingsError
from newsdb.watching.searches import Cursor
from newsdb.watching.state import read_cursors, state_path, write_state


def test_the_state_is_read_as_written(tmp_path: Path) -> None:
    path = state_path(tmp_path / "news.db")
    assert path.name == "news.db.watch.json"
    assert read_cursors(path) == {}
    state = {"a": Cursor(3, "2026-01-02T03:04:05+00:00"), "b": Cursor(0, "")}
    write_state(path, {"old": Cursor(1, "")})
    write_state(path, state)
    assert read_cursors(path) == state
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"[]", b"{", b'{"a": 1}', b'{"a": {"load": "x"}}', b"[" * 99_999]
)
def test_another_file_is_an_error_that_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match="delete it to start again from the last load"):
        read_cursors(path)
