"""The afternoon's script: how one would load posts into SQLite with the usual libraries.

It reads each post with python-frontmatter, converts its body to Markdown with markdownify and
inserts it with sqlite-utils, with sqlite-utils' default full-text search.
"""

import sys
from pathlib import Path

import frontmatter
import sqlite_utils
from markdownify import markdownify


def rows(root: Path):
    for path in sorted(root.rglob("*.md")):
        post = frontmatter.load(str(path))
        yield {
            "slug": path.stem,
            "title": post["title"],
            "date": str(post["date"]),
            "category": post["categories"],
            "tags": post["tags"],
            "body": markdownify(post.content),
        }


if __name__ == "__main__":
    db = sqlite_utils.Database(sys.argv[2])
    db["posts"].insert_all(rows(Path(sys.argv[1])), pk="slug")
    db["posts"].enable_fts(["title", "body"])
