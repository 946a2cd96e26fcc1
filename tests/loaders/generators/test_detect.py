"""Which generator a site is for, by its configuration and its folders."""

from __future__ import annotations

from typing import Any

import pytest

from tests.loaders.generators.sites import HEXO, POST, ZOLA, only

X = "public_dir: x"


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
def test_the_generator_is_detected_by_its_configuration(
    site: Any, files: dict[str, str], name: str
) -> None:
    generator, results = site(files)
    assert generator.name == name
    assert only(results).title == "A post"


def test_the_generator_can_be_named(site: Any) -> None:
    files = {"_config.yml": "title: T", "_posts/2024-01-02-a.md": POST}
    assert site(files, generator="plain")[0].name == "plain"


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({"hugo.toml": "x = 1", "content/a.md": POST}, ("hugo", "", "content/")),
        ({"hugo.toml": "theme = 'x'", "content/a.md": POST}, ("hugo", "", "content/")),
        ({"hugo.toml": "x = 1", "content/a.md": POST, "b.md": POST}, ("plain", "", "")),
        (
            {
                "hugo.toml": "title = 'T'\nbaseURL = '/'\ntheme = 'x'\n[languages.en]\n",
                "content/a.md": POST,
                "b.md": POST,
            },
            ("hugo", "", "content/"),
        ),
        ({"hugo.toml": "title = 'T'", "posts/a.md": POST}, ("plain", "", "")),
        ({"config.toml": "title='T'\ncontentDir='c/'", "c/a.md": POST}, ("hugo", "", "c/")),
        ({"a/hugo.toml": "title='T'", "a/content/a.md": POST}, ("hugo", "a/", "content/")),
        (
            {"x/config/_default/hugo.toml": "title='T'", "x/content/a.md": POST},
            ("hugo", "x/", "content/"),
        ),
        ({"a/b/_config.yml": "title: T", "a/b/_posts/a.md": POST}, ("jekyll", "a/b/", "")),
        ({"a/b/c/_config.yml": "title: T", "a/b/c/_posts/a.md": POST}, ("plain", "", "")),
        ({"_config.yml": "source: ./src/", "src/_posts/a.md": POST}, ("jekyll", "", "src/")),
        (
            {"_config.yml": "source_dir: s\npublic_dir: x", "s/_posts/a.md": POST},
            ("hexo", "", "s/"),
        ),
        (
            {"_config.yml": "url: https://h.example", "source/_posts/a.md": POST, "_layouts/x": ""},
            ("jekyll", "", ""),
        ),
        ({"source/_posts/a.md": POST}, ("plain", "", "source/")),
        ({"docs/_posts/a.md": POST}, ("plain", "", "docs/")),
        ({"src/_posts/a.md": POST, "_posts/a.md": POST}, ("plain", "", "")),
        ({"content/a.md": POST, "b.md": POST}, ("plain", "", "")),
        ({"content/_posts/a.md": POST}, ("plain", "", "")),
    ],
)
def test_where_a_site_is(site: Any, files: dict[str, str], where: tuple[str, str, str]) -> None:
    generator, _ = site(files)
    assert (generator.name, generator.site.root, generator.site.content) == where


@pytest.mark.parametrize(
    ("name", "files", "content"),
    [
        ("hugo", {"a.md": POST}, ""),
        ("zola", {"content/a.md": POST, "b.md": POST}, "content/"),
        ("hexo", {"content/a.md": POST}, ""),
    ],
)
def test_a_generator_that_is_named_needs_no_configuration(
    site: Any, name: str, files: dict[str, str], content: str
) -> None:
    generator, _ = site(files, generator=name)
    assert (generator.name, generator.site.content) == (name, content)


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"_config.yml": "url: https://u.example/a/\nbaseurl: /b/", "_posts/a.md": POST}, "/a/b"),
        ({"_config.yml": "url: https://u.example/b\nbaseurl: /b", "_posts/a.md": POST}, "/b/b"),
        ({"_config.yml": "url: //u.example\nbaseurl: b", "_posts/a.md": POST}, "/b"),
        ({"_config.yml": "url: https://u.example\nbaseurl: ''", "_posts/a.md": POST}, ""),
        ({"_config.yml": f"url: https://u.example/a\nroot: /b/\n{X}", "source/_posts/a.md": POST},
         "/a/b"),
        ({"_config.yml": f"url: https://u.example/b\nroot: /b/\n{X}", "source/_posts/a.md": POST},
         "/b"),
        ({"hugo.toml": "baseURL = 'https://u.example/a/'", "content/a.md": POST}, "/a"),
    ],
)  # fmt: skip
def test_the_url_of_a_site(site: Any, files: dict[str, str], path: str) -> None:
    generator, _ = site(files)
    assert (generator.site.url, generator.site.base_path) == ("https://u.example", path)


