"""Hugo itself builds a site that has every rule; newsdb must read the same posts from it.

`make test-hugo` runs it. Each page of the site is written as JSON by a template, and its content
as HTML. What newsdb does differently, and why, is in DIFFERENT and in docs/loading.md.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import pytest

from tests.oracles.sites import Page, load, page_of, read_json, run, same_time, write_site

CONFIG = """
baseURL = "https://news.example/base/"
title = "A site with every rule"
languageCode = "en"
hasCJKLanguage = true
timeZone = "Asia/Tokyo"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "404"]
enableGitInfo = false
[taxonomies]
tag = "tags"
category = "categories"
topic = "topics"
[permalinks]
{permalinks}
[markup.goldmark.renderer]
unsafe = true
{languages}
"""
SINGLE = "{{ .Content }}"
LIST = """{{- $pages := slice -}}
{{- range where site.RegularPages "Kind" "page" -}}
{{- $d := "" }}
{{- if not .Date.IsZero }}{{ $d = .Date.Format "2006-01-02T15:04:05Z07:00" }}{{ end -}}
{{- $pages = $pages | append (dict "path" (path.Join "content" .File.Path) "title" .Title "date" $d
  "file" .File.Filename "params" .Params
  "tags" (.Params.tags | default slice) "categories" (.Params.categories | default slice)
  "topics" (.Params.topics | default slice) "url" .RelPermalink "lang" .Lang
  "summary" (.Summary | plainify) "aliases" .Aliases "html" (string .Content)
  "excerpt" (.Params.summary | default "")
  "description" (.Description | default .Params.excerpt | default "")) -}}
{{- end -}}
{{ $pages | jsonify }}
"""


def post(*lines: str, body: str = "Text of the post.\n") -> str:
    return "\n".join(["---", *lines, "---", body])


def toml(*lines: str, body: str = "Text of the post.\n") -> str:
    return "\n".join(["+++", *lines, "+++", body])


POSTS = {
    "content/_index.md": post("title: Home"),
    "content/posts/_index.md": post("title: Posts"),
    "content/posts/date.md": post("title: t", "date: 2024-01-02T10:00:00+09:00"),
    "content/posts/date-no-zone.md": post("title: t", "date: 2024-01-02 10:00:00"),
    "content/posts/date-only.md": post("title: t", "date: 2024-01-02"),
    "content/posts/date-words.md": post("title: t", "date: 2 Jan 2024"),
    "content/posts/date-toml.md": toml('title = "t"', "date = 2024-01-02T10:00:00-05:00"),
    "content/posts/date-toml-local.md": toml('title = "t"', "date = 2024-01-02"),
    "content/posts/published.md": toml('title = "t"', "published = 2024-02-03T11:50:05-05:00"),
    "content/posts/publish-date.md": post("title: t", "publishDate: 2024-04-02"),
    "content/posts/pubdate.md": post("title: t", "pubdate: 2024-04-03"),
    "content/posts/lastmod.md": post("title: t", "lastmod: 2024-04-01"),
    "content/posts/modified.md": post("title: t", "modified: 2024-04-04"),
    "content/posts/two-dates.md": post("title: t", "date: 2024-01-02", "lastmod: 2024-05-01"),
    "content/posts/date-first.md": post("title: t", "publishDate: 2024-01-09", "date: 2024-01-02"),
    "content/posts/draft.md": post("title: t", "draft: true"),
    "content/posts/future.md": post("title: t", "date: 2999-01-01"),
    "content/posts/future-publish.md": post(
        "title: t", "date: 2024-01-01", "publishDate: 2999-01-01"
    ),
    "content/posts/expired.md": post("title: t", "date: 2024-01-01", "expiryDate: 2024-02-01"),
    "content/posts/not-expired.md": post("title: t", "date: 2024-01-01", "expiryDate: 2999-02-01"),
    "content/posts/bundle/index.md": post("title: Bundle", "date: 2024-01-02"),
    "content/posts/bundle/resource.md": post("title: A resource"),
    "content/posts/deep/er/page.md": post("title: Deeper", "date: 2024-01-02"),
    "content/posts/headless/index.md": post("title: t", "headless: true"),
    "content/posts/not-rendered.md": post(
        "title: t", "_build:", "  render: never", "  list: never"
    ),
    "content/posts/slug.md": post("title: t", "slug: An-Own slug", "date: 2024-01-02"),
    "content/posts/url.md": post("title: t", "url: /own/address.html", "date: 2024-01-02"),
    "content/posts/url-directory.md": post("title: t", "url: /own/dir", "date: 2024-01-02"),
    "content/posts/aliases.md": post("title: t", "aliases: [/old/one/, two]", "date: 2024-01-02"),
    "content/posts/Upper Case & signs!.md": post("title: t", "date: 2024-01-02"),
    "content/posts/汉字.md": post("title: 汉字", "date: 2024-01-02"),
    "content/posts/tags.md": post("title: t", "tags: [a b, C]", "categories: [X y]", "topics: [T]"),
    "content/posts/tags-string.md": post("title: t", "tags: one two", "categories: x y"),
    "content/posts/tags-toml.md": toml('title = "t"', 'tags = ["a", "b"]'),
    "content/posts/keys-in-case.md": post("Title: Upper", "Date: 2024-01-02", "TAGS: [a]"),
    "content/posts/json.md": '{"title": "t", "date": "2024-01-02", "tags": ["j"]}\n\nText.\n',
    "content/posts/summary.md": post("title: t", "summary: By hand.", "description: No."),
    "content/posts/more.md": post("title: t", body="One.\n\nTwo.\n\n<!--more-->\n\nThree.\n"),
    "content/posts/long.md": post(
        "title: t",
        body=f"## Head\n\n{'Some words, and more. ' * 3}\n\n- an item\n- `code`\n\n"
        f"```\na = 1\nb\n```\n\n{'word ' * 60} at its end! Not this.\n",
    ),
    "content/posts/short.md": post("title: t", body="Short, with a note.[^1]\n\n[^1]: Note.\n"),
    "content/posts/chinese.md": post(
        "title: t", body='山上有一座旧的灯塔，灯塔里住着一个人，他说："今晚有风。"' * 5 + "\n"
    ),
    "content/posts/html.html": post("title: t", "date: 2024-01-02", body="<p>Text.</p>"),
    "content/posts/markdown.markdown": post("title: t", "date: 2024-01-02"),
    "content/posts/2024-01-05-name.md": post("title: t", "date: 2024-01-05"),
    "content/about.md": post("title: About", "date: 2024-01-02"),
    "content/dated/title.md": post("title: A long Title, with signs!", "date: 2024-01-02"),
    "content/dated/slug.md": post("title: t", "slug: own", "date: 2024-03-02"),
}
BODIES = {
    "figure": '{{< figure src="/img/a.png" alt="A chart" caption="Below" >}}',
    "figure-own": '{{< figure src="a.png" alt="A chart" >}}',
    "ref": '[x]({{< ref "date.md" >}}) and [y]({{< relref "bundle" >}}).',
    "relref-anchor": '[x]({{< relref "/posts/date.md#end" >}}).',
    "highlight": "{{< highlight go >}}\nx := 1\n{{< /highlight >}}",
    "escaped": "{{</* figure */>}} is how it is written.",
    "relative": "![pic](/img/a.png) ![own](b.png) [up](../other/).",
    "raw-html": '<div class="a">\n\n**bold** text\n\n</div>',
}

DIFFERENT = {
    "content/posts/date-words.md": "Hugo reads 02 Jan 2024, not 2 Jan 2024; newsdb reads both",
}


@pytest.fixture(
    scope="module",
    params=[
        ("", ""),
        ('dated = "/:year/:month/:slug"\nposts = "/p/:sections/:filename"', ""),
        (
            'dated = "/:yearday/:weekday/:title/"',
            '[languages.en]\nweight = 1\n[languages.zh]\nweight = 2\nlanguageName = "中文"',
        ),
    ],
    ids=["plain", "permalinks", "languages"],
)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The site in both readings: Hugo's pages and newsdb's posts, by path."""
    root = tmp_path_factory.mktemp("hugo")
    permalinks, languages = request.param
    more = (
        {"content/posts/date.zh.md": post("title: 中文", "date: 2024-01-02")} if languages else {}
    )
    bodies = {
        f"content/posts/body-{name}.md": post(f"title: Body {name}", "date: 2024-01-01", body=body)
        for name, body in BODIES.items()
    }
    layouts = {"layouts/_default/single.html": SINGLE, "layouts/_default/list.html": LIST}
    site = write_site(root / "site", POSTS | bodies | layouts | more)
    (site / "hugo.toml").write_text("", "utf-8")
    (site / "config.toml").write_text(
        CONFIG.format(permalinks=permalinks, languages=languages), "utf-8"
    )
    (site / "hugo.toml").unlink()
    run(["hugo", "--quiet", "-s", str(site), "-d", str(root / "out")], {"HOME": str(root)})
    homes = [root / "out" / "index.html", *(root / "out").glob("zh/index.html")]
    reference = {each["path"]: each for home in homes for each in read_json(home)}
    return reference, load(site), root / "out"


