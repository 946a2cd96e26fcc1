"""Sites for Jekyll. What Jekyll itself makes of sites is compared in tests/oracles."""

from __future__ import annotations

from typing import Any

import pytest

from tests.loaders.generators.sites import POST


def test_jekyll_says_what_it_would_have_done(site: Any) -> None:
    _, results = site(
        {
            "_config.yml": "timezone: Asia/Shanghai",
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
            ("difference", "Jekyll splits tags at white space, and only there"),
        ],
        "old_post/2024-01-02-a.md": [
            ("difference", "Jekyll builds only posts in _posts directories"),
        ],
        "_posts/2999-01-02-later.md": [("scheduled", "scheduled for 2999-01-02T00:00:00+08:00")],
        "_posts/2024-01-02-draft.md": [("unpublished", "its front matter says draft: true")],
    }


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


def test_what_jekyll_excludes_and_other_files_are_no_posts(site: Any) -> None:
    files = {
        "_config.yml": "exclude: [old/, '*/_posts/2024-*-draft.md']",
        "_posts/2024-01-02-a.md": POST,
        "_posts/2024-01-02-a.txt": POST,
        "old/_posts/2024-01-03-b.md": POST,
        "x/_posts/2024-01-04-draft.md": POST,
        "vendor/bundle/_posts/2024-01-05-c.md": POST,
        "_site/_posts/2024-01-06-d.md": POST,
    }
    assert list(site(files)[1]) == ["_posts/2024-01-02-a.md"]


def test_jekyll_reads_no_posts_in_hidden_directories(site: Any) -> None:
    files = {
        "_config.yml": "include: [_kept]",
        "_hidden/_posts/2024-01-02-a.md": POST,
        "_kept/_posts/2024-01-03-b.md": POST,
        "sub/_posts/2024-01-04-c.md": POST,
    }
    assert list(site(files)[1]) == ["_kept/_posts/2024-01-03-b.md", "sub/_posts/2024-01-04-c.md"]


def test_posts_are_only_in_the_directory_of_collections_if_there_is_one(site: Any) -> None:
    files = {
        "_config.yml": "collections_dir: all/",
        "_posts/2024-01-02-a.md": POST,
        "all/_posts/2024-01-03-b.md": POST,
        "all/sub/_posts/2024-01-04-c.md": POST,
        "all/_hidden/_posts/2024-01-05-d.md": POST,
        "sub/_posts/2024-01-06-e.md": POST,
    }
    found = site(files)[1]
    assert {path: each.post.permalink for path, each in found.items()} == {
        "all/_posts/2024-01-03-b.md": "/2024/01/02/b.html",
        "all/sub/_posts/2024-01-04-c.md": "/sub/2024/01/02/c.html",
    }


def test_times_of_the_archive_are_in_china(site: Any) -> None:
    """Its first day's posts name no zone; its site's configuration is that of any blog."""
    files = {
        "_config.yml": "title: T",
        "_posts/2021-12-08-202112082206928461.md": POST.replace("10:00", "10:00:00"),
        "_posts/2021-12-08-other.md": POST.replace("10:00", "10:00:00"),
    }
    assert [result.post.published for result in site(files)[1].values()] == [
        "2024-01-02T10:00:00+08:00",
        "2024-01-02T10:00:00+00:00",
    ]


