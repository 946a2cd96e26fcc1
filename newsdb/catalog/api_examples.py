"""The commands that `/data` shows: each can be pasted into a shell as it stands."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from shlex import quote
from typing import Any
from urllib.parse import urlencode

from newsdb import urls
from newsdb.catalog.dataset import Dataset, File
from newsdb.catalog.inventory import DATABASE
from newsdb.config import DATABASE_NAME

SEARCHED = """
select date, title from posts
where id in (select rowid from posts_fts where posts_fts match match_expression(:text))
order by published desc limit 5
""".strip()
COUNTED = (
    "select source, count(*) as posts from articles group by source order by posts desc limit 5"
)

MAX_SHOWN_LENGTH = 50


@dataclass(frozen=True, slots=True)
class Example:
    """A command, what it does (a key of the strings), and what address it asks with what answer."""

    key: str
    command: str
    address: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What there is to ask for: an article's slug, a security's code, a word, a month."""

    slug: str
    code: str
    word: str
    month: str


def subject_of(connection: sqlite3.Connection) -> Subject | None:
    """Return something that the archive holds, for examples that find something."""
    post = connection.execute(
        "select slug, title, substr(date, 1, 7) from posts where date is not null "
        "order by published desc limit 1"
    ).fetchone()
    if post is None:
        return None
    slug, title, month = post
    named = connection.execute(
        "select code, name from securities order by posts desc, code limit 1"
    ).fetchone()
    code, word = named or ("", title.split()[0])
    return Subject(slug, code, word, month)


def api_examples(subject: Subject, absolute: Callable[[str], str]) -> list[Example]:
    """Return the worked examples of the JSON API."""
    search = urlencode({"q": subject.word, "size": "10"})
    found = [
        _get("example_search", absolute(f"/search.json?{search}")),
        _get("example_article", absolute(urls.article(subject.slug, ".json"))),
    ]
    if subject.code:
        query = urlencode({"security": subject.code, "limit": "5"})
        found.append(_get("example_filter", absolute(f"/data/posts.ndjson?{query}"), "--include "))
    return found


def sql_examples(subject: Subject, absolute: Callable[[str], str]) -> list[Example]:
    """Return the worked examples of SQL over HTTP."""
    searched = urlencode({"sql": SEARCHED, "text": subject.word, "_shape": "array"})
    return [
        _get("example_sql", absolute(f"/{DATABASE_NAME}.json?{searched}")),
        _get("example_sql_csv", absolute(f"/{DATABASE_NAME}.csv?{urlencode({'sql': COUNTED})}")),
    ]


def download_command(file: File) -> str:
    """Return the command that fetches a file, and checks it where its checksum is known."""
    fetch = f"curl --fail --remote-name {quote(file.address)}"
    if file.sha256 is None:
        return fetch
    return f'{fetch} \\\n  && echo "{file.sha256}  {file.name}" | sha256sum --check'


def tool_examples(dataset: Dataset) -> list[Example]:
    """Return commands that read the files with tools that people have."""
    names = {file.name for file in dataset.files}
    found = [
        Example("tool_sqlite", f'sqlite3 -header {DATABASE} "{COUNTED}"'),
        Example(
            "tool_pandas",
            'python -c "import pandas; '
            "print(pandas.read_json('posts.ndjson', lines=True).groupby('source').size())\"",
        ),
        Example(
            "tool_duckdb",
            "duckdb -c \"select source, count(*) as posts from 'posts.ndjson' "
            'group by source order by posts desc limit 5"',
        ),
    ]
    if "posts.parquet" in names:
        found.append(
            Example(
                "tool_parquet",
                'duckdb -c "select code, count(*) as posts from '
                "(select unnest(securities) as code from 'posts.parquet') "
                'group by code order by posts desc limit 5"',
            )
        )
    return found


def _get(key: str, address: str, options: str = "") -> Example:
    return Example(key, f"curl --fail {options}{quote(address)}", address)


def shown(text: str) -> str:
    """Return a JSON answer (of NDJSON, the first line) as people read it: long parts cut."""
    try:
        data = json.loads(text)
    except ValueError:
        data = json.loads(text.partition("\n")[0] or "null")
    return json.dumps(_shortened(data), ensure_ascii=False, indent=1)


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shortened(each) for key, each in value.items()}
    if isinstance(value, list) and value:
        return [_shortened(value[0]), *(["…"] if len(value) > 1 else [])]
    if isinstance(value, str) and len(value) > MAX_SHOWN_LENGTH:
        return f"{value[: MAX_SHOWN_LENGTH - 1]}…"
    return value
