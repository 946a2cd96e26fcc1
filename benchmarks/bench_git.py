"""A daily load from git: load an archive, change some of its posts, and load it again.

    python -m benchmarks.bench_git [POSTS] [CHANGED]

Generates an archive (20,000 posts by default) in a git repository and loads it from there; changes
some posts (200), loads it again, and once more with nothing new. Prints a Markdown table: the
seconds of each load, also relative to the first.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.archive import write_archive
from benchmarks.bench_load import commit, load


def change(archive: Path, number: int) -> None:
    """Put a sentence at the end of the text of some posts."""
    for path in random.Random(1).sample(sorted(archive.rglob("*.md")), number):
        text = path.read_text("utf-8")
        path.write_text(text.replace("\n\n<http", "本文已更新。\n\n<http", 1), "utf-8")


def main() -> None:
    """Make the repository, load it three times, and print the table."""
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    changed = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    with TemporaryDirectory() as folder:
        archive, database = Path(folder, "site"), Path(folder, "news.db")
        write_archive(archive, posts)
        commit(archive)
        first = load(archive / ".git", database).seconds
        change(archive, changed)
        commit(archive)
        second = load(archive / ".git", database).seconds
        third = load(archive / ".git", database).seconds
    print("\n| load from git | s | relative |\n|---|---|---|")
    for name, seconds in (
        (f"{posts:,} posts", first),
        (f"{changed:,} of them changed", second),
        ("nothing new", third),
    ):
        print(f"| {name} | {seconds:.2f} | {seconds / first:.3f} |")


if __name__ == "__main__":
    main()