@pytest.mark.parametrize(
    ("style", "permalink"),
    [
        ("date", "/a%20b/c/2024/03/02/The-Name.html"),
        ("pretty", "/a%20b/c/2024/03/02/The-Name/"),
        ("ordinal", "/a%20b/c/2024/062/The-Name.html"),
        ("weekdate", "/a%20b/c/2024/W09/Sat/The-Name.html"),
        ("none", "/a%20b/c/The-Name.html"),
        ("/:year/:i_month/:i_day/:short_year/:title", "/2024/3/2/24/The-Name"),
        ("/:short_month-:long_month/:long_day/:w_day/:week", "/Mar-March/Saturday/6/09"),
        ("/:hour:minute:second/:slug", "/010506/the-name"),
        ("/:collection/:path", "/posts/2024-03-02-The-Name"),
        ("/:slugified_categories/:name", "/a-b/c/the-name"),
    ],
)
def test_permalinks(site: Any, style: str, permalink: str) -> None:
    post = "---\ntitle: t\ndate: 2024-03-02 01:05:06 +0800\ncategories: [A b, C]\n{}---\nText.\n"
    _, results = site(
        {
            "_config.yml": f"permalink: {style}\ntimezone: Asia/Shanghai\nbaseurl: /b",
            "_posts/2024-03-02-The-Name.md": post.format(""),
            "_posts/2024-03-02-other.md": post.format("slug: The Name\n"),
        }
    )
    by_name = results["_posts/2024-03-02-The-Name.md"].post.permalink
    by_slug = results["_posts/2024-03-02-other.md"].post.permalink
    assert by_name == f"/b{permalink}"
    assert by_slug == f"/b{permalink}".replace(
        "/2024-03-02-The-Name" if ":path" in style else "/the-name" if ":name" in style else "?",
        "/2024-03-02-other" if ":path" in style else "/other",
    )


def test_defaults_of_the_configuration(site: Any) -> None:
    """The longest path counts, and then whether a kind is named; the post itself comes first."""
    files = {
        "_config.yml": """
            defaults:
            - {scope: {path: _posts/x, type: posts}, values: {author: X}}
            - {scope: {path: _posts/x}, values: {author: any, category: any}}
            - {scope: {path: '', type: posts}, values: {author: All, category: d}}
            - {scope: {path: 'section/*'}, values: {author: S}}
            - {scope: {path: '', type: pages}, values: {author: Pages}}
            - {scope: 3, values: {author: bad}}
            - {values: {lang: fr}}
            - {scope: {path: _posts}, values: 3}
            - 3
            """,
        "_posts/2024-01-01-a.md": POST,
        "_posts/x/2024-01-02-b.md": POST.replace("title", "author: Own\ntitle"),
        "_posts/x/2024-01-03-c.md": POST,
        "section/_posts/2024-01-04-d.md": POST,
        "about.md": POST,
    }
    _, results = site(files, include=("pages",))
    found = {path: result.post for path, result in results.items()}
    assert {path: (post.authors, post.categories) for path, post in found.items()} == {
        "_posts/2024-01-01-a.md": (("All",), ("d",)),
        "_posts/x/2024-01-02-b.md": (("Own",), ("any",)),
        "_posts/x/2024-01-03-c.md": (("X",), ("any",)),
        "section/_posts/2024-01-04-d.md": (("S",), ("section", "d")),
        "about.md": (("Pages",), ()),
    }
    assert {post.lang for post in found.values()} == {"fr"}


def test_links_of_liquid(site: Any) -> None:
    body = (
        "{% post_url 2024-01-02-b %} {% post_url x/2024-01-02-b %} {% post_url B %}\n"
        "{% link _posts/x/2024-01-02-b.md %} {% link /about.md %} {% link sub/index.md %}\n"
        "{% link img/a.png %} {% link _rel/c.md %} {% link none.md %} {{ '/q' | relative_url }}\n"
        "{{ 'q' | absolute_url }} {{ 'https://o.example' | relative_url }} {{ page.url }}"
    )
    _, results = site(
        {
            "_config.yml": "url: https://j.example\nbaseurl: /b\n"
            "collections: {rel: {output: true}}",
            "_rel/c.md": POST,
            "_posts/2024-01-01-a.md": POST.replace("Text.", body),
            "_posts/x/2024-01-02-b.md": POST,
            "about.md": POST,
            "sub/index.md": POST,
            "img/a.png": "",
        }
    )
    result = results["_posts/2024-01-01-a.md"]
    assert result.post.body.split() == [
        *("/article/x/2024-01-02-b", "/article/x/2024-01-02-b"),
        *("/article/x/2024-01-02-b", "/b/about.html", "/b/sub/", "/b/img/a.png"),
        *("/b/rel/c.html", "/b/q"),
        *("https://j.example/b/q", "https://o.example", "/2024/01/02/a.html"),
    ]
    assert [(each.line, each.detail) for each in result.problems] == [
        (5, "the post B is not known; it was left out"),
        (7, "the post none.md is not known; it was left out"),
        (None, "2024-01-02 10:00 names no time zone; UTC was assumed"),
    ]


