"""`newsdb load jsonl`: records as `newsdb export` writes them, and lines that are none."""

from __future__ import annotations

import gzip
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import zstandard
from click.testing import CliRunner, Result

from loaders.parsers.jsonl import convert_record
from loaders.parsers.record_files import open_json
from newsdb.cli import main
from newsdb.models import Options, RawPost
from tests.paths import TOP

POST = {
    "slug": "2022-03-07-a",
    "title": "澄川化工：净利增长",
    "published": "2022-03-07T18:05:40+08:00",
    "source": "澄江日报",
    "url": "https://news.example.com/a",
    "summary": "净利增长三成。",
    "body": "净利增长**三成**。\n\n![图](https://news.example.com/1.jpg)",
    "tags": ["公司", "产业"],
    "categories": ["深度"],
    "mentions": [
        {
            "code": "609011.SH",
            "name": "澄川化工",
            "kind": "share",
            "market": "Shanghai",
            "url": "https://quote.example.com/1.609011",
            "mentions": 2,
            "in_title": True,
        }
    ],
    "path": "_posts/2022-03-07-a.md",
}


def load(tmp_path: Path, *sources: str, input: bytes | None = None) -> Result:
    arguments = ["load", "jsonl", *sources, "--db", str(tmp_path / "news.db")]
    return CliRunner().invoke(main, arguments, input=input, catch_exceptions=False)


def rows(tmp_path: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(tmp_path / "news.db")
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in records)


def write(tmp_path: Path, *records: object, name: str = "posts.ndjson") -> str:
    (tmp_path / name).write_bytes(lines(*records))
    return str(tmp_path / name)


def test_a_record_is_a_post(tmp_path: Path) -> None:
    result = load(tmp_path, write(tmp_path, POST))
    assert result.exit_code == 0
    assert "1 added" in result.output
    assert rows(
        tmp_path,
        "select posts.slug, title, published, date, name, url, summary, body, path, characters "
        "from posts join sources on sources.id = source_id",
    ) == [
        (
            *("2022-03-07-a", "澄川化工：净利增长", "2022-03-07T18:05:40+08:00", "2022-03-07"),
            *("澄江日报", "https://news.example.com/a", "净利增长三成。", POST["body"]),
            *("_posts/2022-03-07-a.md", 7),
        )
    ]
    assert rows(tmp_path, "select name from tags order by id") == [("公司",), ("产业",)]
    assert rows(tmp_path, "select name from categories") == [("深度",)]
    assert rows(tmp_path, "select url, alt from images") == [
        ("https://news.example.com/1.jpg", "图")
    ]
    assert rows(tmp_path, "select code, name, mentions, in_title from post_securities") == [
        ("609011.SH", "澄川化工", 2, 1)
    ]


def test_a_security_may_stand_in_the_title_only(tmp_path: Path) -> None:
    mention = {**POST["mentions"][0], "mentions": 0}
    (tmp_path / "x.jsonl").write_bytes(lines({**POST, "mentions": [mention]}))
    assert load(tmp_path, str(tmp_path / "x.jsonl")).exit_code == 0
    named = "select code, mentions, in_title from post_securities"
    assert rows(tmp_path, named) == [("609011.SH", 0, 1)]


def test_what_is_missing_is_derived(tmp_path: Path) -> None:
    body = "澄川化工(609011)净利增长三成。公司订单饱满，预计二季度继续增长，目标不变，产能翻番。"
    load(
        tmp_path,
        write(tmp_path, {"slug": "a", "body": body}, {"path": "x/_posts/b.md", "title": "题"}),
    )
    assert rows(tmp_path, "select slug, title, published, summary from posts order by slug") == [
        ("a", "澄川化工(609011)净利增长三成", None, body),
        ("x/b", "题", None, ""),
    ]
    assert rows(tmp_path, "select code from post_securities") == [("609011.SH",)]


