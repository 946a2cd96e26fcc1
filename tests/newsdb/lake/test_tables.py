"""Rows as Parquet and back."""

from __future__ import annotations

import io
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.exceptions import LakeError
from newsdb.lake import tables
from newsdb.lake.tables import (
    FileRow,
    MentionRow,
    PostRow,
    from_parquet,
    import_extra,
    mention_rows,
    metadata_of,
    month_of,
    post_row,
    to_parquet,
)
from newsdb.models import Image, Media, Mention, Post, Security

SECURITY = Security("600519.SH", "贵州茅台", "share", "Shanghai", "https://example.com/600519")
POST = Post(
    slug="2022-01-01-a",
    title="标题",
    published="2022-01-01T23:30:00+08:00",
    date="2022-01-01",
    source=None,
    url=None,
    summary="",
    body="正文",
    characters=2,
    tags=("甲", "乙"),
    images=(Image("https://example.com/a.png", ""),),
    media=(Media("video", "https://example.com/v", ""),),
    mentions=(Mention(SECURITY, 2, True, "mark"),),
    published_utc="2022-01-01T15:30:00Z",
)
text = st.text(st.characters(exclude_categories=["Cs"]))


def test_a_post_comes_back_as_it_was() -> None:
    row = post_row(POST, "_posts/a.md", "00")
    assert from_parquet(PostRow, to_parquet("posts", [row])) == [row]
    assert isinstance(row, Post)


def test_a_file_of_another_version_is_refused() -> None:
    content = to_parquet("posts", [post_row(POST, "a.md", "00")])
    table = pq.read_table(io.BytesIO(content))
    other_images = pa.array([[{"url": "https://example.com/a.png"}]])
    place = table.column_names.index("images")
    for other in (
        table.append_column("later", pa.array([1])),
        table.drop_columns(["authors"]),
        table.set_column(place, "images", other_images),
    ):
        file = io.BytesIO()
        pq.write_table(other, file)
        with pytest.raises(LakeError, match="dataset posts was written by another version of news"):
            from_parquet(PostRow, file.getvalue())
    assert from_parquet(PostRow, content)


@pytest.mark.parametrize("day", ["0001-01-01", "2022-02-03", "9999-12-31", None])
def test_a_day_without_time_comes_back_too(day: str | None) -> None:
    instant = day and f"{day}T00:00:00Z"
    row = post_row(replace(POST, published=day, date=day, published_utc=instant), "a.md", "00")
    assert from_parquet(PostRow, to_parquet("posts", [row])) == [row]


statuses = st.sampled_from(["post", "duplicate", "rejected"])
files = st.builds(
    FileRow,
    *(text, text, text, text | st.none(), st.integers(0, 2**40), statuses, st.none()),
    st.binary() | st.none(),
)


@given(st.lists(files))
def test_files_come_back_and_the_same_rows_give_the_same_bytes(rows: list[FileRow]) -> None:
    content = to_parquet("files", rows, {"number": 1})
    assert from_parquet(FileRow, content) == rows
    assert to_parquet("files", rows, {"number": 1}) == content
    assert metadata_of(content) == {"number": 1}


def test_some_columns_can_be_read_alone() -> None:
    content = to_parquet("files", [FileRow("s", "p", "slug", None, 3, "rejected", "file", b"abc")])
    columns = ["source", "path", "slug", "sha256", "size", "status"]
    assert from_parquet(FileRow, content, columns) == [
        FileRow("s", "p", "slug", None, 3, "rejected")
    ]


def test_columns_have_types_for_other_readers() -> None:
    schema = pq.read_schema(io.BytesIO(to_parquet("posts", [post_row(POST, "a.md", "00")])))
    assert str(schema.field("published_utc").type) == "timestamp[us, tz=UTC]"
    assert str(schema.field("date").type) == "date32[day]"
    assert str(schema.field("tags").type) == "list<element: string>"


def test_mentions_of_a_post_are_rows_of_their_own() -> None:
    expected = MentionRow(
        "2022-01-01-a", "600519.SH", "贵州茅台", "share", "Shanghai", 2, True, "mark"
    )
    assert mention_rows(POST) == [expected]


def test_posts_are_partitioned_by_month() -> None:
    assert [month_of("2022-01-31"), month_of(None)] == ["2022-01", "undated"]


def test_a_missing_package_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(tables, "import_module", missing)
    message = r"deltalake, which is not installed: pip install newsdb\[cluster\]"
    with pytest.raises(LakeError, match=message):
        import_extra("deltalake.exceptions")
