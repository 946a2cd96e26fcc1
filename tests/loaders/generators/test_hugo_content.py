"""Where content lies in sites of Hugo, and its languages."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.front_matter import Value
from loaders.generators.hugo_content import Content
from loaders.generators.site import Site

POST = "---\ntitle: A post\n---\nText.\n"


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


def test_directories_are_mounted_elsewhere(site: Any) -> None:
    mounts = (("posts", "content/news"), ("content", "content"), ("layouts", "layouts"))
    _, results = site(
        {
            "hugo.toml": 'title = "T"\nbaseURL = "https://h.example"\n'
            '[permalinks]\nnews = "/n/:sections/:filename/"\n'
            + "".join(
                f'[[module.mounts]]\nsource = "{source}"\ntarget = "{target}"\n'
                for source, target in mounts
            ),
            "posts/deep/_index.md": POST,
            "posts/deep/a.md": POST,
            "posts/bundle/index.md": POST,
            "posts/bundle/resource.md": POST,
            "content/b.md": POST + '[a]({{< ref "/news/deep/a.md" >}})\n',
            "layouts/c.md": POST,
            "drafts/d.md": POST,
        }
    )
    posts = {path: (each.post.slug, each.post.permalink) for path, each in results.items()}
    assert posts == {
        "content/b.md": ("b", "/b/"),
        "posts/bundle/index.md": ("posts/bundle", "/n/news/bundle/"),
        "posts/deep/a.md": ("posts/deep/a", "/n/news/deep/a/"),
    }
    assert results["content/b.md"].post.body == "Text.\n[a](/article/posts/deep/a)"


def test_languages_may_be_mounted_and_others_not_built(site: Any) -> None:
    languages = {"en": "", "zh": 'permalinks = {blog = "/z/:filename/"}\n', "fr": "", "de": ""}
    _, results = site(
        {
            "hugo.toml": 'title = "T"\ndisableLanguages = ["fr"]\n'
            + "".join(f"[languages.{code}]\n{more}" for code, more in languages.items())
            + "disabled = true\n"
            + "".join(
                f'[[module.mounts]]\nsource = "in/{code}"\ntarget = "content"\nlang = "{code}"\n'
                for code in languages
            ),
            **{f"in/{code}/blog/a.md": POST for code in languages},
        }
    )
    assert {path: (each.post.permalink, each.post.lang) for path, each in results.items()} == {
        "in/en/blog/a.md": ("/blog/a/", "en"),
        "in/zh/blog/a.md": ("/zh/z/a/", "zh"),
    }


TWO: dict[str, Value] = {"languages": {"en": {}, "zh": {}}, "defaultcontentlanguage": "zh"}


@pytest.mark.parametrize(
    ("config", "path", "stem", "code"),
    [
        ({}, "content/a.fr.md", ("a", "fr"), "fr"),
        ({}, "content/a.b.md", ("a.b", ""), ""),
        ({}, "content/en.md", ("en", ""), ""),
        ({}, "content/a.md", ("a", ""), ""),
        (TWO, "content/a.fr.md", ("a.fr", ""), "zh"),
        (TWO, "content/a.EN.md", ("a", "EN"), "en"),
        (TWO, "content/a.md", ("a", ""), "zh"),
    ],
)
def test_the_language_of_a_file(
    config: dict[str, Value], path: str, stem: tuple[str, str], code: str
) -> None:
    content = Content(Site(content="content/", config=config))
    assert (content.stem(path), content.code(path)) == (stem, code)
