"""Sites for Hugo. What Hugo itself makes of sites is compared in tests/oracles."""

from __future__ import annotations

from typing import Any

import pytest

from tests.loaders.generators.sites import POST, only

CONFIG = 'baseURL = "https://h.example/"\n[permalinks]\n{} = "/{}/"\n'


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


@pytest.mark.parametrize(
    ("selection", "permalink"),
    [
        ("", "/a/b/c/p/"),
        ("[0]", "/a/p/"),
        ("[1]", "/b/p/"),
        ("[last]", "/c/p/"),
        ("[1:]", "/b/c/p/"),
        ("[1:last]", "/b/p/"),
        ("[:last]", "/a/b/p/"),
        ("[:1]", "/a/p/"),
        ("[1:2]", "/b/p/"),
        ("[:5]", "/a/b/c/p/"),
        ("[5:]", "/p/"),
    ],
)
def test_sections_are_selected_in_permalinks(site: Any, selection: str, permalink: str) -> None:
    _, results = site(
        {
            "config.toml": CONFIG.format("a", f":sections{selection}/:slugorfilename"),
            "content/a/_index.md": "---\ntitle: s\n---\n",
            "content/a/b/_index.md": "---\ntitle: s\n---\n",
            "content/a/b/c/_index.md": "---\ntitle: s\n---\n",
            "content/a/b/c/p.md": "---\ntitle: t\ndate: 2024-01-01\n---\nText.\n",
        }
    )
    assert results["content/a/b/c/p.md"].post.permalink == permalink


@pytest.mark.parametrize(
    ("pattern", "front_matter", "permalink"),
    [
        (":slugorfilename", "", "/name/"),
        (":slugorfilename", "slug: own", "/own/"),
        (":slugorcontentbasename", "", "/name/"),
        (":slugorcontentbasename", "slug: own", "/own/"),
        (":filename", "slug: own", "/name/"),
        (":contentbasename", "slug: own", "/name/"),
        (":slug", "slug: own", "/own/"),
        (":slug", "", "/a-title/"),
        (":title", "slug: own", "/a-title/"),
        (":section", "", "/posts/"),
        (":year/:month/:day", "", "/2024/01/07/"),
        (":monthname/:weekday/:weekdayname/:yearday", "", "/january/0/sunday/7/"),
    ],
)
def test_tokens_of_permalinks(site: Any, pattern: str, front_matter: str, permalink: str) -> None:
    _, results = site(
        {
            "config.toml": CONFIG.format("posts", pattern),
            "content/posts/name.md": "---\ntitle: A title\ndate: 2024-01-07\n"
            f"{front_matter}\n---\nText.\n",
        }
    )
    assert results["content/posts/name.md"].post.permalink == permalink


def test_each_language_may_have_a_file_of_configuration(site: Any) -> None:
    _, results = site(
        {
            "config/_default/hugo.toml": "title = 'T'\ndefaultContentLanguage = 'en'\n",
            "config/_default/languages.en.toml": "contentDir = 'content/en'\n",
            "config/_default/languages.de.toml": "contentDir = 'content/de'\nlocale = 'de-DE'\n",
            "content/en/post/a.md": "---\ntitle: A\n---\nA\n",
            "content/de/post/a.md": "---\ntitle: B\n---\nB\n",
        }
    )
    languages = {path: result.post.lang for path, result in results.items()}
    assert languages == {"content/en/post/a.md": "en", "content/de/post/a.md": "de-DE"}


def test_languages_in_files_of_their_own_have_directories_and_ugly_sections(site: Any) -> None:
    text = "---\ntitle: t\ndate: 2024-01-07\n---\nText.\n"
    files = {
        "config/_default/hugo.toml": "title = 'T'\n[uglyURLs]\npost = true\n",
        "config/_default/languages.en.toml": "contentDir = 'content/en'",
        "config/_default/languages.ja.toml": "contentDir = 'content/ja'\nlanguageCode = 'ja-JP'",
        "config/_default/menus.ja.toml": "x = 1",
        "content/en/post/a.md": text,
        "content/ja/post/a.md": text,
        "content/ja/docs/a.md": text,
        "content/draft-of-translations/a.md": text,
    }
    results = site(files)[1]
    assert {path: (each.post.permalink, each.post.lang) for path, each in results.items()} == {
        "content/en/post/a.md": ("/post/a.html", "en"),
        "content/ja/docs/a.md": ("/ja/docs/a/", "ja-JP"),
        "content/ja/post/a.md": ("/ja/post/a.html", "ja-JP"),
    }
