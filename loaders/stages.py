"""The stages that turn the content of sources into rows, each with a version.

Raise a stage's version when it gives something else for the same input. The next load converts the
posts again that went through it, and no others. tests/test_versions.py fails if it was forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Literal

from newsdb.models import Options

Form = Literal["file", "entry", "record", "wordpress"]

FRONT_MATTER = 13
"""Encoding and front matter of a file; slug, title, date, names and other fields."""
MARKUP = 15
"""HTML and Markdown: body, summary, source, section, images."""
MENTIONS = 5
"""Securities that a post mentions."""
FEED = 10
"""Entries of feeds to articles."""
RECORD = 6
"""JSON lines to posts."""
WORDPRESS = 1
"""The text of posts as WordPress stores it to HTML."""
SEARCH_INDEX = 5
"""Tokens of the search index. It is made of the posts as they are: raise schema.VERSION, too."""
NAMES = 4
"""Unmarked names, found in all posts at the end of a load. Raise schema.VERSION, too."""
STORIES = 5
"""Which posts tell the same story, derived at the end of a load. Raise schema.VERSION, too."""
OUTLETS = 1
"""Sources in brackets, learned from other posts at the end of a load. Raise schema.VERSION, too."""
TWINS = 1
"""What posts of the same article share at the end of a load. Raise schema.VERSION, too."""
TOTALS = 1
"""What is known of securities from all posts, derived at the end of a load. Raise schema.VERSION,
too."""

STAGES: dict[Form, dict[str, int]] = {
    "file": {"front_matter": FRONT_MATTER, "markup": MARKUP, "mentions": MENTIONS},
    "entry": {"feed": FEED, "markup": MARKUP, "mentions": MENTIONS},
    "record": {"record": RECORD, "markup": MARKUP, "mentions": MENTIONS},
    "wordpress": {
        "wordpress": WORDPRESS,
        "record": RECORD,
        "markup": MARKUP,
        "mentions": MENTIONS,
    },
}
"""The stages of what each form of a source's content goes through."""


def build_key(
    options: Options, form: Form = "file", sites: Sequence[dict[str, Any]] = ()
) -> tuple[str, str]:
    """Return what decides how content of a form becomes posts: its stages and options, as JSON.

    `loads` records it. A post made with another key is converted again. `sites` says of each
    source what the configuration of its site says, {} if there is none.
    """
    values = asdict(options) | ({"sites": list(sites)} if any(sites) else {})
    return json.dumps(STAGES[form]), json.dumps(values, sort_keys=True)
