"""The extra `[mcp]`: a real MCP client asks the site, and can only read."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.paths import TOP

pytest.importorskip("datasette_mcp", reason="the extra [mcp] is not installed; make test-mcp")
SEARCH = (
    "select count(*) as posts from posts where id in "
    "(select rowid from posts_fts where posts_fts match match_expression('岚山银行'))"
)

SCAN = (
    "select count(*) as posts from posts "
    "where title || ' ' || summary || ' ' || body like '%岚山银行%'"
)


@pytest.fixture(scope="module")
def address(news_db: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "newsdb", "serve", "--db", f"{news_db}", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=TOP
    ) as server:
        assert server.stdout is not None
        match = re.search(r"http://\S+", server.stdout.readline())
        assert match
        yield f"{match[0]}-/mcp"
        server.terminate()


async def call(address: str, sql: str) -> Any:
    from mcp import Client

    async with Client(address) as client:
        return await client.call_tool("execute_sql", {"database": "news", "sql": sql})


async def test_its_tools_only_read(address: str) -> None:
    from mcp import Client

    async with Client(address) as client:
        tools = (await client.list_tools()).tools
        assert [tool.name for tool in tools] == [
            "list_databases",
            "get_database_schema",
            "execute_sql",
        ]
        schema = await client.call_tool("get_database_schema", {"database": "news"})
    assert "posts_fts" in schema.content[0].text


async def test_it_finds_chinese(address: str) -> None:
    found = await call(address, SEARCH)
    scanned = await call(address, SCAN)
    assert not found.is_error
    assert found.structured_content["rows"] == scanned.structured_content["rows"] != [{"posts": 0}]


@pytest.mark.parametrize("sql", ["delete from posts", "drop table posts", "vacuum into 'x.db'"])
async def test_it_cannot_write(address: str, sql: str) -> None:
    refused = await call(address, sql)
    assert refused.is_error and "Statement must be a SELECT" in refused.content[0].text
