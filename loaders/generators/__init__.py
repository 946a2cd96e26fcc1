"""Rules of the generators that sites of posts are written for, one module each.

`generator_for` finds out which of them a source is for, and reads its configuration. All of them
have the interface of `Generator`: which paths are posts, what their slugs are, and what a post's
path and front matter say (`metadata`).
"""

from loaders.generators.base import Generator
from loaders.generators.detect import GENERATORS, generator_for
from loaders.generators.plain import Plain
from loaders.generators.site import PostMeta, Site

__all__ = ["GENERATORS", "Generator", "Plain", "PostMeta", "Site", "generator_for"]
