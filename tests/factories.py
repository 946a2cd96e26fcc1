"""Plain data with values that most tests do not care about."""

from dataclasses import replace

from newsdb.catalog.dataset import Dataset, DatasetFile, Facts
from newsdb.web.articles import Article

ARTICLE = Article(
    id=7,
    slug="2022-01-19-x",
    title="题",
    published="2022-01-19T08:00:00+08:00",
    date="2022-01-19",
    source="日报",
    url=None,
    summary="",
    characters=2,
    body="",
    tags=(),
    categories=(),
    securities=(),
    images=(),
)
FACTS = Facts(2, "2022-01-01", "2022-12-31", 5, "2023-01-02T03:04:05+00:00", {"beans": 2})
FILES = (
    DatasetFile("news.db", "db", "https://a.example/news.db", 2, 9, "0" * 64),
    DatasetFile("posts.csv", "csv", "https://a.example/data/posts.csv", 2, 7, "1" * 64),
)
DATASET = Dataset(
    title="Ann's garden",
    description="Beans.",
    license="MIT",
    license_url="https://a.example/license",
    source="",
    source_url="",
    publisher="Ann",
    publisher_url="",
    language="en",
    home="https://a.example/",
    url="https://a.example/data",
    facts=FACTS,
    files=FILES,
)


def article(**values: object) -> Article:
    """Return an article."""
    return replace(ARTICLE, **values)  # type: ignore[arg-type]


def facts(**values: object) -> Facts:
    """Return facts of a dataset."""
    return replace(FACTS, **values)  # type: ignore[arg-type]


def dataset(**values: object) -> Dataset:
    """Return a dataset."""
    return replace(DATASET, **values)  # type: ignore[arg-type]
