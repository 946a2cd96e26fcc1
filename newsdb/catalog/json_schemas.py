"""JSON Schema (2020-12) of the API's responses."""

from __future__ import annotations

from newsdb.catalog.api_parameters import DAY, FILTERS, ORDER, SIZE, STRINGS
from newsdb.fields import FIELDS, Field
from newsdb.models import Json
from newsdb.search.dimensions import DIMENSIONS

NUMBER: Json = {"type": "integer", "minimum": 0}
MARKS = {
    "description": "Spans that match the search: start and end, in characters.",
    "type": "array",
    "items": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
}
TREND: Json = {
    "type": "object",
    "description": "Numbers of posts, one for each of `periods`.",
    "required": ["by", "split", "filters", "periods", "series", "left_out", "sql", "parameters"],
    "additionalProperties": False,
    "properties": {
        "by": {"enum": ["day", "week", "month", "year"]},
        "split": {"enum": [*DIMENSIONS, None]},
        "filters": {
            "type": "object",
            "additionalProperties": {"anyOf": [{"type": "string"}, STRINGS]},
        },
        "periods": {"type": "array", "items": {"type": "string"}},
        "series": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["label", "total", "counts"],
                "additionalProperties": False,
                "properties": {
                    "label": {"type": "string"},
                    "total": NUMBER,
                    "counts": {"type": "array", "items": NUMBER},
                    "shares": {
                        "type": "array",
                        "items": {"type": "number", "minimum": 0, "maximum": 1},
                    },
                },
            },
        },
        "left_out": {
            "description": "Number of series beyond the 8 with the most posts.",
            **NUMBER,
        },
        "sql": {"description": "SQL that counts the posts.", "type": "string"},
        "parameters": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
HIT_TEXTS = ("slug", "title", "article", "snippet")
HIT_MAYBE = ("published", "date", "source", "url")
FOUND: Json = {
    "type": "object",
    "description": "A page of search results. `total` is a lower bound where `more` is true.",
    "required": [
        *("query", "filters", "order", "page", "size", "total", "more", "ranked", "near_total"),
        *("unknown_fields", "names", "hits", "facets", "suggestions", "next"),
    ],
    "additionalProperties": False,
    "properties": {
        "query": {"type": "string"},
        "filters": {
            "description": "Active filters, by parameter.",
            "type": "object",
            "propertyNames": {"enum": [name for name in FILTERS if name != "q"]},
            "additionalProperties": {"anyOf": [{"type": "string"}, STRINGS]},
        },
        "order": ORDER,
        "page": {"type": "integer", "minimum": 1},
        "size": SIZE,
        "total": NUMBER,
        "more": {"description": "Whether older posts match too.", "type": "boolean"},
        "ranked": {
            "description": "Number of results by relevance; the rest follow, newest first.",
            **NUMBER,
        },
        "near_total": {"description": "Near matches, which come after the exact ones.", **NUMBER},
        "unknown_fields": {
            "description": "Fields of the query that do not exist, such as `soruce:`.",
            "type": "array",
            "items": {"type": "string"},
        },
        "names": {
            "description": "Companies, sources, tags and so on that the query names.",
            "type": "array",
            "items": {
                "type": "object",
                "required": ["dimension", "value", "label", "posts", "page"],
                "properties": {
                    "dimension": {"enum": [*DIMENSIONS]},
                    "value": {"type": "string"},
                    "label": {"type": "string"},
                    "posts": NUMBER,
                    "page": {"description": "URL of its page.", "type": "string"},
                },
            },
        },
        "facets": {
            "description": "How many hits each filter would leave.",
            "type": "object",
            "propertyNames": {"enum": [*DIMENSIONS, "year", "month"]},
            "additionalProperties": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["value", "label", "count"],
                    "properties": {
                        "value": {"type": "string"},
                        "label": {"type": "string"},
                        "count": NUMBER,
                    },
                },
            },
        },
        "suggestions": {
            "description": "If nothing was found: searches that do find something.",
            "type": "array",
            "items": {
                "type": "object",
                "required": ["query", "total"],
                "properties": {"query": {"type": "string"}, "total": NUMBER},
            },
        },
        "next": {"type": ["string", "null"], "description": "URL of the next page."},
        "hits": {
            "type": "array",
            "items": {
                "type": "object",
                "required": [*HIT_TEXTS, *HIT_MAYBE, "title_marks", "snippet_marks", "near"],
                "properties": {
                    **{name: {"type": "string"} for name in HIT_TEXTS},
                    "near": {"description": "Whether it is a near match.", "type": "boolean"},
                    **{name: {"type": ["string", "null"]} for name in HIT_MAYBE},
                    "title_marks": MARKS,
                    "snippet_marks": MARKS,
                },
            },
        },
    },
}
ERROR: Json = {
    "type": "object",
    "required": ["ok", "error", "status", "title"],
    "properties": {
        "ok": {"const": False},
        "error": {"type": "string", "description": "Human-readable message."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "title": {"type": ["string", "null"]},
    },
}


def schemas() -> dict[str, Json]:
    """Return every schema by its name."""
    return {
        "Record": _object(FIELDS, "A post, as every export gives it."),
        **{field.item: _object(field.fields, field.description) for field in FIELDS if field.item},
        "Article": _article(),
        "Found": FOUND,
        "Trend": TREND,
        "Error": ERROR,
    }


def _object(fields: tuple[Field, ...], description: str) -> Json:
    return {
        "type": "object",
        "description": description,
        "required": [field.name for field in fields],
        "properties": {field.name: _schema(field) for field in fields},
        "additionalProperties": False,
    }


def _article() -> Json:
    """Return the schema of an article's `.json`: a record, after the URL of its page."""
    record = _object(FIELDS, "A post, with the URL of its page.")
    article = {"type": "string", "description": "Absolute URL of the article's page."}
    return {
        **record,
        "required": ["article", *record["required"]],
        "properties": {"article": article, **record["properties"]},
    }


def _schema(field: Field) -> Json:
    schemas: dict[str, Json] = {
        "string": {"type": "string"},
        "integer": {"type": "integer", "minimum": 0},
        "boolean": {"type": "boolean"},
        "date": DAY,
        "datetime": {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]},
        "strings": {"type": "array", "items": {"type": "string"}},
        "objects": {
            "type": "array",
            "items": {"$ref": f"#/components/schemas/{field.item}"},
        },
    }
    schema = schemas[field.type]
    if field.nullable:
        schema = {**schema, "type": [schema["type"], "null"]}
    return {"description": field.description, **schema}
