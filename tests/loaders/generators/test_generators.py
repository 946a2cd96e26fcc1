"""Whole small sites: which generator they are for, and what newsdb makes of their posts.

What Jekyll and Hugo themselves make of sites is compared in tests/oracles.
"""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from loaders.generators import Generator, generator_for
from loaders.parsers.convert import convert
from loaders.sources.directory import Directory
from newsdb.models import Converted, Options

NOW = datetime(2024, 6, 1, tzinfo=timezone.utc)
POST = "---\ntitle: A post\ndate: 2024-01-02 10:00\n---\nText.\n"
HEXO = "title: T\nurl: https://h.example\npublic_dir: public\ntimezone: Asia/Tokyo\n"
ZOLA = 'base_url = "https://z.example"\ntitle = "Z"\n'


@pytest.fixture
def site(tmp_path: Path) -> Any:
    """A function that writes files and returns the generator of the folder and its results."""

    def written(files: dict[str, str], **options: Any) -> tuple[Generator, dict[str, Converted]]:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        source, chosen = Directory(tmp_path), Options(**options)
        paths = source.paths()
        generator = generator_for(source, paths, chosen, NOW)
        results = source.read(sorted(generator.posts(paths)))
        return generator, {each.path: convert(each, chosen, generator) for each in results}

    return written


def only(results: dict[str, Converted]) -> Any:
    """Return the one post that there is."""
    (result,) = results.values()
    assert result.post, result
    return result.post


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"_config.yml": "title: T", "_posts/2024-01-02-a.md": POST}, "jekyll"),
        ({"docs/_config.yml": "title: T", "docs/_posts/2024-01-02-a.md": POST}, "jekyll"),
        ({"_config.yml": HEXO, "source/_posts/a.md": POST}, "hexo"),
        ({"_config.yml": "url: https://h.example", "source/_posts/a.md": POST}, "hexo"),
        ({"hugo.toml": 'title = "T"', "content/a.md": POST}, "hugo"),
        ({"config.yaml": "baseURL: https://u.example", "content/a.md": POST}, "hugo"),
        ({"config/_default/hugo.json": '{"title": "T"}', "content/a.md": POST}, "hugo"),
        ({"content/posts/a.md": POST}, "hugo"),
        ({"config.toml": ZOLA, "content/a.md": POST}, "zola"),
        ({"config.toml": "[tool]\nx = 1", "a.md": POST}, "plain"),
        ({"_config.yml": ": [", "a.md": POST}, "plain"),
        ({"_posts/2024-01-02-a.md": POST}, "plain"),
        ({"a/b/c/_config.yml": "title: T", "_posts/2024-01-02-a.md": POST}, "plain"),
    ],
)
def test_the_generator_is_told_by_its_configuration(
    site: Any, files: dict[str, str], name: str
) -> None:
    generator, results = site(files)
    assert generator.name == name
    assert only(results).title == "A post"


def test_the_generator_can_be_named(site: Any) -> None:
    files = {"_config.yml": "title: T", "_posts/2024-01-02-a.md": POST}
    assert site(files, generator="plain")[0].name == "plain"


def test_what_the_configuration_says_of_the_site_is_kept(site: Any) -> None:
    generator, _ = site({"_config.yml": HEXO, "source/_posts/a.md": POST})
    described = generator.site.described()
    assert len(described.pop("config_sha256")) == 64
    assert described == {
        "generator": "hexo",
        "title": "T",
        "url": "https://h.example",
        "timezone": "Asia/Tokyo",
    }


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


def test_without_front_matter_the_first_heading_is_the_title(site: Any) -> None:
    _, results = site({"notes/a-file-name.md": "# `grep` *all* the things\n\nText.\n"})
    assert only(results).title == "grep all the things"


