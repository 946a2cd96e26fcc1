"""Every parser of untrusted text takes time in proportion to its input.

Inputs that regular expressions and parsers commonly handle badly are taken at two sizes, one four
times the other. Linear work then takes four times as long, quadratic work sixteen times. What is
compared are CPU times, each the shortest of some runs: other processes do not count.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from time import process_time
from timeit import repeat

import pytest

from loaders.dates import parse_date
from loaders.feeds.fetch import Fetched
from loaders.feeds.read import read_feed
from loaders.front_matter import split
from loaders.generators.hugo_summary import summary_of
from loaders.generators.kramdown import as_kramdown_reads
from loaders.generators.links import replace_urls
from loaders.generators.shortcodes import expand_hexo, expand_hugo, expand_zola
from loaders.mentions import Segments, find_mentions
from loaders.parsers.body import is_html
from loaders.parsers.convert import convert_file
from loaders.parsers.dispatch import convert as convert_any
from loaders.parsers.fallback import convert_as_text
from loaders.stories.texts import ComparedText
from newsdb.models import Options, Problem, RawPost
from newsdb.rendering.render import render
from newsdb.search import mark_words, match_expression, pairs_of, parse_query, snippet, tokenize
from newsdb.sentences import first_sentences, lead
from newsdb.text import plain_text, read_markdown

pytestmark = pytest.mark.slow

SMALL, LARGE = 3_000, 12_000
MEASURABLE = 0.03
"""Seconds of CPU time for a large input from which a ratio says something; less is fast enough."""
MAX_RATIO = 10
"""How many times as long a large input may take as a small one: in linear time 4, in quadratic 16.
A text of 12,000 `~` as HTML takes 7 to 8.2: that many escaped marks are no longer read as marks, so
that the quick way does not apply. From 12,000 to 24,000 time doubles."""

Parser = Callable[[str], object]


def post(text: str) -> object:
    return convert_file(RawPost("2022-03-07-a.md", text.encode("utf-8", "replace")), Options())


def front_matter(text: str) -> object:
    return post(f"---\ntitle: {text}\n---\nText\n")


def broken_front_matter(text: str) -> object:
    """Convert a post whose YAML does not parse, so that it is repaired."""
    return post(f'---\ntitle: "a"b"\ntags: {text}\n---\nText\n')


def open_front_matter(text: str) -> object:
    return split(f"---\n{text}")


def toml(text: str) -> object:
    return split(f'+++\ntitle = "{text}"\n+++\nText\n')


def json_front_matter(text: str) -> object:
    return split(f'{{"title": "{text}"}}\nText\n')


def html(text: str) -> object:
    return post(f"---\ntitle: t\n---\n<div><p>{text}</p></div>\n")


def date(text: str) -> object:
    try:
        return parse_date(f"2022-01-01 {text}", "Asia/Shanghai")
    except ValueError:
        return None


def mentions(text: str) -> object:
    return find_mentions("", Segments([text]))


def query(text: str) -> object:
    return match_expression(text)


def snippets(text: str) -> object:
    query = parse_query('"a b" 央行 a*')
    return snippet(text, query), mark_words(text, query), tokenize(text), pairs_of(text)


def first_lines(text: str) -> object:
    return first_sentences(lead(plain_text(text)))


def heading(text: str) -> object:
    return post(f"# a{text}b\n")


def open_tag(text: str) -> object:
    return read_markdown(f"<div>\n<{text}\n")


def urls(text: str) -> object:
    return replace_urls(f"[a](b) {text}", lambda url: f"{url}x")


def kramdown(text: str) -> object:
    return as_kramdown_reads(text), as_kramdown_reads(f"[a](/b({text}"), is_html(f"<div {text}")


def hugo(text: str) -> object:
    return expand_hugo(text, 1, str), expand_hugo(f"{{{{< a{text}", 1, str)


def hugo_summary(text: str) -> object:
    return [summary_of(text, 70, by_character=each) for each in (False, True)]


def zola(text: str) -> object:
    return expand_zola(text, 1, str), expand_zola(f"{{{{ a({text}", 1, str)


def hexo(text: str) -> object:
    quote = text.replace('"', "").replace("\\", "")
    quoted = f'{{% quote "{quote}" %}}a{{% endquote %}}'
    return [expand_hexo(each, 1, str) for each in (text, f"{{% a{text}", quoted)]


def stories(text: str) -> object:
    compared = ComparedText(text)
    keys = compared.keys if compared.is_comparable else None
    return keys, compared.numbers, compared.subject, compared.is_correction, compared.days


def as_text(text: str) -> object:
    raw = RawPost("2022-03-07-a.md", text.encode("utf-8", "replace"))
    return convert_as_text(raw, Options(), Problem("timeout", ""))


def rss(text: str) -> object:
    """Convert an entry whose fields hold the text: content is what `html` tests.

    Not that of an author, in which feedparser looks for an address in quadratic time: a limit
    for the whole feed bounds it, which `tests.loaders.feeds.test_read.py` tests.
    """
    fields = "title guid link pubDate category".split()
    cdata = text.replace("]]>", "")
    item = "<item>" + "".join(f"<{name}><![CDATA[{cdata}]]></{name}>" for name in fields)
    content = f'<rss version="2.0"><channel><title>T</title>{item}</item></channel></rss>'
    return converted_feed(content)


def json_feed(text: str) -> object:
    fields = {"title": text, "url": text, "tags": [text], "date_published": text}
    item = {"id": "1", "content_html": "a", **fields, "authors": [{"name": text}]}
    return converted_feed(
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]})
    )


def json_line(text: str) -> object:
    line = json.dumps({"slug": "a", "title": text, "body": "b", "source": text, "date": text})
    return convert_any(RawPost("line 1", line.encode("utf-8", "replace"), "record"), Options())


def converted_feed(content: str) -> object:
    feed = read_feed("f.xml", Fetched(content.encode("utf-8", "replace"), ""))
    return [convert_any(raw, Options()) for raw in feed.read(feed.paths())]  # type: ignore[arg-type]


PARSERS: list[Parser] = [
    *(post, front_matter, broken_front_matter, open_front_matter, toml, json_front_matter, html),
    *(date, mentions, query, snippets, first_lines, render, as_text, rss, json_feed, json_line),
    *(heading, open_tag, urls, kramdown, hugo, hugo_summary, zola, hexo, stories),
]
# What is repeated: words, brackets, markup that opens and never closes, near misses of formats.
UNITS = [
    *("a", "央", " ", "\n", "\t", "- ", "a.", "a b ", "1", "é", "\u3000", "\0"),
    *("[", "(", "{", "<", '"', "'", "`", "*", "_", "~", "|", "\\", "&", "!", "#", "@", ":", "-"),
    *("[a](", '[a](b "', "![a](", "[[a]", "[a][", "](", "<a ", "<p>", "</p>", "<!--", "<![CDATA["),
    *("<b><i>", "**a", "*a_", "_a*", "a*b", "```\n", "> ", "1. ", "| a |\n", "|-|\n", "\\\n"),
    *("a: b\n", "a: [", "- a\n", "&a *a ", "{a: ", "? ", "a:\n  ", "'\n", '"\n', "--- ", "+++\n"),
    *(
        "&amp;",
        "&#1;",
        "<table><tr><td>",
        "<ul><li>",
        "<br>",
        "<span id='stock_1.600160'>",
        "<a b='",
    ),
    *(
        "（600160）",
        "(600160",
        "600160.SH ",
        "*ST",
        "（",
        "来源：",
        "（文章来源：",
        "[返回",
        "<http://a",
    ),
    *("http://a.b/", "a@b.c ", "AND ", "OR ", "NOT (", "a NEAR ", "。", "a。", "…", "\n\n", " \n"),
    *("```a\n", "~~~a\n", "~~~\n```\n", "`a` [b](c) ", "{{", "{{< a ", "{{% a", '{{< a "', "{{</*"),
    *("{{ a(", "{{/*", "{%", "{% a ", "{% a %}{% enda %}", "{% a() %}", "{#"),
]


def seconds(parser: Parser, text: str, runs: int = 1) -> float:
    """Return the CPU time of a parser, the shortest of some runs."""
    return min(repeat(lambda: parser(text), timer=process_time, number=1, repeat=runs))


def ratio(parser: Parser, small: str, large: str) -> float:
    """Return how many times as long a parser takes for a large text as for a small one.

    Times that are out of proportion are taken again before they count.
    """
    if (large_time := seconds(parser, large)) < MEASURABLE:
        return 0
    small_time = seconds(parser, small, runs=2)
    if large_time / small_time > MAX_RATIO:
        large_time = min(large_time, seconds(parser, large, runs=4))
        small_time = min(small_time, seconds(parser, small, runs=4))
    return large_time / small_time


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.__name__)
def test_time_grows_with_the_size(parser: Parser) -> None:
    parser("warm up")
    texts = {unit: [unit * (size // len(unit)) for size in (SMALL, LARGE)] for unit in UNITS}
    ratios = {unit: ratio(parser, small, large) for unit, (small, large) in texts.items()}
    assert {unit: found for unit, found in ratios.items() if found > MAX_RATIO} == {}


def entries_with_the_same_id(count: int) -> object:
    item = "<item><guid>http://x.example/1</guid><title>a</title></item>"
    content = f'<rss version="2.0"><channel><title>T</title>{item * count}</channel></rss>'
    return read_feed("f.xml", Fetched(content.encode(), "")).paths()


def test_a_feed_that_repeats_an_id_takes_linear_time() -> None:
    def measure(count: int) -> float:
        return seconds(lambda _: entries_with_the_same_id(count), "", runs=3)

    entries_with_the_same_id(10)
    assert measure(4000) / measure(1000) < MAX_RATIO
    assert entries_with_the_same_id(3) == [
        "http://x.example/1",
        "http://x.example/1#2",
        "http://x.example/1#3",
    ]
