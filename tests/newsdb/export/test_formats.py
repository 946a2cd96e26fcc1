"""A new export format is one entry of FORMATS: everything that lists formats follows."""

import subprocess
import sys
from pathlib import Path

from newsdb.export.formats import CSV, FORMATS, NDJSON, PARQUET
from tests.paths import TOP

SCRIPT = """
import asyncio, dataclasses, pathlib, sys
from newsdb.export import formats

def encode(records):
    return "".join(f"{each['slug']}\\t{each['title']}\\n" for each in records).encode()

formats.FORMATS["tsv"] = dataclasses.replace(
    formats.CSV,
    suffix="tsv",
    content_type="text/tab-separated-values; charset=utf-8",
    summary="Tab-separated values.",
    header=b"slug\\ttitle\\n",
    encode=encode,
    interruption=lambda last: b"interrupted",
)

# Whatever is imported from here on knows the format.
from click.testing import CliRunner
from newsdb.catalog.openapi import openapi
from newsdb.cli import main
from newsdb.commands.prepare import instance, prepared
from newsdb.web.middleware import page_slots

# On a busy machine, checksums take long, and so does the rest of the slot after them.
page_slots.QUEUE_TIMEOUT = 600
database, directory = sys.argv[1:]
for by_month in ([], ["--by", "month"], ["--by", "month"], []):
    options = ["export", directory, "--db", database, "--format", "tsv", *by_month]
    result = CliRunner().invoke(main, options)
    assert result.exit_code == 0, result.output
    names = sorted(path.name for path in pathlib.Path(directory).iterdir())
    assert ("posts.tsv" in names) == (not by_month) and ("2022-03.tsv" in names) == bool(by_month)
exported = pathlib.Path(directory, "posts.tsv").read_bytes()
assert exported.startswith(b"slug\\ttitle\\n") and exported.count(b"\\n") == 174
assert "tsv" in CliRunner().invoke(main, ["export", "--help"]).output

async def check():
    patient = ("--setting", "sql_time_limit_ms", "600000")
    with prepared(pathlib.Path(database), patient) as context:
        client = instance(context).client
        response = await client.get("/data/posts.tsv")
        assert response.content == exported
        assert response.headers["content-type"] == "text/tab-separated-values; charset=utf-8"
        month = await client.get("/data/2022-03.tsv")
        assert month.status_code == 200 and month.text.startswith("slug\\ttitle\\n2022-03")
        limited = await client.get("/data/posts.tsv?limit=2")
        assert limited.text.count("\\n") == 3 and "posts.tsv?after=" in limited.headers["link"]
        error = await client.get("/data/none.tsv")
        assert error.json() == {
            "ok": False, "error": "there are no posts of none", "status": 404, "title": None
        }
        sums = (await client.get("/data/SHA256SUMS")).text
        assert "  posts.tsv\\n" in sums and "  2022-03.tsv\\n" in sums
        for language in ("en", "zh"):
            page = (await client.get(f"/data?lang={language}")).text
            assert "posts.tsv" in page and "Tab-separated values." in page
        files = ("croissant.json", "datapackage.json")
        for path in (*(f"/data/{file}" for file in files), "/llms.txt", "/openapi.json"):
            assert "tsv" in (await client.get(path)).text, path

asyncio.run(check())
paths = openapi("", "", "http://localhost")["paths"]
assert {"/data/posts.tsv", "/data/{month}.tsv"} <= set(paths)
"""


def test_a_format_is_added_in_one_place(news_db: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, f"{news_db}", f"{tmp_path / 'data'}"],
        capture_output=True,
        text=True,
        cwd=TOP,
    )
    assert done.returncode == 0, done.stderr


def test_the_formats() -> None:
    assert list(FORMATS.values()) == [NDJSON, CSV, PARQUET]
    assert all(suffix == format.suffix for suffix, format in FORMATS.items())


def test_an_interrupted_file_cannot_be_taken_for_complete() -> None:
    assert NDJSON.interruption('a"b') == (
        b'{"error":"download interrupted; resume with ?after= and the last slug","after":"a\\"b"'
    )
    assert CSV.interruption(None) == (
        b'"download interrupted; resume with ?after= and the last slug: '
    )