def test_the_same_posts_exist(built: Any) -> None:
    reference, posts, _ = built
    assert posts.keys() == reference.keys()
    assert len(posts) > 40


def test_what_front_matter_says_is_the_same(built: Any) -> None:
    reference, posts, _ = built
    for path, expected in reference.items():
        found = posts[path]
        assert found.title == expected["title"], path
        if path in DIFFERENT:
            continue
        assert same_time(found.published_utc, expected["date"] or None), path
        assert sorted(found.tags) == sorted(listed(expected["tags"]) + expected["topics"]), path
        assert sorted(found.categories) == sorted(listed(expected["categories"])), path
        if found.lang:
            assert found.lang == expected["lang"], path
        if expected["excerpt"]:
            assert found.summary == expected["excerpt"], path


def test_summaries_are_the_same(built: Any) -> None:
    reference, posts, _ = built
    expected = {
        path: Page(each["excerpt"] or each["description"] or each["summary"]).words
        for path, each in reference.items()
    }
    found = {path: Page(posts[path].summary).words for path in expected}
    # A post whose text has no words, but code or an image.
    assert found == {path: words or found[path] for path, words in expected.items()}
    assert len(found["content/posts/long.md"]) > 70


def listed(value: Any) -> list[str]:
    """Return the terms of a taxonomy, of which Hugo keeps one as it is written."""
    return [value] if isinstance(value, str) else list(value)


