"""No kind of page is above 60 KB, without images; the limit is one of docs/design-system.md."""

from datasette.app import Datasette

from tests.browser.pages import PAGES

MAX_BYTES = 60_000
CHINESE = {"Accept-Language": "zh"}
"""Its characters take three bytes each, so that pages in it are the largest."""
AS_FIRST_SHOWN = {"whole table": "/news/posts", "whole view": "/news/articles"}


async def test_no_page_is_above_60_kb(datasette: Datasette) -> None:
    sizes = {}
    for name, path in {**PAGES, **AS_FIRST_SHOWN}.items():
        response = await datasette.client.get(path, headers=CHINESE)
        assert response.headers["content-type"].startswith("text/html"), name
        sizes[name] = len(response.content)
    assert {name: size for name, size in sizes.items() if size > MAX_BYTES} == {}
