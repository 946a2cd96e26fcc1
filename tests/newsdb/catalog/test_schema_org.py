"""The dataset as schema.org describes one."""

import hashlib

from datasette.app import Datasette

from newsdb.fields import NAMES
from tests.clients import CC0, file_at, json_ld


async def test_the_home_page_describes_the_dataset_too(datasette: Datasette) -> None:
    home, page = await json_ld(datasette, "/?lang=zh"), await json_ld(datasette, "/data")
    files = [(each["name"], each["contentUrl"]) for each in home.pop("distribution")]
    assert files == [
        ("news.db", "http://localhost/news.db"),
        ("posts.ndjson", "http://localhost/data/posts.ndjson"),
        ("posts.csv", "http://localhost/data/posts.csv"),
    ]
    del page["distribution"]
    assert home == page


async def test_schema_org(datasette: Datasette, expected: dict[str, str]) -> None:
    """What Google asks of a Dataset: developers.google.com/search, structured data, dataset."""
    data = await json_ld(datasette, "/data")
    assert (data["@context"], data["@type"]) == ("https://schema.org/", "Dataset")
    assert data["name"] == "A news archive as open data"
    assert 50 <= len(data["description"]) <= 5000 and "173 posts" in data["description"]
    assert data["url"] == data["@id"] == "http://localhost/data"
    assert data["license"] == CC0
    assert data["temporalCoverage"] == expected["coverage"]
    assert data["version"] == expected["version"]
    assert data["dateModified"] == expected["started"]
    assert data["creditText"] == expected["citation"]
    assert data["isAccessibleForFree"] is True
    assert data["creator"] == {
        "@type": "Organization",
        "name": "The sample archive of newsdb, written for that project",
    }
    assert [each["name"] for each in data["variableMeasured"]] == list(NAMES)
    names = [each["name"] for each in data["distribution"]]
    assert names == ["news.db", "posts.ndjson", "posts.csv", "posts.parquet"]
    for each in data["distribution"]:
        assert each["@type"] == "DataDownload"
        file = await file_at(datasette, each["contentUrl"])
        assert each["contentSize"] == f"{len(file)} B"
        assert each["sha256"] == hashlib.sha256(file).hexdigest()
