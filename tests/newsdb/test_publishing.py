"""Somebody's own posts are published as theirs: nothing of the sample is said of them."""

import re
import shutil
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from newsdb.commands.serve import missing_settings
from tests.conftest import load

POSTS = {
    "2024-05-01-hello.md": "---\ntitle: Hello from the garden\ntags: [garden]\n---\nThis is the "
    "first post of the year, and it is about the garden that we planted with the children.\n",
    "2024-05-08-script.md": "---\ntitle: A small script\n---\nTo water the beds, this is the "
    "script that I run from the shed. You will have to change it for your board.\n",
}
PATHS = (
    *("/?lang=en", "/data?lang=en", "/article/2024-05-01-hello?lang=en"),
    *("/search?q=garden&lang=en", "/trends?lang=en", "/compare?lang=en", "/archive?lang=en"),
    *("/tags?lang=en", "/tag/garden?lang=en", "/archive?q=2024&lang=en", "/month/2024-05?lang=en"),
    *("/data/tables?lang=en", "/data/months?lang=en"),
    *("/data/croissant.json", "/data/datapackage.json", "/llms.txt", "/feed.xml", "/feed.json"),
    *("/news?lang=en", "/news/posts?lang=en", "/news.json", "/robots.txt", "/openapi.json"),
    *("/sitemap.xml", "/opensearch.xml"),
)
FALSE = ("CC0", "publicdomain", "invented", "news archive as open data")
HAN = re.compile("[\u4e00-\u9fff]|\\\\u[4-9][0-9a-f]{3}")
CONFIG = "title: Ann's garden\ndescription: Notes on beans.\nurl: https://ann.example\n"


def blog(folder: Path, **files: str) -> Path:
    (folder / "ann" / "_posts").mkdir(parents=True)
    for name, text in POSTS.items():
        (folder / "ann" / "_posts" / name).write_text(text, encoding="utf-8")
    for name, text in files.items():
        (folder / "ann" / f"{name}.yml").write_text(text, encoding="utf-8")
    return load(folder / "ann", folder / "news.db")


async def answers(datasette: Datasette) -> dict[str, str]:
    found = {}
    for path in PATHS:
        response = await datasette.client.get(path)
        assert response.status_code == 200, path
        found[path] = response.text
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("files", "title"), [({}, "ann"), ({"_config": CONFIG}, "Ann's garden")])
async def test_a_blog_without_settings(tmp_path: Path, files: dict[str, str], title: str) -> None:
    with prepared(blog(tmp_path, **files)) as context:
        site = instance(context)
        found = await answers(site)
        feed = (await site.client.get("/feed.json")).json()
        croissant = (await site.client.get("/data/croissant.json")).json()
        package = (await site.client.get("/data/datapackage.json")).json()
        unset = missing_settings(site)
    for path, text in found.items():
        assert [each for each in FALSE if each in text] == [], path
        # The link to the Chinese pages is the only Chinese.
        others = text.replace('lang="zh-Hans" hreflang="zh-Hans">中文', "")
        assert "zh-Hans" not in others, path
        assert HAN.search(others) is None, path
        assert 'rel="license"' not in text, path
    assert {feed["title"], croissant["name"], package["title"]} == {title}
    assert (feed["language"], croissant["inLanguage"]) == ("en", "en")
    assert "license" not in croissant and "licenses" not in package
    assert "none is stated" in found["/llms.txt"]
    assert "/securities" not in found["/?lang=en"].partition("</nav>")[0]
    missing = "license" if files else "description, license"
    assert unset == f"The site is called {title!r} and has no {missing}; set it in newsdb.yml"


async def test_settings_beside_the_database_and_in_the_source(tmp_path: Path) -> None:
    database = blog(tmp_path, newsdb="title: In the source\nlicense: MIT\n")
    with prepared(database) as context:
        package = await instance(context).client.get("/data/croissant.json")
        assert package.json()["name"] == "In the source"
        assert package.json()["license"] == "MIT"
    (tmp_path / "newsdb.yml").write_text("title: Mine\nlicense_url: https://a.example/l\n")
    with prepared(database) as context:
        data = (await instance(context).client.get("/data/croissant.json")).json()
        assert (data["name"], data["license"]) == ("Mine", "https://a.example/l")


async def test_a_licence_of_one_source_is_not_that_of_another(tmp_path: Path) -> None:
    database = blog(tmp_path, newsdb="title: A\nlicense: MIT\n")
    (tmp_path / "other").mkdir()
    shutil.copy(tmp_path / "ann/_posts/2024-05-01-hello.md", tmp_path / "other/2024-05-02-x.md")
    load(tmp_path / "other", database)
    with prepared(database) as context:
        site = instance(context)
        assert site.metadata("license") is None
        assert site.metadata("title") == tmp_path.name


async def test_the_sample_says_what_it_is(datasette: Datasette) -> None:
    found = await answers_of_the_sample(datasette)
    assert all("CC0" in found[path] for path in ("/?lang=en", "/llms.txt", "/feed.xml"))
    assert "A news archive as open data" in found["/?lang=en"]
    assert "/securities" in found["/?lang=en"].partition("</nav>")[0]


async def answers_of_the_sample(datasette: Datasette) -> dict[str, str]:
    paths = ("/?lang=en", "/llms.txt", "/feed.xml")
    return {path: (await datasette.client.get(path)).text for path in paths}
