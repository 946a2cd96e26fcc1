"""Builds a real site with its own generator, and counts the posts that newsdb reads otherwise.

    python -m tests.oracles.compare_site SITE [--show FIELD]

SITE is a directory or a bare git repository of a Jekyll, Hugo or Hexo site. A copy of it is built
without its theme: with a layout that prints nothing but the content. Plugins and includes that a
Jekyll site has of its own stay; shortcodes of Hugo that newsdb does not know print what is between
them. Hexo must be installed: `npm ci --prefix tests/oracles/hexo`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

from loaders.generators import generator_for
from loaders.generators.hugo import CONTENT_SUFFIXES
from loaders.generators.titles import plain_title
from loaders.sources.directory import Directory
from loaders.sources.git import Git, is_bare_repository
from newsdb.models import Options, Post, RawPost
from tests.oracles.sites import LINE_NUMBERS, Page, convert_site, hexo_posts, page_of, same_time
from tests.oracles.test_hugo import LIST

SAID = ("difference", "template", "date", "front matter", "conversion", "duplicate key")
FIELDS = ("existence", "title", "date", "tags", "categories", "summary", "links", "images")
NOT_BUILT = {"plugins": [], "gems": [], "whitelist": [], "safe": False, "incremental": False}
OF_HUGO = frozenset("figure gist highlight param ref relref tweet vimeo youtube".split())
THEME = re.compile(r"^(?:remote_)?theme:.*$", re.MULTILINE)
SYMBOL = re.compile(r"^(\s*\w+:\s+)(:\S+)\s*$", re.MULTILINE)
FRONT_MATTER = re.compile(r"---\s*\n.*?^---\s*\n", re.DOTALL | re.MULTILINE)
SHORTCODE = re.compile(r"\{\{[<%]\s*(/?)\s*([\w/.-]+)")


def copy_of(site: Path, target: Path) -> Path:
    """Return a copy of a site's files: of a directory, or of the newest commit of a repository."""
    if not is_bare_repository(site):
        return Path(shutil.copytree(site, target, symlinks=True))
    source = Git(site)
    # A shallow or partial clone may lack some large files.
    for raw in source.read(source.paths()):
        path = target / raw.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw.content if isinstance(raw, RawPost) else b"")
    return target


def build_jekyll(root: Path, source: Path, dump: Path, zone: str) -> list[dict[str, Any]]:
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
    # Pages are only linked to; what is on them often needs a theme.
    for path in [*source.rglob("*.html"), *source.rglob("*.xml"), *source.rglob("*.md")]:
        local = path.relative_to(source).parts
        if not any(part.startswith("_") for part in local[:-1]):
            text = path.read_text("utf-8", "replace")
            head = FRONT_MATTER.match(text)
            path.write_text(head[0] if head else "", "utf-8")
    plugins = root / "_plugins"
    plugins.mkdir(exist_ok=True)
    for path in plugins.glob("*.rb"):
        if "Bundler" in path.read_text("utf-8", "replace"):
            path.unlink()
    shutil.copy(Path(__file__).parent / "jekyll_dump.rb", plugins / "dump.rb")
    command = ["jekyll", "build", "--quiet", "-s", str(source), "-d", str(root.parent / "out")]
    command += ["--config", f"{config},{more}", "-p", str(plugins)]
    # Times without a zone are the computer's where the configuration has none.
    built(command, {"DUMP": str(dump), "LANG": "C.UTF-8", "TZ": zone})
    prefix = source.relative_to(root).as_posix()
    posts: list[dict[str, Any]] = json.loads(dump.read_text("utf-8"))
    for post in posts:
        post["path"] = post["path"] if prefix == "." else f"{prefix}/{post['path']}"
    return [post for post in posts if post["collection"] == "posts"]


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
    for name, closes in used.items():
        if name not in OF_HUGO:
            path = kept / f"{name}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("{{ .Inner }}" if closes else "", "utf-8")
    shutil.rmtree(root / "themes", ignore_errors=True)
    shutil.rmtree(root / "layouts", ignore_errors=True)
    for theme in themes:
        (root / "themes" / theme).mkdir(parents=True)
    layouts = root / "layouts" / "_default"
    layouts.mkdir(parents=True)
    if kept.exists():
        kept.rename(root / "layouts" / "shortcodes")
    (layouts / "single.html").write_text("{{ .Content }}", "utf-8")
    (layouts / "list.html").write_text(LIST, "utf-8")
    command = ["hugo", "--quiet", "-s", str(root), "-d", str(root.parent / "out")]
    command += [
        "--disableKinds",
        "taxonomy,term,RSS,sitemap,404,robotsTXT",
        "--ignoreVendorPaths",
        "**",
    ]
    built(command, {})
    out = root.parent / "out"
    found = []
    for home in [out / "index.html", *out.glob("*/index.html")]:
        try:
            listed = json.loads(home.read_text("utf-8"))
        except ValueError:
            continue
        found += [each for each in listed if isinstance(each, dict) and "html" in each]
    return list({post["path"]: post for post in found}.values())


def build_hexo(root: Path, dump: Path, zone: str) -> list[dict[str, Any]]:
    """Return Hexo's posts of a site."""
    for path in [*root.glob("source/*/**/*"), *root.glob("source/*.*")]:
        if path.is_file() and "_posts" not in path.parts:
            path.unlink()
    return hexo_posts(root, dump, zone)


