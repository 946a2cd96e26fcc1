"""The command `newsdb`: loads posts, serves them, looks after the file."""

from __future__ import annotations

from importlib import import_module

import click

from newsdb import __version__
from newsdb.config import PROG_NAME

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
COMMANDS = {
    "load": "loaders.commands:load_group",
    "check": "newsdb.commands.check:check_command",
    "problems": "newsdb.commands.problems:problems_command",
    "export": "newsdb.commands.export:export_command",
    "serve": "newsdb.commands.serve:serve",
}


class Commands(click.Group):
    """A group whose commands are imported when they are asked for: Datasette takes its time."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import a command."""
        if name not in COMMANDS:
            return None
        module, _, command = COMMANDS[name].partition(":")
        found = getattr(import_module(module), command)
        assert isinstance(found, click.Command)  # noqa: S101
        return found

    def invoke(self, context: click.Context) -> object:
        """Run a command; Ctrl-C before it has begun is a sentence, too."""
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            from newsdb.commands.errors import CommandError

            raise CommandError("stopped") from None


@click.group(cls=Commands, context_settings=CONTEXT)
@click.version_option(__version__, prog_name=PROG_NAME)
def main() -> None:
    """Make news posts one SQLite file with full-text search, and serve it.

    \b
    Example:
      newsdb load posts posts/ && newsdb serve
    """
