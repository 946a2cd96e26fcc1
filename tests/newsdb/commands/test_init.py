"""`newsdb init` writes a newsdb.yml that says what was given, and nothing else."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from newsdb.cli import main
from newsdb.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_options(folder: Path) -> None:
    title = 'Ann\'s "garden": #1, 花园'
    result = CliRunner().invoke(main, ["init", "--title", title, "--language", "no", "--yes"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert read_settings(folder / "newsdb.yml").said() == {"title": title, "language": "no"}
    text = (folder / "newsdb.yml").read_text("utf-8")
    assert all(f"\n# {name}:\n" in text or f"\n{name}: " in text for name in Settings.model_fields)


def test_prompts(folder: Path) -> None:
    result = CliRunner().invoke(
        main, ["init"], input="Garden\n\nCC BY 4.0\nAnn\nen\n\nhttps://ann.example/posts.zip\n"
    )
    assert (result.exit_code, result.stderr) == (0, "")
    assert read_settings(folder / "newsdb.yml").said() == {
        "title": "Garden",
        "license": "CC BY 4.0",
        "publisher": "Ann",
        "language": "en",
        "sources": ["https://ann.example/posts.zip"],
    }


def test_a_mistake_writes_nothing(folder: Path) -> None:
    result = CliRunner().invoke(main, ["init", "--yes", "--timezone", "Mars/X"])
    assert result.exit_code == 2
    assert "timezone: 'Mars/X' is not a time zone" in result.stderr
    assert list(folder.iterdir()) == []


def test_a_file_is_not_replaced(folder: Path) -> None:
    (folder / "newsdb.yml").write_text("title: Mine\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["init", "--yes"])
    assert result.exit_code == 2
    assert "newsdb.yml exists already" in result.stderr
    assert (folder / "newsdb.yml").read_text("utf-8") == "title: Mine\n"


@pytest.mark.parametrize(
    ("directory", "source"), [("_posts", "."), ("content", "content"), ("source/_posts", "source")]
)
def test_posts_are_found(folder: Path, directory: str, source: str) -> None:
    (folder / directory).mkdir(parents=True)
    result = CliRunner().invoke(main, ["init", "--yes"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert read_settings(folder / "newsdb.yml").said() == {"sources": [source]}


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("https://ann.example/feed.xml", "feed"),
        ("lists/feeds.opml", "feed"),
        ("posts.ndjson.gz", "jsonl"),
        ("Posts.CSV", "csv"),
        ("blog.xml", "wordpress"),
        ("plain.xml", "feed"),
    ],
)
def test_the_kind_of_a_source_shows(folder: Path, location: str, kind: str) -> None:
    (folder / "blog.xml").write_text('<rss xmlns:wp="http://wordpress.org/export/1.2/"></rss>')
    (folder / "plain.xml").write_text("<rss></rss>")
    result = CliRunner().invoke(main, ["init", "--yes", "--source", location])
    assert (result.exit_code, result.stderr) == (0, "")
    (source,) = read_settings(folder / "newsdb.yml").sources or ()
    assert not isinstance(source, str)
    assert (source.kind, source.location) == (kind, location)


@pytest.mark.parametrize(
    "location", ["_posts", "https://github.com/ann/garden", "site.zip", "posts.tar.gz"]
)
def test_other_sources_are_posts(folder: Path, location: str) -> None:
    assert CliRunner().invoke(main, ["init", "--yes", "--source", location]).exit_code == 0
    assert read_settings(folder / "newsdb.yml").sources == [location]


def test_a_database_needs_a_query(folder: Path) -> None:
    result = CliRunner().invoke(main, ["init", "--yes", "--source", "blog.sqlite"])
    assert result.exit_code == 2
    assert "blog.sqlite needs a query whose rows are the posts" in result.stderr
    assert list(folder.iterdir()) == []
