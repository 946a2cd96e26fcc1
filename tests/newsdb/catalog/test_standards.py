"""The descriptions of the dataset, read by the standards' own tools (`make test-standards`)."""

from datasette.app import Datasette
from pytest import importorskip

mlcroissant = importorskip("mlcroissant", reason="it is 300 MB; make test-standards")


async def test_croissant_finds_nothing_wrong(datasette: Datasette) -> None:
    described = (await datasette.client.get("/data/croissant.json")).json()
    metadata = mlcroissant.Dataset(jsonld=described).metadata
    assert (metadata.issues.errors, metadata.issues.warnings) == (set(), set())
    assert metadata.name == described["name"]
    records = {each.name: [field.name for field in each.fields] for each in metadata.record_sets}
    assert {"slug", "title", "published", "body"} <= set(records["posts"])