@pytest.mark.parametrize(
    ("path", "time"),
    [
        ("20220924.md", "2022-09-24"),
        ("201905/20190502 Some title.md", "2019-05-02"),
        ("2022/09/24/a.md", "2022-09-24"),
        ("2022_09_24_a.md", "2022-09-24"),
        ("20221324.md", None),
        ("1234567890.md", None),
    ],
)
def test_dates_in_paths(site: Any, path: str, time: str | None) -> None:
    _, results = site({path: "Text.\n"})
    assert only(results).published == time


def test_a_date_that_is_not_understood_is_left_out_and_recorded(site: Any) -> None:
    _, results = site({"a.md": "---\ntitle: t\ndate: 11/9/2022\n---\nText.\n"})
    (result,) = results.values()
    assert result.post.published is None
    assert [problem.kind for problem in result.problems] == ["date"]
    assert "11/9/2022" in result.problems[0].detail


def test_containers_of_posts_are_no_categories(site: Any) -> None:
    _, results = site({"docs/_posts/2024-01-02-a.md": POST, "docs/_posts/b/2024-01-03-c.md": POST})
    posts = [result.post for result in results.values()]
    assert [post.slug for post in posts] == ["2024-01-02-a", "b/2024-01-03-c"]
    assert [post.categories for post in posts] == [(), ()]


def test_jekyll_says_what_it_would_have_done(site: Any) -> None:
    _, results = site(
        {
            "_config.yml": "title: T\nlang: zh-CN",
            "_posts/no-date.md": POST.replace("10:00", "10:00:00\ntags: a, b"),
            "old_post/2024-01-02-a.md": POST,
            "_posts/2999-01-02-later.md": POST.replace("date: 2024-01-02 10:00\n", ""),
            "_posts/2024-01-02-draft.md": POST.replace("title", "draft: true\ntitle"),
        }
    )
    found = {
        path: [(problem.kind, problem.detail) for problem in result.problems]
        for path, result in results.items()
    }
    assert found == {
        "_posts/no-date.md": [
            (
                "difference",
                "Jekyll leaves out a post whose file name does not begin with a date",
            ),
            (
                "difference",
                "Jekyll reads 2024-01-02 10:00:00 as UTC; here it is a time in Asia/Shanghai",
            ),
            ("difference", "Jekyll splits tags at white space, and only there"),
        ],
        "old_post/2024-01-02-a.md": [
            ("difference", "Jekyll builds only posts in folders _posts"),
        ],
        "_posts/2999-01-02-later.md": [("scheduled", "scheduled for 2999-01-02T00:00:00+08:00")],
        "_posts/2024-01-02-draft.md": [("unpublished", "its front matter says draft: true")],
    }


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, "2024-01-02T10:00:00+08:00"),
        ({"_config.yml": "title: T"}, "2024-01-02T10:00:00+00:00"),
        ({"_config.yml": "title: T\nlang: en"}, "2024-01-02T10:00:00+00:00"),
        ({"_config.yml": "title: T\nlang: zh-CN"}, "2024-01-02T10:00:00+08:00"),
        ({"_config.yml": "timezone: Europe/Paris\nlang: zh"}, "2024-01-02T10:00:00+01:00"),
        ({"newsdb.yml": "timezone: Europe/Paris"}, "2024-01-02T10:00:00+01:00"),
    ],
)
def test_the_zone_of_a_date_without_one(site: Any, config: dict[str, str], expected: str) -> None:
    _, results = site({**config, "_posts/2024-01-02-a.md": POST})
    assert results["_posts/2024-01-02-a.md"].post.published == expected


@pytest.mark.parametrize("config", [{}, {"_config.yml": "title: T"}])
def test_a_post_of_the_future_waits_unless_it_is_asked_for(
    site: Any, config: dict[str, str]
) -> None:
    later = "_posts/2999-01-02-later.md"
    _, results = site({**config, later: "Text.\n", "_posts/2024-01-02-a.md": POST})
    assert results[later].status == "unpublished"
    _, results = site(config, include=("future",))
    assert results[later].post.date == "2999-01-02"


