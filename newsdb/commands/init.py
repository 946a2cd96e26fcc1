"""`newsdb init`: a newsdb.yml to begin with."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import click

from newsdb.commands.errors import CommandError, handle_errors
from newsdb.commands.output import echo
from newsdb.config import site_directory
from newsdb.settings import FILE_NAME, Settings, parse_settings

WORKFLOW = ".github/workflows/newsdb.yml"
LAYOUTS = {".": "_posts", "content": "content", "source": "source/_posts", "posts": "posts"}
"""Where sites keep their posts: the source to load if there is a directory."""
KINDS_OF_SUFFIXES = {
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), "jsonl"),
    **dict.fromkeys((".atom", ".opml", ".rdf", ".rss", ".xml"), "feed"),
    **dict.fromkeys((".db", ".sqlite", ".sqlite3"), "sqlite"),
}
COMPRESSED = (".gz", ".zst")
MAX_HEAD = 4096
"""Bytes of an XML file that say what it is."""
ASKED = ("title", "description", "license", "publisher", "language", "timezone")


@click.command("init")
@click.option("--title", help="Name of the site.")
@click.option("--description", help="What the site holds.")
@click.option("--license", help="Name of the licence of the posts.")
@click.option("--publisher", help="Who publishes the site.")
@click.option("--language", help="Language of the posts, such as en.")
@click.option("--timezone", help="Time zone of dates that name none, such as Europe/Paris.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    help="Directory, archive, repository or URL of posts, feed, CSV file, JSON lines or WordPress "
    "export; may be given several times.",
)
@click.option("--github", is_flag=True, help="Write a workflow for GitHub Actions, too.")
@click.option("--yes", is_flag=True, help="Ask nothing; leave open what is not given.")
def init_command(yes: bool, github: bool, sources: tuple[str, ...], **given: str | None) -> None:
    """Write newsdb.yml, the settings of a site, into this directory.

    \b
    Examples:
      newsdb init --title "Ann's garden" --source _posts --yes
      newsdb init --github
    """
    path = Path(FILE_NAME)
    workflow = Path(WORKFLOW) if github else None
    for each in (path, workflow):
        if each and each.exists():
            raise CommandError(f"{each} exists already; edit it, or remove it first")
    values: dict[str, Any] = {
        name: given[name]
        if given[name] is not None or yes
        else click.prompt(
            f"{Settings.model_fields[name].description}", default="", show_default=False
        )
        for name in ASKED
    }
    values["sources"] = [source_setting(each) for each in sources or find_sources(yes)]
    text = format_settings({name: value for name, value in values.items() if value})
    with handle_errors():
        parse_settings(text, FILE_NAME)
        path.write_text(text, encoding="utf-8")
        if workflow:
            workflow.parent.mkdir(parents=True, exist_ok=True)
            workflow.write_bytes((site_directory() / "deploy" / "github.yml").read_bytes())
            echo(f"Wrote {workflow}; see docs/publish.md")
    echo(f"Wrote {path}; edit it, and then run newsdb load and newsdb serve")


def find_sources(yes: bool) -> list[str]:
    """Return where the posts are: what is found here, or what the user types instead of it."""
    found = next((name for name, mark in LAYOUTS.items() if Path(mark).is_dir()), "")
    if yes:
        return [found] if found else []
    asked = "Where the posts are: a directory, an archive, a repository or a URL."
    return [each for each in [click.prompt(asked, default=found, show_default=bool(found))] if each]


def source_setting(location: str) -> str | dict[str, str]:
    """Return a source as newsdb.yml has it: its kind is what its name or its content shows."""
    path = PurePosixPath(urlsplit(location).path)
    suffix = (path.with_suffix("") if path.suffix in COMPRESSED else path).suffix.lower()
    kind = KINDS_OF_SUFFIXES.get(suffix, "")
    if suffix == ".xml" and Path(location).is_file():
        with Path(location).open("rb") as file:
            if b"wordpress.org/export/" in file.read(MAX_HEAD):
                kind = "wordpress"
    if kind == "sqlite":
        raise CommandError(
            f"{location} needs a query whose rows are the posts; write it into {FILE_NAME} "
            "(see docs/make-it-yours.md)"
        )
    return {kind: location} if kind else location


def format_settings(values: dict[str, Any]) -> str:
    """Return a newsdb.yml with every setting explained, and those without a value commented out."""
    lines = ["# Settings of this site. A line that begins with # says nothing yet."]
    for name, field in Settings.model_fields.items():
        lines += ["", f"# {field.description}"]
        # JSON is YAML, in which no value means anything but itself.
        value = json.dumps(values[name], ensure_ascii=False) if name in values else ""
        lines.append(f"{name}: {value}" if value else f"# {name}:")
    return "\n".join(lines) + "\n"
