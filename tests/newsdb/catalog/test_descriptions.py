"""The dataset as machines are told of it, by the rules of each standard and against the files."""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from datasette.app import Datasette
from frictionless import Package

from newsdb.commands.serve import instance, prepared
from newsdb.fields import NAMES
from tests.databases import database_of

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"


async def description(datasette: Datasette, name: str) -> dict[str, Any]:
    response = await datasette.client.get(f"/data/{name}.json")
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "*"
    described: dict[str, Any] = response.json()
    return described


async def content(datasette: Datasette, address: str) -> bytes:
    assert address.startswith("http://localhost/")
    response = await datasette.client.get(urlsplit(address).path)
    assert response.status_code == 200
    return response.content


@pytest.fixture(scope="module")
def expected(news_db: Path) -> dict[str, str]:
    with closing(sqlite3.connect(news_db)) as connection:
        first, last = connection.execute("select min(date), max(date) from posts").fetchone()
        started = connection.execute("select started from loads").fetchone()[0]
    year, month, day = map(int, started[:10].split("-"))
    return {
        "coverage": f"{first}/{last}",
        "started": started,
        "version": f"{year}.{month}.{day}+1",
        "citation": "Made and served by newsdb. A news archive as open data. "
        f"Version {year}.{month}.{day}+1 (173 posts, {first} to {last}). http://localhost/data",
    }


async def json_ld(datasette: Datasette, path: str) -> dict[str, Any]:
    """Return what a page says of itself to search engines."""
    html = (await datasette.client.get(path)).text
    script = html.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    data: dict[str, Any] = json.loads(script)
    return data


async def test_home_describes_the_dataset_too(datasette: Datasette) -> None:
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
        file = await content(datasette, each["contentUrl"])
        assert each["contentSize"] == f"{len(file)} B"
        assert each["sha256"] == hashlib.sha256(file).hexdigest()


async def test_croissant(datasette: Datasette, expected: dict[str, str]) -> None:
    """The rules of docs.mlcommons.org/croissant/docs/croissant-spec.html, version 1.0."""
    data = await description(datasette, "croissant")
    assert data["@type"] == "sc:Dataset"
    assert data["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert data["@context"]["cr"] == "http://mlcommons.org/croissant/"
    # Every name in use is one of schema.org, or stands in the context.
    assert data["license"] == CC0
    assert data["version"] == expected["version"]
    assert data["datePublished"] == expected["started"]
    assert data["citeAs"] == expected["citation"]
    assert data["temporalCoverage"] == expected["coverage"]
    files = {each["@id"]: each for each in data["distribution"]}
    assert len(files) == 1 + 3 * 10
    for file in files.values():
        assert file["@type"] == "cr:FileObject"
        body = await content(datasette, file["contentUrl"])
        assert (file["contentSize"], file["sha256"]) == (
            f"{len(body)} B",
            hashlib.sha256(body).hexdigest(),
        )
    (records,) = data["recordSet"]
    assert (records["@type"], records["key"]) == ("cr:RecordSet", {"@id": "posts/slug"})
    # Nested objects have no place in it.
    flat = [name for name in NAMES if name not in ("mentions", "images")]
    assert [field["@id"] for field in records["field"]] == [f"posts/{name}" for name in flat]
    file = files["posts.ndjson"]
    assert file["encodingFormat"] == "application/jsonlines"
    lines = (await content(datasette, file["contentUrl"])).decode().splitlines()
    types = {"sc:Text": str, "sc:Integer": int, "sc:Date": str, "sc:DateTime": str}
    for field in records["field"]:
        assert field["source"]["fileObject"] == {"@id": "posts.ndjson"}
        column = field["source"]["extract"]["column"]
        for line in lines:
            value = json.loads(line)[column]
            values = value if field.get("repeated") else [value]
            assert all(each is None or type(each) is types[field["dataType"]] for each in values)


async def test_data_package(datasette: Datasette, expected: dict[str, str], tmp_path: Path) -> None:
    data = await description(datasette, "datapackage")
    assert data["licenses"] == [{"title": "CC0 1.0 (the sample posts)", "path": CC0}]
    assert data["version"] == expected["version"]
    assert data["created"] == expected["started"]
    assert data["temporalCoverage"] == expected["coverage"]
    tables = []
    for resource in data["resources"]:
        body = await content(datasette, resource["path"])
        assert resource["bytes"] == len(body)
        assert resource["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
        if resource["format"] == "csv":
            name = urlsplit(resource["path"]).path.rpartition("/")[2]
            (tmp_path / name).write_bytes(body)
            tables.append({**resource, "path": name})
    assert len(tables) == 10
    # The standard's own tool reads the tables and checks every cell.
    package = Package.from_descriptor({**data, "resources": tables}, basepath=f"{tmp_path}")
    report = package.validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
    rows = package.get_resource("posts-csv").read_rows()
    assert len(rows) == 173
    # Those that state a time, and the two that state a day alone.
    assert [row["slug"] for row in rows if row["published"].tzinfo is None] == [
        "-202205262391920486",
        "2022-02-30-202202282294310577",
    ]
    assert isinstance(rows[0]["mentions"], list)


async def test_nothing_is_said_that_nobody_said(tmp_path: Path) -> None:
    """A publisher who names no licence has none in the descriptions; and no posts are no period."""
    (tmp_path / "metadata.json").write_text('{"title": "报"}')
    database = database_of(tmp_path / "news.db", 0)
    with prepared(database, ["--metadata", f"{tmp_path / 'metadata.json'}"]) as context:
        site = instance(context)
        croissant = await description(site, "croissant")
        package = await description(site, "datapackage")
        llms = (await site.client.get("/llms.txt")).text
        page = await site.client.get("/data?lang=en")
    assert "license" not in croissant and "temporalCoverage" not in croissant
    assert "licenses" not in package and package["name"] == "news"
    assert "none is stated; ask before you reuse the texts" in llms
    assert page.status_code == 200
    assert "No licence is stated. Ask the publisher before you reuse the texts." in page.text
