"""`newsdb init`: a newsdb.yml to begin with."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import click

from newsdb.commands.errors import CommandError, handle_errors
from newsdb.commands.hosting import RECIPES, files_for
from newsdb.commands.output import echo
from newsdb.config import SCHEMA_NAME, SETTINGS_NAME
from newsdb.exceptions import SettingsError
from newsdb.settings import (
    Settings,
    check_setting,
    json_schema,
    parse_settings,
)

LAYOUTS = {"_posts": ".", "content": ".", "source/_posts": ".", "posts": "posts"}
"""Directories in which sites keep their posts, and the source to load if there is one: the site,
whose configuration says more about them, if it is that of a generator."""
KINDS_OF_SUFFIXES = {
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), "jsonl"),
    **dict.fromkeys((".atom", ".opml", ".rdf", ".rss", ".xml"), "feed"),
    **dict.fromkeys((".db", ".sqlite", ".sqlite3"), "sqlite"),
}
COMPRESSED = (".gz", ".zst")
MAX_HEAD = 4096
"""Bytes of an XML file that say what it is."""
QUESTIONS = {
    "title": "Title of the site",
    "description": "What it is about, in a sentence",
    "license": "Licence of the posts, such as CC BY 4.0",
    "publisher": "Who publishes it",
    "language": "Language of the posts, such as en or zh-Hans",
    "timezone": "Time zone of dates without one, such as Europe/Paris",
}


@click.command("init")
@click.option("--title", help="Name of the site.")
@click.option("--description", help="What the site holds.")
@click.option("--license", help="Name of the licence of the posts.")
@click.option("--publisher", help="Who publishes the site.")
@click.option("--language", help="Language of the posts, such as en.")
@click.option("--timezone", help="Time zone of dates without one, such as Europe/Paris.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    help="Directory, archive, repository or URL of posts, feed, CSV file, JSON lines or WordPress "
    "export; may be given several times.",
)
@click.option("--github", is_flag=True, help="Write a workflow for GitHub Actions, too.")
@click.option("--docker", is_flag=True, help="Write a Dockerfile and a file for Compose, too.")
@click.option("--fly", is_flag=True, help="Write a Dockerfile and a fly.toml, too.")
@click.option("--spaces", is_flag=True, help="Write the files of a Hugging Face Space, too.")
@click.option("--systemd", is_flag=True, help="Write units for systemd, too.")
@click.option(
    "--schema", is_flag=True, help=f"Write {SCHEMA_NAME} again, after an update of newsdb."
)
@click.option("--yes", is_flag=True, help="Do not prompt; leave out settings that are not given.")
def init_command(yes: bool, schema: bool, sources: tuple[str, ...], **given: Any) -> None:
    """Write newsdb.yml, the settings of a site, and its JSON Schema.

    With an option for a host, the files that publish a site there are written, too; the newsdb.yml
    may be there already.

    \b
    Examples:
      newsdb init --title "Ann's garden" --source _posts --yes
      newsdb init --github
    """
    path = Path(SETTINGS_NAME)
    files = files_for(host for host in RECIPES if given.pop(host))
    if not path.exists():
        files = {path: format_settings(ask(given, sources, yes)), **files}
    elif not (files or schema) or sources or any(given.values()):
        raise CommandError(f"{path} exists already; edit it, or remove it first")
    with handle_errors():
        if schema or path in files:
            Path(SCHEMA_NAME).write_text(json_schema(), encoding="utf-8")
            echo(f"Wrote {SCHEMA_NAME}, by which editors complete {path}")
        for file, text in files.items():
            if file.exists():
                echo(f"Kept {file}, which exists already")
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            if file != path:
                echo(f"Wrote {file}")
    if path in files:
        echo(f"Wrote {path}; edit it, and then run newsdb load and newsdb serve")


def ask(given: dict[str, str | None], sources: tuple[str, ...], yes: bool) -> dict[str, Any]:
    """Return settings: what options say, and unless `yes`, what the user answers for others."""
    if not yes:
        echo("Press Enter to skip a setting; newsdb.yml explains all of them.")
    values: dict[str, Any] = {}
    for name, question in QUESTIONS.items():
        value = given[name]
        if value is not None:
            try:
                check_setting(name, value)
            except SettingsError as error:
                raise CommandError(f"--{error}") from None
        elif not yes:
            value = click.prompt(
                question, default="", show_default=False, value_proc=partial(answer, name)
            )
        values[name] = value
    values["sources"] = [source_setting(each) for each in sources or find_sources(yes)]
    with handle_errors():
        parse_settings(format_settings(values), SETTINGS_NAME)
    return values


def answer(name: str, value: str) -> str:
    """Return what was typed; an invalid value is an error, after which click prompts again."""
    value = value.strip()
    try:
        check_setting(name, value)
    except SettingsError as error:
        raise click.UsageError(f"{error}") from None
    return value


def find_sources(yes: bool) -> list[str]:
    """Return where the posts are: what is found here, or what the user types instead of it."""
    found = next((source for mark, source in LAYOUTS.items() if Path(mark).is_dir()), "")
    if yes:
        return [found] if found else []
    asked = "Where the posts are: a directory, an archive, a repository or a URL"
    location = click.prompt(asked, default=found, show_default=bool(found)).strip()
    return [location] if location else []


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
            f"{location} needs a query whose rows are the posts; write it into {SETTINGS_NAME} "
            "(see docs/make-it-yours.md)"
        )
    return {kind: location} if kind else location


def format_settings(values: dict[str, Any]) -> str:
    """Return a newsdb.yml with every setting explained, and those without a value commented out."""
    lines = [
        f"# yaml-language-server: $schema={SCHEMA_NAME}",
        "# Settings of this site. Remove the # from a line to set it.",
    ]
    for name, field in Settings.model_fields.items():
        lines += ["", f"# {field.description}"]
        # JSON is YAML, in which no value means anything but itself.
        value = json.dumps(values[name], ensure_ascii=False) if values.get(name) else ""
        lines.append(f"{name}: {value}" if value else f"# {name}:")
    return "\n".join(lines) + "\n"
