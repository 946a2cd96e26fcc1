"""`newsdb problems`: what was repaired or rejected, and files as they were loaded."""

from pathlib import Path

from click.testing import CliRunner, Result

from newsdb.cli import main
from tests.databases import query_file
from tests.paths import TOP


def problems(database: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["problems", "--db", f"{database}", *options])


def test_one_line_each_in_the_order_of_paths(news_db: Path) -> None:
    result = problems(news_db)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    rows = query_file(news_db, "select path, coalesce(line, 1), kind from problems order by 1, id")
    assert len(lines) == len(rows) == 9
    assert all(
        line.startswith(f"{path}:{number}: {kind}: ")
        for line, (path, number, kind) in zip(lines, rows, strict=True)
    )


def test_one_kind(news_db: Path) -> None:
    assert [
        line.split(": ")[1] for line in problems(news_db, "--kind", "date").output.splitlines()
    ] == [
        "date",
        "date",
    ]
    assert problems(news_db, "--kind", "none").output == ""


def test_files_are_printed_byte_for_byte(news_db: Path) -> None:
    for kind, encoding in (("not text", "rejected"), ("encoding", "GB18030")):
        ((path,),) = query_file(news_db, "select path from problems where kind = ?", kind)
        content = (TOP / "posts" / f"{path}").read_bytes()
        assert problems(news_db, "--raw", f"{path}").stdout_bytes == content, encoding


def test_other_files_have_no_bytes(news_db: Path) -> None:
    result = problems(news_db, "--raw", "none\x07.md")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "newsdb: no stored bytes for none\\x07.md\n"
