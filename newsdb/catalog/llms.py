"""`/llms.txt` (https://llmstxt.org): what a language model needs to use the site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from newsdb.catalog.dataset import Dataset
from newsdb.config import DATABASE_NAME
from newsdb.export.formats import text_formats
from newsdb.search.filters import PARAMETERS

SAMPLE_SQL = (
    "select date, title, slug from posts where id in (select rowid from posts_fts where "
    "posts_fts match match_expression('银行')) order by published_utc desc limit 10"
)


def llms_txt(dataset: Dataset, tables: Mapping[str, str], absolute: Callable[[str], str]) -> str:
    """Return the text, in Markdown; `tables` holds the description of each table by name."""
    covered = dataset.coverage.replace("/", " to ")
    sql = urlencode({"sql": SAMPLE_SQL, "_shape": "array"})
    search = urlencode({"q": "银行"})
    filters = ", ".join(f"`{name}`" for name in PARAMETERS)
    licence = " ".join(each for each in (dataset.license, dataset.license_url) if each)
    lines = [
        f"# {dataset.title}",
        "",
        *([f"> {dataset.description}", ""] if dataset.description else []),
        f"{dataset.facts.posts} posts, {covered or 'undated'}; version {dataset.facts.version}. "
        f"Licence: {licence or 'none is stated; ask before you reuse the texts'}. "
        f"Cite as: {dataset.citation}",
        "",
        "Everything is read-only, needs no key, and is UTF-8. Times are ISO 8601 with an offset. "
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
        f'- [Search]({absolute(f"/search.json?{search}")}): Chinese words, "phrases", '
        "-words to exclude; filters as above, `order=newest`, `page`",
        f"- [SQL]({absolute(f'/{DATABASE_NAME}.json?{sql}')}): SQLite; one SELECT, one second, "
        "at most 1000 rows; `match_expression(text)` makes a full-text query of a search as typed",
        "",
        "Tables:",
        "",
        *(f"- `{name}`: {text}" for name, text in tables.items()),
        "",
        "## Files",
        "",
        *(
            f"- [{file.name}]({file.url}): {file.media_type}, {file.posts} posts"
            for file in dataset.files
        ),
        "",
        f"{' and '.join(f'posts.{each.suffix}' for each in text_formats())} take the same filters, "
        "`after` (a slug) and `limit`.",
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
