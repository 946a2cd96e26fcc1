"""The floor: the minimum that any load must do, without Markdown, on one core.

It reads each file, splits off the front matter, parses it with the C YAML parser, extracts the text
from the HTML with lxml, inserts the rows, and indexes each character for search.
"""

import sqlite3
import sys
from pathlib import Path

import yaml
from lxml import html

from newsdb.search import TOKENIZE, tokenize


def rows(root: Path):
    for path in sorted(root.rglob("*.md")):
        _, head, body = path.read_text("utf-8").split("---\n", 2)
        fields = yaml.load(head, Loader=yaml.CBaseLoader)
        text = html.fromstring(f"<div>{body}</div>").text_content()
        yield path.stem, fields["title"], fields["date"], fields["tags"], text


if __name__ == "__main__":
    db = sqlite3.connect(sys.argv[2], isolation_level=None)
    db.execute("pragma synchronous = off")
    db.execute("pragma journal_mode = off")
    db.execute("begin")
    db.execute("create table posts (id integer primary key, slug, title, date, tags, body)")
    db.execute(
        f'create virtual table fts using fts5(title, body, content="", tokenize="{TOKENIZE}")'
    )
    for row in rows(Path(sys.argv[1])):
        cursor = db.execute("insert into posts values (null, ?, ?, ?, ?, ?)", row)
        db.execute(
            "insert into fts (rowid, title, body) values (?, ?, ?)",
            (cursor.lastrowid, tokenize(row[1]), tokenize(row[4])),
        )
    db.execute("commit")
