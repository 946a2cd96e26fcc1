"""Datasette's own features on the pages of tables."""

from urllib.parse import quote

from datasette.app import Datasette

from tests.clients import soup_of


async def test_facets_sorting_and_filters_work(datasette: Datasette) -> None:
    soup = await soup_of(
        datasette, f"/news/posts?_facet=load_id&_sort=id&title__contains={quote('岚山')}"
    )
    assert soup.select_one("#facet-load_id a") is not None
    ids = [int(cell.get_text()) for cell in soup.select("td.col-id")]
    assert ids == sorted(ids)
    assert ids
    assert all("岚山" in cell.get_text() for cell in soup.select("td.col-title"))
