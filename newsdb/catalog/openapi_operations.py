"""Building blocks of an OpenAPI 3.1 document: operations, contents and parameters."""

from __future__ import annotations

from collections.abc import Mapping

from newsdb.models import Json

JSON = "application/json"


def operation(
    operation_id: str,
    summary: str,
    content: Json,
    parameters: list[Json] | None = None,
    failures: tuple[int, ...] = (),
) -> Json:
    """Return a path with a GET operation; `content` is that of its 200 response.

    `failures` are the other statuses, whose content is an error.
    """
    reasons = {400: "A parameter is invalid.", 404: "Not found."}
    reasons[409] = "The database was rebuilt: start again."
    reasons[503] = "The query timed out: narrow it, or try again."
    error = json_content({"$ref": "#/components/schemas/Error"})
    responses: Json = {"200": {"description": summary, "content": content}}
    responses |= {f"{each}": {"description": reasons[each], "content": error} for each in failures}
    described: Json = {"operationId": operation_id, "summary": summary, "responses": responses}
    return {"get": {**described, "parameters": parameters} if parameters else described}


def content(media_type: str, schema: Json | None = None) -> Json:
    """Return the content of a response with a media type."""
    return {media_type: {"schema": schema} if schema else {}}


def json_content(schema: Json) -> Json:
    """Return the content of a response in JSON."""
    return content(JSON, schema)


def path_parameter(name: str, schema: Json) -> Json:
    """Return a parameter that is a part of the path."""
    return {"name": name, "in": "path", "required": True, "schema": schema}


def query_parameters(filters: Mapping[str, Json]) -> list[Json]:
    """Return parameters of the query string, by name with further members; strings by default."""
    text = {"type": "string"}
    return [{"name": name, "in": "query", "schema": text, **more} for name, more in filters.items()]