@pytest.mark.parametrize(
    ("configuration", "permalinks"),
    [
        ("collections: [rel]", {}),
        ("collections: {rel: {output: true}}", {"_rel/a.md": "/rel/a.html"}),
        ("collections: {rel: {output: true}}\npermalink: pretty", {"_rel/a.md": "/rel/a/"}),
        ("collections: {rel: {output: true, permalink: '/r/:name/'}}", {"_rel/a.md": "/r/a/"}),
        ("collections: {rel: {output: false}}", {}),
        ("collections: {rel: }", {}),
        ("show_drafts: true", {"_drafts/d.md": "/2024/01/02/d.html"}),
    ],
)
def test_collections_and_drafts(site: Any, configuration: str, permalinks: dict[str, str]) -> None:
    files = {
        "_config.yml": configuration,
        "_posts/2024-01-01-p.md": POST,
        "_rel/a.md": POST,
        "_drafts/d.md": POST,
    }
    _, results = site(files, include=("collections",))
    del results["_posts/2024-01-01-p.md"]
    assert {path: result.post.permalink for path, result in results.items()} == permalinks


def test_collections_have_a_directory(site: Any) -> None:
    files = {
        "_config.yml": "collections_dir: col\ncollections: {rel: {output: true}}",
        "col/_rel/b.md": POST,
        "col/_rel/s/c.md": POST,
        "col/_posts/2024-01-01-c.md": POST,
    }
    _, results = site(files, include=("collections",))
    assert {path: result.post.permalink for path, result in results.items()} == {
        "col/_rel/b.md": "/rel/b.html",
        "col/_rel/s/c.md": "/rel/s/c.html",
        "col/_posts/2024-01-01-c.md": "/2024/01/02/c.html",
    }
    assert {result.post.categories for result in results.values()} == {()}


@pytest.mark.parametrize(
    ("front_matter", "body", "summary"),
    [
        ("", "One [r].\n\nTwo.\n\n[r]: /z", "One r."),
        ("", "One {% if true %}x\n\ny{% endif %}", "One x"),
        ("excerpt_separator: <!--m-->", "A\n\nB<!--m-->C", "A B"),
        ("excerpt_separator: <!--m-->", "A\n\nB", "A B"),
        ("", "One[^a] of `[^b]`.\n\n[^a]: A note.", "One of [^b]."),
    ],
)
def test_excerpts(site: Any, front_matter: str, body: str, summary: str) -> None:
    _, results = site(
        {
            "_config.yml": "title: T",
            "_posts/2024-01-01-a.md": f"---\ntitle: t\n{front_matter}\n---\n{body}\n",
        }
    )
    assert results["_posts/2024-01-01-a.md"].post.summary == summary


def test_titles_are_made_of_names_as_jekyll_does(site: Any) -> None:
    path = "_posts/2024-01-02-API-v2-in_use.md"
    _, results = site({"_config.yml": "title: T", path: "---\na: b\n---\nText.\n"})
    assert results[path].post.title == "Api V2 In_use"


def test_what_jekyll_does_not_see_is_no_post(site: Any) -> None:
    names = ("_posts/_x/2024-01-01-a", "_posts/#b/2024-01-01-b", "_posts/_2024-01-01-c", "_n/_x/d")
    config = {"_config.yml": "collections: {n: {output: true}}", "_n/e.md": "No front matter"}
    _, results = site(
        {**config, **{f"{name}.md": POST for name in (*names, "_posts/y/_z/2024-01-01-f")}},
        include=("collections",),
    )
    assert {path: result.status for path, result in results.items()} == {
        "_n/e.md": "unpublished",
        "_posts/y/_z/2024-01-01-f.md": "post",
    }
