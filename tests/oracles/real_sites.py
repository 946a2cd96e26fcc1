"""Builds a copy of a real site with its own generator, without its theme.

Each page is built with a layout that prints nothing but the content. Of a Jekyll site's plugins,
those stay that register tags or filters and need no gem; its includes stay. Shortcodes of Hugo that
newsdb does not know print what is between them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from loaders.generators import Generator
from loaders.generators.hugo_content import CONTENT_SUFFIXES
from loaders.sources.git import Git, is_bare_repository
from newsdb.models import RawPost
from tests.oracles.sites import hexo_posts
from tests.oracles.test_hugo import LIST

NOT_BUILT = {"plugins": [], "gems": [], "whitelist": [], "safe": False, "incremental": False}
OF_HUGO = frozenset("figure gist highlight link param ref relref tweet vimeo youtube".split())
THEME = re.compile(r"^(?:remote_)?theme:.*$", re.MULTILINE)
SYMBOL = re.compile(r"^(\s*\w+:\s+)(:\S+)\s*$", re.MULTILINE)
FRONT_MATTER = re.compile(r"---\s*\n.*?^---\s*\n", re.DOTALL | re.MULTILINE)
SHORTCODE = re.compile(r"\{\{[<%]\s*(/?)\s*([\w/.-]+)")
NOT_TEXT = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|ico|pdf|mp[34]|woff2?|ttf|eot|zip|gz)$", re.I)
STYLES = (".scss", ".sass", ".coffee")


class BuildError(Exception):
    """A generator failed; the message has the start of what it printed."""


def copy_of(site: Path, target: Path) -> Path:
    """Return a copy of a site's files: of a directory, or of the newest commit of a repository.

    Images and the like of a repository are empty: a page looks the same with them.
    """
    if not is_bare_repository(site):
        return Path(shutil.copytree(site, target, symlinks=True))
    source = Git(site)
    paths = source.paths()
    for path in filter(NOT_TEXT.search, paths):
        write(target / path, b"")
    # A shallow or partial clone may lack some large files.
    for raw in source.read([path for path in paths if not NOT_TEXT.search(path)]):
        write(target / raw.path, raw.content if isinstance(raw, RawPost) else b"")
    return target


def write(path: Path, content: bytes) -> None:
    """Write a file and the directories above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def build(root: Path, generator: Generator) -> list[dict[str, Any]]:
    """Return what the generator of the site at `root` makes of its posts.

    Raises BuildError if it fails, and ValueError if there is none for such a site.
    """
    site = generator.site
    top = root / site.root
    dump = root.parent / "dump.json"
    if site.generator == "jekyll":
        return build_jekyll(top, top / site.content, dump, generator)
    if site.generator == "hugo":
        theme = site.config.get("theme") or []
        taxonomies = site.config.get("taxonomies")
        others = map(str, taxonomies.values()) if isinstance(taxonomies, dict) else ()
        terms = [each for each in others if each not in ("categories", "authors", "author")]
        themes = [theme] if isinstance(theme, str) else list(map(str, theme))
        found = build_hugo(top, themes)
        for post in found:
            post["terms"] = [name for each in terms for name in post["params"].get(each) or ()]
            del post["params"]
        return found
    if site.generator == "hexo":
        return build_hexo(top, dump, generator.zone)
    raise ValueError(f"newsdb takes it for a site of {site.generator}, which is not built here")


