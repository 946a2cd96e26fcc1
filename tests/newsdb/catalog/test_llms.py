"""`/llms.txt`: its form, and that every link of it works."""

import re
from urllib.parse import unquote

from datasette.app import Datasette

from tests.edits_site import OF_EDITS


async def test_llms_txt(datasette: Datasette) -> None:
    response = await datasette.client.get("/llms.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    lines = response.text.splitlines()
    # https://llmstxt.org: a heading, a quotation, sections of links.
    assert lines[0] == "# A news archive as open data" and lines[2].startswith("> Financial news")
    sections = [line[3:] for line in lines if line.startswith("## ")]
    assert sections == ["Articles", "Search and SQL", "Files", "Optional"]
    assert "CC0" in response.text
    links = re.findall(r"^- \[[^]]+\]\(http://localhost(/[^)]*)\): .+", response.text, re.MULTILINE)
    assert len(links) == 25
    for link in links:
        answer = await datasette.client.get(link)
        assert answer.status_code == 200, link
        if "/news/" in link:
            assert bool(answer.json()) == (not any(name in link for name in OF_EDITS)), link
        if "sql=" in link:
            assert len(answer.json()) == 10, unquote(link)
