"""The command line as a whole: its help, and how little it imports."""

import re
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from newsdb import __version__
from newsdb.cli import COMMANDS, main
from tests.paths import TOP


def groups(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the words of each group of commands."""
    if not isinstance(command, click.Group):
        return []
    context = click.Context(command)
    names = command.list_commands(context)
    below = [(command.get_command(context, name), (*path, name)) for name in names]
    return [path, *(each for sub, words in below if sub for each in groups(sub, words))]


@pytest.mark.parametrize("group", groups(main), ids=" ".join)
def test_help_lists_every_command_in_a_whole_line(group: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*group, "--help"], terminal_width=80)
    assert result.exit_code == 0
    commands = result.output.partition("\nCommands:\n")[2]
    lines = [re.fullmatch(r"  (\w+) +([A-Z].*)", line) for line in commands.splitlines()]
    assert len(lines) >= 3
    assert [line[0] for line in lines if line and not line[2].endswith(".")] == []
    assert "..." not in commands
    if not group:
        assert [line[1] for line in lines if line] == list(COMMANDS)


def test_unknown_commands_and_the_version() -> None:
    result = CliRunner().invoke(main, ["lode"])
    assert (result.exit_code, "No such command 'lode'" in result.output) == (2, True)
    result = CliRunner().invoke(main, ["--version"])
    assert result.output == f"newsdb, version {__version__}\n"


def test_help_imports_neither_datasette_nor_a_parser() -> None:
    """Each command is imported when it is used: that of others takes seconds."""
    script = (
        "import sys\n"
        "from newsdb.cli import main\n"
        "main(['--version'], standalone_mode=False)\n"
        "print({'datasette', 'markdown_it', 'sqlite_utils', 'lxml'} & set(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=TOP)
    assert (done.stdout.splitlines()[1:], done.stderr) == (["set()"], "")
