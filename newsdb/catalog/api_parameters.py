"""Parameters of the API, each with its description and JSON Schema (2020-12)."""

from __future__ import annotations

from newsdb.models import Json
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.filters import DAY_PARAMETERS, EXCLUDED, MAX_ID, MAX_VALUES, PARAMETERS
from newsdb.versions import edits

DAY: Json = {"type": "string", "format": "date"}
NOTHING: Json = {"const": ""}
"""The value of an empty field of a form; it counts as absent."""
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
MAX_PLACE = 2**62
COUNT: Json = {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 999_999_999}, NOTHING]}
CURSOR: dict[str, Json] = {
    "since_load": {
        "description": "Last load that the client has; 0 for all posts.",
        "schema": COUNT,
    },
    "after": {
        "description": "Position to resume from, as in the Link header.",
        "schema": {"anyOf": [{"type": "integer", "minimum": 0, "maximum": MAX_PLACE}, NOTHING]},
    },
}
STORIES: dict[str, Json] = {
    "stories": {
        "description": "off: every post of each story, instead of one.",
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
        "description": "relevance (best first) or newest.",
        "schema": {"anyOf": [ORDER, NOTHING]},
    },
    "page": {
        "description": "Page number, from 1.",
        "schema": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 100_000}, NOTHING]},
    },
    "size": {"description": "Page size: 10 or 20.", "schema": {"anyOf": [SIZE, NOTHING]}},
}
TRENDS: dict[str, Json] = {
    "q": {
        "description": "Search, as typed; one series each if repeated. Default: all posts.",
        "schema": {**STRINGS, "maxItems": 8},
    },
    **{name: filter for name, filter in FILTERS.items() if name != "q"},
    "by": {
        "description": "Period; a week is named after its Monday.",
        "schema": {"enum": ["day", "week", "month", "year", ""]},
    },
    "split": {
        "description": "One series per value of this dimension: the 8 with the most posts.",
        "schema": {"enum": [*DIMENSIONS, ""]},
    },
    "share": {
        "description": "on: shares of all posts that the filters select, per period.",
        "schema": {"enum": ["on", "off", ""]},
    },
    "chart": {
        "description": "Chart type.",
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
    "page": {"description": "Page number, from 1.", "schema": PAGE},
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
