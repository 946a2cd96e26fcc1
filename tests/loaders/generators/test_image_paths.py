"""Where generators look for the file of an image."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.generators.image_paths import image_path, is_on_site
from loaders.generators.site import Site
from tests.loaders.test_image_copies import STORED, load, png, rows


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (
            {
                "hugo.toml": 'baseURL = "https://a.example/"\ntitle = "A"',
                "content/posts/trip/index.md": "---\ntitle: T\n---\n![](map.png)![](/logo.png)\n",
                "content/posts/trip/map.png": "",
                "static/logo.png": "",
            },
            {"content/posts/trip/map.png", "static/logo.png"},
        ),
        (
            {
                "_config.yml": "url: https://a.example\npost_asset_folder: true\n",
                "source/_posts/2024-01-02-trip.md": "---\ntitle: T\ndate: 2024-01-02\n---\n"
                "{% asset_img map.png %} ![](/images/logo.png)\n",
                "source/_posts/2024-01-02-trip/map.png": "",
                "source/images/logo.png": "",
            },
            {"source/_posts/2024-01-02-trip/map.png", "source/images/logo.png"},
        ),
        (
            {
                "config.toml": 'base_url = "https://a.example"',
                "content/trip/index.md": "+++\ntitle = 'T'\n+++\n![](map.png) ![](/logo.png)\n",
                "content/trip/map.png": "",
                "static/logo.png": "",
            },
            {"content/trip/map.png", "static/logo.png"},
        ),
        (
            {
                "notes/trip.md": "# T\n\n![](images/map.png) ![](../logo.png) ![](../../x.png)\n",
                "notes/images/map.png": "",
                "logo.png": "",
            },
            {"notes/images/map.png", "logo.png"},
        ),
    ],
    ids=["hugo", "hexo", "zola", "plain"],
)
def test_where_generators_look_for_images(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], found: set[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png() if name.endswith(".png") else text.encode())
    load("site")
    assert {path for _, path, *_ in rows(STORED)} == found


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x.png", True),
        ("https://a.example.net/x.png", False),
        ("https://b.example/x.png", False),
        ("//b.example/x.png", False),
        ("data:image/png;base64,", False),
        ("/x.png", True),
        ("x.png", True),
    ],
)
def test_which_images_are_on_the_site(url: str, expected: bool) -> None:
    assert is_on_site(Site(url="https://a.example"), url) is expected
    assert is_on_site(Site(), url) is (expected and "://" not in url)


@pytest.mark.parametrize(
    ("url", "permalink", "path"),
    [
        ("map.png", None, "c/trip/map.png"),
        ("/2024/map.png", "/2024/trip.html", "c/trip/map.png"),
        ("/2024/trip/map.png", "/2024/trip.html", "c/trip/map.png"),
        ("https://a.example/2024/map.png?v=1#x", "/2024/trip.html", "c/trip/map.png"),
        ("/b/logo.png", "/2024/trip.html", "static/logo.png"),
        ("/logo.png", "/2024/trip.html", "static/logo.png"),
        ("/logo.png", "/", "static/logo.png"),
        ("/logo.png", None, "static/logo.png"),
        ("/map.png", "/2024/trip.html", None),
        ("/a%20b.png", None, "c/a b.png"),
    ],
)
def test_the_file_of_an_image(url: str, permalink: str | None, path: str | None) -> None:
    paths = frozenset({"c/trip/map.png", "static/logo.png", "c/a b.png"})
    site = Site(url="https://a.example", base_path="/b", content="c/", paths=paths)
    assert image_path(site, ("static",), url, "c/trip.md", permalink) == path
