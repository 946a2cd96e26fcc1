"""What a feed holds, whatever its posts hold."""

import sqlite3
from contextlib import closing
from pathlib import Path

from newsdb.commands.serve import instance, prepared
from tests.databases import database_of
from tests.feeds import ATOM, atom, texts


async def test_hostile_and_very_long_texts(tmp_path: Path) -> None:
    database = database_of(tmp_path / "news.db", 3, body="长" * 100_001)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "update posts set title = ?, summary = ?, url = 'javascript:alert(1)', body = ? "
            "where id = 2",
            (
                "]]><script>\x00\x1b\ufffe",
                "</summary><x>",
                "<img src=x onerror=alert(1)>\x0b[a](javascript:b)",
            ),
        )
        connection.execute(
            "update posts set published = null, published_utc = null, date = null, "
            "source_id = null where id = 3"
        )
        connection.execute("update posts set summary = '短 & 小' where id = 1")
    with prepared(database) as context:
        root = await atom(instance(context))
        items = (await instance(context).client.get("/feed.json")).json()["items"]
    titles, contents = texts(root, "entry/title"), texts(root, "entry/content")
    assert titles == ["]]><script>", "标题", "标题"]
    assert texts(root, "entry/summary") == ["</summary><x>", "短 & 小"]
    assert contents[1] == "<p>短 &amp; 小</p>" and len(contents) == 2
    assert contents[0] == "<p>a</p>"
    assert [e.get("href") for e in root.iter(f"{ATOM}link") if e.get("rel") == "via"] == []
    assert [len(e.findall(f"{ATOM}published")) for e in root.findall(f"{ATOM}entry")] == [1, 1, 0]
    assert [len(e.findall(f"{ATOM}author")) for e in root.findall(f"{ATOM}entry")] == [1, 1, 0]
    assert all("external_url" not in item for item in items)
    assert "date_published" not in items[2] and items[2]["content_html"] == ""
