"""`deploy/Caddyfile` in a real Caddy, before a real server."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.deploy.behind_nginx import free_port
from tests.live import live
from tests.paths import TOP

CADDY = shutil.which("caddy")
CADDYFILE = (TOP / "deploy" / "Caddyfile").read_text(encoding="utf-8")
pytestmark = pytest.mark.skipif(CADDY is None, reason="caddy is not installed")


@pytest.fixture(scope="module")
def site(news_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Caddy without TLS, one of whose two servers is not there."""
    folder = tmp_path_factory.mktemp("caddy")
    address = f"http://127.0.0.1:{free_port()}"
    with live(news_db) as server:
        places = {
            "news.example.org {": f"{address} {{",
            "/opt/newsdb": f"{TOP}",
            "/var/lib/newsdb": f"{news_db.parent}",
            "127.0.0.1:8001": f"127.0.0.1:{free_port()}",
            "127.0.0.1:8002": server.removeprefix("http://"),
        }
        text = CADDYFILE
        for old, new in places.items():
            assert old in text
            text = text.replace(old, new)
        (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n}}\n{text}")
        environment = {**os.environ, "HOME": f"{folder}", "XDG_DATA_HOME": f"{folder}"}
        command = [f"{CADDY}", "run", "--config", folder / "Caddyfile"]
        with (
            (folder / "log").open("w") as log,
            subprocess.Popen(command, env=environment, stderr=log, stdout=log) as caddy,
            httpx.Client(base_url=address, timeout=60) as client,
        ):
            for _ in range(1200):
                with suppress(httpx.TransportError):
                    client.get("/-/health")
                    break
                time.sleep(0.1)
            yield client
            caddy.terminate()


def test_it_is_written_as_caddy_writes_it() -> None:
    assert (
        subprocess.run(
            [f"{CADDY}", "fmt", "-"], input=CADDYFILE, capture_output=True, text=True
        ).stdout
        == CADDYFILE
    )


def test_pages_come_through(site: httpx.Client) -> None:
    for number in range(6):
        assert site.get(f"/article/2021-12-01-init?{number}").status_code == 200
    feed = site.get("/robots.txt", headers={"X-Forwarded-Proto": "https"}).text
    assert feed.splitlines()[-1] == f"Sitemap: {site.base_url}/sitemap.xml"
    page = site.get("/news/posts", headers={"Cookie": "ds_actor=me"})
    assert page.headers["cache-control"] == "max-age=10"
    assert site.options("/news/posts.json").headers["access-control-allow-origin"] == "*"


def test_the_site_can_only_be_read(site: httpx.Client) -> None:
    for path in ("/", "/news.db", "/static/site.css"):
        answer = site.post(path)
        assert (answer.status_code, answer.text) == (405, "This site can only be read.")
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_files_come_from_caddy(site: httpx.Client, news_db: Path) -> None:
    part = site.get("/news.db", headers={"Range": "bytes=0-15"})
    assert (part.status_code, part.content) == (206, b"SQLite format 3\0")
    assert part.headers["content-disposition"] == 'attachment; filename="news.db"'
    assert part.headers["content-type"] == "application/octet-stream"
    assert site.get("/news.db").content == news_db.read_bytes()
    style = site.get("/static/site.css", headers={"Accept-Encoding": "gzip"})
    assert style.headers["content-encoding"] == "gzip"
    assert style.content == (TOP / "static" / "site.css").read_bytes()
    assert site.get("/static/../pyproject.toml").status_code == 404
