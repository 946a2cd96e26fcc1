"""Which page answers which path."""

import re

import pytest

from plugins.pages import register_routes

SLUG = "2022-01-02-x"


@pytest.mark.parametrize(
    ("path", "page", "variables"),
    [
        ("/", "home_page", {}),
        (f"/article/{SLUG}", "article_page", {"name": SLUG}),
        (f"/article/ja/news/{SLUG}.md", "article_page", {"name": f"ja/news/{SLUG}.md"}),
        # A name of dots is a parameter: browsers remove it from a path.
        ("/article", "article_page", {"name": None}),
        ("/articles", None, {}),
        ("/search", "search_page", {}),
        ("/search.json", "search_json", {}),
        ("/searchXjson", None, {}),
        ("/suggest.json", "suggest_json", {}),
        ("/opensearch.xml", "opensearch_xml", {}),
        ("/securities", "securities_page", {}),
        ("/security/600160.SH", "security_page", {"name": "600160.SH"}),
        ("/tag/a%2Fb", "list_page", {"kind": "tag", "name": "a%2Fb"}),
        ("/author/x", "list_page", {"kind": "author", "name": "x"}),
        ("/day/2022-01-01", "list_page", {"kind": "day", "name": "2022-01-01"}),
        ("/month", "list_page", {"kind": "month", "name": None}),
        ("/tag/", None, {}),
        ("/story/7", "story_page", {"story": "7"}),
        # More than SQLite's largest integer.
        (f"/story/{'9' * 19}", None, {}),
        ("/story/x", None, {}),
        ("/tags", "directory_page", {"directory": "tags"}),
        ("/archive", "archive_page", {}),
        ("/data", "data_page", {}),
        ("/data/posts.csv", None, {}),
        ("/page/about", "custom_page", {"name": "about"}),
        ("/page/a/b", None, {}),
        ("/logo.svg", "asset", {"file": "logo.svg"}),
        ("/theme.css", "asset", {"file": "theme.css"}),
        ("/logo.exe", None, {}),
        ("/news", None, {}),
    ],
)
def test_routes(path: str, page: str | None, variables: dict[str, str | None]) -> None:
    """One route at most: the order in which plugins are loaded decides nothing."""
    found = [(view, match) for route, view in register_routes() if (match := re.match(route, path))]
    assert [(view.__name__, match.groupdict()) for view, match in found] == (  # type: ignore[attr-defined]
        [(page, variables)] if page else []
    )
