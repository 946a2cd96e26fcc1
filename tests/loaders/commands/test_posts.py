"""`newsdb load posts`: options that reach the load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.loaders.shell import rows, run


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("options", "tags"), [([], ["甲", "乙"]), (["--no-split"], ["甲 乙"])])
def test_tags_are_split_as_asked(options: list[str], tags: list[str]) -> None:
    Path("site").mkdir()
    Path("site/2022-01-01-a.md").write_text("---\ntitle: T\ntags: 甲 乙\n---\nx\n", "utf-8")
    assert run("load", "posts", "site", *options).exit_code == 0
    assert sorted(rows("select name from tags")) == sorted((tag,) for tag in tags)


@pytest.mark.slow
@pytest.mark.usefixtures("with_post")
def test_a_load_with_nothing_new_imports_nothing_to_write_with() -> None:
    """Each of these takes as long as the load itself."""
    script = (
        "import sys\n"
        "from newsdb.cli import main\n"
        "main(['load', 'posts', '.', '--quiet'], standalone_mode=False)\n"
        "print(sorted({'sqlite_utils', 'bs4', 'pydantic', 'pypinyin'} & set(sys.modules)))\n"
    )
    run("load", "posts", ".")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")
