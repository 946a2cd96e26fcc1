"""Sites for Zola."""

from __future__ import annotations

import json
from typing import Any

from tests.loaders.generators.sites import ZOLA


def test_zola(site: Any) -> None:
    text = (
        '+++\ntitle = "T"\npath = "2025/06/26/hello"\naliases = ["/old"]\n[taxonomies]\n'
        'tags = ["a"]\n+++\n[b](@/blog/b.md#x) {{ youtube(id="v1") }}\n'
        '{% quote(author="V") %}said{% end %} {{ resize(path="x") }}\n'
    )
    dated = '+++\ntitle = "B"\n+++\nText.\n'
    files = {"config.toml": ZOLA, "content/blog/a.md": text, "content/blog/_index.md": dated}
    _, results = site(files | {"content/blog/2024-01-02-b.md": dated, "content/blog/b.md": dated})
    post = results["content/blog/a.md"].post
    assert list(results) == [
        "content/blog/2024-01-02-b.md",
        "content/blog/a.md",
        "content/blog/b.md",
    ]
    assert results["content/blog/2024-01-02-b.md"].post.permalink == "/blog/b/"
    assert post.published == "2025-06-26"
    assert post.permalink == "/2025/06/26/hello/"
    assert post.url == "https://z.example/2025/06/26/hello/"
    assert post.redirects == ("/old",)
    assert post.tags == ("a",)
    assert "[b](/article/blog/b#x)" in post.body
    assert "<https://www.youtube.com/watch?v=v1>" in post.body
    assert "> said" in post.body
    (problem,) = results["content/blog/a.md"].problems
    assert (problem.kind, problem.line) == ("template", 9)


def test_urls_have_the_language_unless_it_is_the_default(site: Any) -> None:
    config = 'base_url = "https://z.example"\ndefault_language = "fr"\n'
    page = '+++\ntitle = "T"\ndate = 2024-01-02\n+++\n{% quote() %}said{% end %}\n'
    languages = "[languages.de]\n[languages.fr]\n"
    paths = ["content/blog/a.md", "content/blog/a.de.md", "content/blog/a.fr.md"]
    _, results = site({"config.toml": config + languages} | dict.fromkeys(paths, page))
    assert [results[path].post.permalink for path in paths] == [
        "/blog/a/",
        "/de/blog/a/",
        "/blog/a/",
    ]
    assert results[paths[0]].post.body.strip() == "> said"


PAGES = {
    # https://www.getzola.org/documentation/content/overview/ and /page/
    "about.md": "/about/",
    "blog/entry.md": "/blog/entry/",
    "blog/asset/index.md": "/blog/asset/",
    "blog/Das Größte.md": "/blog/das-grosste/",
    "blog/2018-10-10-hello.md": "/blog/hello/",
    "blog/2018-10-10-dated/index.md": "/blog/dated/",
    "blog/2018-10-10_low.md": "/blog/low/",
    "blog/2018-10-10T01:02:03Z-time.md": "/blog/time/",
    # https://www.getzola.org/documentation/content/multilingual/
    "blog/bonjour.fr.md": "/fr/blog/bonjour/",
    "blog/both/index.fr.md": "/fr/blog/both/",
}


def test_the_urls_of_pages_in_zolas_documentation(site: Any) -> None:
    config = f'{ZOLA}default_language = "en"\n[languages.fr]\ntitle = "Z"\n'
    text = '+++\ntitle = "T"\n+++\nText.\n'
    files = {f"content/{path}": text for path in PAGES}
    _, results = site({"config.toml": config, **files})
    found = {path: results[f"content/{path}"].post for path in PAGES}
    assert {path: post.permalink for path, post in found.items()} == PAGES
    dated = {
        path for path, post in found.items() if (post.published or "").startswith("2018-10-10")
    }
    assert dated == {path for path in PAGES if "2018" in path}
    assert {path for path, post in found.items() if post.lang == "fr"} == {
        "blog/bonjour.fr.md",
        "blog/both/index.fr.md",
    }


FRONT_MATTER = """+++
title = "A title"
description = "About it"
date = 2024-01-02T10:00:00+01:00
updated = 2024-02-03
weight = 0
draft = false
slug = "own-slug"
aliases = ["former-url", "/x/y/"]
authors = ["Ann", "Ben"]
in_search_index = true
template = "page.html"
[taxonomies]
tags = ["rust", "web"]
categories = ["programming"]
people = ["Cleo"]
[extra]
subtitle = "More"
+++
Head.

<!-- more -->

![A](a.png) [b](@/blog/b.md)
"""


def test_the_front_matter_of_zolas_documentation(site: Any) -> None:
    files = {
        "config.toml": ZOLA,
        "content/blog/a/index.md": FRONT_MATTER,
        "content/blog/a/a.png": "x",
        "content/blog/b.md": "---\ntitle: B\ndate: 2024-03-04\n---\nIn *YAML*.\n",
        "content/blog/c.md": '+++\ntitle = "C"\ndraft = true\n+++\nText.\n',
    }
    _, results = site(files)
    post = results["content/blog/a/index.md"].post
    assert (post.title, post.summary, post.published) == (
        "A title",
        "About it",
        "2024-01-02T10:00:00+01:00",
    )
    assert (post.updated, post.authors) == ("2024-02-03", ("Ann", "Ben"))
    assert (post.permalink, post.redirects) == ("/blog/own-slug/", ("/former-url", "/x/y/"))
    assert (post.tags, post.categories) == (("rust", "web"), ("programming",))
    assert post.body.endswith("![A](https://z.example/blog/own-slug/a.png) [b](/article/blog/b)")
    kept = json.loads(post.front_matter)
    assert (kept["extra"], kept["people"], kept["weight"]) == ({"subtitle": "More"}, ["Cleo"], "0")
    other = results["content/blog/b.md"].post
    assert (other.title, other.published, other.permalink) == ("B", "2024-03-04", "/blog/b/")
    assert results["content/blog/c.md"].status == "unpublished"


def test_a_name_that_zola_would_transliterate_has_no_url(site: Any) -> None:
    text = '+++\ntitle = "T"\n+++\nText.\n'
    for strategy, permalink in (("on", None), ("safe", "/%E4%BD%A0%E5%A5%BD/")):
        config = f'{ZOLA}[slugify]\npaths = "{strategy}"\n'
        _, results = site({"config.toml": config, "content/你好.md": text})
        post = results["content/你好.md"].post
        assert (post.title, post.permalink) == ("T", permalink)
