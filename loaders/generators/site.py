"""The data of generators: a site, and what a post's path and front matter say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from loaders.front_matter import Value
from newsdb.models import Problem


@dataclass(frozen=True, slots=True)
class Site:
    """What a site's configuration says, and where in a source the site is.

    `root` is its directory in the source, `content` the directory of its posts below that; both
    are empty or end with `/`. `url` is the site's public URL without a path, `base_path` the
    path below it, '' or `/blog`. `config` is all of the configuration, its keys as written and
    folded. `files` are the texts of files that say something of others (`Generator.needed`),
    `paths` all paths of the source. `settings` is what the newsdb.yml at the source's top says.
    """

    generator: str = "plain"
    root: str = ""
    content: str = ""
    title: str = ""
    description: str = ""
    url: str = ""
    base_path: str = ""
    timezone: str = ""
    language: str = ""
    config: Mapping[str, Value] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    paths: frozenset[str] = frozenset()
    settings: Mapping[str, Any] = field(default_factory=dict)

    def described(self) -> dict[str, Any]:
        """Return what `loads.options` keeps of a site: for pages, and to detect changes."""
        names = ("title", "description", "url", "base_path", "timezone", "language", "settings")
        found: dict[str, Any] = {name: value for name in names if (value := getattr(self, name))}
        if self.config:
            # Any change of the configuration, or of what posts may include, may change any post.
            read = [self.config, self.files] if self.files else self.config
            text = json.dumps(read, sort_keys=True, ensure_ascii=False)
            found["config_sha256"] = hashlib.sha256(text.encode()).hexdigest()
        return found | {"generator": self.generator} if found or self.generator != "plain" else {}


@dataclass(frozen=True, slots=True)
class PostMeta:
    """What a post's path and front matter say about it, by its generator's rules.

    `title` and `summary` are empty where the front matter has none; `summary` is Markdown.
    `permalink` is the path of the post on its site, `url` its public URL. `left_out` says why
    the generator builds no page of it: it is `unpublished`, `scheduled` for later or `expired`.
    """

    title: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    summary: str = ""
    image: str | None = None
    lang: str | None = None
    permalink: str | None = None
    url: str | None = None
    redirects: tuple[str, ...] = ()
    left_out: Problem | None = None
    problems: tuple[Problem, ...] = ()
