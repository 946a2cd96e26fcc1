"""Time of a load with newsdb, with an afternoon's script, and the lower bound ("the floor").

    python -m benchmarks.bench_load [POSTS] [--only-ours] [FOLDER]

Generates an archive (10,000 posts by default) in FOLDER (default: a temporary one; an existing
archive is reused) and loads it with `newsdb load posts` (one process per core, then one), with
`benchmarks/script.py` and with `benchmarks/floor.py`, in turn, three times each, or once for many
posts; then loads it again with nothing new, from the directory and from git. Prints Markdown
tables: the best time of each, also relative to the others, CPU time, and the peak memory of all
processes together. `--only-ours` skips the script and the floor: for a million posts they would
take an hour.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.archive import write_archive
from benchmarks.committed import DOCUMENT, committed_ratios, warnings

ROUNDS = 3
MANY = 50_000
PACKAGES = ("lxml", "markdownify", "sqlite-utils", "PyYAML")
GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "gc.auto=0")
AS_INSTALLED = (
    "import runpy, sys; sys.modules['pandas'] = None; del sys.argv[0]; "
    "runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)"
)
"""Runs a module. sqlite-utils imports pandas where it is installed, as it is here for tests."""
PARTS = {
    "posts, as Markdown": "posts",
    "their plain text": "post_texts",
    "search for words": "posts_fts*",
    "near matches": "posts_pairs*",
    "the files as they were": "file_contents",
}
"""What a database consists of, with the tables of each part."""


@dataclass(frozen=True)
class Taken:
    """What a command took: seconds, seconds of the processors, and bytes of memory."""

    seconds: float
    processors: float
    memory: int


def memory_of(process: int) -> int:
    """The memory of a process and all below it, in bytes; what they share counts once."""
    total = 0
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
        for task in Path(f"/proc/{process}/task").iterdir():
            total += sum(map(memory_of, map(int, (task / "children").read_text().split())))
    except (OSError, ValueError):
        pass  # it has just ended
    return total


def run(*command: str) -> Taken:
    """Run a module with this Python and measure it."""
    return measured([sys.executable, "-c", AS_INSTALLED, *command])


def measured(command: list[str]) -> Taken:
    """Run a command and measure it."""
    begin = time.perf_counter()
    before = os.times()
    process = subprocess.Popen(command)
    most = 0
    ended = threading.Event()

    def watch() -> None:
        nonlocal most
        while not ended.wait(0.2):
            most = max(most, memory_of(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    status = process.wait()
    seconds = time.perf_counter() - begin
    ended.set()
    watcher.join()
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    after = os.times()
    processors = sum(after[2:4]) - sum(before[2:4])
    return Taken(seconds, processors, most)


def load(source: Path, database: Path, *options: str) -> Taken:
    """Load with this project's command."""
    command = ("newsdb", "load", "posts", str(source), "--db", str(database))
    return run(*command, "--no-split", "--quiet", *options)


def commit(archive: Path) -> None:
    """Commit what an archive holds to a git repository in it, made where there is none."""
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "posts")):
        subprocess.run([*GIT, *words], cwd=archive, check=True)


def size_table(database: Path) -> str:
    """What the file consists of."""
    with closing(sqlite3.connect(database)) as connection:
        sizes = {
            what: connection.execute(
                f"select ifnull(sum(pgsize), 0) from dbstat where name glob '{tables}'"
            ).fetchone()[0]
            for what, tables in PARTS.items()
        }
    whole = database.stat().st_size
    rows = [*sizes.items(), ("the rest", whole - sum(sizes.values())), ("file", whole)]
    lines = [f"| {what} | {size / 1e6:,.1f} |" for what, size in rows]
    return "\n".join(["| part | MB |", "|---|---|", *lines])


def main() -> None:
    """Make the archive, load it in all ways, and print the tables."""
    words = [word for word in sys.argv[1:] if word != "--only-ours"]
    ours_only = len(words) < len(sys.argv) - 1
    number = int(words[0]) if words else 10_000
    with TemporaryDirectory() as folder:
        archive = Path(words[1]) if len(words) > 1 else Path(folder, "site")
        database, other = Path(folder, "news.db"), Path(folder, "other.db")
        if not archive.exists():
            write_archive(archive, number)
        size = sum(entry.stat().st_size for entry in archive.rglob("*.md"))
        print(
            f"{number:,} posts of {size / number / 1000:.1f} KB, {os.cpu_count()} cores, ", end=""
        )
        print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, ", end="")
        print(", ".join(f"{name} {version(name)}" for name in PACKAGES), flush=True)
        ways = {
            "newsdb": lambda: load(archive, database),
            "newsdb --jobs 1": lambda: load(archive, database, "--jobs", "1"),
            "the floor": lambda: run("benchmarks.floor", str(archive), str(other)),
            "the script": lambda: run("benchmarks.script", str(archive), str(other)),
        }
        if ours_only:
            ways = {"newsdb": ways["newsdb"]}
        taken: dict[str, list[Taken]] = {name: [] for name in ways}
        for _ in range(1 if number > MANY else ROUNDS):
            for name, way in ways.items():
                database.unlink(missing_ok=True)
                other.unlink(missing_ok=True)
                taken[name].append(way())
                print(name, taken[name][-1], file=sys.stderr, flush=True)
        best = {name: min(some, key=lambda each: each.seconds) for name, some in taken.items()}
        print("\n| | s | CPU s | of the floor | of the script | peak MB |")
        print("|---|---|---|---|---|---|")
        for name, each in best.items():
            of = [
                "" if base not in best else f"{each.seconds / best[base].seconds:.2f}"
                for base in ("the floor", "the script")
            ]
            print(
                f"| {name} | {each.seconds:.1f} | {each.processors:.1f} | {of[0]} | {of[1]} "
                f"| {each.memory / 1e6:.0f} |",
                flush=True,
            )
        if floor := best.get("the floor"):
            measured = {name: each.seconds / floor.seconds for name, each in best.items()}
            command = f"bench_load {number}"
            committed = committed_ratios(DOCUMENT.read_text("utf-8"), command)
            for warning in warnings(committed, measured):
                print(warning, file=sys.stderr)
        if not database.exists():
            load(archive, database)
        nothing = min(load(archive, database).seconds for _ in range(ROUNDS))
        print(f"\nNothing new in the directory: {nothing:.2f} s.\n", flush=True)
        print(size_table(database), flush=True)
        if ours_only:
            return
        database.unlink()
        commit(archive)
        load(archive / ".git", database)
        nothing = min(load(archive / ".git", database).seconds for _ in range(ROUNDS))
        print(f"Nothing new in git: {nothing:.2f} s.")


if __name__ == "__main__":
    main()
