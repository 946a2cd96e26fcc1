"""Colours, logo, style sheet and pages of the publisher's; sections that follow the data."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from newsdb import publication
from newsdb.commands.prepare import inspect, instance, prepared
from newsdb.exceptions import SettingsError
from newsdb.generations import FollowingDatabase
from newsdb.publication import Asset, read_file, read_publication, set_colors
from newsdb.settings import read_settings
from tests.conftest import PATIENT, load

POST = (
    "---\ntitle: Hello from the garden\ntags: [garden]\n---\nThis is the first post of the year.\n"
)
SETTINGS = """
title: Ann's garden
language: en
colors: {accent: "#2f6b2f", paper: white}
dark_colors: {accent: "#9dcf9a"}
publisher: Ann Example
contact: mailto:ann@example.org
logo: images/logo.svg
css: mine.css
pages:
  - {title: About me, file: about.md}
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def blog(folder: Path, settings: str) -> Path:
    (folder / "ann" / "_posts").mkdir(parents=True)
    (folder / "ann" / "_posts" / "2024-05-01-hello.md").write_text(POST, encoding="utf-8")
    (folder / "images").mkdir()
    (folder / "images" / "logo.svg").write_text(SVG, encoding="utf-8")
    (folder / "mine.css").write_text("h1 { color: green }\n", encoding="utf-8")
    (folder / "about.md").write_text("I am *Ann*.<script>alert(1)</script>\n", encoding="utf-8")
    (folder / "secret.md").write_text("Not for readers.\n", encoding="utf-8")
    (folder / "newsdb.yml").write_text(settings, encoding="utf-8")
    return load(folder / "ann", folder / "news.db")


async def menu(datasette: Datasette) -> list[str]:
    """Return the paths that the home page's menu leads to."""
    page = (await datasette.client.get("/")).text
    return [f"{link['href']}" for link in BeautifulSoup(page, "html5lib").select(".ways a")]


async def test_what_a_publisher_adds(tmp_path: Path) -> None:
    with prepared(blog(tmp_path, SETTINGS), PATIENT) as context:
        site = instance(context)
        home = (await site.client.get("/")).text
        soup = BeautifulSoup(home, "html5lib")
        style = f"{soup.select('link[rel=stylesheet]')[1]['href']}"
        logo = f"{soup.select('.masthead .name img')[0]['src']}"
        css = await site.client.get(style)
        image = await site.client.get(logo)
        about = await site.client.get("/page/about")
        missing = [
            (await site.client.get(path)).status_code
            for path in ("/page/secret", "/page/..%2Fsecret", "/logo.png", "/images/logo.svg")
        ]
        sitemap = (await site.client.get("/sitemap.xml")).text
        assert await menu(site) == ["/archive", "/tags", "/trends", "/page/about", "/data", "/news"]
    footer = soup.select_one(".colophon p")
    assert [link["href"] for link in footer("a")][2:] == [
        "/page/about",
        "mailto:ann@example.org",
    ]
    assert footer.get_text().endswith("Contact: Ann Example")
    assert css.text == (
        ":root { --accent: light-dark(#2f6b2f, #9dcf9a); --paper: white; }\nh1 { color: green }\n"
    )
    assert css.headers["content-type"] == "text/css; charset=utf-8"
    assert (image.text, image.headers["content-type"]) == (SVG, "image/svg+xml")
    # Opened as a page of its own, the image runs nothing.
    assert "script-src" not in image.headers["content-security-policy"]
    assert image.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<p>I am <em>Ann</em>.alert(1)</p>" in about.text
    assert missing == [404] * 4
    assert "<loc>http://localhost/page/about</loc>" in sitemap


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("logo: ../logo.svg", "../logo.svg is not below the directory"),
        ("logo: /etc/logo.svg", "/etc/logo.svg is not below the directory"),
        ("logo: news.db", "news.db does not end in .avif, "),
        ("css: none.css", "none.css cannot be read: No such file or directory"),
        ("pages: [{title: A, file: a/x.md}, {title: B, file: x.md}]", "cannot be read"),
        ("colors: {accent: 'red; } body { display: none'}", "is not a colour such as green"),
        ("colors: {acent: red}", "'acent' is none of 'accent', "),
        (
            "pages: [{title: A, file: a.md, name: x}]",
            "there is no setting 'name'; there are title, file",
        ),
        ("sections: {blog: no}", "'blog' is none of 'archive', "),
        (
            "sources: [{posts: x, feed: y}]",
            "needs exactly one of posts, history, feed, jsonl, csv, sqlite",
        ),
        ("sources: [{feed: y, ref: main}]", "has ref, which is for posts and history"),
    ],
)
def test_mistakes(tmp_path: Path, settings: str, message: str) -> None:
    with pytest.raises(SettingsError) as raised:
        path = tmp_path / "newsdb.yml"
        path.write_text(f"title: A\n{settings}\n", "utf-8")
        read_publication(read_settings(path), path)
    assert message in str(raised.value)
    assert str(raised.value).startswith(f"{tmp_path / 'newsdb.yml'}:2: ")


async def test_sections_can_be_hidden(tmp_path: Path) -> None:
    settings = "language: en\nsections: {tags: no, archive: no, charts: no}\n"
    with prepared(blog(tmp_path, settings), PATIENT) as context:
        site = instance(context)
        assert await menu(site) == ["/data", "/news"]
        assert "/tags<" not in (await site.client.get("/sitemap.xml")).text


async def test_settings_and_sections_follow_a_load(tmp_path: Path) -> None:
    database = blog(tmp_path, "title: Before\nlanguage: en\n")
    post = tmp_path / "ann" / "_posts" / "2024-05-01-hello.md"
    post.write_text(POST.replace("tags", "author"), encoding="utf-8")
    with prepared(database, PATIENT) as context:
        site = instance(context)
        following = site.get_database("news")
        assert isinstance(following, FollowingDatabase)
        assert "/tags" in await menu(site)
        (tmp_path / "newsdb.yml").write_text("title: After\nlanguage: en\n", encoding="utf-8")
        load(tmp_path / "ann", database)
        assert [following.follow(inspect) for _ in range(2)] == [False, True]
        assert await menu(site) == ["/archive", "/trends", "/edits", "/data", "/news"]
        assert "<title>After</title>" in (await site.client.get("/")).text
        assert "After" in (await site.client.get("/news")).text


@pytest.mark.parametrize(("length", "fits"), [(4, True), (5, False)])
def test_how_large_a_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int, fits: bool
) -> None:
    monkeypatch.setattr(publication, "MAX_FILE_BYTES", 4)
    (tmp_path / "a.css").write_bytes(b"x" * length)
    if fits:
        assert read_file(tmp_path, "a.css", ".css") == b"x" * length
        return
    with pytest.raises(SettingsError, match=r"a\.css is larger than"):
        read_file(tmp_path, "a.css", ".css")


def test_the_url_of_a_file_changes_with_its_content() -> None:
    assert Asset(b"abc", "text/css", "/theme.css").url == "/theme.css?v=ba7816bf"


@pytest.mark.parametrize(
    ("light", "dark", "css"),
    [
        ({}, {}, ""),
        ({"ink": "red"}, {}, ":root { --ink: red; }\n"),
        ({}, {"ink": "red"}, ":root { --dark-ink: red; }\n"),
        (
            {"ink": "red", "paper": "white"},
            {"ink": "pink"},
            ":root { --ink: light-dark(red, pink); --paper: white; }\n",
        ),
    ],
)
def test_colours(light: dict[str, str], dark: dict[str, str], css: str) -> None:
    assert set_colors(light, dark) == css
