"""Builds real sites with their own generators, and counts the posts that newsdb reads otherwise.

    python -m tests.oracles.compare_site SITE... [--show FIELD]

A SITE is a directory or a bare git repository of a Jekyll, Hugo or Hexo site. Each is a row of the
table in docs/generators.md. Hexo must be installed: `npm ci --prefix tests/oracles/hexo`.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatchcase
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

from loaders.generators import Generator, generator_for
from loaders.generators.hugo_summary import CJK
from loaders.generators.links import INVISIBLE
from loaders.generators.titles import plain_title
from loaders.sources.directory import Directory
from newsdb.models import Converted, Options, Post
from tests.oracles.real_sites import BuildError, build, copy_of
from tests.oracles.sites import LINE_NUMBERS, Page, convert_site, page_of, same_time

SAID = ("difference", "template", "date", "front matter", "conversion", "duplicate key")
FIELDS = (
    "existence",
    "title",
    "date",
    "tags",
    "categories",
    "summary",
    "links",
    "images",
    "permalink",
)

# Jekyll puts the notes of a summary below it.
NOTES = re.compile(
    r'<sup id="fnref.*?</sup>|<div class="footnotes".*?</div>',
    re.DOTALL,
)
# Markdown within HTML, which kramdown shows as it is, and CommonMark reads.
UNREAD_IMAGE = re.compile(r"!\[[^\[\]]*\]\(\s*([^()\s]+)[^()]*\)")
UNREAD_LINK = re.compile(
    r"(?<!!)\[(?!https?:|//|www\.)(?:[^\[\]]|!\[[^\[\]]*\]\([^()]*\))*\]\(\s*([^()\s]+)[^()]*\)"
)
HOME = "https://site.example"

Differences = dict[str, tuple[Any, Any]]
"""What the generator says and what newsdb says, by field."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The number of posts of a site, and the differences of those that differ, by path.

    `said` are the paths of those of them for which the load itself says so, in `problems`.
    """

    total: int
    different: dict[str, Differences]
    said: set[str]

    def row(self, name: str, generator: str) -> str:
        """Return the comparison as a row of a Markdown table."""
        counts = Counter(field for each in self.different.values() for field in each)
        same, unsaid = self.total - len(self.different), self.different.keys() - self.said
        cells = [name, generator, f"{self.total:,}", percent(same, self.total)]
        cells += [percent(self.total - len(unsaid), self.total)]
        return f"| {' | '.join([*cells, *(f'{counts[field] or chr(32)}' for field in FIELDS)])} |"


HEAD = f"""\
| site | generator | posts | equal | or said in `problems` | {" | ".join(FIELDS)} |
| --- | --- | ---: | ---: | ---: |{" ---: |" * len(FIELDS)}"""


def percent(part: int, whole: int) -> str:
    """Return a share with one digit after the point, rounded down: 97.96 % is not 98 %."""
    return f"{part * 1000 // whole / 10 if whole else 0:.1f} %"


def words(text: str) -> list[str]:
    """Return the words of a plain text or of HTML, as Page has them."""
    return Page(text).words


def differences(
    expected: dict[str, Any],
    post: Post,
    home: str,
    articles: dict[str, str],
    files: dict[str, str],
    by_line: bool,
) -> dict[str, tuple[Any, Any]]:
    """Return the fields in which a post differs: what its generator says, and what newsdb says.

    `articles` and `files` have the URL of the article of each URL and of each file's name.
    `by_line` says that the generator takes a line of Chinese for a word.
    """
    page = urljoin(home, expected["url"])

    def resolved(links: list[str]) -> Counter[str]:
        found = Counter[str]()
        for link in (each.lstrip(INVISIBLE).rstrip() for each in links):
            if link.startswith("#") or not urljoin(page, link).startswith(("http:", "https:")):
                continue
            address = unquote(urljoin(page, link).partition("#")[0])
            address += "/" * (address.count("/") == len(("https:", "")))  # as browsers write a host
            by_file = files.get(address.rpartition("/")[2])
            found[articles.get(address) or by_file or address] += 1
        return found

    summed_up = words(escape(post.summary))
    theirs, ours = Page(LINE_NUMBERS.sub("", expected["html"])), page_of(post.body)
    for each in (theirs, ours):
        text = "".join(each.text)
        each.images += UNREAD_IMAGE.findall(text)
        each.links += UNREAD_LINK.findall(text)
    title = plain_title(" ".join(expected["title"].split()))
    by_hand = (
        expected.get("excerpt") or expected.get("summary_by_hand") or expected.get("description")
    )
    summary = words(by_hand or NOTES.sub("", LINE_NUMBERS.sub("", expected["summary"])))
    # newsdb has always one, but never the whole text, nor whole lines of Chinese.
    as_newsdb = not summary or summary == theirs.words or (by_line and CJK.search(post.summary))
    if not by_hand and as_newsdb:
        summary = summed_up
    pairs = {
        "title": (title or post.title, post.title),
        "date": (expected["date"] or None, post.published_utc),
        "tags": (names(expected, "tags", "terms"), names({"": post.tags}, "")),
        "categories": (names(expected, "categories"), names({"": post.categories}, "")),
        # Whether a line end parts words depends on the generator.
        "summary": ("".join(summary), "".join(summed_up)),
        "links": (resolved(theirs.links), resolved(ours.links)),
        "images": (resolved(theirs.images), resolved(ours.images)),
        "permalink": (unquote(expected["url"]), unquote(post.permalink or "")),
    }
    return {
        name: (first, second)
        for name, (first, second) in pairs.items()
        if not (same_time(first, second) if name == "date" else first == second)
    }


def names(expected: dict[str, Any], *keys: str) -> list[str]:
    """Return the names at some keys, sorted, without the comma that Jekyll leaves at their end."""
    found = {name for key in keys for name in listed(expected.get(key))}
    return sorted({name.removesuffix(",") for name in found})


def listed(value: Any) -> list[str]:
    """Return names, of which a generator may have one alone."""
    return [value] if isinstance(value, str) else [f"{each}" for each in value or ()]


def compare(
    generator: Generator, reference: list[dict[str, Any]], converted: list[Converted]
) -> Comparison:
    """Compare what a generator and newsdb made of a site's posts."""
    site = generator.site
    home = site.url or HOME
    posts = {each.path: each.post for each in converted if each.post}
    base = "" if site.generator == "hugo" else site.base_path
    expected = {site.root + each["path"]: each | {"url": base + each["url"]} for each in reference}
    articles = {
        unquote(urljoin(home, each["url"])): f"{home}/article/{posts[path].slug}"
        for path, each in expected.items() if path in posts
    }  # fmt: skip
    # newsdb leads a link to the file of a post to its article.
    files = {path.rpartition("/")[2]: f"{home}/article/{post.slug}" for path, post in posts.items()}
    by_line = site.generator == "hugo" and not generator.config.flag("hascjklanguage")
    different: dict[str, Differences] = {
        path: {"existence": (path in expected, path in posts)}
        for path in expected.keys() ^ posts.keys()
    }
    for path in expected.keys() & posts.keys():
        if found := differences(expected[path], posts[path], home, articles, files, by_line):
            different[path] = found
    # What the load itself says that the generator would have done otherwise.
    said = {each.path for each in converted if any(one.kind in SAID for one in each.problems)}
    return Comparison(len(expected.keys() | posts.keys()), different, said & different.keys())


