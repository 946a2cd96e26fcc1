"""Sites written into a folder, loaded by newsdb and built by the generator that they are for."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from loaders.parsers.convert import convert_file
from loaders.plan import make_plan
from loaders.sources.directory import Directory
from newsdb.models import Converted, Options, Post
from newsdb.rendering.render import render
from newsdb.text import MEDIA_KINDS

HEXO = Path(__file__).parent / "hexo"
LINE_NUMBERS = re.compile(r'<td class="(?:rouge-gutter|gutter)[^"]*">.*?</td>', re.DOTALL)


def write_site(root: Path, files: dict[str, str]) -> Path:
    """Write a site's files."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def run(command: list[str], environment: dict[str, str]) -> str:
    """Run a generator, which must be installed, and return what it prints."""
    if shutil.which(command[0]) is None:
        pytest.fail(f"{command[0]} is not installed: apt-get install {command[0]}")
    done = subprocess.run(
        command, env={"PATH": "/usr/bin:/bin", **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def hexo_posts(site: Path, dump: Path, zone: str) -> list[dict[str, Any]]:
    """Return the posts that Hexo makes of a site, without plugins but its own for Markdown.

    `zone` is that of the computer, which permalinks depend on.
    """
    if not (HEXO / "node_modules").exists():
        pytest.fail("Hexo is not installed: npm ci --prefix tests/oracles/hexo")
    (site / "node_modules").symlink_to(HEXO / "node_modules")
    plugins = {"hexo": "*", "hexo-renderer-marked": "*"}
    package = {"name": "site", "hexo": {"version": ""}, "dependencies": plugins}
    (site / "package.json").write_text(json.dumps(package), "utf-8")
    run(["node", str(HEXO / "dump.js"), str(site)], {"DUMP": str(dump), "TZ": zone})
    posts: list[dict[str, Any]] = read_json(dump)
    return posts


def load(root: Path, **options: Any) -> dict[str, Post]:
    """Return the posts that newsdb makes of a site, by their path in it."""
    return {each.path: each.post for each in convert_site(root, **options) if each.post}


def convert_site(root: Path, **options: Any) -> list[Converted]:
    """Return what newsdb makes of each file of a site that may be a post."""
    chosen = Options(**options)
    plan = make_plan([Directory(root)], chosen)
    raw = plan.sources[0].read(plan.paths[0])
    return [convert_file(each, chosen, plan.generators[0]) for each in raw]


def same_time(first: str | None, second: str | None) -> bool:
    """Return whether two times in ISO 8601 are the same moment."""
    if first is None or second is None:
        return first == second
    one, other = (datetime.fromisoformat(time.replace("Z", "+00:00")) for time in (first, second))
    return one == other


BARE = ("http://", "https://", "www.", "//")
"""How a link begins that shows its own address."""
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
PARTS = frozenset("br dd div dt li p td th tr".split())
"""Tags between words."""


class Page(HTMLParser):
    """What a reader sees of HTML: words, links and images, but for kramdown's table of contents."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[str] = []
        self.images: list[str] = []
        self._link: tuple[str, int] | None = None
        self._in_media = False
        self._hidden: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        unread = values.get("id") == "markdown-toc" or HIDDEN.search(values.get("style") or "")
        if self._hidden or unread:
            self._hidden += [tag] if tag not in VOID else []
            return
        if tag in ("video", "audio"):
            self._in_media = True
        if tag in PARTS:
            self.text.append("\n")
        if tag == "a" and values.get("href"):
            self._link = values["href"] or "", len(self.text)
        source = values.get("src") or next(iter((values.get("srcset") or "").split()), "")
        if tag == "img" and source:
            self.images.append(source)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            # What is open in a hidden element ends with it.
            while tag in self._hidden and self._hidden.pop() != tag:
                pass
            return
        if tag in ("video", "audio"):
            self._in_media = False
        if tag == "a" and self._link:
            address, start = self._link
            text = "".join(self.text[start:]).lstrip()
            self._link = None
            # A bare URL is a link to some generators, and media are to newsdb, without what
            # browsers show that do not know them.
            if not self._in_media and not text.startswith(BARE) and text[:2] not in MEDIA_KINDS:
                self.links.append(address)

    def handle_data(self, data: str) -> None:
        if not self._hidden and self.cdata_elem is None:
            self.text.append(data)

    @property
    def words(self) -> list[str]:
        """Its words, with quotes and dashes as they are typed."""
        text = "".join(self.text).translate(str.maketrans("“”‘’–—…", "\"\"''---"))
        return re.findall(r"\w+", text)


def page_of(body: str) -> Page:
    """Return the page that newsdb renders of a post's body."""
    return Page(render(body))


def read_json(path: Path) -> Any:
    """Return what a file of JSON holds."""
    return json.loads(path.read_text("utf-8"))
