"""Sites for Hugo. What Hugo itself makes of sites is compared in tests/oracles."""

from __future__ import annotations

from typing import Any

import pytest

from newsdb.models import Image
from tests.loaders.generators.sites import POST, only

TWO_LANGUAGES = """
title = "T"
[languages.en]
contentDir = "content/en"
[languages.zh]
contentDir = "content/zh"
"""


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


@pytest.mark.parametrize(
    ("config", "statuses"),
    [
        ("", {"future": "unpublished", "old": "unpublished"}),
        ("buildFuture: true", {"future": "post", "old": "unpublished"}),
        ("buildExpired: true", {"future": "unpublished", "old": "post"}),
    ],
)
def test_the_configuration_says_what_is_published(
    site: Any, config: str, statuses: dict[str, str]
) -> None:
    _, results = site(
        {
            "hugo.yaml": f"title: T\n{config}\n",
            "content/future.md": "---\ndate: 2999-01-01\n---\nText.\n",
            "content/old.md": "---\nexpiryDate: 2024-02-01\n---\nText.\n",
        }
    )
    assert {name: results[f"content/{name}.md"].status for name in statuses} == statuses


@pytest.mark.parametrize(
    ("config", "name", "language"),
    [
        ("defaultContentLanguage: en\nlanguages: {en: {title: T}}", "a", None),
        ("languages: {en: {title: T}}", "a", None),
        ("languages: {en: {title: T}}", "a.en", "en"),
        ("languages: {en: {}, fr: {}}", "a", "en"),
        ("defaultContentLanguage: zh-cn\nlanguages: {zh-CN: {}}", "a", "zh-cn"),
        ("defaultContentLanguage: zh\nlanguages: {zh: {languageCode: zh-TW}}", "a", "zh-TW"),
        ("defaultContentLanguage: zh", "a", None),
    ],
)
def test_the_configuration_of_a_theme_does_not_say_that_posts_are_english(
    site: Any, config: str, name: str, language: str | None
) -> None:
    _, results = site({"hugo.yaml": f"title: T\n{config}\n", f"content/{name}.md": POST})
    assert only(results).lang == language


def test_pages_have_front_matter_from_their_section(site: Any) -> None:
    _, results = site(
        {
            "config.toml": 'title = "T"',
            "content/blog/_index.md": "---\ncascade:\n  tags: [above]\n  draft: true\n---\n",
            "content/blog/a.md": "---\nDraft: false\ntitle: a\n---\nText.\n",
            "content/blog/b.md": "---\ntitle: b\n---\nText.\n",
        }
    )
    assert results["content/blog/a.md"].post.tags == ("above",)
    assert results["content/blog/b.md"].status == "unpublished"
    # What is kept is what the author wrote in the post.
    assert "above" not in results["content/blog/a.md"].post.front_matter


def test_pages_are_found_in_the_language_of_the_page_that_names_them(site: Any) -> None:
    reference = '[x]({{< ref "a" >}}) [y]({{< relref "/blog/a.md" >}}) [z]({{< ref "b" >}})\n'
    _, results = site(
        {
            "config.toml": TWO_LANGUAGES,
            "content/en/blog/a.md": "---\ntitle: a\n---\nText.\n",
            "content/zh/blog/a.md": "---\ntitle: a\n---\nText.\n",
            "content/zh/blog/c/index.md": f"---\ntitle: c\n---\n{reference}",
        }
    )
    found = results["content/zh/blog/c/index.md"]
    assert found.post.body == "[x](/article/zh/blog/a) [y](/article/zh/blog/a) [z]()"
    assert [each.detail for each in found.problems] == ["the page b is not known; it was left out"]


def test_links_lead_below_the_content_of_their_language(site: Any) -> None:
    links = "[a](/posts/b.md) [b](/posts/%62.md#end) [c](/posts/c.md) [d](posts/b.md)"
    _, results = site(
        {
            "config.toml": TWO_LANGUAGES,
            "content/en/posts/c.md": "---\ntitle: c\n---\nText.\n",
            "content/zh/posts/b.md": "---\ntitle: b\n---\nText.\n",
            "content/zh/posts/d.md": f"---\ntitle: d\n---\n{links}\n",
        }
    )
    assert results["content/zh/posts/d.md"].post.body == (
        "[a](/article/zh/posts/b) [b](/article/zh/posts/b#end) "
        "[c](/posts/c.md) [d](/zh/posts/d/posts/b.md)"
    )


@pytest.mark.parametrize(("flag", "summary"), [("true", "山上有"), ("false", "山上有一座灯塔。")])
def test_a_page_may_say_how_its_words_are_counted(site: Any, flag: str, summary: str) -> None:
    _, results = site(
        {
            "config.toml": 'title = "T"\nsummaryLength = 3\n',
            "content/a.md": f"---\ntitle: a\nisCJKLanguage: {flag}\n---\n山上有一座灯塔。\n",
        }
    )
    assert only(results).summary == summary


def test_the_address_of_an_article_may_be_text(site: Any) -> None:
    body = 'It is at {{< ref "a" >}}, `{{< ref "a" >}}` and ![at {{< ref "a" >}}](x.png).\n'
    _, results = site(
        {
            "config.toml": 'title = "T"',
            "content/a.md": "---\ntitle: a\n---\nText.\n",
            "content/b.md": f"---\ndate: 2024-01-02\n---\n{body}",
        }
    )
    post = results["content/b.md"].post
    assert post.body == "It is at /article/a, `/article/a` and ![at /article/a](/b/x.png)."
    assert post.text == "It is at /article/a, /article/a and ."
    assert post.summary == "It is at /article/a, /article/a and ."
    assert post.images == (Image("/b/x.png", "at /article/a"),)


