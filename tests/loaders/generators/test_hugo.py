"""Sites for Hugo. What Hugo itself makes of sites is compared in tests/oracles."""

from __future__ import annotations

from typing import Any

import pytest

from newsdb.models import Image
from tests.loaders.generators.sites import POST, only


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
            "config.toml": 'title = "T"\n[languages.en]\ncontentDir = "content/en"\n'
            '[languages.zh]\ncontentDir = "content/zh"\n',
            "content/en/blog/a.md": "---\ntitle: a\n---\nText.\n",
            "content/zh/blog/a.md": "---\ntitle: a\n---\nText.\n",
            "content/zh/blog/c/index.md": f"---\ntitle: c\n---\n{reference}",
        }
    )
    found = results["content/zh/blog/c/index.md"]
    assert found.post.body == "[x](/article/zh/blog/a) [y](/article/zh/blog/a) [z]()"
    assert [each.detail for each in found.problems] == ["the page b is not known; it was left out"]


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
