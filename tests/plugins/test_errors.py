"""Errors for programs, as JSON."""

from pathlib import Path

import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared


@pytest.mark.parametrize(
    ("path", "accept", "status", "error", "title"),
    [
        ("/nowhere", "application/json", 404, "Database not found", None),
        ("/nowhere.ndjson", "*/*", 404, "Database not found", None),
        ("/news/nowhere", "application/json, */*;q=0.1", 404, "Table not found", None),
        ("/news/posts?_size=x", "application/json", 400, "_size must be a positive integer", None),
        (
            *("/news?sql=delete+from+posts", "application/json", 400),
            *("Statement must be a SELECT", "Invalid SQL"),
        ),
    ],
)
async def test_errors_as_json(
    datasette: Datasette, path: str, accept: str, status: int, error: str, title: str | None
) -> None:
    response = await datasette.client.get(path, headers={"Accept": accept})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.json() == {"ok": False, "error": error, "status": status, "title": title}
    page = await datasette.client.get(path, headers={"Accept": "text/html,application/json"})
    if not path.endswith(".ndjson"):
        assert page.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("ending", [".json", ""])
async def test_no_html_in_json(news_db: Path, ending: str) -> None:
    """Datasette's own sentence for a question that takes too long has a form and a script in it."""
    endless = "with recursive a(x) as (select 1 union all select x + 1 from a) select max(x) from a"
    with prepared(news_db, ["--setting", "sql_time_limit_ms", "50"]) as context:
        response = await instance(context).client.get(
            f"/news{ending}", params={"sql": endless}, headers={"Accept": "application/json"}
        )
    assert response.status_code == response.json()["status"] == 400
    assert response.json()["error"].startswith("Query timed out.")
    assert "<" not in response.text


async def test_403_as_json(news_db: Path) -> None:
    with prepared(news_db, ["--setting", "default_allow_sql", "off"]) as context:
        client = instance(context).client
        response = await client.get("/news.json?sql=select+1")
        page = await client.get("/news?sql=select+1")
    assert response.status_code == page.status_code == 403
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.json()["status"] == 403
    assert page.headers["content-type"] == "text/html; charset=utf-8"