def test_jekyll_loads_more_where_it_is_asked_for(site: Any) -> None:
    files = {
        "_config.yml": "collections: {releases: {output: true}, notes: {}}",
        "_posts/2024-01-02-a.md": POST,
        "_drafts/b.md": POST,
        "_releases/c.md": POST,
        "_notes/d.md": POST,
        "about.md": POST,
    }
    assert list(site(files)[1]) == ["_posts/2024-01-02-a.md"]
    more = ("collections", "drafts", "pages")
    _, results = site(files, include=more)
    assert {path: result.post.permalink for path, result in results.items()} == {
        "_drafts/b.md": "/2024/01/02/b.html",
        "_posts/2024-01-02-a.md": "/2024/01/02/a.html",
        "_releases/c.md": "/releases/c.html",
        "about.md": "/about.html",
    }


def test_hexo(site: Any) -> None:
    text = (
        "---\ntitle: Hello World\ndate: 2024-01-01 10:00:00\nupdated: 2024-02-01 10:00:00\n"
        "categories: [[Sports, Baseball], News]\ntags: one tag\n---\nThe lead.\n<!-- more -->\n"
        "{% codeblock lang:js %}\nalert(1)\n{% endcodeblock %}\n{% post_link other 'See' %} "
        "{% asset_img a.png A chart %}{% unknown x %}\n"
    )
    files = {"_config.yml": HEXO, "source/_posts/hello.md": text, "source/_posts/other.md": POST}
    _, results = site(files | {"source/about/index.md": POST})
    assert list(results) == ["source/_posts/hello.md", "source/_posts/other.md"]
    post = results["source/_posts/hello.md"].post
    assert post.slug == "hello"
    assert post.published == "2024-01-01T10:00:00+09:00"
    assert post.updated == "2024-02-01T10:00:00+09:00"
    assert post.categories == ("Sports", "Baseball", "News")
    assert post.tags == ("one tag",)
    assert post.summary == "The lead."
    assert post.permalink == "/2024/01/01/hello/"
    assert "```js\nalert(1)\n```" in post.body
    assert "[See](/article/other)" in post.body
    assert "](https://h.example/2024/01/01/hello/a.png)" in post.body
    (problem,) = results["source/_posts/hello.md"].problems
    assert (problem.kind, problem.line) == ("template", 13)


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


def test_hugo_without_configuration(site: Any) -> None:
    _, results = site(
        {
            "content/posts/_index.md": "---\ntitle: Section\n---\n",
            "content/posts/post.zh.md": "---\ntitle: 中文\ndate: 2024-01-03\n---\n正文。\n",
            "content/posts/a-bundle/index.md": "---\ndate: 2024-01-01\n---\nText.\n",
            "content/posts/old.md": "---\nexpiryDate: 2024-02-01\n---\nText.\n",
            "content/posts/2024-01-05-name.md": "---\ntitle: t\n---\nText.\n",
        }
    )
    posts = {path: result.post for path, result in results.items() if result.post}
    assert {path: (post.slug, post.title, post.lang) for path, post in posts.items()} == {
        "content/posts/2024-01-05-name.md": ("posts/2024-01-05-name", "t", None),
        "content/posts/a-bundle/index.md": ("posts/a-bundle", "A Bundle", None),
        "content/posts/post.zh.md": ("posts/post.zh", "中文", "zh"),
    }
    assert [problem.kind for problem in results["content/posts/old.md"].problems] == ["expired"]
    detail = results["content/posts/2024-01-05-name.md"].problems[0].detail
    assert detail == "Hugo does not read the date in the file's name"


def test_links_to_files_of_other_posts_lead_to_their_articles(site: Any) -> None:
    text = "[b](b.md#x) [up](../c.md) [none](d.md) `[code](b.md)` [web](https://w.example/b.md)\n"
    _, results = site({"x/a.md": text, "x/b.md": "B\n", "c.md": "C\n"})
    assert results["x/a.md"].post.body == (
        "[b](/article/x/b#x) [up](/article/c) [none](d.md) `[code](b.md)` "
        "[web](https://w.example/b.md)"
    )


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
