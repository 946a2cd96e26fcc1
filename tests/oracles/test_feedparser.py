"""feedparser's own test corpus, from its source distribution, as posts.

Skipped if the source distribution of the installed version cannot be downloaded.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tarfile
from collections import Counter
from datetime import timezone
from fnmatch import fnmatch
from pathlib import Path

import feedparser
import pytest

from loaders.dates import parse_date
from loaders.feeds.fetch import Fetched
from loaders.feeds.read import read_feed
from loaders.parsers.dispatch import convert
from newsdb.exceptions import SourceError
from newsdb.models import Options
from tests.oracles.feedparser_corpus import decoded, expectations, is_alike, posts_of

# CDF, Microsoft's Channel Definition Format of 1997, is not read: its channels have no entries.
NOT_READ = "/wellformed/cdf/"
DIFFERENCES = {
    "summary encoding/bozo_linenoise.xml": "Bytes that contradict UTF-8 are read as Windows-1252.",
    "feed.title encoding/x80_[mtv][sci]*.xml": "Neither Python nor browsers know "
    "MS-CYRL, TCVN and VISCII.",
    "author */entry_author_map_author.xml": "An e-mail address is not published.",
    "tags.0.term */entry_category_term*.xml": "The label is for people, the term for programs.",
    "link wellformed/base/http_item_link_base_docuri.xml": "Only a server knows its own URL.",
    "*language wellformed/lang/*_xml_lang_blank*.xml": "Without a language of its own, a post has "
    "that of its feed.",
    "*language wellformed/lang/http_content_language*.xml": "The header says for whom an answer "
    "is, and not what it is written in.",
    "title_detail.language wellformed/lang/entry_title_xml_lang_inherit_?.xml": "A post has one "
    "language: that of its text.",
    "description wellformed/namespace/*svg*.xml": "A drawing in the text is left out, and that "
    "is recorded.",
    "description wellformed/rss/item_description_not_a_doctype2.xml": "A declaration is no text.",
    "* wellformed/sanitize/*_embed.xml": "What would be embedded is linked.",
    "* wellformed/sanitize/*_iframe.xml": "What would be embedded is linked.",
    "* wellformed/sanitize/*_object.xml": "An object that is not closed reaches to the end, and "
    "that it is left out is recorded.",
    "* wellformed/sanitize/item_content_encoded_script_nested_cdata.xml": "What is left of a "
    "broken script is no text.",
}
"""Where a post says something else than feedparser's test expects, by field and file, and why."""

NOT_DATES = {
    *("2003", "2003-12", "-0312", "-03-12", "03-12-31", "031231", "03335"),
    *("2003-012-31T10:14:55+00:00", "Fri, 2006/09/15 08:19:53 EDT"),
    *(f"Mon, 26 January 2004 16:31:00 {zone}" for zone in ("AT", "ET", "CT", "MT", "PT")),
    *("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-július-13T9:15-05:00"),
    *("2004-05-25 오후 11:23:17", "2004년 05월 28일  01:31:15"),
}
"""What feedparser takes for a date, and newsdb does not: it would have to guess."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feedparser")
    wanted = f"feedparser=={feedparser.__version__}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", wanted]
    done = subprocess.run(
        [*command, "--no-binary", ":all:", "--dest", str(folder)], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"{wanted} cannot be downloaded: {done.stderr[-200:]}")
    (path,) = folder.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        archive.extractall(folder, filter="data")
    (tests,) = folder.glob("*/tests")
    return tests


def test_the_corpus_is_read(corpus: Path) -> None:
    results: Counter[str] = Counter()
    refused: list[str] = []
    for path in sorted(corpus.rglob("*.xml")):
        try:
            feed = read_feed(path.name, Fetched(path.read_bytes(), path.name))
        except SourceError:
            refused.append(path.as_posix())
            continue
        for raw in feed.read(feed.paths()):
            convert(raw, Options())  # type: ignore[arg-type]
        results["read"] += 1
        if "/wellformed/" in path.as_posix():
            assert not feed.missing, path
    assert results["read"] > 2000
    wellformed = [path for path in refused if "/wellformed/" in path and NOT_READ not in path]
    assert wellformed == []


def test_posts_say_what_feedparser_expects(corpus: Path) -> None:
    compared: Counter[str] = Counter()
    different, explained = [], set()
    for path in sorted(corpus.rglob("*.xml")):
        content = path.read_bytes()
        document, encoding = decoded(content)
        expected = list(expectations(document))
        posts = posts_of(path, content, document, encoding) if expected else []
        for each in expected:
            post = posts[each.entry] if each.entry < len(posts) else None
            alike = is_alike(post, each.field, each.value) if post else None
            compared[each.field.split(".")[-1]] += alike is not None
            if alike is False:
                place = f"{each.field} {path.relative_to(corpus).as_posix()}"
                known = [pattern for pattern in DIFFERENCES if fnmatch(place, pattern)]
                explained.update(known)
                if not known:
                    different.append((place, each.value, post))
    assert different == []
    assert explained == DIFFERENCES.keys()
    # Titles, texts, links, dates, languages, authors and tags.
    assert compared["title"] > 500
    assert compared["description"] + compared["value"] + compared["summary"] > 600
    assert sum(compared.values()) > 1200


def test_a_date_is_what_feedparser_expects_or_none(corpus: Path) -> None:
    tree = ast.parse((corpus / "runtests.py").read_text("utf-8"))
    (cases,) = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "date_tests"
    ]
    assert isinstance(cases, ast.Dict)
    pairs = [pair for value in cases.values for pair in ast.literal_eval(value)]
    assert len(pairs) > 70
    found = {text: _instant(text) for text, _ in pairs}
    different = {
        text
        for text, expected in pairs
        if found[text] != (expected and expected[:6]) and found[text] is not None
    }
    # Read as a day in a zone: the day is that of the text.
    assert different == {"2013-01-27-01"}
    # Months and years alone, two digits of a year, other languages, and zones that are no zones.
    assert {text for text, expected in pairs if expected and not found[text]} == NOT_DATES


def _instant(text: str) -> tuple[int, ...] | None:
    try:
        return parse_date(text, "UTC").astimezone(timezone.utc).timetuple()[:6]
    except ValueError:
        return None
