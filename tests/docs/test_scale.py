"""What docs/scale.md says works, is done."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from newsdb.cli import main
from tests.lakes import load_lake, tables_of
from tests.paths import TOP

TEXT = (TOP / "docs/scale.md").read_text("utf-8")


def test_the_two_commands_make_a_database(tmp_path: Path) -> None:
    shutil.copytree(TOP / "posts", tmp_path / "posts")
    section = TEXT.split("## On a laptop")[1]
    commands = re.findall(r"^\$ newsdb (.+)$", section.split("##")[0], re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        arguments = [sys.executable, "-m", "newsdb", *shlex.split(command)]
        done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, ""), command
    assert len(tables_of(tmp_path / "news.db")["posts"]) == 173
    for path in re.findall(r"^import deltalake.*?(?=^```)", TEXT, re.MULTILINE | re.DOTALL):
        done = subprocess.run([sys.executable, "-c", path], cwd=tmp_path, capture_output=True)
        assert (done.returncode, done.stderr) == (0, b"")
        assert int(done.stdout.split()[0]) > 0


def test_a_condition_of_the_text_is_one(tmp_path: Path) -> None:
    load_lake([TOP / "posts"], tmp_path / "lake")
    (where,) = re.findall(r'--where "(.+?)"', TEXT)
    arguments = ["build", "--from", f"{tmp_path}/lake", "--db", f"{tmp_path}/news.db"]
    result = CliRunner().invoke(main, [*arguments, "--where", where])
    assert result.output.startswith(f"{tmp_path}/news.db: 131 added"), result.output
