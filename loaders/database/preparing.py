"""What a load stores of a post beside its fields, as far as that needs no database.

Worker processes do it, since the one process that writes has more to do than each of them.
"""

from __future__ import annotations

from loaders.database.indexing import tokens_of
from loaders.database.relinking import pack
from loaders.stories.texts import ComparedText
from newsdb.models import Post, Prepared


def prepare(post: Post) -> Prepared:
    """Return what is stored of a post; one without a time is not compared with others."""
    text = post.body if post.text is None else post.text
    keys = ComparedText(text).keys if post.published_utc else set()
    return Prepared(tokens_of(post.lang, post.title, post.summary, text), pack(keys))
