"""The table of fields: what follows from one line of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from loaders import stages
from loaders.database.writing import OF_POST
from newsdb.database import schema
from newsdb.fields import FIELDS, NAMES
from newsdb.models import Post
from tests.paths import TOP

LINE = '    author: Annotated[str | None, About("Name of the author, as it stands there.")]\n'
ATTRIBUTE = "    author: str | None = None\n"
PARSER = '        author=document.fields.get("author"),\n'
EVERYWHERE = """
import csv, io, json, sqlite3, sys
from contextlib import closing
import pyarrow.parquet
from newsdb.catalog.croissant import _croissant_field
from newsdb.catalog.data_package import table_schema
from newsdb.catalog.openapi import openapi
from newsdb.export import formats, parquet
from newsdb.export.records import read_record
from newsdb.fields import FIELDS

with closing(sqlite3.connect("news.db")) as connection:
    column, = connection.execute("select author from posts").fetchone()
    seen, = connection.execute("select author from articles").fetchone()
    record = read_record(connection, "2022-01-01-a")
parquet.write("posts.parquet", [[record]])
table = pyarrow.parquet.read_table("posts.parquet")
(row,) = csv.DictReader(io.StringIO((formats.CSV.header + formats.CSV.encode([record])).decode()))
field = FIELDS[-1]
print(json.dumps({
    "posts": column, "articles": seen, "record": record["author"], "csv": row["author"],
    "parquet": table.to_pylist()[0]["author"],
    "parquet description": table.schema.field("author").metadata[b"description"].decode(),
    "openapi": openapi("", "", "")["components"]["schemas"]["Record"]["properties"]["author"],
    "data package": table_schema()["fields"][-1],
    "croissant": _croissant_field(field)["description"],
}))
"""


def insert_after(path: Path, before: str, text: str) -> None:
    start, found, end = path.read_text("utf-8").partition(before)
    assert found, (path, before)
    path.write_text(f"{start}{found}{text}{end}", "utf-8")


def insert_before(path: Path, after: str, text: str) -> None:
    start, found, end = path.read_text("utf-8").partition(after)
    assert found, (path, after)
    path.write_text(f"{start}{text}{found}{end}", "utf-8")


def run(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={"PYTHONPATH": f"{folder}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_column_of_a_post_has_its_attribute() -> None:
    assert set(OF_POST) <= {field.name for field in fields(Post)}


def test_names_are_unique_and_descriptions_are_sentences() -> None:
    assert len(NAMES) == len(set(NAMES))
    for field in FIELDS:
        for each in (field, *field.fields):
            assert each.description.endswith(".") and each.description.isascii(), each


def test_a_new_field_is_one_line_and_its_parser(tmp_path: Path) -> None:
    """As a newcomer does it: a line in the table, the attribute, and where it comes from."""
    for package in ("newsdb", "loaders"):
        shutil.copytree(TOP / package, tmp_path / package)
    (tmp_path / "2022-01-01-a.md").write_text("---\ntitle: A\nauthor: 张三\n---\n<p>正文</p>\n")
    # A database that was made before, by the same version but for the field.
    run(tmp_path, "-m", "newsdb", "load", "posts", ".", "--quiet")
    for path, before, line in (
        ("newsdb/fields.py", "\n\n@dataclass(frozen=True, slots=True)\nclass Field:", LINE),
        (
            "newsdb/models.py",
            "\n\n@dataclass(frozen=True, slots=True)\nclass Tokens:",
            ATTRIBUTE,
        ),
    ):
        insert_before(tmp_path / path, before, line)
    insert_after(tmp_path / "loaders/parsers/convert.py", "    post = make_post(\n", PARSER)
    # What tests/test_versions.py asks for.
    for path, name, version in (
        ("newsdb/database/schema.py", "VERSION", schema.VERSION),
        ("loaders/stages.py", "FRONT_MATTER", stages.FRONT_MATTER),
    ):
        insert_after(tmp_path / path, f"\n{name} = {version}", " + 1")
    run(tmp_path, "-m", "newsdb", "load", "posts", ".", "--quiet")
    assert run(tmp_path, "-m", "newsdb", "check")
    description = "Name of the author, as it stands there."
    assert json.loads(run(tmp_path, "-c", EVERYWHERE)) == {
        "posts": "张三",
        "articles": "张三",
        "record": "张三",
        "csv": "张三",
        "parquet": "张三",
        "parquet description": description,
        "openapi": {"description": description, "type": ["string", "null"]},
        "data package": {"name": "author", "type": "string", "description": description},
        "croissant": description,
    }
