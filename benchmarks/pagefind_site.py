"""A site that Hugo builds of an archive, with an index of Pagefind in place of a search server."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

FILES = {
    # Only pages of posts: a real site also has lists and feeds.
    "hugo.toml": """
languageCode = "zh"
title = "News"
disableKinds = ["home", "section", "taxonomy", "term", "RSS", "sitemap", "404"]
[markup.goldmark.renderer]
unsafe = true
""",
    "layouts/_default/single.html": """
<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><main data-pagefind-body><h1>{{ .Title }}</h1><time>{{ .Date }}</time>{{ .Content }}</main>
</body></html>
""",
    "static/search.html": """
<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>Search</title></head>
<body><ol class="posts"></ol><script type="module">
const pagefind = await import("/pagefind/pagefind.js");
const found = await pagefind.search(new URLSearchParams(location.search).get("q"));
const first = await found.results[0].data();
document.querySelector(".posts").innerHTML =
  `<li><h3><a href="${first.url}">${first.meta.title}</a></h3><p>${first.excerpt}</p></li>`;
</script></body></html>
""",
}


def write_site(folder: Path, archive: Path) -> Path:
    """Write the site of an archive's posts, and return the directory where it will be built."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), "utf-8")
    shutil.copytree(archive, folder / "content")
    return folder / "public"


def build_commands(site: Path) -> list[list[str]]:
    """Return the commands that build a site and then its index."""
    return [
        ["hugo", "--quiet", "--buildFuture", "--source", f"{site}"],
        [sys.executable, "-m", "pagefind", "--site", f"{site / 'public'}", "--silent"],
    ]


def versions() -> str:
    """Return the versions of both."""
    hugo = subprocess.run(["hugo", "version"], capture_output=True, text=True, check=True).stdout
    pagefind = subprocess.run(
        [sys.executable, "-m", "pagefind", "--version"], capture_output=True, text=True, check=True
    ).stdout
    return f"{hugo.split()[0].title()} {hugo.split()[1]}, {pagefind.strip().title()}"


@contextmanager
def static_server(public: Path, port: int) -> Iterator[str]:
    """Serve a built site on a port, and yield its URL."""
    command = [sys.executable, "-m", "http.server", f"{port}", "--bind", "127.0.0.1"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=public, stdout=quiet, stderr=quiet) as server:
        try:
            for _ in range(100):
                try:
                    HTTPConnection("127.0.0.1", port).request("HEAD", "/")
                    break
                except OSError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
