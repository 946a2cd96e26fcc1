"""`newsdb init` writes a newsdb.yml that says what was given, and nothing else."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from newsdb.cli import main
from newsdb.database.site_settings import settings_of_database
from newsdb.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_options(folder: Path) -> None:
    title = 'Ann\'s "garden": #1, 花园'
    result = CliRunner().invoke(main, ["init", "--title", title, "--language", "no", "--yes"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "Wrote newsdb.schema.json, by which editors complete newsdb.yml\n"
        "Wrote newsdb.yml; edit it, and then run newsdb load and newsdb serve\n"
    )
    assert read_settings(folder / "newsdb.yml").said() == {"title": title, "language": "no"}
    text = (folder / "newsdb.yml").read_text("utf-8")
    assert all(f"\n# {name}:\n" in text or f"\n{name}: " in text for name in Settings.model_fields)


def test_editors_complete_it_by_the_schema_beside_it(folder: Path) -> None:
    assert CliRunner().invoke(main, ["init", "--title", "Garden", "--yes"]).exit_code == 0
    (first, _) = (folder / "newsdb.yml").read_text("utf-8").split("\n", 1)
    schema_file = folder / first.removeprefix("# yaml-language-server: $schema=")
    schema = json.loads(schema_file.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    settings = {"title": "Garden", "colors": {"paper": "white"}, "sources": ["a", {"feed": "b"}]}
    validator.validate(settings)
    for wrong in ({"titel": "Garden"}, {"colors": {"paper": "#12345g"}}, {"sources": [{"b": "a"}]}):
        assert not validator.is_valid(wrong)
    assert list(schema["properties"]) == list(Settings.model_fields)

    schema_file.write_text("{}")
    result = CliRunner().invoke(main, ["init", "--schema"])
    assert (result.exit_code, result.output) == (
        0,
        "Wrote newsdb.schema.json, by which editors complete newsdb.yml\n",
    )
    assert json.loads(schema_file.read_text("utf-8")) == schema
    assert read_settings(folder / "newsdb.yml").said() == {"title": "Garden"}


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


def test_a_mistake_is_asked_again(folder: Path) -> None:
    answers = "Garden\n\n\n\nEnglish!\nen\nEurope/Pariss\nEurope/Paris\n_posts\n"
    result = CliRunner().invoke(main, ["init"], input=answers)
    assert result.exit_code == 0
    assert "Error: language: 'English!' is not a language tag such as" in result.output
    assert "Error: timezone: 'Europe/Pariss' is not a time zone such as" in result.output
    assert read_settings(folder / "newsdb.yml").said() == {
        "title": "Garden",
        "language": "en",
        "timezone": "Europe/Paris",
        "sources": ["_posts"],
    }


@pytest.mark.parametrize(
    ("files", "title", "url"),
    [
        (
            {
                "_config.yml": "title: 花园\nurl: https://ann.example\nnew_post_name: :title.md\n",
                "source/_posts/a.md": "---\ntitle: A\ndate: 2024-05-01\n---\nText.\n",
            },
            "花园",
            "https://ann.example/2024/05/01/a/",
        ),
        (
            {
                "hugo.toml": 'title = "Garden"\nbaseURL = "https://ann.example/"\n',
                "content/posts/a.md": "---\ntitle: A\n---\nText.\n",
            },
            "Garden",
            "https://ann.example/posts/a/",
        ),
    ],
)
def test_in_a_site_its_configuration_counts(
    folder: Path, files: dict[str, str], title: str, url: str
) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for command in ("init --yes", "load"):
        result = CliRunner().invoke(main, command.split())
        assert (result.exit_code, result.stderr) == (0, "")
    # Nothing but the site's configuration was skipped.
    assert "Skipped 1 file that is not a post." in result.output
    assert settings_of_database(folder / "news.db").title == title
    with closing(sqlite3.connect(folder / "news.db")) as connection:
        assert connection.execute("select url from posts").fetchall() == [(url,)]


def test_a_file_is_not_replaced(folder: Path) -> None:
    (folder / "newsdb.yml").write_text("title: Mine\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["init", "--yes"])
    assert result.exit_code == 2
    assert "newsdb.yml exists already" in result.stderr
    assert (folder / "newsdb.yml").read_text("utf-8") == "title: Mine\n"


@pytest.mark.parametrize(
    ("directory", "source"),
    [("_posts", "."), ("content", "."), ("source/_posts", "."), ("posts", "posts")],
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
