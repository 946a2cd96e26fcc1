"""`newsdb load`: posts from directories, archives, git repositories, feeds and records."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from loaders.commands.feed import load_feed
from loaders.commands.history import load_history
from loaders.commands.posts import load_posts
from loaders.commands.records import load_csv, load_jsonl, load_sqlite, load_wordpress
from newsdb.commands.errors import CommandError, CommandInterrupted, handle_errors
from newsdb.commands.options import database_option, quiet_option, strict_option
from newsdb.config import SETTINGS_NAME


class LoadGroup(click.Group):
    """A group whose command is `configured` if none is named."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Put the name of the command before options that are not the group's."""
        if not args or (args[0].startswith("-") and args[0] not in context.help_option_names):
            args = ["configured", *args]
        return super().parse_args(context, args)


@click.group("load", cls=LoadGroup)
def load_group() -> None:
    """Load posts into the database.

    Without a command, the sources in newsdb.yml are loaded. A later load of the same source
    brings the database up to date.

    \b
    Example:
      newsdb load posts posts/
    """


@load_group.command("configured")
@database_option()
@click.option("--prune", is_flag=True, help="Remove posts whose file is gone.")
@strict_option
@quiet_option
@click.pass_context
def load_configured(
    context: click.Context, database: Path, prune: bool, strict: bool, quiet: bool
) -> None:
    """Load the sources in the newsdb.yml of this directory.

    This is what `newsdb load` does without a command. A source that cannot be read keeps no other
    from being loaded; the exit status is then 2.
    """
    with handle_errors():
        if not Path(SETTINGS_NAME).is_file():
            raise CommandError(f"there is no {SETTINGS_NAME} here; `newsdb init` writes one")
        from newsdb.settings import read_settings  # slow import

        sources = read_settings(Path(SETTINGS_NAME)).load_arguments()
        if not sources:
            raise CommandError(
                f"{SETTINGS_NAME} has no sources; name one: newsdb load posts SOURCE"
            )
    status = 0
    common = [f"--db={database}", *["--strict"] * strict, *["--quiet"] * quiet]
    for name, *arguments in sources:
        command = load_group.commands[name]
        pruning = ["--prune"] * (prune and name not in ("feed", "history"))
        with command.make_context(name, [*common, *pruning, *arguments], context.parent) as each:
            # What one source lacks keeps no other from being loaded.
            try:
                command.invoke(each)
            except SystemExit as error:
                status = max(status, error.code if isinstance(error.code, int) else 1)
            except CommandInterrupted:
                raise
            except CommandError as error:
                error.show()
                status = error.exit_code
    sys.exit(status)


COMMANDS = (
    *(load_posts, load_history, load_feed),
    *(load_jsonl, load_csv, load_sqlite, load_wordpress),
)
for command in COMMANDS:
    load_group.add_command(command)
