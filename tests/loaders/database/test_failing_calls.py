"""Every call that writes fails once, one after the other: no load loses or halves anything.

As SQLite's own tests do (https://www.sqlite.org/testing.html#i_o_error_testing), but for the
whole way of a load: the copy, SQLite's pages, the sync, the rename, the sync of the directory.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.load import load
from loaders.sources.directory import Directory
from newsdb.models import Options
from tests.contents import contents
from tests.loaders.database.test_replacing import write_posts

COMPILER = shutil.which("cc") or shutil.which("gcc")
pytestmark = pytest.mark.skipif(
    COMPILER is None or sys.platform != "linux", reason="needs a C compiler and /proc"
)
# Loads in forked processes of one that has everything imported, with the n-th call failing.
DRIVER = """
import ctypes, json, os, shutil, sys
from click import ClickException
from newsdb.cli import main
import loaders.database.writing, loaders.parsers.dispatch, loaders.commands
library = ctypes.CDLL(None)
folder, error, persistent = os.getcwd() + "/db/", int(sys.argv[1]), int(sys.argv[2])
command = ["load", "posts", "posts", "--db", "db/news.db", "--quiet", "--jobs", "1"]
number, outcomes = 0, []
main([*command, "--dry-run", "--db", "warm.db"], standalone_mode=False)
while True:
    number += 1
    shutil.rmtree("db", ignore_errors=True)
    os.mkdir("db")
    if os.path.exists("old.db"):
        shutil.copyfile("old.db", "db/news.db")
    read, write = os.pipe()
    if os.fork() == 0:
        library.arm(folder.encode(), ctypes.c_long(number), error, persistent)
        message = ""
        try:
            main(command, standalone_mode=False)
        except ClickException as failure:
            message = failure.message
        except SystemExit as end:
            message = f"exit {end.code}"
        except BaseException as failure:
            message = f"traceback: {failure!r}"
        calls = library.calls()
        library.arm(b"", ctypes.c_long(0), 0, 0)
        os.write(write, json.dumps([message, calls]).encode())
        os._exit(0)
    os.close(write)
    message, calls = json.loads(os.read(read, 100_000))
    os.close(read)
    os.wait()
    files = sorted(os.listdir("db"))
    content = open("db/news.db", "rb").read() if "news.db" in files else b""
    name = ""
    if content:
        import hashlib
        name = hashlib.sha256(content).hexdigest()
        if not os.path.exists(f"found/{name}"):
            open(f"found/{name}", "wb").write(content)
    outcomes.append([message, files, name])
    if calls < number:
        break
print(json.dumps(outcomes))
"""


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shim") / "failing_calls.so"
    source = Path(__file__).with_name("failing_calls.c")
    command = [str(COMPILER), "-shared", "-fPIC", "-O1", "-o", str(path), str(source), "-ldl"]
    subprocess.run(command, check=True)
    return path


@pytest.mark.parametrize(
    ("is_first", "error", "persistent"),
    [(True, errno.ENOSPC, True), (False, errno.EIO, False)],
    ids=["first load, disk is full from a call on", "later load, one call fails"],
)
def test_every_failing_call_leaves_the_old_or_the_new_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shim: Path,
    is_first: bool,
    error: int,
    persistent: bool,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("found").mkdir()
    old = ""
    if not is_first:
        write_posts(Path("posts"), 3, "旧闻")
        load(Path("old.db"), [Directory(Path("posts"))], Options())
        old = hashlib.sha256(Path("old.db").read_bytes()).hexdigest()
    write_posts(Path("posts"), 4, "新闻")
    load(Path("new.db"), [Directory(Path("posts"))], Options())
    new = contents(Path("new.db"))
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(error), str(int(persistent))],
        env=os.environ | {"LD_PRELOAD": str(shim), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr
    outcomes = [tuple(outcome) for outcome in json.loads(done.stdout)]
    assert len(outcomes) > 20
    for path in Path("found").iterdir():
        if path.name != old:
            assert contents(path) == new
    for number, (message, files, digest) in enumerate(outcomes, 1):
        assert "traceback" not in message, (number, message)
        is_new = digest not in ("", old)
        assert is_new == (message == "" or "was replaced" in message), (number, message)
        assert message == "" or is_new or message.endswith("; nothing was changed"), message
        assert set(files) <= {"news.db", "news.db.new"}, files
    # The last load made fewer calls than the number that was to fail.
    assert outcomes[-1][0] == ""
    assert {"", old} & {digest for _, _, digest in outcomes}
