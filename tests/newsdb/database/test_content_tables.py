"""Tables of posts: columns follow from the fields of a record, long ones last."""

from __future__ import annotations

from newsdb.database.content_tables import CONTENT_TABLES, DERIVED, POST_COLUMNS
from newsdb.fields import FIELDS


def test_each_field_of_a_post_has_its_column_and_type() -> None:
    fields = {field.name: field for field in FIELDS if field.is_column}
    assert fields.keys() <= POST_COLUMNS.keys()
    assert POST_COLUMNS.keys() - fields.keys() == {
        *("id", "source_id", "section_id", "load_id", "digest", "article_id"),
        *("published_utc", "updated_utc", "front_matter"),
        *DERIVED,
    }
    assert {name for name, kind in POST_COLUMNS.items() if kind is int} == {
        *("id", "characters", "source_id", "section_id", "load_id", "story_id")
    }
    assert CONTENT_TABLES["posts"]["not_null"] == {
        name for name, field in fields.items() if not field.nullable
    }


def test_long_columns_come_last() -> None:
    """SQLite reads through them to the columns behind."""
    assert [*POST_COLUMNS][-2:] == ["front_matter", "body"]
    for name, table in CONTENT_TABLES.items():
        assert bytes not in list(table["columns"].values())[:-1], name
