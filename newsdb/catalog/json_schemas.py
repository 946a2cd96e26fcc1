"""JSON Schema (2020-12) of the API's responses and parameters."""

from __future__ import annotations

from newsdb.fields import FIELDS, Field
from newsdb.models import Json
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.filters import DAY_PARAMETERS, EXCLUDED, MAX_ID, MAX_VALUES, PARAMETERS
from newsdb.versions import edits

DAY: Json = {"type": "string", "format": "date"}
NOTHING: Json = {"const": ""}
"""What a form sends for an empty field; it counts as absent."""
OPTIONAL_DAY = {"anyOf": [DAY, NOTHING]}
STRINGS: Json = {"type": "array", "items": {"type": "string"}, "maxItems": MAX_VALUES}
SCHEMAS: dict[str, Json] = {
    **dict.fromkeys(DAY_PARAMETERS, OPTIONAL_DAY),
    **dict.fromkeys(DIMENSIONS, STRINGS),
}
EXCLUDE = "Posts to leave out; given like {name}, as in {name}!=value."
FILTERS: dict[str, Json] = {
    name: {
        "description": description,
        **({"schema": SCHEMAS[name]} if name in SCHEMAS else {}),
    }
    for name, description in PARAMETERS.items()
} | {
    f"{name}{EXCLUDED}": {"description": EXCLUDE.format(name=name), "schema": STRINGS}
    for name in DIMENSIONS
}
BULK: dict[str, Json] = {
    **FILTERS,
    "after": {"description": "Only posts after this slug, to resume an interrupted download."},
    "limit": {
        "description": "Page size (1 to 1000); Link header points to the next page.",
        "schema": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 1000}, NOTHING]},
    },
}
COUNT: Json = {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 999_999_999}, NOTHING]}
CURSOR: dict[str, Json] = {
    "since_load": {"description": "The last load that is known; 0 for none.", "schema": COUNT},
    "after": {"description": "Where a response goes on; the Link header has it.", "schema": COUNT},
}
STORIES: dict[str, Json] = {
    "stories": {
        "description": "off: every post of each story, not one of them.",
        "schema": {"enum": ["on", "off", ""]},
    }
}
STORY: dict[str, Json] = {
    "story": {
        "description": "Id of a story: all of its posts.",
        "schema": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": MAX_ID}, NOTHING]},
    }
}
ORDER: Json = {"enum": ["relevance", "newest"]}
SIZE: Json = {"enum": [10, 20]}
SEARCH: dict[str, Json] = {
    **FILTERS,
    **STORIES,
    "order": {
        "description": "relevance (the best first) or newest.",
        "schema": {"anyOf": [ORDER, NOTHING]},
    },
    "page": {
        "description": "The page, the first being 1.",
        "schema": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 100_000}, NOTHING]},
    },
    "size": {"description": "Page size: 10 or 20.", "schema": {"anyOf": [SIZE, NOTHING]}},
}
TRENDS: dict[str, Json] = {
    "q": {
        "description": "A search as typed, one series each; all posts without any.",
        "schema": {**STRINGS, "maxItems": 8},
    },
    **{name: filter for name, filter in FILTERS.items() if name != "q"},
    "by": {
        "description": "The period; a week is called by its Monday.",
        "schema": {"enum": ["day", "week", "month", "year", ""]},
    },
    "split": {
        "description": "A series for each value of this, those of most posts, 8 at most.",
        "schema": {"enum": [*DIMENSIONS, ""]},
    },
    "share": {
        "description": "on: shares of all posts of the period that the filters select.",
        "schema": {"enum": ["on", "off", ""]},
    },
    "chart": {
        "description": "How a chart is drawn.",
        "schema": {"enum": ["bars", "lines", ""]},
    },
    **STORIES,
}
PAGE = {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 1000}, NOTHING]}
EDITS: dict[str, Json] = {
    "kind": {"description": "Kind of edit.", "schema": {"enum": [*edits.EDITS, ""]}},
    "change": {"description": "What the edit changed.", "schema": {"enum": [*edits.PARTS, ""]}},
    "since": {"description": "First day (UTC).", "schema": OPTIONAL_DAY},
    "until": {"description": "Last day (UTC).", "schema": OPTIONAL_DAY},
    "page": {"description": "The page, the first being 1.", "schema": PAGE},
}
VERSION = {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 999_999_999}, NOTHING]}
VERSIONS: dict[str, Json] = {
    name: {
        "description": "Number of a version to compare; by default the newest, and the one before.",
        "schema": VERSION,
    }
    for name in ("from", "to")
}
MONTH = {"type": "string", "pattern": r"^(\d{4}-(0[1-9]|1[0-2])|undated)$"}
FILE = {"type": "string", "pattern": r"^(posts|\d{4}-(0[1-9]|1[0-2])|undated)$"}
NUMBER: Json = {"type": "integer", "minimum": 0}
MARKS = {
    "description": "Where the words of the search are: start and end, in characters.",
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
            "description": "How many series have fewer posts than the 8 with most.",
            **NUMBER,
        },
        "sql": {"description": "What counted the posts.", "type": "string"},
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
            "description": "The filters that are on, by their parameters.",
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
            "description": "So many come by relevance; the rest follows, newest first.",
            **NUMBER,
        },
        "near_total": {"description": "Near matches, which come after the exact ones.", **NUMBER},
        "unknown_fields": {
            "description": "Fields of the query that do not exist, such as `soruce:`.",
            "type": "array",
            "items": {"type": "string"},
        },
        "names": {
            "description": "What the query names: companies, sources, tags and so on.",
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
            "description": "Where nothing was found: searches that do find something.",
            "type": "array",
            "items": {
                "type": "object",
                "required": ["query", "total"],
                "properties": {"query": {"type": "string"}, "total": NUMBER},
            },
        },
        "next": {"type": ["string", "null"], "description": "Address of the next page."},
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
        "error": {"type": "string", "description": "What is wrong, for people."},
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
