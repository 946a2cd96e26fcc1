"""The notebook runs, and prints what is stored in it."""

from __future__ import annotations

import copy
import subprocess
import sys
from collections.abc import Iterator

import nbformat
import pytest
from nbclient import NotebookClient

from tests.paths import TOP

NOTEBOOK = TOP / "docs" / "analysis.ipynb"


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The URL of the sample's site."""
    command = [sys.executable, "-m", "newsdb", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split(" at ")[1].split(" ")[0].rstrip("/")
        process.terminate()


def printed(notebook: nbformat.NotebookNode) -> list[list[str]]:
    """Return the text that each cell printed or gave."""
    return [
        [output.get("text") or output["data"]["text/plain"] for output in cell.get("outputs", [])]
        for cell in notebook.cells
    ]


def test_the_notebook_prints_what_is_stored_in_it(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDB_SITE", site)
    stored = nbformat.read(NOTEBOOK, as_version=4)
    notebook = copy.deepcopy(stored)
    NotebookClient(notebook, timeout=120).execute()
    assert printed(notebook) == printed(stored)
    drawn = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert len(drawn) == 3