BAD = [
    (b"{", "the line is not JSON: "),
    (b"\xff\xfe{}", "the line is not UTF-8"),
    (b"[1]", "it is 1 value without names; a row has as many as the header"),
    (b"[{}]", "the line is not a JSON object"),
    (b'{"title": "x"}', "it has neither a slug nor a path"),
    (b'{"slug": "x"}', "it has neither a title nor a body"),
    (b'{"slug": 7, "title": "x"}', "slug is not a string"),
    (b'{"slug": "x", "title": "x", "tags": "a"}', "tags is not a list of strings"),
    (b'{"slug": "x", "title": "x", "mentions": [1]}', "mentions is not a list of objects"),
    (b'{"slug": "x", "title": "x", "mentions": [{"code": "1", "kind": "z"}]}', "a mention has no"),
    (b'{"slug": "x", "title": "x", "images": [{"url": 1}]}', "url is not a string"),
    *(
        (
            b'{"slug": "x", "title": "x", "mentions": [{"code": "1", "kind": "share", '
            b'"mentions": %s}]}' % number,
            "a mention has no code, no known kind or no number of mentions",
        )
        for number in (b"-1", b"true", b"9" * 30)
    ),
    (b'{"a":' * 100_000, "the line is not JSON: "),
]


@pytest.mark.parametrize(("line", "words"), BAD)
def test_a_bad_line_is_kept_and_the_others_load(tmp_path: Path, line: bytes, words: str) -> None:
    (tmp_path / "x.jsonl").write_bytes(
        lines(POST) + b"\n" + line + b"\n" + lines({**POST, "slug": "b", "path": "b"})
    )
    result = load(tmp_path, str(tmp_path / "x.jsonl"))
    assert result.exit_code == 0
    assert "2 added" in result.output
    assert "1 rejected" in result.output
    (kind, detail, raw), *others = rows(tmp_path, "select kind, detail, raw from problems")
    assert (kind, detail[: len(words)], raw, others) == ("record", words, line, [])


def test_a_line_that_is_no_record_is_reported_by_its_number(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(lines(POST) + b"\n{\n")
    load(tmp_path, str(tmp_path / "x.jsonl"))
    assert rows(tmp_path, "select path, line from problems") == [("line 3", 3)]


def test_texts_that_no_file_could_hold_are_repaired(tmp_path: Path) -> None:
    texts = dict.fromkeys(("slug", "title", "path", "source", "url", "body"), "a�\x00b")
    record = {**texts, "tags": ["a\ud800"], "images": [{"url": "\ud800", "alt": "\0"}]}
    (tmp_path / "x.jsonl").write_text(json.dumps(record))
    assert "1 added" in load(tmp_path, str(tmp_path / "x.jsonl")).output
    assert rows(tmp_path, "select slug, title, path, url, body from posts") == [("a\ufffdb",) * 5]
    assert rows(tmp_path, "select name from tags") == [("a\ufffd",)]
    assert rows(tmp_path, "select url, alt from images") == [("\ufffd", "")]


def test_unknown_fields_are_named_once(tmp_path: Path) -> None:
    result = load(tmp_path, write(tmp_path, {**POST, "zeta": 1, "alpha": 2}, {**POST, "zeta": 3}))
    assert result.output.splitlines()[-1] == "Ignored 2 unknown fields: alpha, zeta."


def test_the_last_line_of_a_slug_counts(tmp_path: Path) -> None:
    result = load(tmp_path, write(tmp_path, POST, {**POST, "title": "后来"}))
    assert "1 added, 0 changed, 0 unchanged, 0 removed, 1 duplicate" in result.output
    assert rows(tmp_path, "select title from posts") == [("后来",)]
    assert rows(tmp_path, "select path, status from files order by path") == [
        ("_posts/2022-03-07-a.md", "duplicate"),
        ("_posts/2022-03-07-a.md (line 2)", "post"),
    ]


def test_a_second_load_changes_what_changed_and_prune_removes(tmp_path: Path) -> None:
    other = {**POST, "slug": "b", "path": "b"}
    source = write(tmp_path, POST, other)
    load(tmp_path, source)
    before = (tmp_path / "news.db").read_bytes()
    assert "0 added, 0 changed, 2 unchanged" in load(tmp_path, source).output
    assert (tmp_path / "news.db").read_bytes() == before
    write(tmp_path, {**other, "title": "新"})
    assert "1 changed, 0 unchanged, 0 removed" in load(tmp_path, source).output
    assert "0 changed, 1 unchanged, 1 removed" in load(tmp_path, source, "--prune").output
    assert rows(tmp_path, "select slug, title from posts") == [("b", "新")]


def test_packed_files_and_standard_input(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines(POST)))
    (tmp_path / "b.jsonl.zst").write_bytes(
        zstandard.compress(lines({**POST, "slug": "b", "path": "b"}))
    )
    result = load(tmp_path, str(tmp_path / "a.jsonl.gz"), str(tmp_path / "b.jsonl.zst"))
    assert "2 added" in result.output
    result = load(tmp_path, "-", input=b"\xef\xbb\xbf" + lines({**POST, "slug": "c", "path": "c"}))
    assert "1 added" in result.output
    assert rows(tmp_path, "select slug from posts order by slug") == [
        ("2022-03-07-a",),
        ("b",),
        ("c",),
    ]


