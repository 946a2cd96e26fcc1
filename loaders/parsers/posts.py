"""The one way to a `Post`: from what a file, an entry of a feed or a line of JSON contains."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from newsdb.models import Image, Media, Mention, Post
from newsdb.sentences import first_sentences, lead
from newsdb.text import Reading, text_beside
from newsdb.times import instant_of, written


def make_post(
    *,
    slug: str,
    title: str,
    published: datetime | None,
    source: str | None,
    url: str | None,
    summary: str,
    body: str,
    reading: Reading,
    tags: Iterable[str],
    categories: Iterable[str],
    mentions: tuple[Mention, ...],
    images: tuple[Image, ...] | None = None,
    updated: datetime | None = None,
    **others: Any,
) -> Post:
    """Return a post; what follows from its text is taken from there.

    `reading` is what `body` says, or what is said in its place. `summary` may be '', and
    `images` None for those of the body. `others` are fields that are taken as they are.
    """
    text = reading.text
    return Post(
        slug=slug,
        title=title,
        published=written(published),
        published_utc=instant_of(published) if published else None,
        date=published.date().isoformat() if published else None,
        source=source,
        url=url,
        summary=summary or first_sentences(lead(reading.story or text)),
        body=body,
        characters=len("".join(text.split())),
        text=text_beside(body, text),
        tags=tuple(dict.fromkeys(filter(None, tags))),
        categories=tuple(dict.fromkeys(filter(None, categories))),
        images=tuple(Image(*image) for image in reading.images) if images is None else images,
        media=tuple(Media(*each) for each in reading.media),
        mentions=mentions,
        updated=written(updated),
        updated_utc=instant_of(updated) if updated else None,
        **others,
    )
