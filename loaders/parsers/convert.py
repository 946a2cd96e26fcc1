"""A raw post to a post: the whole way from a file's bytes to clean data, without effects."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from loaders import archive_rules
from loaders.archive_sections import section_of
from loaders.dates import assumed_zone, parse_date
from loaders.decode import decode
from loaders.front_matter import SplitPost, split
from loaders.generators import Generator, Plain, PostMeta, Site
from loaders.generators.article_urls import as_shown
from loaders.generators.links import absolute_url, resolve_urls
from loaders.mentions import find_mentions
from loaders.parsers.body import Body, convert_body
from loaders.parsers.posts import make_post
from loaders.post_paths import HTML_SUFFIXES
from newsdb.exceptions import BinaryFileError
from newsdb.models import Converted, Options, Post, Problem, RawPost
from newsdb.sentences import first_sentences, lead
from newsdb.text import plain_text, read_markdown

MAX_DERIVED_TITLE_LENGTH = 40
NOTE = re.compile(r"\[\^[^\]\s]+\]")


def convert_file(raw: RawPost, options: Options, generator: Generator | None = None) -> Converted:
    """Return the post that a file holds, or why there is none; never raises on bad input.

    `generator` has the rules for the site that the file belongs to; by default, there is none.
    """
    if not raw.content.strip():
        return _rejected(raw, "empty", "the file is empty")
    try:
        text, problems = decode(raw.content)
    except BinaryFileError as error:
        return _rejected(raw, "not text", str(error))
    document = split(text)
    problems += document.problems
    if not document.fields and not document.body.strip():
        return _rejected(raw, "empty", "the file has neither front matter nor text")
    generator = generator or Plain(Site(), options)
    meta = generator.metadata(raw.path, document)
    if meta.left_out:
        return Converted(raw.path, None, (meta.left_out,), "unpublished")
    body, template_problems = generator.expand(raw.path, document, meta)
    post, more = _post(generator, raw.path, replace(document, body=body), document, meta)
    return Converted(raw.path, post, (*problems, *template_problems, *more))


def _rejected(raw: RawPost, kind: str, detail: str) -> Converted:
    return Converted(raw.path, None, (Problem(kind, detail, raw=raw.content),), "rejected")


def _post(
    generator: Generator, path: str, document: SplitPost, template: SplitPost, meta: PostMeta
) -> tuple[Post, list[Problem]]:
    """Return the post of a document whose templates are expanded; `template` has them."""
    archive = archive_rules.has_marks(path, document.body)
    parts = (
        archive_rules.take_apart(document.body)
        if archive
        else archive_rules.Parts("", document.body, None)
    )
    html = path.lower().endswith(HTML_SUFFIXES)
    body = convert_body(parts.text, document.line, html=html, archive=archive)
    text = body.reading.text
    cited = None
    if archive:
        cited = archive_rules.outlet_at_end(parts.digest or (text if "\n" not in text else ""))
    outlet = body.outlet or cited or archive_rules.outlet_of_tags(list(meta.tags))
    markdown, reading = body.markdown, body.reading
    if not markdown:
        markdown = archive_rules.with_stars(parts.digest)
        reading = read_markdown(markdown)
    body.segments.pieces[:0] = [parts.digest, "\n"]
    resolved = generator.resolve(path, markdown, meta, reading)
    title, title_problems = _title(meta, path, parts.digest or reading.text)
    post = make_post(
        slug=generator.slug(path),
        title=title,
        published=meta.published,
        source=outlet,
        url=parts.url or meta.url,
        summary=_one_line(meta.summary)
        or parts.digest
        or _excerpt(generator, path, document, template, meta, None if archive else body),
        body=resolved,
        reading=reading,
        tags=meta.tags,
        categories=meta.categories,
        mentions=find_mentions(title, body.segments, (outlet or "", cited or "")),
        updated=meta.updated,
        authors=meta.authors,
        permalink=meta.permalink,
        image=meta.image,
        lang=meta.lang,
        redirects=meta.redirects,
        section=section_of(parts.url),
        front_matter=json.dumps(document.fields, ensure_ascii=False) if document.fields else None,
    )
    return post, [*body.problems, *meta.problems, *title_problems]


def _excerpt(
    generator: Generator,
    path: str,
    document: SplitPost,
    template: SplitPost,
    meta: PostMeta,
    whole: Body | None,
) -> str:
    """Return a summary of the text in one line, without references to the footnotes of its post.

    `whole` is the body that was made of all text, None where that was not taken as it is.
    """
    lead = generator.lead(path, template, meta)
    if whole and not whole.outlet and "<" in lead and lead == document.body.removesuffix("\n"):
        excerpt = whole.reading.text
    elif "<" in lead:
        html = path.lower().endswith(HTML_SUFFIXES)
        excerpt = convert_body(lead, document.line, html=html).reading.text
    else:
        excerpt = plain_text(lead)
    excerpt, body = excerpt or generator.excerpt(path, document), document.body
    kept = NOTE.sub(lambda note: "" if f"{note[0]}:" in body else note[0], as_shown(excerpt))
    return " ".join(kept.split())


def _one_line(markdown: str) -> str:
    return " ".join(plain_text(markdown).split())


def convert_article(
    slug: str,
    html_text: str,
    *,
    title: str,
    source: str | None,
    summary: str,
    base: str = "",
    **others: Any,
) -> tuple[Post, list[Problem]]:
    """Return the post of an article whose text is HTML and whose other parts are known.

    Relative URLs are resolved against `base`, if there is one; `others` are what make_post() takes.
    """
    body = convert_body(html_text, 1, html=True, archive=archive_rules.has_marks("", html_text))
    problems = body.problems
    if not title:
        title = title_of_text(summary or body.reading.text) or slug.rpartition("/")[2]
        problems.append(Problem("title", "the title is empty; it was made from the text"))
    outlet = body.outlet or source
    markdown = resolve_urls(body.markdown, body.reading, lambda url: absolute_url(url, base))
    post = make_post(
        slug=slug,
        title=title,
        source=outlet,
        summary=summary,
        body=markdown,
        reading=body.reading,
        mentions=find_mentions(title, body.segments, (outlet or "",)),
        **others,
    )
    return post, problems


def published_at(text: str | None, options: Options) -> tuple[datetime | None, list[Problem]]:
    """Return the time that a text contains, and a problem where it, or its zone, is not there."""
    try:
        time = parse_date(text, options.timezone) if text else None
    except ValueError as error:
        return None, [Problem("date", f"{error}; it was left out")]
    return time, [] if options.timezone_given else assumed_zone(time, options.timezone)


def _title(meta: PostMeta, path: str, text: str) -> tuple[str, list[Problem]]:
    if meta.title:
        return meta.title, []
    title = title_of_text(text)
    if not title:
        return PurePosixPath(path).stem, [Problem("title", "there is no title and no text")]
    return title, [Problem("title", "the title is empty; it was made from the text")]


def title_of_text(text: str) -> str:
    """Return the beginning of a text as a title, '' if there is no text."""
    title = first_sentences(lead(text), least=1, most=MAX_DERIVED_TITLE_LENGTH).rstrip("。")
    # Not in the middle of a Latin word or a number.
    return re.sub(r"(?<=\W|[^\x00-\x7f])[\w.%-]+…$", "…", title, flags=re.ASCII)
