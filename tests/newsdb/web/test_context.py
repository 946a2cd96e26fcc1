"""What all pages share: the language, the site's name, and what does not depend on the reader."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

from newsdb.commands.prepare import instance, prepared
from newsdb.web.context import site_in, versions
from tests.clients import CC0, soup_of, texts


async def test_pages_in_both_languages(datasette: Datasette) -> None:
    for path in ("/", "/securities", "/month/2022-03", "/article/none", "/security/609011.SH"):
        for language, tag in (("zh", "zh-Hans"), ("en", "en")):
            response = await datasette.client.get(path, headers={"Accept-Language": language})
            soup = BeautifulSoup(response.text, "html5lib")
            assert soup.html["lang"] == tag
            other = soup.select_one(".ways a[hreflang]")
            assert other["hreflang"] != tag
            assert json.dumps(other["href"]) in ('"?lang=en"', '"?lang=zh"')


@pytest.mark.parametrize(
    ("language", "title", "begin"),
    [
        ("zh", "开放新闻档案", "一份虚构的中文财经新闻档案，"),
        ("en", "A news archive as open data", "Financial news in Chinese, "),
    ],
)
async def test_the_site_is_named_in_the_readers_language(
    datasette: Datasette, language: str, title: str, begin: str
) -> None:
    soup = await soup_of(datasette, f"/?lang={language}")
    assert (
        texts(soup, "h1") == texts(soup, "head title") == texts(soup, ".masthead .name") == [title]
    )
    [description] = soup.select('meta[name="description"]')
    assert description["content"].startswith(begin)
    assert texts(soup, ".description") == [description["content"]]
    article = await soup_of(datasette, f"/article/-202205262391920486?lang={language}")
    [name] = article.select('meta[property="og:site_name"]')
    assert name["content"] == title
    for page in (soup, article):
        [license] = page.select('.colophon a[rel="license"]')
        assert license["href"] == "https://creativecommons.org/publicdomain/zero/1.0/"


async def test_files_for_programs_do_not_depend_on_the_language(datasette: Datasette) -> None:
    for language in ("zh", "en"):
        headers = {"Accept-Language": language}
        for path, key in (("/data/datapackage.json", "title"), ("/data/croissant.json", "name")):
            answer = (await datasette.client.get(path, headers=headers)).json()
            assert answer[key] == "A news archive as open data"
        llms = await datasette.client.get("/llms.txt", headers=headers)
        assert llms.text.startswith("# A news archive as open data\n\n> Financial news in Chinese,")
        feed = (await datasette.client.get("/feed.json", headers=headers)).json()
        assert (feed["title"], feed["language"]) == ("开放新闻档案", "zh-Hans")
        assert feed["description"].startswith("一份虚构的中文财经新闻档案，")


async def test_one_title_does_for_all_languages(news_db: Path, tmp_path: Path) -> None:
    (tmp_path / "metadata.json").write_text('{"title": "Only this"}', encoding="utf-8")
    with prepared(news_db, ["--metadata", f"{tmp_path / 'metadata.json'}"]) as context:
        bare = instance(context)
        for language in ("zh", "en"):
            assert texts(await soup_of(bare, f"/?lang={language}"), "h1") == ["Only this"]
        feed = (await bare.client.get("/feed.json")).json()
        assert (feed["title"], "description" in feed) == ("Only this", True)
        assert (await bare.client.get("/data/datapackage.json")).json()["title"] == "Only this"


class Linking:
    """A plugin with a link for the menu."""

    __name__ = "linking"

    @hookimpl
    def menu_links(self) -> list[dict[str, str]]:
        return [{"href": "/elsewhere", "label": "<Elsewhere>"}]


@pytest.fixture
def linking(news_db: Path) -> Iterator[Datasette]:
    plugin = Linking()
    pm.register(plugin)
    with prepared(news_db) as context:
        yield instance(context)
    pm.unregister(plugin)


@pytest.mark.parametrize("path", ["/", "/news", "/article/-202205262391920486"])
async def test_links_of_plugins_stand_in_the_menu(linking: Datasette, path: str) -> None:
    soup = await soup_of(linking, path)
    links = {link.get_text(): link["href"] for link in soup.select(".ways a")}
    assert links["<Elsewhere>"] == "/elsewhere"


def test_what_metadata_says_of_the_site(datasette: Datasette) -> None:
    site = site_in(datasette, "en", False)
    assert (site.license, site.license_url, site.publisher, site.contact) == (
        datasette.metadata("license"),
        CC0,
        datasette.metadata("about") or "",
        datasette.metadata("about_url") or "",
    )
    bare = site_in(Datasette([]), "en", False)
    assert (bare.license, bare.license_url, bare.publisher, bare.contact) == ("", "", "", "")
    given = {"about": "Ann", "about_url": "mailto:ann@a.example"}
    named = site_in(Datasette([], metadata=given), "en", False)
    assert (named.publisher, named.contact) == ("Ann", "mailto:ann@a.example")


def test_the_version_of_a_file_is_that_of_its_content(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_bytes(b"abc")
    (tmp_path / "folder").mkdir()
    assert versions((f"{tmp_path}",)) == {"a.js": "ba7816bf"}


async def test_the_same_page_in_the_other_language(datasette: Datasette) -> None:
    for path, url in (
        ("/search?q=a&lang=en&_lang=zh", "?q=a&lang=zh"),
        ("/news/posts?q=&_lang=en", "?q=&_lang=zh"),
        ("/-/versions?_lang=en", "?_lang=zh"),
    ):
        soup = await soup_of(datasette, path)
        assert soup.select_one(".ways a[hreflang]")["href"] == url  # type: ignore[index]
