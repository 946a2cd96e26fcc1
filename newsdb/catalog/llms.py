"""`/llms.txt` (https://llmstxt.org): what a language model needs to use the site."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from urllib.parse import urlencode

from newsdb.catalog.dataset import Dataset
from newsdb.catalog.tables import PublishedQuery, Table
from newsdb.export.formats import text_formats
from newsdb.search.filters import shown_parameters

SAMPLE_SQL = (
    "select date, title, slug from posts where id in (select rowid from posts_fts where "
    "posts_fts match match_expression({word})) order by published_utc desc limit 10"
)


def llms_txt(
    dataset: Dataset,
    tables: Sequence[Table],
    queries: Sequence[PublishedQuery],
    word: str,
    sections: Collection[str],
    databases: Sequence[str],
    absolute: Callable[[str], str],
) -> str:
    """Return the text, in Markdown.

    `word` is one that posts have; `sections` are those that the site shows; `databases` are the
    names of its databases in URLs, all with the same tables and queries.
    """
    last = databases[-1]
    several = [
        f"The posts are in {len(databases)} databases, each with SQL, tables and queries: "
        f"{', '.join(f'`/{name}`' for name in databases)}. Pages, search, trends, feeds and files "
        "are of all of them.",
        "",
    ]
    covered = dataset.coverage.replace("/", " to ")
    quoted = "'" + word.replace("'", "''") + "'"
    sql = urlencode({"sql": SAMPLE_SQL.format(word=quoted), "_shape": "array"})
    search = urlencode({"q": word})
    filters = ", ".join(f"`{name}`" for name in shown_parameters(sections))
    licence = " ".join(each for each in (dataset.license, dataset.license_url) if each)
    lines = [
        f"# {dataset.title}",
        "",
        *([f"> {dataset.description}", ""] if dataset.description else []),
        f"{dataset.facts.posts} posts, {covered or 'undated'}; version {dataset.facts.version}. "
        f"Licence: {licence or 'none is stated; ask before you reuse the texts'}. "
        f"Cite as: {dataset.citation}",
        "",
        "Everything is read-only, needs no key, and is UTF-8. Times are ISO 8601 with an offset, "
        "or a day where no time is known. "
        "A post's `slug` is its permanent identifier.",
        "",
        "## Articles",
        "",
        f"- [Newest articles]({absolute('/feed.json')}): JSON Feed; filters {filters}",
        f"- [URLs of all articles]({absolute('/sitemap.xml')}): `/article/` and the slug; append "
        "`.md` for Markdown, `.json` for a record",
        "",
        "## Search and SQL",
        "",
        *(several if len(databases) > 1 else []),
        f'- [Search]({absolute(f"/search.json?{search}")}): words, "phrases", '
        "-words to exclude; filters as above, `order=newest`, `page`",
        f"- [Trends]({absolute('/trends.json')}): numbers of posts; `q` (several), `by` (day, "
        "week, month, year), `split` (source, tag, security …), `share=on`, filters as above",
        f"- [SQL]({absolute(f'/{last}.json?{sql}')}): SQLite; one SELECT, one second, "
        "at most 1000 rows; `match_expression(text)` makes a full-text query of a search as typed",
        "",
        f"Tables, each also at `/{last}/<table>.json` with `_size`, `_sort`, `_search`, "
        "`_shape=array` and `column=value`:",
        "",
        *(
            f"- `{table.name}` ({', '.join(column.name for column in table.columns)}): "
            f"{table.description}".rstrip(": ")
            for table in tables
        ),
        "",
        *(["Named queries:", ""] if queries else []),
        *(_named_query(query, last, absolute) for query in queries),
        *([""] if queries else []),
        "## Files",
        "",
        *(
            f"- [{file.name}]({file.url}): {file.media_type}, {file.posts} posts"
            for file in dataset.files
        ),
        "",
        f"{' and '.join(f'posts.{each.suffix}' for each in text_formats())} take the same filters, "
        "`after` (a slug) and `limit`. A filter may be given several times; `source!=name` "
        "excludes. "
        f"[Changes]({absolute('/data/changes.ndjson?since_load=0')}) keep a copy in sync: "
        "what loads after `since_load` added, changed and removed.",
        "",
        "## Optional",
        "",
        f"- [OpenAPI]({absolute('/openapi.json')}): all these URLs, formally",
        f"- [Croissant]({absolute('/data/croissant.json')}): the dataset and its fields",
        f"- [Data Package]({absolute('/data/datapackage.json')}): the same, with a table schema",
        f"- [Checksums]({absolute('/data/SHA256SUMS')}): SHA-256 of every file",
        "",
    ]
    return "\n".join(lines)


def _named_query(query: PublishedQuery, database: str, absolute: Callable[[str], str]) -> str:
    link = absolute(f"/{database}/{query.name}.json?_shape=array")
    parameters = ", ".join(f"`{name}`" for name in query.parameters)
    return (
        f"- [{query.title}]({link}): {parameters or 'no parameters'}. {query.description}".strip()
    )
