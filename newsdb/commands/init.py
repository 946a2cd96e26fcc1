"""`newsdb init`: a newsdb.yml to begin with."""

from __future__ import annotations

import json
from pathlib import Path

import click

from newsdb.commands.errors import CommandError, handle_errors
from newsdb.commands.output import echo
from newsdb.settings import FILE_NAME, Settings, parse_settings

ASKED = ("title", "description", "license", "publisher", "language", "timezone")


@click.command("init")
@click.option("--title", help="Name of the site.")
@click.option("--description", help="What the site holds.")
@click.option("--license", help="Licence of the posts, in words.")
@click.option("--publisher", help="Who publishes the site.")
@click.option("--language", help="Language of the posts, such as en.")
@click.option("--timezone", help="Time zone of dates that name none, such as Europe/Paris.")
@click.option("--yes", is_flag=True, help="Ask nothing; leave open what is not given.")
def init_command(yes: bool, **given: str | None) -> None:
    """Write newsdb.yml, the settings of a site, into the current directory.

    \b
    Example:
      newsdb init --title "Ann's garden" --yes
    """
    path = Path(FILE_NAME)
    if path.exists():
        raise CommandError(f"{path} exists already; edit it, or remove it first")
    values = {
        name: given[name]
        if given[name] is not None or yes
        else click.prompt(
            f"{Settings.model_fields[name].description}", default="", show_default=False
        )
        for name in ASKED
    }
    text = format_settings({name: value for name, value in values.items() if value})
    with handle_errors():
        parse_settings(text, FILE_NAME)
        path.write_text(text, encoding="utf-8")
    echo(f"Wrote {path}; edit it, and then load and serve your posts")


def format_settings(values: dict[str, str]) -> str:
    """Return a newsdb.yml with every setting explained, and those without a value commented out."""
    lines = ["# Settings of this site. A line that begins with # says nothing yet."]
    for name, field in Settings.model_fields.items():
        lines += ["", f"# {field.description}"]
        # JSON is YAML, in which no value means anything but itself.
        value = json.dumps(values[name], ensure_ascii=False) if name in values else ""
        lines.append(f"{name}: {value}" if value else f"# {name}:")
    return "\n".join(lines) + "\n"