def test_a_page_at_the_top_is_no_bundle_of_all(site: Any) -> None:
    names = ("content/index.md", "content/a.md", "content/b/index.md", "content/b/x/c.md")
    files = {"config.toml": "title = 'T'", **dict.fromkeys(names, POST)}
    generator, results = site(files)
    assert sorted(results) == ["content/a.md", "content/b/index.md", "content/index.md"]
    sections = ["content/_index.md", "content/b/_index.zh.md"]
    assert generator.needed([*names, *sections, "_index.md", "content/_index.txt"]) == sections


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("b/index.md", "b"),
        ("b/index.zh.md", "b.zh"),
        ("b/index.foo.md", "b/index.foo"),
        ("index.md", "index"),
    ],
)
def test_slugs_of_bundles(site: Any, name: str, slug: str) -> None:
    assert (
        site({"config.toml": "title = 'T'", "content/a.md": POST})[0].slug(f"content/{name}")
        == slug
    )


NOT_RENDERED = "its front matter says that it is not rendered"


@pytest.mark.parametrize(
    ("name", "text", "detail"),
    [
        ("a.md", "---\n_build: {render: never}\n---\n", NOT_RENDERED),
        ("a.md", "---\nbuild: {render: false}\n---\n", NOT_RENDERED),
        ("a.md", "---\nbuild: {render: link}\n---\n", None),
        ("a.html", "<p>A</p>\n", "it is HTML without front matter, a static file"),
        ("a.html", "---\nx: y\n---\n<p>A</p>\n", None),
        ("a.md", "A\n", None),
        ("a.md", "---\nexpiryDate: 2024-06-01T00:00:00Z\n---\n",
         "it expired at 2024-06-01T00:00:00+00:00"),
        ("a.md", "---\nexpiryDate: 2024-06-01T00:00:01Z\n---\n", None),
    ],
)  # fmt: skip
def test_what_keeps_a_page_back(site: Any, name: str, text: str, detail: str | None) -> None:
    (result,) = site({"config.toml": "title = 'T'", f"content/{name}": text})[1].values()
    assert [each.detail for each in result.problems] == ([detail] if detail else [])
    assert (result.post is None) is bool(detail)


def test_terms_of_other_taxonomies_are_tags(site: Any) -> None:
    taxonomies = ("tags", "categories", "Series", "authors", "author")
    config = "title = 'T'\n[taxonomies]\n" + "".join(f"{each} = '{each}'\n" for each in taxonomies)
    head = "tags: [a]\ncategories: [b]\nseries: [c]\nauthors: [D]\nauthor: E\nother: f"
    text = f"---\n{head}\n---\nText.\n"
    post = only(site({"config.toml": config, "content/a.md": text})[1])
    assert (post.tags, post.categories, post.authors) == (("a", "c"), ("b",), ("D",))


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("{{% note %}}a{{% /note %}}", "a"),
        ("{{< note >}}a{{< /note >}}", "a"),
        ("{{ a }}", "{{ a }}"),
    ],
)
def test_shortcodes_of_both_kinds_are_expanded(site: Any, text: str, body: str) -> None:
    files = {"config.toml": "title = 'T'", "content/a.md": f"---\nx: y\n---\n{text}\n"}
    assert only(site(files)[1]).body == body


@pytest.mark.parametrize(
    ("config", "title", "text", "summary"),
    [
        ("hasCJKLanguage = true", "t", "山上有一座灯塔。", "山上有"),
        ("hasCJKLanguage = true", "山", "One two. Three four. Five.", "One two. Three"),
        ("hasCJKLanguage = true", "t", "One two. Three four. Five.", "One two. Three four."),
        ("hasCJKLanguage = false", "山", "One two. Three four. Five.", "One two. Three four."),
        ("", "山", "One two. Three four. Five.", "One two. Three four."),
    ],
)
def test_words_are_counted_by_character_where_a_file_has_chinese(
    site: Any, config: str, title: str, text: str, summary: str
) -> None:
    files = {
        "config.toml": f"title = 'T'\nsummaryLength = 3\n{config}\n",
        "content/a.md": f"---\ntitle: {title}\n---\n{text}\n",
    }
    assert only(site(files)[1]).summary == summary


def test_a_summary_has_seventy_words(site: Any) -> None:
    words = " ".join(f"w{number}." for number in range(1, 99))
    files = {"config.toml": "title = 'T'", "content/a.md": f"---\nx: y\n---\n{words}\n"}
    assert only(site(files)[1]).summary.endswith(" w71.")


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("a", "/article/blog/a"),
        ("/a", "/article/a"),
        ("/a.md", "/article/a"),
        ("/content/blog/a.md", "/article/blog/a"),
        ("b", "/article/docs/b"),
        ("c", ""),
    ],
)
def test_which_page_is_meant(site: Any, reference: str, url: str) -> None:
    names = ("a", "blog/a", "docs/b", "docs/c", "more/c")
    text = f'---\nx: y\n---\n[x]({{{{< ref "{reference}" >}}}})\n'
    files = {f"content/{name}.md": POST for name in names}
    _, results = site({"config.toml": "title = 'T'", **files, "content/blog/z.md": text})
    assert results["content/blog/z.md"].post.body == f"[x]({url})"
