"""Sites for Hexo."""

from __future__ import annotations

from typing import Any

import pytest

from tests.loaders.generators.sites import HEXO, POST


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


def test_posts_with_assets(site: Any) -> None:
    config = f"{HEXO}post_asset_folder: true\npermalink: :category/:title.html\n"
    text = (
        ';;;\n"title": "T",\n"date": "2024-01-01",\n'
        '"categories": [["Sports", "Ball"], "News"]\n;;;\n'
        "{% asset_img a.png A chart %} {% post_path b %}\n"
        "{% codeblock a_b*.js lang:js %}\nx\n{% endcodeblock %}\n"
    )
    files = {"source/_posts/a.md": text, "source/_posts/a/c.html": POST, "source/_posts/b.md": POST}
    _, results = site(files | {"_config.yml": config})
    assert list(results) == ["source/_posts/a.md", "source/_posts/b.md"]
    post = results["source/_posts/a.md"].post
    assert results["source/_posts/a.md"].problems == ()
    assert post.title == "T"
    assert post.categories == ("Sports", "Ball", "News")
    assert post.permalink == "/News/a.html"
    assert post.body == (
        "![A chart](https://h.example/News/a/a.png) /article/b\n\n\n`a_b*.js`\n\n```js\nx\n```"
    )


@pytest.mark.parametrize(
    ("configuration", "front_matter", "name", "permalink"),
    [
        ("", "", "d/The-Name", "/2024/03/02/d/The-Name/"),
        ("permalink: :i_month/:i_day/:name.html", "", "d/The-Name", "/3/2/The-Name.html"),
        ("permalink: :category/:post_title/", "", "a", "/uncategorized/a-post/"),
        ("permalink: :category/\ndefault_category: none", "", "a", "/none/"),
        ("permalink: :category/", "categories: [A b, C]", "a", "/A-b/C/"),
        ("permalink: :category/", "categories: [[A, B], [C, D]]", "a", "/C/D/"),
        ("permalink: :category/\ncategory_map: {A: x}", "categories: [A, B]", "a", "/x/B/"),
        ("permalink: :category/", "category: 'C#, d/e'", "a", "/C-d-e/"),
        ("permalink: :lang/:kind/:title", "lang: fr", "a", None),
        ("permalink: :lang/:kind/\npermalink_defaults: {kind: k}", "lang: fr", "a", "/fr/k/"),
        ("permalink: :timestamp/:hash/", "", "a", "/1709341200/35591bf147e7/"),
        ("", "permalink: own", "a", "/own"),
        ("post_asset_folder: true", "permalink: own", "a", "/own/"),
        ("", "permalink: own.html", "a", "/own.html"),
        ("new_post_name: ':year-:month-:day-:title.md'\npermalink: :title/", "",
         "d/2024-01-01-a b", "/d-2024-01-01-a-b/"),
        ("new_post_name: ':year-:month-:day-:title.md'\npermalink: :title/", "",
         "2024-01-01-a b", "/a%20b/"),
        ("new_post_name: ':year-:month-:day-:title.md'\npermalink: :title/", "", "c b", "/c-b/"),
    ],
)  # fmt: skip
def test_permalinks(
    site: Any, configuration: str, front_matter: str, name: str, permalink: str | None
) -> None:
    post = f"---\ntitle: A post\ndate: 2024-03-02 10:00\n{front_matter}\n---\nText.\n"
    _, results = site({"_config.yml": f"{HEXO}{configuration}", f"source/_posts/{name}.md": post})
    assert results[f"source/_posts/{name}.md"].post.permalink == permalink


@pytest.mark.parametrize(
    ("configuration", "include", "found"),
    [
        ("", (), ["_posts/a"]),
        ("", ("drafts",), ["_drafts/d", "_posts/a"]),
        ("render_drafts: true", (), ["_drafts/d", "_posts/a"]),
        ("", ("pages",), ["_posts/a", "about/index"]),
    ],
)
def test_drafts_and_pages(
    site: Any, configuration: str, include: tuple[str, ...], found: list[str]
) -> None:
    names = ("_posts/a", "_posts/_b", "_posts/x/_y/c", "_drafts/d", "_other/e", "about/index")
    posts = {f"source/{name}.md": POST for name in names}
    _, results = site({"_config.yml": f"{HEXO}{configuration}", **posts}, include=include)
    assert [path.removeprefix("source/").removesuffix(".md") for path in results] == found
    if "drafts" in include:
        assert results["source/_drafts/d.md"].post.slug == "d"
    if "pages" in include:
        assert results["source/about/index.md"].post.permalink == "/about/index.html"


