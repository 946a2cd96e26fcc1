"""The dataset as a Data Package, read by the standard's own tool."""

import hashlib
from pathlib import Path
from urllib.parse import urlsplit

from datasette.app import Datasette
from frictionless import Package

from tests.clients import CC0, description, file_at


async def test_data_package(datasette: Datasette, expected: dict[str, str], tmp_path: Path) -> None:
    data = await description(datasette, "datapackage")
    assert data["licenses"] == [{"title": "CC0 1.0 (the sample posts)", "path": CC0}]
    assert data["version"] == expected["version"]
    assert data["created"] == expected["started"]
    assert data["temporalCoverage"] == expected["coverage"]
    tables = []
    for resource in data["resources"]:
        body = await file_at(datasette, resource["path"])
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
