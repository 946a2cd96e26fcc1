"""Benchmark of histories: reading all commits against loading the last state, and a later run.

    python -m benchmarks.bench_history [POSTS] [COMMITS]

Posts of a generated archive are rewritten 1 to 20 times, in nine cases of ten without a change of
what they say: another navigation line, as the archive's writer makes it.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.archive import write_archive

NEWSDB = Path(sys.executable).with_name("newsdb")
NAVIGATION = "\n\n[返回东财滚动新闻]({0}/emnews/)｜[返回首页]({0}/)"
MAX_REWRITES = 20
EDITED = 0.1


def fast_import(repository: Path, posts: Path, commits: int) -> None:
    """Write a history into a repository: much faster than one commit after another."""
    chance = random.Random(7)
    texts = {path.name: path.read_text("utf-8") for path in sorted(posts.rglob("*.md"))}
    first = list(texts)
    rewrites = [name for name in first for _ in range(chance.randint(1, MAX_REWRITES))]
    chance.shuffle(rewrites)
    rewrites = rewrites[: commits * 4]
    per_commit = max(1, -(-len(rewrites) // commits))
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", f"{repository}"], check=True)
    process = subprocess.Popen(
        ["git", f"--git-dir={repository}", "fast-import", "--quiet"], stdin=subprocess.PIPE
    )
    assert process.stdin
    write = process.stdin.write

    def commit(number: int, files: list[str]) -> None:
        seconds = 1640995200 + number
        write(f"commit refs/heads/main\ncommitter a <a@b> {seconds} +0000\ndata 0\n".encode())
        for name in files:
            body = texts[name].encode()
            write(f"M 100644 inline _posts/{name}\ndata {len(body)}\n".encode() + body + b"\n")

    commit(0, first)
    for number in range(1, commits + 1):
        files = rewrites[(number - 1) * per_commit : number * per_commit]
        for name in files:
            text = texts[name].partition("\n\n[返回")[0]
            if chance.random() < EDITED:
                text = text.replace("。", f"，第{number}次修订。", 1)
            texts[name] = text + NAVIGATION.format(f"//site{number % 50}.example")
        commit(number, files)
    process.stdin.close()
    assert process.wait() == 0
    subprocess.run(["git", f"--git-dir={repository}", "repack", "-adq"], check=True)


def measure(*arguments: str) -> tuple[float, float]:
    """Run newsdb; return its CPU seconds, children included, and its peak memory in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([f"{NEWSDB}", *arguments, "--quiet", "--jobs", "1"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, after.ru_maxrss / 1024


def main(posts: int = 2000, commits: int = 10_000) -> None:
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        write_archive(folder / "site", posts)
        repository = folder / "site.git"
        fast_import(repository, folder / "site", commits)
        common = ("--no-split", "--path", "_posts")
        last, _ = measure("load", "posts", f"{repository}", *common, "--db", f"{folder}/a.db")
        size = (folder / "a.db").stat().st_size
        again, _ = measure("load", "posts", f"{repository}", *common, "--db", f"{folder}/a.db")
        history, memory = measure(
            "load", "history", f"{repository}", *common, "--db", f"{folder}/b.db"
        )
        grown = (folder / "b.db").stat().st_size
        later, _ = measure("load", "history", f"{repository}", *common, "--db", f"{folder}/b.db")
        print(f"{posts:,} posts, {commits:,} commits, CPU seconds:")
        print(f"  last state {last:.1f}, again {again:.2f}")
        print(f"  history {history:.1f} ({history / last:.2f} times), again {later:.2f}")
        print(f"  memory {memory:.0f} MB, the file grows by {grown / size - 1:.1%}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
