"""The commands on `/data`: each can be pasted into a shell as it is, and shows its output."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from shlex import quote
from typing import Any
from urllib.parse import urlencode

from newsdb import urls
from newsdb.catalog.dataset import Dataset, DatasetFile
from newsdb.catalog.inventory import DATABASE_FILE
from newsdb.config import DATABASE_NAME
from newsdb.export.records import read_record, records
from newsdb.models import Json
from newsdb.search.filters import Filter

SEARCH_SQL = """
select date, title from posts
where id in (select rowid from posts_fts where posts_fts match match_expression(:text))
order by published_utc desc limit 5
""".strip()
COUNT_SQL = (
    "select source, count(*) as posts from articles group by source order by posts desc limit 5"
)
SEARCH_SIZE = 10
MAX_STRING_LENGTH = 50


@dataclass(frozen=True, slots=True)
class Example:
    """A command, its title (a key of the string catalogues), and the URL that it requests.

    `output` is the beginning of what it prints, or ''.
    """

    key: str
    command: str
    url: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the examples are about, so that they find something: the newest article's slug and
    month (YYYY-MM), the code of a security, and a word to search for."""

    slug: str
    code: str
    word: str
    month: str


def find_subject(connection: sqlite3.Connection) -> Subject | None:
    """Return something that the archive has, or None if no post has a date."""
    post = connection.execute(
        "select slug, title, substr(date, 1, 7) from posts where date is not null "
        "order by published_utc desc limit 1"
    ).fetchone()
    if post is None:
        return None
    slug, title, month = post
    security = connection.execute(
        "select code, name from securities order by posts desc, code limit 1"
    ).fetchone()
    code, word = security or ("", max(title.split(), key=len, default=title))
    return Subject(slug, code, word, month)


def api_examples(
    connection: sqlite3.Connection,
    subject: Subject,
    absolute: Callable[[str], str],
    search_json: Callable[[sqlite3.Connection, Filter, int], Json],
) -> list[Example]:
    """Return the examples of the JSON API, with their output.

    `absolute` makes a path of the site a URL; `search_json` returns what `/search.json` says for
    a filter and a page size.
    """
    query = urlencode({"q": subject.word, "size": SEARCH_SIZE})
    article_url = absolute(urls.article(subject.slug))
    found = search_json(connection, Filter(subject.word), SEARCH_SIZE)
    examples = [
        _curl("example_search", absolute(f"/search.json?{query}"), found),
        _curl(
            "example_article",
            absolute(urls.article(subject.slug, ".json")),
            {"article": article_url, **(read_record(connection, subject.slug) or {})},
        ),
    ]
    if subject.code:
        filter = Filter(security=subject.code)
        query = urls.query_string({**filter.parameters, "limit": "5"})
        url = absolute(f"/data/posts.ndjson?{query}")
        first: Json = {**records(connection, filter, 1)[0]}
        examples.append(_curl("example_filter", url, first, "--include "))
    return examples


def sql_examples(subject: Subject, absolute: Callable[[str], str]) -> list[Example]:
    """Return the examples of SQL over HTTP."""
    search = urlencode({"sql": SEARCH_SQL, "text": subject.word, "_shape": "array"})
    count = urlencode({"sql": COUNT_SQL})
    return [
        _curl("example_sql", absolute(f"/{DATABASE_NAME}.json?{search}")),
        _curl("example_sql_csv", absolute(f"/{DATABASE_NAME}.csv?{count}")),
    ]


def download_command(file: DatasetFile) -> str:
    """Return the command that downloads a file, and verifies it if its checksum is known."""
    download = f"curl --fail --remote-name {quote(file.url)}"
    if file.sha256 is None:
        return download
    return f'{download} \\\n  && echo "{file.sha256}  {file.name}" | sha256sum --check'


def tool_examples(dataset: Dataset) -> list[Example]:
    """Return commands that read the files with common tools."""
    examples = [
        Example("tool_sqlite", f'sqlite3 -header {DATABASE_FILE} "{COUNT_SQL}"'),
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
    if any(file.name == "posts.parquet" for file in dataset.files):
        examples.append(
            Example(
                "tool_parquet",
                'duckdb -c "select code, count(*) as posts from '
                "(select unnest(securities) as code from 'posts.parquet') "
                'group by code order by posts desc limit 5"',
            )
        )
    return examples


def _curl(key: str, url: str, output: Json | None = None, options: str = "") -> Example:
    shown = json.dumps(_shortened(output), ensure_ascii=False, indent=1) if output else ""
    return Example(key, f"curl --fail {options}{quote(url)}", url, shown)


def _shortened(value: Any) -> Any:
    """Return JSON with long strings cut, and of each list the first item."""
    if isinstance(value, dict):
        return {key: _shortened(each) for key, each in value.items()}
    if isinstance(value, list) and value:
        return [_shortened(value[0]), *(["…"] if len(value) > 1 else [])]
    if isinstance(value, str) and len(value) > MAX_STRING_LENGTH:
        return f"{value[: MAX_STRING_LENGTH - 1]}…"
    return value
