"""The commands on `/data`: each can be pasted into a shell as it is, and shows its output."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from shlex import quote
from typing import Any
from urllib.parse import urlencode

from newsdb import urls
from newsdb.catalog.dataset import Dataset, DatasetFile
from newsdb.catalog.inventory import DATABASE_SUFFIX
from newsdb.export.records import first_records, read_record
from newsdb.models import Json
from newsdb.search import Databases
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
    """What the examples are about, so that they find something: the newest article's slug, month
    (YYYY-MM) and number of its database, the code of a security, and a word to search for."""

    slug: str
    code: str
    word: str
    month: str
    database: int = 0


def find_subject(databases: Databases) -> Subject | None:
    """Return something that the archive has, or None if no post has a date."""
    newest = [
        (*post, number)
        for number, connection in enumerate(databases)
        for post in connection.execute(
            "select published_utc, slug, title, substr(date, 1, 7) from posts "
            "where date is not null order by published_utc desc limit 1"
        )
    ]
    if not newest:
        return None
    _, slug, title, month, number = max(newest)
    posts, names = Counter[str](), dict[str, str]()
    # Which has most posts of all is known once all are counted.
    limit = 1 if len(databases) == 1 else -1
    for connection in databases:
        for code, name, count in connection.execute(
            "select code, name, posts from securities order by posts desc, code limit ?", (limit,)
        ):
            posts[code] += count
            names[code] = name
    code = min(posts, key=lambda each: (-posts[each], each), default="")
    word = names.get(code) or max(title.split(), key=len, default=title)
    return Subject(slug, code, word, month, number)


def api_examples(
    databases: Databases,
    subject: Subject,
    absolute: Callable[[str], str],
    search_json: Callable[[Databases, Filter, int], Json],
) -> list[Example]:
    """Return the examples of the JSON API, with their output.

    `absolute` makes a path of the site a URL; `search_json` returns what `/search.json` says for
    a filter and a page size.
    """
    query = urlencode({"q": subject.word, "size": SEARCH_SIZE})
    article_url = absolute(urls.article(subject.slug))
    found = search_json(databases, Filter(subject.word), SEARCH_SIZE)
    examples = [
        _curl("example_search", absolute(f"/search.json?{query}"), found),
        _curl(
            "example_article",
            absolute(urls.article(subject.slug, ".json")),
            {
                "article": article_url,
                **(read_record(databases[subject.database], subject.slug) or {}),
            },
        ),
    ]
    if subject.code:
        filter = Filter(security=subject.code)
        query = urls.query_string({**filter.parameters, "limit": "5"})
        url = absolute(f"/data/posts.ndjson?{query}")
        first: Json = {**first_records(databases, filter, 1)[0]}
        examples.append(_curl("example_filter", url, first, "--include "))
    return examples


def sql_examples(subject: Subject, absolute: Callable[[str], str], database: str) -> list[Example]:
    """Return the examples of SQL over HTTP; `database` is the path of one without a suffix."""
    search = urlencode({"sql": SEARCH_SQL, "text": subject.word, "_shape": "array"})
    count = urlencode({"sql": COUNT_SQL})
    return [
        _curl("example_sql", absolute(f"{database}.json?{search}")),
        _curl("example_sql_csv", absolute(f"{database}.csv?{count}")),
    ]


def download_command(file: DatasetFile) -> str:
    """Return the command that downloads a file, and verifies it if its checksum is known."""
    download = f"curl --fail --remote-name {quote(file.url)}"
    if file.sha256 is None:
        return download
    return f'{download} \\\n  && echo "{file.sha256}  {file.name}" | sha256sum --check'


def tool_examples(dataset: Dataset) -> list[Example]:
    """Return commands that read the files with common tools."""
    last = [file.name for file in dataset.files if file.format == DATABASE_SUFFIX][-1]
    examples = [
        Example("tool_sqlite", f'sqlite3 -header {quote(last)} "{COUNT_SQL}"'),
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
