"""No kind of page is above 60 KB, without images; the limit is one of docs/design-system.md."""

import pytest
from datasette.app import Datasette

from tests.browser.pages import PAGES

MAX_BYTES = 60_000
AS_FIRST_SHOWN = {"whole table": "/news/posts", "whole view": "/news/articles"}


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_no_page_is_above_60_kb(datasette: Datasette, language: str) -> None:
    sizes = {}
    for name, path in {**PAGES, **AS_FIRST_SHOWN}.items():
        response = await datasette.client.get(path, headers={"Accept-Language": language})
        assert response.headers["content-type"].startswith("text/html"), name
        sizes[name] = len(response.content)
    assert {name: size for name, size in sizes.items() if size > MAX_BYTES} == {}