def show(comparison: Comparison, field: str, limit: int) -> None:
    """Print the posts that differ in a field and of which the load says nothing."""
    shown = [
        (path, each)
        for path, each in sorted(comparison.different.items())
        if field in each and path not in comparison.said
    ]
    for path, each in shown[:limit]:
        theirs, ours = each[field]
        if isinstance(theirs, Counter):
            theirs, ours = theirs - ours, ours - theirs
        print(f"{path}\n    - {theirs}\n    + {ours}")


def leave(root: Path, posts: list[str], patterns: list[str]) -> None:
    """Remove the posts of a site's copy whose path matches none of the patterns."""
    for path in posts:
        if not any(fnmatchcase(path, pattern) for pattern in patterns):
            (root / path).unlink()


def main() -> None:
    """Compare sites, and print a table of how many posts are the same."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("site", type=Path, nargs="+")
    parser.add_argument("--show", choices=FIELDS)
    parser.add_argument("--limit", type=int, default=10)
    parser.add_argument("--only", action="append", help="only posts whose path matches")
    parser.add_argument("--collections", action="store_true", help="Jekyll's collections, too")
    arguments = parser.parse_args()
    include = ("collections",) if arguments.collections else ()
    print(HEAD)
    for path in arguments.site:
        with tempfile.TemporaryDirectory() as directory:
            root = copy_of(path, Path(directory) / "site")
            source = Directory(root)
            generator = generator_for(source, source.paths(), Options(include=include))
            if arguments.only:
                leave(root, generator.posts(source.paths()), arguments.only)
                generator = generator_for(source, source.paths(), Options(include=include))
            site_url = (generator.site.url or HOME) + generator.site.base_path
            converted = convert_site(root, site_url=site_url, include=include)
            try:
                reference = build(root, generator)
            except (BuildError, ValueError) as error:
                print(f"{path}: {error}")
                continue
        comparison = compare(generator, reference, converted)
        name = path.name.removesuffix(".git")
        print(comparison.row(name, generator.site.generator), flush=True)
        if arguments.show:
            show(comparison, arguments.show, arguments.limit)


if __name__ == "__main__":
    main()