def built(command: list[str], environment: dict[str, str]) -> None:
    """Run a generator. Exits if it fails."""
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stdout[:1000]}{done.stderr[:1000]}")


def words(text: str) -> list[str]:
    """Return the words of a plain text or of HTML, as Page has them."""
    return Page(text).words


def differences(
    expected: dict[str, Any],
    post: Post,
    home: str,
    articles: dict[str, str],
    files: dict[str, str],
) -> dict[str, tuple[Any, Any]]:
    """Return the fields in which a post differs: what its generator says, and what newsdb says."""
    page = urljoin(home, expected["url"])

    def resolved(links: list[str]) -> Counter[str]:
        found = Counter[str]()
        for link in links:
            if link.startswith("#") or not urljoin(page, link).startswith(("http:", "https:")):
                continue
            address = unquote(urljoin(page, link).partition("#")[0])
            address += "/" * (address.count("/") == len(("https:", "")))  # as browsers write a host
            by_file = files.get(address.rpartition("/")[2])
            found[articles.get(address) or by_file or address] += 1
        return found

    theirs, ours = Page(LINE_NUMBERS.sub("", expected["html"])), page_of(post.body)
    title = plain_title(" ".join(expected["title"].split()))
    by_hand = (
        expected.get("excerpt") or expected.get("summary_by_hand") or expected.get("description")
    )
    summary = words(by_hand or LINE_NUMBERS.sub("", expected["summary"]))
    if not by_hand and (not summary or summary == theirs.words):
        summary = words(post.summary)  # newsdb has always one, but never the whole text
    pairs = {
        "title": (title or post.title, post.title),
        "date": (expected["date"] or None, post.published_utc),
        "tags": (sorted(set(listed(expected["tags"]))), sorted(post.tags)),
        "categories": (sorted(set(listed(expected["categories"]))), sorted(post.categories)),
        "summary": (summary, words(post.summary)),
        "links": (resolved(theirs.links), resolved(ours.links)),
        "images": (resolved(theirs.images), resolved(ours.images)),
    }
    return {
        name: (first, second)
        for name, (first, second) in pairs.items()
        if not (same_time(first, second) if name == "date" else first == second)
    }


def listed(value: Any) -> list[str]:
    """Return names, of which a generator may have one alone."""
    return [value] if isinstance(value, str) else [f"{each}" for each in value or ()]


def main() -> None:
    """Compare a site, and print how many posts are the same."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("--show", choices=FIELDS)
    parser.add_argument("--limit", type=int, default=10)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        root = copy_of(arguments.site, Path(directory) / "site")
        source = Directory(root)
        generator = generator_for(source, source.paths(), Options())
        site = generator.site
        home = site.url or "https://site.example"
        converted = convert_site(root, site_url=home + site.base_path)
        top = root / site.root
        dump = Path(directory) / "dump.json"
        if site.generator == "jekyll":
            reference = build_jekyll(top, top / site.content, dump, generator.zone)
        elif site.generator == "hugo":
            reference = build_hugo(top, listed(site.config.get("theme")))
        elif site.generator == "hexo":
            reference = build_hexo(top, dump, generator.zone)
        else:
            sys.exit(f"{arguments.site} is a site of {site.generator}")
    posts = {each.path: each.post for each in converted if each.post}
    # What the load itself says that the generator would have done otherwise.
    said = {each.path for each in converted if any(one.kind in SAID for one in each.problems)}
    base = "" if site.generator == "hugo" else site.base_path
    for each in reference:
        each["url"] = base + each["url"]
    expected = {site.root + each["path"]: each for each in reference}
    articles = {
        unquote(urljoin(home, each["url"])): f"{home}/article/{posts[path].slug}"
        for path, each in expected.items() if path in posts
    }  # fmt: skip
    # newsdb leads a link to the file of a post to its article.
    files = {path.rpartition("/")[2]: f"{home}/article/{post.slug}" for path, post in posts.items()}
    counts = Counter[str]()
    different = {
        path: {"existence": (path in expected, path in posts)}
        for path in expected.keys() ^ posts.keys()
    }
    for path in expected.keys() & posts.keys():
        if found := differences(expected[path], posts[path], home, articles, files):
            different[path] = found
    for fields in different.values():
        counts.update(fields.keys())
    total = len(expected.keys() | posts.keys())
    same = total - len(different)
    known = sum(path in said for path in different)
    print(
        f"{site.generator}: {same:,} of {total:,} posts are the same ({same / total:.1%}); "
        f"newsdb problems has {known:,} of the others ({(same + known) / total:.1%})"
    )
    print("  " + ", ".join(f"{name} {1 - counts[name] / total:.1%}" for name in FIELDS))
    shown = [
        (path, each)
        for path, each in sorted(different.items())
        if arguments.show in each and path not in said
    ]
    for path, each in shown[: arguments.limit]:
        theirs, ours = each[arguments.show]
        if isinstance(theirs, Counter):
            theirs, ours = theirs - ours, ours - theirs
        print(f"{path}\n    - {theirs}\n    + {ours}")


if __name__ == "__main__":
    main()
