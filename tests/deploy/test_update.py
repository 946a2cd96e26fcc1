"""`deploy/update`: new posts on a public site that people read all the while."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.deploy.behind_nginx import Site, needs_nginx, public_site
from tests.paths import TOP

NEW = """---
title: 新来的消息
date: 2026-11-23 08:00:00 +0800
---
昨夜没有发生什么。
"""
READERS = 3
PATHS = (
    "/",
    "/article/2021-12-01-init",
    "/article/2021-12-01-init.json",
    "/sitemap.xml",
    "/-/health",
)


@dataclass
class Reading:
    """People who ask for page after page, none of them kept, and what they got."""

    site: Site
    answered: int = 0
    wrong: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def read(self, reader: int) -> None:
        connection = self.site.connect()
        number = 0
        while not self.done.is_set():
            number += 1
            path = f"{PATHS[number % len(PATHS)]}?reader={reader}&number={number}"
            try:
                connection.request("GET", path)
                response = connection.getresponse()
                body = response.read()
            except (OSError, HTTPException) as error:
                self.wrong.append(f"{path}: {error!r}")
                connection = self.site.connect()
                continue
            self.answered += 1
            time.sleep(0.005)  # the servers share this machine's cores with their readers
            if response.status != 200 or not body:
                self.wrong.append(f"{path}: {response.status} {body[:100]!r}")
            if response.headers["Connection"] == "close":
                connection = self.site.connect()

    def follow(self) -> None:
        """Take the whole archive as a stream, again and again; the last post must be there."""
        connection = self.site.connect()
        for year in range(1500, 2000):
            if self.done.is_set():
                break
            connection.request("GET", f"/data/posts.ndjson?since={year}-01-01")
            response = connection.getresponse()
            lines = response.read().splitlines()
            self.answered += 1
            if response.status != 200 or not lines[-1].endswith(b"}"):
                self.wrong.append(f"stream: {response.status} {lines[-1:]}")
            time.sleep(0.3)


def update(site: Site, source: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "NEWSDB": f"{sys.executable} -m newsdb",
        "NEWSDB_FOLDER": f"{site.folder}",
        "NEWSDB_RESTART": f"{site.folder}/restart ",
        "NEWSDB_PORTS": " ".join(f"{port}" for port in site.ports),
        **more,
    }
    command = [TOP / "deploy" / "update", source, "--no-split", "--quiet"]
    return subprocess.run(
        command, env=environment, cwd=TOP, capture_output=True, text=True, timeout=600
    )


@needs_nginx
def test_not_one_request_fails(news_db: Path, tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    shutil.copytree(TOP / "posts", posts)
    folder = tmp_path / "site"
    folder.mkdir()
    with public_site(folder, news_db) as site:
        assert site.ask("/article/2026-11-23-new")[0].status == 404
        before = {(folder / f"{port}.pid").read_text() for port in site.ports}
        (posts / "_posts" / "2026-11-23-new.md").write_text(NEW, encoding="utf-8")
        reading = Reading(site)
        readers = [threading.Thread(target=reading.read, args=(n,)) for n in range(READERS)]
        readers.append(threading.Thread(target=reading.follow))
        for reader in readers:
            reader.start()
        try:
            done = update(site, posts)
            time.sleep(0.5)
        finally:
            reading.done.set()
            for reader in readers:
                reader.join(timeout=60)

        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.endswith(" posts)\nupdate: done\n")
        assert reading.wrong == []
        assert reading.answered > 200
        after = {(folder / f"{port}.pid").read_text() for port in site.ports}
        assert before.isdisjoint(after)
        for number in range(4):  # from either server
            response, body = site.ask(f"/article/2026-11-23-new?{number}")
            assert response.status == 200
            assert "昨夜没有发生什么。" in body.decode()
        assert site.ask("/news.db")[1] == (folder / "news.db").read_bytes()

        again = update(site, posts)
        assert (again.returncode, again.stdout) == (0, "update: nothing has changed\n")
        assert after == {(folder / f"{port}.pid").read_text() for port in site.ports}
        assert not (folder / "next.db").exists()


@pytest.fixture
def at_rest(news_db: Path, tmp_path: Path) -> Site:
    """A folder with a database, and servers that nobody may restart."""
    shutil.copy(news_db, tmp_path / "news.db")
    return Site(tmp_path)


def test_a_load_that_fails_changes_nothing(at_rest: Site) -> None:
    before = (at_rest.folder / "news.db").read_bytes()
    done = update(at_rest, at_rest.folder / "nowhere", NEWSDB_RESTART="false ")
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert (at_rest.folder / "news.db").read_bytes() == before


def test_a_file_that_is_not_whole_is_not_served(at_rest: Site) -> None:
    before = (at_rest.folder / "news.db").read_bytes()
    newsdb = at_rest.folder / "newsdb"
    newsdb.write_text('#!/bin/sh\n[ "$1" = load ] && { rm "$7"; echo broken >"$7"; } || exit 1\n')
    newsdb.chmod(0o755)
    done = update(at_rest, TOP / "posts", NEWSDB=f"{newsdb}", NEWSDB_RESTART="false ")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert (at_rest.folder / "next.db").read_text() == "broken\n"
    assert (at_rest.folder / "news.db").read_bytes() == before


def test_one_update_at_a_time(at_rest: Site) -> None:
    lock = at_rest.folder / "update.lock"
    with subprocess.Popen(["flock", "--no-fork", lock, "sleep", "30"]) as holding:
        while not lock.exists() or not subprocess.run(["flock", "-n", lock, "true"]).returncode:
            time.sleep(0.05)
        done = update(at_rest, TOP / "posts")
        holding.kill()
    assert (done.returncode, done.stderr) == (2, "update: another update is running\n")
