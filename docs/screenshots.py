"""Retake the screenshots in docs/: `python docs/screenshots.py` (in `make screenshots`).

The sample posts are loaded, served, and looked at with Chromium.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

DOCS = Path(__file__).parent
POSTS = DOCS.parent / "posts"
ARTICLE = "/article/2021-12-31-NW202112312230118463"
PICTURES = {
    "home.png": ("/", 1100, 760, "light"),
    "article.png": (ARTICLE, 1100, 900, "light"),
    "article-phone.png": (ARTICLE, 390, 800, "dark"),
    "search.png": (f"/search?q={quote('储能')}", 1100, 760, "light"),
    "source.png": (f"/source/{quote('瀚海证券报')}", 1100, 760, "light"),
    "security.png": ("/security/609018.SH", 1100, 760, "light"),
}
MAX_BYTES = 250_000
OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def take(browser: Browser, site: str, name: str) -> None:
    """Take one picture: what a window shows of a page."""
    path, width, height, scheme = PICTURES[name]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="zh-CN",
    )
    page = context.new_page()
    response = page.goto(site + path)
    if response is None or not response.ok:
        sys.exit(f"{path} is not there")
    page.screenshot(path=DOCS / name)
    context.close()
    size = (DOCS / name).stat().st_size
    if size > MAX_BYTES:
        sys.exit(f"docs/{name} has {size:,} bytes, more than {MAX_BYTES:,}")
    print(f"docs/{name}: {size:,} bytes")


def main() -> None:
    """Serve the sample posts and take every picture."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("there is no Chromium here (on Debian: apt install chromium)")
    newsdb = [sys.executable, "-m", "newsdb"]
    with TemporaryDirectory() as folder:
        database = f"{folder}/news.db"
        load = [*newsdb, "load", "posts", f"{POSTS}", "--no-split", "--quiet", "--db", database]
        subprocess.run(load, check=True)
        serve = [*newsdb, "serve", "--db", database, "--port", "0"]
        with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
            try:
                line = server.stdout.readline() if server.stdout else ""
                address = re.search(r"http://\S+(?=/ )", line)
                if address is None:
                    sys.exit("newsdb serve did not start")
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
                    for name in PICTURES:
                        take(browser, address[0], name)
                    browser.close()
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
