"""The documentation site builds without warnings, and its command reference is complete."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import click
import pytest

from newsdb.cli import main
from tests.paths import TOP

pytestmark = pytest.mark.skipif(sys.version_info < (3, 11), reason="MyST needs Python 3.11")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site's pages."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet"]
    words = [*command, "-d", folder / "doctrees", TOP / "docs", folder / "html"]
    done = subprocess.run(words, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "html"


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Yield a command and all below it, each with what is typed to call it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from commands(below, f"{path} {name}")


def test_every_document_is_a_page(site: Path) -> None:
    docs = TOP / "docs"
    documents = {path.stem for path in (*docs.glob("*.md"), *docs.glob("*.ipynb"))}
    assert documents == {
        path.stem for path in site.glob("*.html") if path.stem not in {"search", "genindex"}
    }


def test_every_command_and_option_is_in_the_reference(site: Path) -> None:
    html = re.sub("<[^>]+>", "", (site / "cli.html").read_text("utf-8"))
    page = " ".join(unescape(html).split())
    seen = 0
    for path, command in commands(main, "newsdb"):
        assert f"{path} [OPTIONS]" in page
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.opts[0] in page, f"{path} {parameter.opts[0]}"
                # Sphinx takes backticks for markup.
                assert (parameter.help or "").replace("`", "") in page
                seen += 1
    assert seen > 20
