"""Building blocks of OpenAPI."""

from __future__ import annotations

from newsdb.catalog.openapi_operations import (
    content,
    json_content,
    operation,
    path_parameter,
    query_parameters,
)

ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}


def test_an_operation_has_a_description_for_each_status() -> None:
    found = operation("a", "An A.", content("text/plain"), failures=(400, 404, 409, 503))
    assert found == {
        "get": {
            "operationId": "a",
            "summary": "An A.",
            "responses": {
                "200": {"description": "An A.", "content": {"text/plain": {}}},
                "400": {"description": "A parameter is invalid.", "content": ERROR},
                "404": {"description": "Not found.", "content": ERROR},
                "409": {"description": "The database was rebuilt: start again.", "content": ERROR},
                "503": {
                    "description": "The query timed out: narrow it, or try again.",
                    "content": ERROR,
                },
            },
        }
    }


def test_parameters() -> None:
    id_schema = {"type": "integer"}
    parameters = [
        path_parameter("id", id_schema),
        *query_parameters({"q": {"description": "A."}, "n": {"schema": id_schema}}),
    ]
    found = operation("a", "An A.", json_content(id_schema), parameters)
    assert found["get"]["parameters"] == [
        {"name": "id", "in": "path", "required": True, "schema": id_schema},
        {"name": "q", "in": "query", "schema": {"type": "string"}, "description": "A."},
        {"name": "n", "in": "query", "schema": id_schema},
    ]
    assert found["get"]["responses"] == {
        "200": {"description": "An A.", "content": {"application/json": {"schema": id_schema}}}
    }
