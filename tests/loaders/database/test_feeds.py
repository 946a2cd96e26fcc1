"""What a database remembers of feeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.database.feeds import FeedState, has_new_states, read_feed_states
from loaders.load import load
from newsdb.models import Options
from tests.loaders.shell import rows


def test_states_are_written_once_and_read_back(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    state = FeedState(
        "https://a.example/f", "https://b.example/f", "waiting", "later", "2022", b"x"
    )
    assert has_new_states([state], database)
    load(database, [], Options(), feed_states=[state])
    assert read_feed_states(database) == {state.source: state}
    assert not has_new_states([state], database)
    before = database.read_bytes()
    load(database, [], Options(), feed_states=[state])
    assert database.read_bytes() == before
    good = FeedState(state.source)
    load(database, [], Options(), feed_states=[good])
    assert read_feed_states(database) == {state.source: good}
    assert rows("select load_id, url, document from feeds", str(database)) == [(2, None, None)]


@pytest.mark.parametrize("content", [None, b""])
def test_a_database_without_content_remembers_nothing(
    tmp_path: Path, content: bytes | None
) -> None:
    database = tmp_path / "news.db"
    if content is not None:
        database.write_bytes(content)
    assert read_feed_states(database) == {}
    assert not has_new_states([FeedState("a")], database)
