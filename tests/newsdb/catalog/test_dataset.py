"""The facts from which all descriptions are made."""

from pathlib import Path

from newsdb.commands.serve import instance, prepared
from tests.clients import description
from tests.databases import database_of


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