def build_jekyll(
    root: Path, source: Path, dump: Path, generator: Generator
) -> list[dict[str, Any]]:
    """Return Jekyll's posts of a site at `source`, below the directory `root`."""
    more = root.parent / "more.yml"
    more.write_text(json.dumps(NOT_BUILT), "utf-8")
    config = root / "_config.yml"
    # A value with a colon at its start is a symbol, which newer versions of Ruby refuse.
    said = THEME.sub("", config.read_text("utf-8"))
    config.write_text(SYMBOL.sub(r'\1"\2"', said), "utf-8")
    shutil.rmtree(source / "_layouts", ignore_errors=True)
    for name in ("Gemfile", "Gemfile.lock"):
        (root / name).unlink(missing_ok=True)
    # Pages are only linked to; what is on them often needs a theme. So are other collections than
    # the posts, which may have thousands of documents.
    every = "collections" in generator.include
    kept = {"_posts", "_drafts", "_includes", "_data", "_plugins"}
    for path in source.rglob("*.*"):
        local = path.relative_to(source).parts
        hidden = {part for part in local[:-1] if part.startswith("_")}
        if (hidden and (every or hidden & kept)) or not path.is_file():
            continue
        if path.suffix in (".html", ".xml", ".md"):
            head = FRONT_MATTER.match(path.read_text("utf-8", "replace"))
            path.write_text(head[0] if head else "", "utf-8")
        elif path.suffix in STYLES:
            path.write_bytes(b"")
    plugins = root.parent / "plugins"
    plugins.mkdir()
    shutil.copy(Path(__file__).parent / "jekyll_dump.rb", plugins)
    command = ["jekyll", "build", "--quiet", "-s", str(source), "-d", str(root.parent / "out")]
    command += ["--config", f"{config},{more}", "-p", str(plugins)]
    # Times without a zone are the computer's where the configuration has none.
    environment = {"DUMP": str(dump), "PLUGINS": str(root / "_plugins"), "LANG": "C.UTF-8"}
    run_generator(command, {**environment, "TZ": generator.zone})
    prefix = source.relative_to(root).as_posix()
    posts: list[dict[str, Any]] = json.loads(dump.read_text("utf-8"))
    for post in posts:
        post["path"] = post["path"] if prefix == "." else f"{prefix}/{post['path']}"
    return [post for post in posts if every or post["collection"] == "posts"]


def build_hugo(root: Path, themes: list[str]) -> list[dict[str, Any]]:
    """Return Hugo's regular pages of a site."""
    texts = [
        path.read_text("utf-8", "replace")
        for path in (root / "content").rglob("*.*")
        if path.is_file() and path.suffix in CONTENT_SUFFIXES
    ]
    used = {match[2]: False for text in texts for match in SHORTCODE.finditer(text)}
    used |= {match[2]: True for text in texts for match in SHORTCODE.finditer(text) if match[1]}
    kept = root.parent / "shortcodes"
    write(kept / "link.html", b'<a href="{{ .Get 0 }}">{{ .Get 0 }}</a>')
    for name, closes in used.items():
        if name not in OF_HUGO:
            write(kept / f"{name}.html", b"{{ .Inner }}" if closes else b"")
    shutil.rmtree(root / "themes", ignore_errors=True)
    shutil.rmtree(root / "layouts", ignore_errors=True)
    for theme in themes:
        (root / "themes" / theme).mkdir(parents=True)
    layouts = root / "layouts" / "_default"
    layouts.mkdir(parents=True)
    kept.rename(root / "layouts" / "shortcodes")
    (layouts / "single.html").write_text("{{ .Content }}", "utf-8")
    # Only the home page of each language lists all: a site may have a thousand sections.
    (layouts / "list.html").write_text("", "utf-8")
    (root / "layouts" / "index.html").write_text(LIST, "utf-8")
    out = root.parent / "out"
    command = ["hugo", "-s", str(root), "-d", str(out)]
    command += ["--disableKinds", "taxonomy,term,sitemap,404,robotsTXT"]
    # Without this, Hugo leaves out the HTML in Markdown, which newsdb keeps.
    with_html = {"HUGO_MARKUP_GOLDMARK_RENDERER_UNSAFE": "true"}
    environment = {**with_html, "HUGO_REFLINKSERRORLEVEL": "warning", "HUGO_ENABLEGITINFO": "false"}
    run_generator([*command, "--ignoreVendorPaths", "**"], environment)
    found = []
    for home in [out / "index.html", *out.glob("*/index.html")]:
        try:
            listed = json.loads(home.read_text("utf-8"))
        except (OSError, ValueError):
            continue
        found += [each for each in listed if isinstance(each, dict) and "html" in each]
    for post in found:
        post["path"] = Path(post["file"]).relative_to(root).as_posix()
    return list({post["path"]: post for post in found}.values())


def build_hexo(root: Path, dump: Path, zone: str) -> list[dict[str, Any]]:
    """Return Hexo's posts of a site."""
    for path in [*root.glob("source/*/**/*"), *root.glob("source/*.*")]:
        if path.is_file() and "_posts" not in path.parts:
            path.unlink()
    return hexo_posts(root, dump, zone)


def run_generator(command: list[str], environment: dict[str, str]) -> None:
    """Run a generator. Raises BuildError if it fails."""
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True
    )
    if done.returncode:
        raise BuildError(f"{command[0]} failed:\n{done.stdout[:1000]}{done.stderr[:1000]}")
