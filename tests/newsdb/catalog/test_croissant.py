"""The dataset in Croissant 1.0, by the rules of the standard and against the files."""

import hashlib
import json

from datasette.app import Datasette

from newsdb.fields import NAMES
from tests.clients import CC0, description, file_at


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
        body = await file_at(datasette, file["contentUrl"])
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
    lines = (await file_at(datasette, file["contentUrl"])).decode().splitlines()
    types = {"sc:Text": str, "sc:Integer": int, "sc:Date": str, "sc:DateTime": str}
    for field in records["field"]:
        assert field["source"]["fileObject"] == {"@id": "posts.ndjson"}
        column = field["source"]["extract"]["column"]
        for line in lines:
            value = json.loads(line)[column]
            values = value if field.get("repeated") else [value]
            assert all(each is None or type(each) is types[field["dataType"]] for each in values)
