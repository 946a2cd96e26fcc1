"""The API as `/openapi.json` describes it, held against the site by Schemathesis."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import jsonschema
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from newsdb.catalog.openapi import openapi
from newsdb.catalog.tables import Table, named_queries
from tests.live import live
from tests.paths import TOP

pytestmark = pytest.mark.filterwarnings("ignore")
CHECKED = settings(
    max_examples=5,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def site(news_db: Path) -> Iterator[str]:
    with live(news_db) as address:
        yield address


@pytest.fixture(scope="module")
def described(site: str) -> dict[str, Any]:
    response = httpx.get(f"{site}/openapi.json")
    assert "\\u" not in response.text
    found: dict[str, Any] = response.json()
    return found


SITE = yaml.safe_load((TOP / "metadata.yml").read_text("utf-8"))["databases"]["news"]
TABLES = [Table("posts", ()), Table("articles", (), is_view=True), Table("securities", ())]
QUERIES = named_queries(SITE["queries"])
own = schemathesis.openapi.from_dict(openapi("News", "", "http://localhost"))
own = own.exclude(path_regex="^/news")
of_datasette = schemathesis.openapi.from_dict(
    openapi("News", "", "http://localhost", TABLES, QUERIES[:2])
).include(path_regex="^/news")
# Datasette takes much that is not described.
of_datasette.config.generation.update(modes=[GenerationMode.POSITIVE])


@own.parametrize()
@CHECKED
def test_every_answer_is_as_described(case: Case, site: str) -> None:
    case.call_and_validate(base_url=site)


@of_datasette.parametrize()
@CHECKED
def test_every_answer_of_datasette_is_as_described(case: Case, site: str) -> None:
    """Any text may stand for a column or for SQL: most of it is a 400."""
    case.call_and_validate(base_url=site, excluded_checks=[positive_data_acceptance])


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_only_reading(site: str, described: dict[str, Any], method: str) -> None:
    with httpx.Client(base_url=site) as client:
        for path in described["paths"]:
            response = client.request(method, path)
            assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_every_operation_works(site: str, described: dict[str, Any]) -> None:
    """Every operation with a parameter that exists, and the answer's own schema."""
    slug = "2022-08-05-202208052444610273"
    values = {"{slug}": slug, "{month}": "2022-03", "{file}": "posts"}
    values |= {"{table}": "articles", "/articles/{key}": "/posts/1"}
    datasette = ["/news.json", "/news/{table}.json", "/news/{table}/{key}.json"]
    datasette += [f"/news/{name}.json" for name in SITE["queries"]]
    assert [path for path in described["paths"] if path.startswith("/news")] == datasette
    assert len(described["paths"]) == 26 + len(datasette)
    schemas = {"$defs": described["components"]["schemas"]}
    for path, operations in described["paths"].items():
        address = path
        for name, value in values.items():
            address = address.replace(name, quote(value))
        response = httpx.get(f"{site}{address}")
        assert response.status_code == 200, address
        (media_type, content), *_ = operations["get"]["responses"]["200"]["content"].items()
        given = response.headers["content-type"]
        assert given.partition(";")[0] == media_type.partition(";")[0], address
        if schema := content.get("schema"):
            whole = _local({**schemas, **schema})
            jsonschema.Draft202012Validator(whole).validate(response.json())
            # Datasette escapes what is not ASCII.
            assert "\\u" not in response.text or path in datasette


def test_a_record_is_as_described(site: str, described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    record = _local({"$defs": schemas, "$ref": "#/components/schemas/Record"})
    checker = jsonschema.Draft202012Validator(record)
    for line in httpx.get(f"{site}/data/posts.ndjson").text.splitlines():
        checker.validate(httpx.Response(200, text=line).json())


def _local(schema: Any) -> Any:
    """Return a schema that refers to its own definitions."""
    if isinstance(schema, dict):
        return {
            key: value.replace("#/components/schemas/", "#/$defs/")
            if key == "$ref"
            else _local(value)
            for key, value in schema.items()
        }
    return [_local(each) for each in schema] if isinstance(schema, list) else schema