def test_permalinks_are_the_same(built: Any) -> None:
    reference, posts, _ = built
    found = {path: post.permalink for path, post in posts.items()}
    assert found == {path: each["url"] for path, each in reference.items()}


def test_redirects_are_the_same(built: Any) -> None:
    reference, posts, out = built
    with_aliases = [path for path, each in reference.items() if each["aliases"]]
    assert with_aliases == ["content/posts/aliases.md"]
    redirects = posts["content/posts/aliases.md"].redirects
    assert len(redirects) == 2
    for each in redirects:
        assert "http-equiv" in (out / each.removeprefix("/base/") / "index.html").read_text("utf-8")


@pytest.mark.parametrize("name", BODIES)
def test_pages_show_the_same(built: Any, name: str) -> None:
    reference, posts, _ = built
    path = f"content/posts/body-{name}.md"
    expected = Page(reference[path]["html"])
    found = page_of(posts[path].body)
    page = urljoin("https://news.example/", reference[path]["url"])
    articles = {
        urljoin(page, each["url"]): f"/article/{posts[key].slug}" for key, each in reference.items()
    }
    assert found.words == expected.words
    assert found.images == [urljoin(page, each) for each in expected.images]
    links = [urljoin(page, each) for each in expected.links]
    assert [link.partition("#")[0] for link in found.links] == [
        articles.get(link.partition("#")[0], link.partition("#")[0]) for link in links
    ]
