"""Hugo itself builds sites whose content is not only in `content`: languages, mounts, cascades.

`make test-hugo` runs it, as it does test_hugo.py, which has the rules for one page.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.oracles.sites import Page, load, read_json, run, same_time, write_site
from tests.oracles.test_hugo import LIST, SINGLE, listed, post

HEAD = """
baseURL = "https://news.example/"
title = "A site"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "404"]
"""
DATE = "date: 2024-01-02"
TEXT = post("title: A title", DATE)


def config(text: str) -> dict[str, str]:
    return {"config.toml": HEAD + text}


SITES = {
    "cascade": config(
        '[taxonomies]\ntag = "tags"\ncategory = "categories"\ntopic = "topics"\n'
        '[[cascade]]\ntopics = ["site"]\n[cascade._target]\npath = "/blog/**"\n'
    )
    | {
        "content/_index.md": post("title: Home", "cascade: {categories: [home]}"),
        "content/blog/_index.md": post("title: Blog", "cascade: {tags: [c], description: Said.}"),
        "content/blog/a.md": TEXT,
        "content/blog/b.md": post("title: b", "Tags: [own]", "topics: [own]"),
        "content/blog/deep/_index.md": post(
            "title: Deep", "cascade:", "- tags: [deep]", "  _target: {path: '/blog/deep/?.md'}"
        ),
        "content/blog/deep/c.md": TEXT,
        "content/blog/deep/cc.md": TEXT,
        "content/drafts/_index.md": post("title: Drafts", "cascade: {draft: true}"),
        "content/drafts/d.md": TEXT,
        "content/e.md": TEXT,
    },
    "languages": config(
        'defaultContentLanguage = "en"\ndefaultContentLanguageInSubdir = true\n'
        'disableLanguages = ["fr"]\n[languages.en]\ncontentDir = "content/en"\n'
        '[languages.zh]\ncontentDir = "content/zh"\n'
        '[languages.zh.permalinks]\nblog = "/z/:title/"\n[languages.fr]\ncontentDir = "in/fr"\n'
    )
    | {
        "content/en/_index.md": post("title: Home"),
        "content/zh/_index.md": post("title: Home"),
        "content/en/blog/a.md": TEXT,
        "content/en/blog/b/index.md": post("title: b", body='[a]({{< ref "a.md" >}})\n'),
        "content/zh/blog/a.md": post("title: 甲", body='[b]({{< relref "/blog/b 乙" >}})\n'),
        "content/zh/blog/b 乙.md": post("title: 乙", "aliases: [old, /gone/, ../up]"),
        "in/fr/blog/a.md": TEXT,
        "content/other/c.md": TEXT,
    },
    "mounts": {
        "config/_default/config.toml": HEAD
        + "uglyURLs = true\nremovePathAccents = true\ndisablePathToLower = true\n",
        "config/_default/permalinks.toml": 'news = "/n/:sections/:filename"\n',
        "config/_default/module.toml": "".join(
            f'[[mounts]]\nsource = "{source}"\ntarget = "{target}"\n'
            for source, target in (("content", "content"), ("posts", "content/news"))
        )
        + '[[mounts]]\nsource = "layouts"\ntarget = "layouts"\n',
        "config/production/config.toml": "uglyURLs = false\n",
        "content/c.md": TEXT,
        "content/É à.md": TEXT,
        "posts/a.md": TEXT,
        "posts/deep/_index.md": post("title: Deep"),
        "posts/deep/b.md": TEXT,
        "posts/deep/bundle/index.md": TEXT,
        "elsewhere/d.md": TEXT,
    },
    "zones": config(
        'timeZone = "America/New_York"\n[permalinks]\na = "/:year/:month/:day/:filename/"\n'
    )
    | {
        f"content/a/{name}.md": post("title: t", f"date: {date}")
        for name, date in {
            "east": "2024-07-02 01:00:00 +0900",
            "utc": "2024-07-02T01:00:00Z",
            "summer": "2024-07-02T23:00:00",
            "winter": "2024-01-02T23:00:00",
        }.items()
    },
}


@pytest.fixture(scope="module", params=SITES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A site in both readings: Hugo's pages and newsdb's posts, by path, and what Hugo wrote."""
    root = tmp_path_factory.mktemp("hugo")
    layouts = {"layouts/_default/single.html": SINGLE, "layouts/_default/list.html": LIST}
    site = write_site(root / "site", SITES[request.param] | layouts)
    run(["hugo", "--quiet", "-s", str(site), "-d", str(root / "out")], {"HOME": str(root)})
    reference = {}
    for home in [root / "out" / "index.html", *(root / "out").glob("*/index.html")]:
        if home.read_text("utf-8").startswith("["):
            pages = read_json(home)
            reference |= {Path(each["file"]).relative_to(site).as_posix(): each for each in pages}
    return reference, load(site), root / "out"


def test_the_same_posts_exist(built: Any) -> None:
    reference, posts, _ = built
    assert posts.keys() == reference.keys()
    assert len(posts) > 3


def test_what_front_matter_and_directories_say_is_the_same(built: Any) -> None:
    reference, posts, _ = built
    for path, expected in reference.items():
        found = posts[path]
        assert found.title == expected["title"], path
        assert found.permalink == expected["url"], path
        assert same_time(found.published_utc, expected["date"] or None), path
        terms = [*listed(expected["tags"]), *listed(expected["topics"])]
        assert sorted(found.tags) == sorted(set(terms)), path
        assert sorted(found.categories) == sorted(listed(expected["categories"])), path
        assert found.summary == (expected["description"] or found.summary), path
        if found.lang:
            assert found.lang == expected["lang"], path


def test_links_lead_to_the_same_pages_and_aliases_to_theirs(built: Any) -> None:
    reference, posts, out = built
    articles = {each["url"]: f"/article/{posts[path].slug}" for path, each in reference.items()}
    for path, expected in reference.items():
        for link in Page(expected["html"]).links:
            url = articles[link.removeprefix("https://news.example")]
            assert f"]({url})" in unquote(posts[path].body)
        for each in posts[path].redirects:
            written = (out / each.strip("/") / "index.html").read_text("utf-8")
            assert f'url=https://news.example{expected["url"]}"' in written
