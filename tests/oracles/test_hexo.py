"""Hexo itself reads a site that has every rule; newsdb must read the same posts from it.

`make test-hexo` runs it. What newsdb does differently, and why, is in docs/generators.md.
"""

from __future__ import annotations

from html import unescape
from typing import Any
from urllib.parse import unquote, urljoin

import pytest

from tests.oracles.sites import (
    LINE_NUMBERS,
    Page,
    hexo_posts,
    load,
    page_of,
    same_time,
    write_site,
)

CONFIG = """
title: A site with every rule
url: https://news.example
language: en
timezone: Asia/Tokyo
permalink: {permalink}
new_post_name: {new_post_name}
post_asset_folder: {assets}
future: {future}
default_category: none
skip_render: ["_posts/skipped/*"]
category_map:
  Sports: games
"""


def post(*lines: str, body: str = "Text of the post.\n") -> str:
    return "\n".join(["---", *lines, "---", body])


POSTS = {
    "date.md": post("title: t", "date: 2024-01-02 10:00:00"),
    "date-only.md": post("title: t", "date: 2024-01-02"),
    "date-zone.md": post("title: t", "date: 2024-01-02T10:00:00Z"),
    "date-offset.md": post("title: t", "date: 2024-01-02T10:00:00-05:00"),
    "updated.md": post("title: t", "date: 2024-01-02 10:00:00", "updated: 2024-02-03 11:00:00"),
    "no-title.md": post("date: 2024-01-02 10:00:00"),
    "number.md": post("title: 2024", "date: 2024-01-02 10:00:00"),
    "entity.md": post('title: "A &amp; B"', "date: 2024-01-02 10:00:00"),
    "unpublished.md": post("title: t", "date: 2024-01-02", "published: false"),
    "future.md": post("title: t", "date: 2999-01-02 10:00:00"),
    "deep/er/page.md": post("title: t", "date: 2024-01-02 10:00:00"),
    "_hidden/page.md": post("title: t", "date: 2024-01-02 10:00:00"),
    "page.html": post("title: t", "date: 2024-01-02 10:00:00", body="<p>Text.</p>\n"),
    "page.markdown": post("title: t", "date: 2024-01-02 10:00:00"),
    "data.json5": "{}",
    "2024-05-06-named.md": post("title: t", "date: 2024-05-06 10:00:00"),
    "汉字.md": post("title: 汉字", "date: 2024-01-02 10:00:00"),
    "slug.md": post("title: t", "slug: own-slug", "date: 2024-01-02 10:00:00"),
    "permalink.md": post("title: t", "permalink: own/way.html", "date: 2024-01-02 10:00:00"),
    "permalink-directory.md": post("title: t", "permalink: own/", "date: 2024-01-02 10:00:00"),
    "tags.md": post("title: t", "tags: [a b, C]", "date: 2024-01-02 10:00:00"),
    "tags-string.md": post("title: t", "tags: one two", "date: 2024-01-02 10:00:00"),
    "tag.md": post("title: t", "tag: [x, y]", "date: 2024-01-02 10:00:00"),
    "categories.md": post("title: t", "categories: [Sports, Ball]", "date: 2024-01-02 10:00:00"),
    "categories-paths.md": post(
        "title: t", "categories:", "- [Sports, Ball]", "- [News]", "date: 2024-01-02 10:00:00"
    ),
    "category.md": post("title: t", "category: One", "date: 2024-01-02 10:00:00"),
    "json.md": ';;;\n"title": "t",\n"date": "2024-01-02 10:00:00",\n"tags": ["j"]\n;;;\nText.\n',
    "no-line-above.md": "title: An older one\ndate: 2024-01-02 10:00:00\ntags:\n- a\n---\nText.\n",
    "skipped/page.md": post("title: t", "date: 2024-01-02 10:00:00"),
    "Upper.Case & signs.md": post("title: t", "date: 2024-01-02 10:00:00"),
    "2024-5-6-short.md": post("title: t", "date: 2024-01-02 10:00:00"),
    "permalink-bare.md": post("title: t", "permalink: own/bare", "date: 2024-01-02 10:00:00"),
    "category-signs.md": post("title: t", "category: C#, a/b", "date: 2024-01-02 10:00:00"),
    "title-signs.md": post("title: Ünder Å (b)", "lang: de", "date: 2024-01-02 10:00:00"),
    "more.md": post(
        "title: t",
        "date: 2024-01-02 10:00:00",
        body="One.\n\nTwo.\n\n<!-- more -->\n\nThree.\n",
    ),
    "more-tight.md": post(
        "title: t", "date: 2024-01-02 10:00:00", body="One.\n<!--more-->\nThree.\n"
    ),
}
BODIES = {
    "blockquote": "{% blockquote A Writer %}\nSaid *so*.\n{% endblockquote %}",
    "blockquote-link": (
        "{% blockquote A Writer https://a.example/b A book %}\nSaid.\n{% endblockquote %}"
    ),
    "quote": "{% quote %}\nSaid.\n{% endquote %}",
    "codeblock": "{% codeblock lang:js %}\nalert(1 < 2);\n{% endcodeblock %}",
    "code-title": "{% code a.js lang:js %}\nalert(1);\n{% endcode %}",
    "code-link": "{% codeblock a.js lang:js https://a.example/b.js more %}\n1\n{% endcodeblock %}",
    "fence": "```js\nlet a = '{% raw %}';\n```\n",
    "img": "{% img /img/a.png A chart %}",
    "link": "{% link A text https://a.example/ true title %}",
    "post-link": "{% post_link date Other %} and <a href='{% post_path date %}'>this</a>.",
    "raw": "{% raw %}{{ kept }} {% kept %}{% endraw %}",
    "pull-quote": "{% pullquote left %}\nPulled.\n{% endpullquote %}",
    "swig-comment": "Before {# gone #} after.",
    "expression": "Before {{ page.nothing }} after.",
    "table": "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "html": '<div class="a">\n\n**bold** text\n\n</div>\n',
    "image": "![pic](/img/a.png)\n",
}
DIFFERENT = {
    "source/_posts/date-offset.md": "Hexo takes hours in UTC for hours in the zone of the site",
    "source/_posts/date-zone.md": "Hexo takes hours in UTC for hours in the zone of the site",
}


