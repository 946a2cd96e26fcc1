"""Tables of where posts come from."""

from __future__ import annotations

from newsdb.database.source_tables import SOURCE_TABLES


def test_bytes_come_last_and_only_where_they_are_kept() -> None:
    kept = set()
    for name, table in SOURCE_TABLES.items():
        *first, last = table["columns"].values()
        assert bytes not in first, name
        kept |= {name} if last is bytes else set()
    assert kept == {"feeds", "file_contents", "compression_dictionaries", "problems"}


def test_earlier_versions_do_not_depend_on_their_post() -> None:
    versions = SOURCE_TABLES["versions"]
    assert "slug" in versions["not_null"] and "post_id" not in versions["not_null"]
    assert ("version_id", "versions", "id") in SOURCE_TABLES["version_texts"]["foreign_keys"]
