"""`/llms.txt` (https://llmstxt.org): what a language model needs to use the archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from newsdb.catalog.dataset import Dataset
from newsdb.config import DATABASE_NAME

QUESTION = (
    "select date, title, slug from posts where id in (select rowid from posts_fts where "
    "posts_fts match match_expression('银行')) order by published desc limit 10"
)


def llms_txt(dataset: Dataset, tables: Mapping[str, str], absolute: Callable[[str], str]) -> str:
    """Return the text, in Markdown; `tables` holds the description of each table by name."""
    covered = dataset.coverage.replace("/", " to ")
    question = urlencode({"sql": QUESTION, "_shape": "array"})
    search = urlencode({"q": "银行"})
    licence = " ".join(each for each in (dataset.license, dataset.license_url) if each)
    lines = [
        f"# {dataset.title}",
        "",
        f"> {dataset.description}",
        "",
        f"{dataset.facts.posts} posts, {covered or 'undated'}; version {dataset.facts.version}. "
        f"Licence: {licence or 'none is named; ask before you reuse the texts'}. "
        f"Cite as: {dataset.citation}",
        "",
        "Everything is read-only, needs no key, and is UTF-8. Times are ISO 8601 with an offset. "
        "A post's `slug` is its lasting name.",
        "",
        "## Articles",
        "",
        f"- [Newest articles]({absolute('/feed.json')}): JSON Feed; filters `source`, `tag`, "
        "`category`, `security`, `q`",
        f"- [Every article's address]({absolute('/sitemap.xml')}): `/article/` and the slug; with "
        "`.md` behind it Markdown, with `.json` a record",
        "",
        "## Search and SQL",
        "",
        f'- [Search]({absolute(f"/search.json?{search}")}): Chinese words, "phrases", '
        "-words to leave out; the filters of feeds, `since`, `until`, `order=newest`, `page`",
        f"- [SQL]({absolute(f'/{DATABASE_NAME}.json?{question}')}): SQLite, one select, a second, "
        "at most 1000 rows; `match_expression(text)` makes a search of what a person would type",
        "",
        "Tables:",
        "",
        *(f"- `{name}`: {text}" for name, text in tables.items()),
        "",
        "## Files",
        "",
        *(
            f"- [{file.name}]({file.address}): {file.media_type}, {file.posts} posts"
            for file in dataset.files
        ),
        "",
        "Filters of posts.ndjson and posts.csv: `q`, `source`, `tag`, `category`, `security`, "
        "`since`, `until`, `after` (a slug), `limit`.",
        "",
        "## Optional",
        "",
        f"- [OpenAPI]({absolute('/openapi.json')}): these addresses, formally",
        f"- [Croissant]({absolute('/data/croissant.json')}): the dataset and its fields",
        f"- [Data Package]({absolute('/data/datapackage.json')}): the same, with a table schema",
        f"- [Checksums]({absolute('/data/SHA256SUMS')}): SHA-256 of every file",
        "",
    ]
    return "\n".join(lines)