@pytest.mark.parametrize(("future", "kinds"), [("false", ["scheduled"]), ("true", [])])
def test_posts_of_the_future(site: Any, future: str, kinds: list[str]) -> None:
    later = POST.replace("2024-01-02", "2999-01-02")
    files = {"_config.yml": f"{HEXO}future: {future}", "source/_posts/a.md": later}
    (result,) = site(files)[1].values()
    assert [problem.kind for problem in result.problems] == kinds


def test_a_post_without_a_date_is_recorded(site: Any) -> None:
    files = {
        "source/_posts/a.md": "---\ntitle: t\n---\nText.\n",
        "source/_posts/2024-01-02-b.md": "T",
    }
    _, results = site({"_config.yml": HEXO, **files})
    detail = "Hexo takes the time at which a file was made as its date"
    assert [[each.detail for each in result.problems] for result in results.values()] == [
        ["Hexo does not read the date in the file's name"],
        [detail],
    ]


def test_files_that_are_not_rendered_are_no_posts(site: Any) -> None:
    config = f"{HEXO}skip_render:\n- '_posts/old/**'\n- _posts/b.md\n"
    posts = {f"source/_posts/{name}.md": POST for name in ("a", "b", "old/c", "old/d/e")}
    assert list(site({"_config.yml": config, **posts})[1]) == ["source/_posts/a.md"]


def test_expressions_are_left_out_but_not_those_in_code(site: Any) -> None:
    body = "`{{ a }}` and {{ page.title }}.{# note #}\n\n{% raw %}{{ b }}{% endraw %}\n"
    _, results = site({"_config.yml": HEXO, "source/_posts/a.md": f"{POST}\n{body}"})
    (result,) = results.values()
    assert result.post.body == "Text.\n\n`{{ a }}` and .\n\n{{ b }}"
    details = [(each.detail, each.line) for each in result.problems]
    assert details == [("“{{ page.title }}” is not known; it was left out", 7)]


@pytest.mark.parametrize(
    ("configuration", "found"),
    [
        ("", ["source/_posts/a.md", "source/_posts/b.html", "source/c.html"]),
        ("post_asset_folder: true", ["source/_posts/a.md", "source/c.html"]),
    ],
)
def test_which_files_are_posts(site: Any, configuration: str, found: list[str]) -> None:
    names = ("README.md", "source/_posts/a.txt", *found, "source/_posts/b.html")
    files = dict.fromkeys(names, POST)
    _, results = site({"_config.yml": f"{HEXO}{configuration}", **files}, include=("pages",))
    assert sorted(results) == found


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("x/b", "/article/x/b"),
        ("/x/b/", "/article/x/b"),
        ("B", "/article/x/b"),
        ("b.md", "/article/x/b"),
        ("a", "/article/a"),
        ("none", None),
    ],
)
def test_posts_are_named_by_path_or_file(site: Any, name: str, url: str | None) -> None:
    files = {
        "source/_posts/a.md": f"{POST}{{% post_path {name} %}}\n",
        "source/_posts/x/b.md": POST,
    }
    result = site({"_config.yml": HEXO, **files})[1]["source/_posts/a.md"]
    assert result.post.body == f"Text.\n{url or ''}".strip()
    details = [each.detail for each in result.problems]
    assert details == ([] if url else ["the page none is not known; it was left out"])


@pytest.mark.parametrize(
    ("pattern", "name", "details"),
    [
        (":year-:month-:day-:title.md", "2024-01-02-a", []),
        (":year-:month-:day-:title.md", "x/2024-01-02-a", ["the date in the file's name"]),
        (":title.md", "2024-01-02-a", ["the date in the file's name"]),
    ],
)
def test_a_date_in_the_name_counts_where_names_have_one(
    site: Any, pattern: str, name: str, details: list[str]
) -> None:
    files = {f"source/_posts/{name}.md": "---\ntitle: t\n---\nText.\n"}
    _, results = site({"_config.yml": f"{HEXO}new_post_name: '{pattern}'\n", **files})
    (result,) = results.values()
    assert [each.detail.removeprefix("Hexo does not read ") for each in result.problems] == details