@pytest.mark.parametrize("name", ["none.jsonl", "broken.gz", "broken.zst"])
def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path, name: str) -> None:
    if name != "none.jsonl":
        (tmp_path / name).write_bytes(b"nothing packed")
    result = load(tmp_path, str(tmp_path / name))
    assert result.exit_code == 2
    assert f"{name} cannot be read: " in result.output
    assert result.output.count("\n") == 1


def test_what_is_exported_loads_as_it_was(tmp_path: Path) -> None:
    sample = TOP / "posts"
    run = CliRunner().invoke
    first, second = str(tmp_path / "first.db"), str(tmp_path / "second.db")
    run(
        main,
        ["load", "posts", str(sample), "--no-split", "--db", first, "-q"],
        catch_exceptions=False,
    )
    for database, folder in ((first, "one"), (second, "two")):
        exported = tmp_path / folder
        result = run(main, ["export", str(exported), "--db", database, "--format", "ndjson"])
        assert result.exit_code == 0, result.output
        (file,) = exported.rglob("*.ndjson*")
        if folder == "one":
            loaded = run(main, ["load", "jsonl", str(file), "--db", second], catch_exceptions=False)
            assert "0 repaired, 0 rejected" in loaded.output
            assert "unknown" not in loaded.output

    def records(folder: str) -> list[dict[str, Any]]:
        (file,) = (tmp_path / folder).rglob("*.ndjson*")
        content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        found = [json.loads(line) for line in content.splitlines()]
        return [{key: value for key, value in each.items() if key != "sha256"} for each in found]

    assert len(records("one")) > 100
    assert records("two") == records("one")


def test_lines_after_one_that_is_too_large_keep_their_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.parsers.jsonl.MAX_BYTES", 100)
    content = [b'{"slug": "a", "title": "a"}', b'"' + b"x" * 350 + b'"', b"[]", b""]
    result = load(tmp_path, "-", input=b"\n".join(content))
    assert "1 added" in result.output
    assert rows(tmp_path, "select path, status from files order by path") == [
        ("a", "post"),
        ("line 2", "rejected"),
        ("line 3", "rejected"),
    ]


def test_threads_share_a_file(tmp_path: Path) -> None:
    """Workers of a cluster can be threads of one process."""
    path = tmp_path / "posts.ndjson"
    path.write_bytes(lines(*({**POST, "slug": f"{n}", "path": f"{n}.md"} for n in range(2000))))
    source = open_json(f"{path}")
    names = source.paths()

    def read(start: int) -> list[bytes]:
        return [raw.content for raw in source.read(names[start::4]) if isinstance(raw, RawPost)]

    expected = path.read_bytes().splitlines()
    with ThreadPoolExecutor(4) as pool:
        for start, found in enumerate(pool.map(read, range(4))):
            assert found == expected[start::4]


@pytest.mark.parametrize(
    ("texts", "body"),
    [
        ({"html": "<p>甲 <a href='b'>乙</a></p>"}, "甲 [乙](https://a.example/x/b)"),
        ({"html": "<p>甲</p>", "body": "*乙*"}, "*乙*"),
        ({"body": ""}, ""),
        ({"html": "<script>x</script>"}, ""),
    ],
)
def test_html_is_the_text_of_a_record_without_a_body(texts: dict[str, str], body: str) -> None:
    record = {"slug": "a", "title": "T", "url": "https://a.example/x/", **texts}
    post = convert_record(RawPost("a", json.dumps(record).encode(), "record"), Options()).post
    assert post is not None and post.body == body
