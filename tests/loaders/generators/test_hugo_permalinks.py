"""URLs of pages of Hugo."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.generators.hugo_permalinks import sanitize
from tests.loaders.generators.sites import only

CONFIG = 'baseURL = "https://h.example/"\n[permalinks]\n{} = "/{}/"\n'


@pytest.mark.parametrize(
    ("selection", "permalink"),
    [
        ("", "/a/b/c/p/"),
        ("[0]", "/a/p/"),
        ("[1]", "/b/p/"),
        ("[last]", "/c/p/"),
        ("[1:]", "/b/c/p/"),
        ("[1:last]", "/b/p/"),
        ("[:last]", "/a/b/p/"),
        ("[:1]", "/a/p/"),
        ("[1:2]", "/b/p/"),
        ("[:5]", "/a/b/c/p/"),
        ("[5:]", "/p/"),
    ],
)
def test_sections_are_selected_in_permalinks(site: Any, selection: str, permalink: str) -> None:
    _, results = site(
        {
            "config.toml": CONFIG.format("a", f":sections{selection}/:slugorfilename"),
            "content/a/_index.md": "---\ntitle: s\n---\n",
            "content/a/b/_index.md": "---\ntitle: s\n---\n",
            "content/a/b/c/_index.md": "---\ntitle: s\n---\n",
            "content/a/b/c/p.md": "---\ntitle: t\ndate: 2024-01-01\n---\nText.\n",
        }
    )
    assert results["content/a/b/c/p.md"].post.permalink == permalink


@pytest.mark.parametrize(
    ("pattern", "front_matter", "permalink"),
    [
        (":slugorfilename", "", "/name/"),
        (":slugorfilename", "slug: own", "/own/"),
        (":slugorcontentbasename", "", "/name/"),
        (":slugorcontentbasename", "slug: own", "/own/"),
        (":filename", "slug: own", "/name/"),
        (":contentbasename", "slug: own", "/name/"),
        (":slug", "slug: own", "/own/"),
        (":slug", "", "/a-title/"),
        (":title", "slug: own", "/a-title/"),
        (":title", "title: 'C# and #2'", "/c%23-and-%232/"),
        (":section", "", "/posts/"),
        (":year/:month/:day", "", "/2024/01/07/"),
        (":monthname/:weekday/:weekdayname/:yearday", "", "/january/0/sunday/7/"),
    ],
)
def test_tokens_of_permalinks(site: Any, pattern: str, front_matter: str, permalink: str) -> None:
    _, results = site(
        {
            "config.toml": CONFIG.format("posts", pattern),
            "content/posts/name.md": "---\ntitle: A title\ndate: 2024-01-07\n"
            f"{front_matter}\n---\nText.\n",
        }
    )
    assert results["content/posts/name.md"].post.permalink == permalink


@pytest.mark.parametrize(
    ("url", "permalink"),
    [
        ("/x#y", "/x%23y/"),
        ("/x/y", "/x/y/"),
        ("/x/y/", "/x/y/"),
        ("/x/y.html", "/x/y.html"),
        ("/x.y/", "/x.y/"),
    ],
)
def test_a_page_may_have_its_own_url(site: Any, url: str, permalink: str) -> None:
    _, results = site({"config.toml": "title = 'T'", "content/a.md": f"---\nurl: {url}\n---\nA\n"})
    assert only(results).permalink == permalink


@pytest.mark.parametrize("key", ["/", ""])
def test_pages_at_the_top_have_a_pattern_of_their_own(site: Any, key: str) -> None:
    patterns = f"'{key}' = '/top/:year/:month/:day/:filename/'\nb = '/s/:title/'"
    config = f"title = 'T'\n[permalinks]\n{patterns}"
    _, results = site({"config.toml": config, "content/a.md": "A\n", "content/b/c.md": "C\n"})
    assert [each.post.permalink for each in results.values()] == ["/top/0001/01/01/a/", "/s/c/"]


def test_only_directories_with_a_section_page_are_sections(site: Any) -> None:
    _, results = site(
        {
            "config.toml": CONFIG.format("a", ":sections/:filename"),
            "content/a/b/c/_index.html": "",
            "content/a/b/c/p.md": "P\n",
        }
    )
    assert only(results).permalink == "/a/c/p/"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a!b", "ab"),
        (" a ", "a"),
        ("a  b", "a-b"),
        ("a - b", "a-b"),
        ("a%2fb%", "a%2fb"),
        ("é1_", "é1_"),
    ],
)
def test_what_a_url_keeps_of_a_text(text: str, kept: str) -> None:
    assert sanitize(text) == kept


@pytest.mark.parametrize(
    ("date", "permalink"),
    [
        ("2024-01-07T00:30:00+09:00", "/2024/01/07/"),
        ("2024-01-06T23:30:00Z", "/2024/01/06/"),
        ("2024-01-07T23:30:00", "/2024/01/07/"),
    ],
)
def test_the_day_is_that_of_the_zone_in_which_the_date_is_written(
    site: Any, date: str, permalink: str
) -> None:
    _, results = site(
        {
            "config.toml": f'timeZone = "Asia/Tokyo"\n{CONFIG.format("a", ":year/:month/:day")}',
            "content/a/b.md": f"---\ndate: {date}\n---\nText.\n",
        }
    )
    assert only(results).permalink == permalink


def test_accents_are_removed_where_the_configuration_says_so(site: Any) -> None:
    _, results = site(
        {
            "config.toml": 'title = "T"\nremovePathAccents = true\n',
            "content/Élan/naïve がる.md": "---\ntitle: a\n---\nText.\n",
        }
    )
    assert only(results).permalink == "/elan/naive-%E3%81%8B%E3%82%8B/"
