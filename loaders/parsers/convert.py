"""A raw post to a post: the whole way from a file's bytes to clean data, without effects."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

from loaders.generators import Generator, Plain, PostMeta, Site
from loaders.mentions import Segments, find_mentions, take_marks
from loaders.parsers import archive_rules, html
from loaders.parsers.dates import parse_date
from loaders.parsers.decode import decode
from loaders.parsers.front_matter import Document, split
from loaders.parsers.html import TAG
from loaders.parsers.markdown import escape, escape_opener, to_markdown
from newsdb.exceptions import BinaryFileError, TooComplexError
from newsdb.models import Converted, Image, Options, Post, Problem, RawPost
from newsdb.text import IMAGE, first_sentences, lead, plain

MAX_DERIVED_TITLE_LENGTH = 40
BREAK = re.compile(r"<br(?=[\s/>])", re.IGNORECASE)
MAX_FRAGMENTS = 1000
# No text of people has longer runs of white space, and what looks for edges takes long in them.
MAX_SPACE_LENGTH = 500
LONG_SPACE = re.compile(rf"(?<!\s)\s{{{MAX_SPACE_LENGTH},}}")


def convert(raw: RawPost, options: Options, generator: Generator | None = None) -> Converted:
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
    document = replace(document, body=body)
    post, more = _post(generator, raw.path, document, meta)
    return Converted(raw.path, post, (*problems, *template_problems, *more))


def _rejected(raw: RawPost, kind: str, detail: str) -> Converted:
    return Converted(raw.path, None, (Problem(kind, detail, raw=raw.content),), "rejected")


def _post(
    generator: Generator, path: str, document: Document, meta: PostMeta
) -> tuple[Post, list[Problem]]:
    parts = archive_rules.take_apart(_without_long_space(document.body))
    body, medium, segments, problems = _body(parts.text, document.line)
    text = plain(body)
    cited = archive_rules.medium_at_end(parts.digest or (text if "\n" not in text else ""))
    medium = medium or cited or archive_rules.medium_of_tags(list(meta.tags))
    title, title_problems = _title(meta, path, parts.digest or text)
    if not body:
        body, text = archive_rules.with_stars(parts.digest), plain(parts.digest)
    segments.pieces[:0] = [parts.digest, "\n"]
    body = generator.resolve(path, body, meta)
    post = Post(
        slug=generator.slug(path),
        title=title,
        published=meta.published.isoformat() if meta.published else None,
        date=meta.published.date().isoformat() if meta.published else None,
        source=medium,
        url=parts.url or meta.url,
        summary=" ".join(plain(meta.summary).split())
        or parts.digest
        or first_sentences(lead(text)),
        body=body,
        characters=len("".join(text.split())),
        tags=meta.tags,
        categories=meta.categories,
        images=images_of(body),
        mentions=find_mentions(title, segments, (medium or "", cited or "")),
        updated=meta.updated.isoformat() if meta.updated else None,
        authors=meta.authors,
        permalink=meta.permalink,
        image=meta.image,
        lang=meta.lang,
        redirects=meta.redirects,
        front_matter=json.dumps(document.fields, ensure_ascii=False) if document.fields else None,
    )
    return post, [*problems, *meta.problems, *title_problems]


def article(
    slug: str,
    html_text: str,
    *,
    title: str,
    published: datetime | None,
    source: str | None,
    url: str | None,
    summary: str,
    tags: list[str],
    categories: list[str],
) -> tuple[Post, list[Problem]]:
    """Return the post of an article whose text is HTML and whose other parts are known."""
    body, medium, segments, problems = _body(f"<div>{_without_long_space(html_text)}</div>", 1)
    text = plain(body)
    if not title:
        title = title_of_text(summary or text) or slug.rpartition("/")[2]
        problems.append(Problem("title", "the title is empty; it was made from the text"))
    medium = medium or source
    post = Post(
        slug=slug,
        title=title,
        published=published.isoformat() if published else None,
        date=published.date().isoformat() if published else None,
        source=medium,
        url=url,
        summary=summary or first_sentences(lead(text)),
        body=body,
        characters=len("".join(text.split())),
        tags=tuple(tags),
        categories=tuple(categories),
        images=images_of(body),
        mentions=find_mentions(title, segments, (medium or "",)),
    )
    return post, problems


def published_at(text: str | None, zone: str) -> tuple[datetime | None, list[Problem]]:
    """Return the time that a text tells, and a problem where it tells none."""
    try:
        return (parse_date(text, zone) if text else None), []
    except ValueError as error:
        return None, [Problem("date", f"{error}; it was left out")]


def images_of(body: str) -> tuple[Image, ...]:
    """Return the pictures of a body in Markdown."""
    return tuple(Image(match[2], plain(match[1])) for match in IMAGE.finditer(body))


def _inline(piece: str, markdown: str, before: str) -> str:
    """Return the Markdown of HTML within a line, with the white space and breaks at its edges."""
    if not markdown:
        breaks = len(BREAK.findall(piece))
        in_table = before.rpartition("\n")[2].lstrip().startswith("|")
        return "" if not breaks else " " if in_table else "\\\n" if breaks == 1 else "\n\n"
    text = TAG.sub("", piece)
    return f"{' ' * text[:1].isspace()}{markdown}{' ' * text[-1:].isspace()}"


def _without_long_space(text: str) -> str:
    if len(text) - sum(map(len, text.split())) < MAX_SPACE_LENGTH:
        return text
    return LONG_SPACE.sub(_shorter_space, text)


def _shorter_space(run: re.Match[str]) -> str:
    return "\n\n" if "\n" in run[0] else " "


def _body(text: str, line: int) -> tuple[str, str | None, Segments, list[Problem]]:
    """Return a body's Markdown, the medium it names, its text with marks, and its problems."""
    pieces: list[str] = []
    medium = None
    segments = Segments()
    problems: list[Problem] = []
    for is_html, piece in html.fragments(text):
        if not is_html:
            broken = bool(pieces) and pieces[-1].endswith("\\\n")
            pieces.append(archive_rules.with_stars(piece.lstrip("\n ") if broken else piece))
            segments.pieces.append(plain(piece))
            continue
        try:
            if len(pieces) > MAX_FRAGMENTS:
                raise TooComplexError
            tree = html.tree_of(piece)
            medium = archive_rules.take_medium(tree) or medium
            marked = take_marks(tree)
            markdown = to_markdown(tree)
        except (RecursionError, TooComplexError):
            text = html.text_of(piece)
            marked = Segments([text])
            markdown = "\n".join(escape_opener(escape(line)) for line in text.split("\n"))
            detail = "the HTML is nested too deeply or too long; its text was kept without markup"
            problems = [Problem("html", detail, line)]
        segments.pieces += marked.pieces
        segments.charts += marked.charts
        if html.is_block(piece):
            pieces.append(f"\n\n{markdown}\n\n")
        else:
            pieces.append(_inline(piece, markdown, pieces[-1] if pieces else ""))
    body = "".join(pieces)
    if len(pieces) > 1:
        body = re.sub(r"\n[ \t]*\n\s*\n", "\n\n", body)
    if medium is None:
        medium, body = archive_rules.medium_in_text(body)
    return body.strip().lstrip("\u3000"), medium, segments, problems


def _title(meta: PostMeta, path: str, text: str) -> tuple[str, list[Problem]]:
    if meta.title:
        return meta.title, []
    title = title_of_text(text)
    if not title:
        return PurePosixPath(path).stem, [Problem("title", "there is no title and no text")]
    return title, [Problem("title", "the title is empty; it was made from the text")]


def title_of_text(text: str) -> str:
    """Return the beginning of a text as a title, '' where there is no text."""
    title = first_sentences(lead(text), least=1, most=MAX_DERIVED_TITLE_LENGTH).rstrip("。")
    # Not in the middle of a Latin word or a number.
    return re.sub(r"(?<=\W|[^\x00-\x7f])[\w.%-]+…$", "…", title, flags=re.ASCII)
