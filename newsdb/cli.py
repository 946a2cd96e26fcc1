"""The command line: `newsdb` and its commands."""

from __future__ import annotations

from importlib import import_module

import click

from newsdb import __version__
from newsdb.config import PROG_NAME

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
COMMANDS = {
    "init": "newsdb.commands.init:init_command",
    "load": "loaders.commands:load_group",
    "build": "loaders.build_command:build_command",
    "check": "newsdb.commands.check:check_command",
    "problems": "newsdb.commands.problems:problems_command",
    "watch": "newsdb.commands.watch:watch_command",
    "export": "newsdb.commands.export:export_command",
    "serve": "newsdb.commands.serve:serve",
}


class Commands(click.Group):
    """A group that imports a command only when it is used: Datasette is slow to import."""

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
        """Run a command; Ctrl+C during an import is an ordinary error, too."""
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            from newsdb.commands.errors import CommandError

            raise CommandError("interrupted") from None


@click.group(cls=Commands, context_settings=CONTEXT)
@click.version_option(__version__, prog_name=PROG_NAME)
def main() -> None:
    """Load news posts into a searchable SQLite database and serve it.

    \b
    Example:
      newsdb load posts posts/ && newsdb serve
    """