@pytest.mark.parametrize(
    ("url", "base_path"), [("u.example", "/b"), ("ftp://u.example", "/b"), ("https:///a", "/b")]
)
def test_a_site_may_have_a_path_and_no_url(site: Any, url: str, base_path: str) -> None:
    files = {"_config.yml": f"url: {url}\nbaseurl: b/", "_posts/2024-01-02-a.md": POST}
    generator, _ = site(files)
    assert (generator.site.url, generator.site.base_path) == ("", base_path)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("title: T\nparams: {description: D}", ("T", "D", "")),
        ("title: T\nlanguages: {en: {title: E}, zh: {title: 题}}", ("E", "", "")),
        (
            "defaultContentLanguage: zh\nparams: {description: D}\n"
            "languages: {en: {title: E}, zh: {title: 题, params: {description: 述}}}",
            ("题", "述", "zh"),
        ),
        ("languages: {zh-cn: {title: 题, languageCode: zh-CN}}", ("题", "", "zh-CN")),
    ],
)
def test_what_hugo_says_in_its_default_language(
    site: Any, config: str, said: tuple[str, ...]
) -> None:
    found = site({"hugo.yaml": f"baseURL: /\n{config}", "content/a.md": POST})[0].site
    assert (found.title, found.description, found.language) == said


def test_options_come_before_the_configuration(site: Any) -> None:
    files = {
        "_config.yml": "url: https://u.example/x\nname: N\ndescription: D\ntimezone: Asia/Tokyo\n"
        "lang: ja",
        "_posts/2024-01-02-a.md": POST,
    }
    found = site(files)[0].site
    assert (found.title, found.description, found.language) == ("N", "D", "ja")
    assert (found.url, found.base_path, found.timezone) == ("https://u.example", "/x", "Asia/Tokyo")
    found = site(files, site_url="https://o.example", timezone="UTC", timezone_given=True)[0].site
    assert (found.url, found.base_path, found.timezone) == ("https://o.example", "", "")
    files["_config.yml"] = "timezone: Mars/Base"
    assert site(files)[0].site.timezone == ""
    files["newsdb.yml"] = "timezone: Europe/Paris\nurl: https://n.example"
    assert site(files, timezone="UTC", timezone_given=True)[0].zone == "UTC"
    found = site(files)[0]
    assert (found.zone, found.site.url) == ("Europe/Paris", "https://n.example")


@pytest.mark.parametrize(
    ("files", "title"),
    [
        (
            {
                "_config.yml": "title: Hexo\nurl: http://example.com\npublic_dir: x",
                "source/_posts/a.md": POST,
            },
            "",
        ),
        (
            {
                "_config.yml": "title: Hexo for you\nurl: http://yoursite.com\npublic_dir: x",
                "source/_posts/a.md": POST,
            },
            "Hexo for you",
        ),
        (
            {
                "hugo.toml": "title='My New Hugo Site'\nbaseURL='https://example.org/'",
                "content/a.md": POST,
            },
            "",
        ),
        (
            {
                "_config.yml": "title: Your awesome title\ndescription: >-\n  Write an awesome "
                "description for your new site here. You can edit\n  this line.\n",
                "_posts/2024-01-02-a.md": POST,
            },
            "",
        ),
    ],
)
def test_what_a_new_site_says_before_its_author_does(
    site: Any, files: dict[str, str], title: str
) -> None:
    generator, results = site(files)
    found = generator.site
    assert (found.title, found.description, found.url) == (title, "", "")
    assert only(results).url is None


def test_hugo_is_built_for_production(site: Any) -> None:
    generator, _ = site(
        {
            "config/_default/hugo.toml": 'title = "T"\n[permalinks]\na = "/x/"\nb = "/b/:title/"\n',
            "config/production/hugo.toml": 'baseURL = "https://h.example/"\n',
            "config/production/permalinks.toml": 'a = "/a/:title/"\n',
            "config/staging/hugo.toml": 'title = "Staging"\n',
            "content/a/b.md": POST,
        }
    )
    assert (generator.site.title, generator.site.url) == ("T", "https://h.example")
    assert generator.site.config["permalinks"] == {"a": "/a/:title/", "b": "/b/:title/"}
