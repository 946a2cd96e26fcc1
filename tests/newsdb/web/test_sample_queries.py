"""The sample queries of the home page."""

from urllib.parse import parse_qs, urlsplit

import pytest
from datasette.app import Datasette

from newsdb.web.sample_queries import SAMPLE_QUERIES, SampleQuery
from tests.clients import soup_of


@pytest.mark.parametrize("query", SAMPLE_QUERIES, ids=lambda query: query.title)
async def test_sample_queries_return_rows(datasette: Datasette, query: SampleQuery) -> None:
    soup = await soup_of(datasette, "/")
    addresses = [link["href"] for link in soup.select(".plain a")]
    address = next(
        each for each in addresses if query.sql in parse_qs(urlsplit(each).query).get("sql", [])
    )
    path, _, parameters = address.partition("?")
    answer = await datasette.client.get(f"{path}.json?{parameters}&_shape=array")
    assert answer.status_code == 200
    assert answer.json()
