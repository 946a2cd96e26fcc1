"""What all generators have in common: fields, summaries, addresses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsdb.models import Problem
from tests.loaders.generators.sites import POST, only


def test_front_matter_is_kept_whole_and_known_fields_become_columns(site: Any) -> None:
    head = {
        "Title": "&ldquo;The <em>new</em> `map`&rdquo;",
        "author": [{"name": "Wu Ming", "url": "x"}, "Li Si"],
        "description": "By *hand*.",
        "image": {"path": "/a.png"},
        "lang": "zh_CN",
        "permalink": "/own/",
        "redirect_from": ["/old/", "older"],
        "last_modified_at": "2024-02-01",
        "series": {"name": "Money", "part": "1"},
        "code": "000001",
    }
    text = f"---\n{json.dumps(head)}\n---\nText.\n"
    config = "url: https://blog.example\nbaseurl: /b"
    _, results = site({"_config.yml": config, "_posts/2024-01-02-a.md": text})
    post = only(results)
    assert json.loads(post.front_matter) == head
    assert post.title == "“The new map”"
    assert post.authors == ("Wu Ming", "Li Si")
    assert post.summary == "By hand."
    assert post.image == "https://blog.example/a.png"
    assert post.lang == "zh-CN"
    assert post.permalink == "/b/own/"
    assert post.url == "https://blog.example/b/own/"
    assert post.redirects == ("/b/old/", "/b/older")
    assert post.updated == "2024-02-01"


def test_a_summary_is_what_stands_before_the_mark(site: Any) -> None:
    text = "---\ntitle: t\n---\nThe *lead*.\n\n<!-- more -->\n\nThe rest.\n"
    _, results = site({"_posts/2024-01-02-a.md": text})
    assert only(results).summary == "The lead."


def test_a_date_that_is_not_understood_is_left_out_and_recorded(site: Any) -> None:
    _, results = site({"a.md": "---\ntitle: t\ndate: 11/9/2022\n---\nText.\n"})
    (result,) = results.values()
    assert result.post.published is None
    assert [problem.kind for problem in result.problems] == ["date"]
    assert "11/9/2022" in result.problems[0].detail


def test_links_to_files_of_other_posts_lead_to_their_articles(site: Any) -> None:
    text = "[b](b.md#x) [up](../c.md) [none](d.md) `[code](b.md)` [web](https://w.example/b.md)\n"
    _, results = site({"x/a.md": text, "x/b.md": "B\n", "c.md": "C\n"})
    assert results["x/a.md"].post.body == (
        "[b](/article/x/b#x) [up](/article/c) [none](d.md) `[code](b.md)` "
        "[web](https://w.example/b.md)"
    )


def test_characters_that_nobody_sees_are_not_part_of_addresses(site: Any) -> None:
    text = "---\ntitle: t\n---\n[a](\u200c/a)\n\n[r]:\u200chttps://r.example\n"
    files = {"_config.yml": "url: https://blog.example", "_posts/2024-01-02-x.md": text}
    assert only(site(files)[1]).body == "[a](https://blog.example/a)\n\n[r]:https://r.example"


def test_addresses_are_those_of_the_site(site: Any) -> None:
    text = (
        '---\ntitle: t\n---\n[a](/a/ "A") ![b](b%20c.png) [d](<d e>) [f](//f.example) [g](#g)\n'
        "[m](mailto:a@b.example)\n\n```\n[a](/a/)\n```\n\n[r]: ../r\n"
    )
    config = "url: https://blog.example\nbaseurl: /base"
    files = {"_config.yml": config, "_posts/2024-01-02-x.md": text}
    body = only(site(files)[1]).body
    assert body == (
        '[a](https://blog.example/a/ "A") ![b](https://blog.example/base/2024/01/02/b%20c.png) '
        "[d](https://blog.example/base/2024/01/02/d%20e) [f](//f.example) [g](#g)\n"
        "[m](mailto:a@b.example)\n\n```\n[a](/a/)\n```\n\n[r]: https://blog.example/base/2024/01/r"
    )
    body = only(site(files, site_url="https://new.example/")[1]).body
    assert body.startswith('[a](https://new.example/a/ "A") ![b](https://new.example/2024/01/02/b')


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, "2024-01-02T10:00:00+00:00"),
        ({"_config.yml": "title: T"}, "2024-01-02T10:00:00+00:00"),
        ({"_config.yml": "title: T\nlang: zh-CN"}, "2024-01-02T10:00:00+00:00"),
        ({"_config.yml": "timezone: Europe/Paris\nlang: zh"}, "2024-01-02T10:00:00+01:00"),
        ({"newsdb.yml": "timezone: Europe/Paris"}, "2024-01-02T10:00:00+01:00"),
    ],
)
def test_the_zone_of_a_date_without_one(site: Any, config: dict[str, str], expected: str) -> None:
    _, results = site({**config, "_posts/2024-01-02-a.md": POST})
    result = results["_posts/2024-01-02-a.md"]
    assert result.post.published == expected
    problem = Problem("zone", "2024-01-02 10:00 names no time zone; UTC was assumed")
    assert result.problems == ((problem,) if expected.endswith("+00:00") else ())


@pytest.mark.parametrize(
    ("front_matter", "name", "published", "problems"),
    [
        ("date: ''", "2024-05-06-a", "2024-05-06",
         ["the date is empty; the file name's was taken"]),
        ("date: '+0800'", "2024-05-06-a", "2024-05-06",
         ["the date is empty; the file name's was taken"]),
        ("date: 2024-01-02\nlastmod: x", "a", "2024-01-02",
         ["“x” is not a date; “lastmod” was left out"]),
        ("date: x", "2024-05-06-a", "2024-05-06",
         ["“x” is not a date; the file name's date was taken"]),
        ("x: y", "2024-13-06-a", None,
         ["“2024-13-06” cannot be a date (month must be in 1..12), in the file name"]),
        ("x: y", "a", None, []),
        ("published: true", "2024-05-06-a", "2024-05-06", []),
        ("published: 2024-01-02", "2024-05-06-a", "2024-01-02", []),
        ("date: 2024-01-02", "2024-05-06-a", "2024-01-02", []),
    ],
)  # fmt: skip
def test_where_a_date_is_from(
    site: Any, front_matter: str, name: str, published: str | None, problems: list[str]
) -> None:
    _, results = site({f"{name}.md": f"---\ntitle: t\n{front_matter}\n---\nText.\n"})
    (result,) = results.values()
    assert result.post.published == published
    assert [each.detail for each in result.problems] == problems
    assert result.post.updated is None


@pytest.mark.parametrize(
    ("front_matter", "reason"),
    [
        ("published: false", "its front matter says published: false"),
        ("published:", "its front matter says published: false"),
        ("published: true", None),
        ("draft: true", "its front matter says draft: true"),
        ("draft: false", None),
    ],
)
def test_drafts_are_left_out(site: Any, front_matter: str, reason: str | None) -> None:
    post = f"---\ntitle: t\n{front_matter}\n---\nText.\n"
    _, results = site({"_config.yml": "title: T", "_posts/2024-01-02-a.md": post})
    (result,) = results.values()
    assert [each.detail for each in result.problems] == ([reason] if reason else [])
    assert (result.post is None) is bool(reason)


@pytest.mark.parametrize(
    ("front_matter", "permalink", "url", "redirects"),
    [
        ("permalink: own", "/b/own", "https://j.example/b/own", ()),
        ("permalink: /p/q/\nredirect_from: [/a b, c, 'https://j.example/d/e', 'https://j.example']",
         "/b/p/q/", "https://j.example/b/p/q/", ("/b/a%20b", "/b/p/c", "/b/d/e", "/b/")),
    ],
)  # fmt: skip
def test_addresses_in_front_matter(
    site: Any, front_matter: str, permalink: str, url: str, redirects: tuple[str, ...]
) -> None:
    files = {
        "_config.yml": "url: https://j.example\nbaseurl: /b",
        "_posts/2024-01-02-a.md": f"---\ntitle: t\n{front_matter}\n---\nText.\n",
    }
    post = only(site(files)[1])
    assert (post.permalink, post.url, post.redirects) == (permalink, url, redirects)


def test_links_between_posts_are_found_from_their_directory_and_from_the_top(site: Any) -> None:
    text = "[a](/y/c) [b](y/c.md) [c](d/) [d](c.md) [e](../x/a.md#m) [f](none.md) [g](/z%20z.md)\n"
    files = {"x/a.md": text, "y/c.md": "C\n", "x/d/index.md": "D\n", "z z.md": "Z\n"}
    assert site(files)[1]["x/a.md"].post.body == (
        "[a](/y/c) [b](/article/y/c) [c](d/) [d](c.md) [e](/article/x/a#m) [f](none.md) "
        "[g](/article/z%20z)"
    )


@pytest.mark.parametrize(
    ("text", "lang"),
    [("zh_CN", "zh-CN"), ("en", "en"), ("EN-gb", "EN-gb"), ("tlh", None), ("German", None)],
)
def test_languages_are_tags(site: Any, text: str, lang: str | None) -> None:
    assert only(site({"a.md": f"---\ntitle: t\nlang: {text}\n---\nT\n"})[1]).lang == lang


def test_titles_are_those_of_front_matter_headings_or_names(site: Any) -> None:
    _, results = site(
        {"a.md": "---\ntitle: Own\n---\n# H\n", "b.md": "# *H* of b\n\nT\n", "the-name.md": "T\n"}
    )
    assert [result.post.title for result in results.values()] == ["Own", "H of b", "The Name"]


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.md", "---\nx: y\n---\n# H\n", "H"),
        ("no-date.md", "---\nx: y\n---\nText.\n", "No Date"),
        ("_posts/no-date.md", "---\nx: y\n---\n# H\n", "No Date"),
        ("_posts/no-date.md", "# H\n", "H"),
        ("_posts/2024-01-02-no-head.md", "# H\n", "H"),
        ("_posts/2024-01-02-a-b.md", "---\nx: y\n---\n# H\n", "A B"),
        ("_posts/2024-01-02-a-b.md", "---\ntitle: T\n---\n# H\n", "T"),
    ],
)
def test_where_a_title_is_from(site: Any, name: str, text: str, title: str) -> None:
    config = {"_config.yml": "lang: en"} if name.startswith("_posts/") else {}
    assert only(site({**config, name: text})[1]).title == title


@pytest.mark.parametrize(
    ("front_matter", "site_url", "body"),
    [
        ("x: y", "", "[a](/b) [c](d) [e](\u200c/f)"),
        ("x: y", "https://o.example", "[a](https://o.example/b) [c](d) [e](https://o.example/f)"),
        ("permalink: /own/", "", "[a](/b) [c](/own/d) [e](/f)"),
        ("permalink: /own/", "https://o.example",
         "[a](https://o.example/b) [c](https://o.example/own/d) [e](https://o.example/f)"),
    ],
)  # fmt: skip
def test_urls_are_resolved_as_far_as_that_of_the_page_is_known(
    site: Any, front_matter: str, site_url: str, body: str
) -> None:
    text = f"---\n{front_matter}\n---\n[a](/b) [c](d) [e](\u200c/f)\n"
    assert only(site({"a.md": text}, site_url=site_url)[1]).body == body


def test_posts_are_found_by_the_names_of_their_files(site: Any) -> None:
    generator, _ = site({"a/One.md": POST, "b/one.md": POST, "c/Two.md": POST})
    assert generator.paths_by_name == {
        "one.md": None, "one": None, "two.md": "c/Two.md", "two": "c/Two.md"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("files", "language"),
    [
        ({"newsdb.yml": "language: de"}, "de"),
        ({"_config.yml": "lang: pt_BR"}, "pt-BR"),
        ({"newsdb.yml": "language: de", "_config.yml": "lang: pt_BR"}, "de"),
        ({"_config.yml": "lang: en"}, None),
        ({}, None),
    ],
)
def test_the_language_of_a_site(site: Any, files: dict[str, str], language: str | None) -> None:
    generator, results = site({**files, "_posts/2024-01-02-a.md": POST})
    assert (generator.site_language, only(results).lang) == (language, language)


@pytest.mark.parametrize(
    ("date", "include", "details"),
    [
        ("2024-06-01 00:00:00 +0000", (), []),
        ("2024-06-01 00:00:01 +0000", (), ["scheduled for 2024-06-01T00:00:01+00:00"]),
        ("2024-06-01 00:00:01 +0000", ("future",), []),
        ("''", (), ["the date is empty; the file name's was taken"]),
    ],
)
def test_posts_of_the_future_are_left_out(
    site: Any, date: str, include: tuple[str, ...], details: list[str]
) -> None:
    for future in ("", "future: true\n"):
        files = {
            "_config.yml": f"title: T\n{future}",
            "_posts/2024-01-02-a.md": f"---\ndate: {date}\n---\nText.\n",
        }
        (result,) = site(files, include=include)[1].values()
        kept = [each for each in details if not (future and each.startswith("scheduled"))]
        assert [each.detail for each in result.problems] == kept


def test_a_post_without_any_date_is_not_of_the_future(site: Any) -> None:
    _, results = site({"_config.yml": "title: T", "_posts/a.md": "---\ntitle: t\n---\nText.\n"})
    assert only(results).published is None