@pytest.fixture(
    scope="module",
    params=[
        (":year/:month/:day/:title/", ":title.md", "true", "true"),
        (":category/:year-:i_month/:name.html", ":title.md", "false", "true"),
        ("posts/:title/", ":year-:month-:day-:title.md", "true", "false"),
        (":timestamp/:hash/:post_title/", ":year-:i_month-:i_day-:title.md", "true", "false"),
    ],
    ids=["plain", "categories", "names", "hashes"],
)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The site in both readings: Hexo's posts and newsdb's, by path."""
    root = tmp_path_factory.mktemp("hexo")
    permalink, new_post_name, future, assets = request.param
    config = CONFIG.format(
        permalink=permalink, new_post_name=new_post_name, future=future, assets=assets
    )
    files = {f"source/_posts/{name}": text for name, text in POSTS.items()} | {
        f"source/_posts/body-{name}.md": post(
            f"title: Body {name}", "date: 2024-01-01 10:00:00", body=body
        )
        for name, body in BODIES.items()
    }
    files |= {
        "source/about/index.md": post("title: About"),
        "source/_drafts/draft.md": post("title: Draft"),
    }
    if assets == "true":
        files["source/_posts/body-asset-img.md"] = post(
            "title: t", "date: 2024-01-01 10:00:00", body="{% asset_img a.png A chart %}\n"
        )
        files["source/_posts/body-asset-img/a.png"] = "not read"
    site = write_site(root / "site", files | {"_config.yml": config})
    posts = load(site)
    return {
        each["path"]: each for each in hexo_posts(site, root / "dump.json", "Asia/Tokyo")
    }, posts


def test_the_same_posts_exist(built: Any) -> None:
    reference, posts = built
    assert posts.keys() == reference.keys()
    assert len(posts) > 35


def test_what_front_matter_says_is_the_same(built: Any) -> None:
    reference, posts = built
    for path, expected in reference.items():
        found = posts[path]
        assert (found.title, path) == (unescape(expected["title"]) or found.title, path)
        if path not in DIFFERENT:
            assert same_time(found.published_utc, expected["date"]), path
        if found.updated:
            assert same_time(found.updated, expected["updated"]), path
        assert (sorted(found.tags), path) == (sorted(expected["tags"]), path)
        assert (sorted(found.categories), path) == (sorted(expected["categories"]), path)


def test_summaries_are_the_same(built: Any) -> None:
    reference, posts = built
    expected = {path: Page(each["summary"]).words for path, each in reference.items()}
    assert sum(map(bool, expected.values())) == 2
    for path, words in expected.items():
        assert (Page(posts[path].summary).words, path) == (words, path) or not words


def test_permalinks_are_the_same(built: Any) -> None:
    reference, posts = built
    expected = {path: f"/{unquote(each['url']).lstrip('/')}" for path, each in reference.items()}
    found = {path: unquote(post.permalink) for path, post in posts.items()}
    # Hexo writes two slashes where a post has no title.
    expected = {path: url.replace("//", "/") for path, url in expected.items()}
    # A permalink has the day that the post is of.
    for path in DIFFERENT:
        del expected[path], found[path]
    assert found == expected


@pytest.mark.parametrize("name", [*BODIES, "asset-img"])
def test_pages_show_the_same(built: Any, name: str) -> None:
    reference, posts = built
    path = f"source/_posts/body-{name}.md"
    if path not in reference:
        assert name == "asset-img" and "source/_posts/page.html" in posts
        return
    expected, found = Page(LINE_NUMBERS.sub("", reference[path]["html"])), page_of(posts[path].body)
    page = urljoin("https://news.example/", reference[path]["url"])
    articles = {
        urljoin(page, each["url"]): f"/article/{posts[key].slug}" for key, each in reference.items()
    }
    # Hexo writes lines of code and their title without anything between them.
    assert "".join(found.words) == "".join(expected.words)
    assert found.images == [urljoin(page, each) for each in expected.images]
    links = [urljoin(page, each) for each in expected.links]
    assert found.links == [articles.get(link, link) for link in links]
