"""Benchmark of histories: reading all commits against loading the last state, and a later run.

    python -m benchmarks.bench_history [POSTS] [COMMITS] [LAYOUT]

Posts of a generated archive are rewritten 1 to 20 times, in nine cases of ten without a change of
what they say: another navigation line, as the archive's writer makes it.

In the layout `archive`, the default, a commit adds a post now and then, rewrites some of the
newest, and once a day moves those of three days ago to `old_post`, as that writer does. In the
layout `flat` all posts are in one directory from the first commit on, and each may be rewritten at
any time: the worst case for git, which compares the whole directory for each commit.

Then the size: how much larger the database becomes by the versions of posts of which a third were
edited twice.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.archive import NAVIGATION, write_archive
from benchmarks.generate import posts

NEWSDB = Path(sys.executable).with_name("newsdb")
NAVIGATION_OF_SITE = "\n\n[返回东财滚动新闻]({0}/emnews/)｜[返回首页]({0}/)"
MAX_REWRITES = 20
EDITED = 0.1
EPOCH = 1640995200
COMMITS_A_DAY = 288
"""The archive's writer runs every five minutes."""
DAYS_BEFORE_MOVE = 3
NEWEST = 100
"""So many posts are written again by a commit if they changed."""


@dataclass
class Measured:
    """CPU seconds of a command, children included, and its resident megabytes every half second."""

    cpu: float
    memory: list[float]

    @property
    def quarters(self) -> str:
        """The most memory in each quarter of the time."""
        size = -(-len(self.memory) // 4)
        parts = (self.memory[start : start + size] for start in range(0, len(self.memory), size))
        return ", ".join(f"{max(part):.0f}" for part in parts)


def fast_import(repository: Path, commits: Iterable[Mapping[str, str | None]]) -> None:
    """Write commits, each with files by path, into a repository: much faster than `git commit`.

    None removes a file.
    """
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", f"{repository}"], check=True)
    command = ["git", f"--git-dir={repository}", "fast-import", "--quiet"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert process.stdin
    write = process.stdin.write
    for number, files in enumerate(commits):
        head = f"commit refs/heads/main\ncommitter a <a@b> {EPOCH + number} +0000\ndata 0\n"
        write(head.encode())
        for path, text in files.items():
            if text is None:
                write(f"D {path}\n".encode())
                continue
            body = text.encode()
            write(f"M 100644 inline {path}\ndata {len(body)}\n".encode() + body + b"\n")
    process.stdin.close()
    assert process.wait() == 0
    subprocess.run(["git", f"--git-dir={repository}", "repack", "-adq"], check=True)


def read_archive(root: Path) -> dict[str, str]:
    return {f"_posts/{path.name}": path.read_text("utf-8") for path in sorted(root.rglob("*.md"))}


def rewritten(texts: dict[str, str], commits: int) -> Iterator[dict[str, str]]:
    """Yield the files of each commit; each rewrites some posts, none twice."""
    chance = random.Random(7)
    rewrites = [path for path in texts for _ in range(chance.randint(1, MAX_REWRITES))]
    chance.shuffle(rewrites)
    yield texts
    for number in range(commits):
        start, end = (len(rewrites) * at // commits for at in (number, number + 1))
        for path in rewrites[start:end]:
            texts[path] = rewrite(texts[path], number, chance)
        yield {path: texts[path] for path in rewrites[start:end]}


def rewrite(text: str, number: int, chance: random.Random) -> str:
    """Return a post with other navigation, and now and then with an edit."""
    text = text.partition("\n\n[返回")[0]
    if chance.random() < EDITED:
        text = text.replace("。", f"，第{number}次修订。", 1)
    return text + NAVIGATION_OF_SITE.format(f"//site{number % 50}.example")


def published(texts: dict[str, str], commits: int) -> Iterator[dict[str, str | None]]:
    """Yield the files of each commit of an archive that grows and moves its posts every day."""
    chance = random.Random(7)
    paths = list(texts)
    rewrites: dict[int, list[str]] = defaultdict(list)
    moves: dict[int, list[str]] = defaultdict(list)
    for at, path in enumerate(paths):
        added, end = (commits * each // len(paths) for each in (at, at + NEWEST))
        rewrites[added].append(path)
        for _ in range(chance.randint(1, MAX_REWRITES)):
            rewrites[chance.randrange(added, end)].append(path)
        moves[(added // COMMITS_A_DAY + DAYS_BEFORE_MOVE) * COMMITS_A_DAY].append(path)
    yield {"about.md": "About"}
    for number in range(commits):
        files: dict[str, str | None] = {}
        for path in dict.fromkeys(rewrites.pop(number, ())):
            files[path] = texts[path] = rewrite(texts[path], number, chance)
        for path in moves.pop(number, ()):
            files[path] = None
            files[path.replace("_posts/", "old_post/")] = texts[path]
        yield files


def edited_twice(texts: dict[str, str]) -> Iterator[dict[str, str]]:
    """Yield the files of three commits: all posts, then a third of them, edited, twice."""
    chance = random.Random(5)
    others = [post.body for post in posts(500, characters=1200, seed=9)]
    yield texts
    third = chance.sample(sorted(texts), len(texts) // 3)
    for _ in range(2):
        for path in third:
            texts[path] = edited(texts[path], chance, chance.choice(others))
        yield {path: texts[path] for path in third}


def edited(text: str, chance: random.Random, other: str) -> str:
    """Return a post with an edit: of a word, a new paragraph, a cut, or all sentences new."""
    body = text.removesuffix(f"\n\n{NAVIGATION}")
    places = [at for at, each in enumerate(body) if each == "。"]
    place = chance.choice(places) + 1 if places else len(body)
    dice = chance.random()
    if dice < 0.4:
        body = body[: place - 1] + chance.choice(("约", "近", "逾")) + body[place - 1 :]
    elif dice < 0.7:
        body = body[:place] + other.partition("\n\n")[0] + body[place:]
    elif dice < 0.85:
        start = max([at + 1 for at in places if at + 1 < place], default=place)
        body = body[:start] + body[place:]
    else:
        first, last = (places[0] + 1, places[-1]) if len(places) > 1 else (place, place)
        body = body[:first] + other.replace("\n\n", "") + body[last:]
    return f"{body}\n\n{NAVIGATION}"


def measure(*arguments: str) -> Measured:
    """Run newsdb, and measure it."""
    process = subprocess.Popen([f"{NEWSDB}", *arguments, "--quiet", "--jobs", "1"])
    memory: list[float] = []
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            break
        pages = Path(f"/proc/{process.pid}/statm").read_text().split()[1:2]
        memory += [int(each) * os.sysconf("SC_PAGE_SIZE") / 2**20 for each in pages]
        time.sleep(0.5)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return Measured(usage.ru_utime + usage.ru_stime, memory)


def measure_speed(folder: Path, number: int, commits: int, layout: str) -> None:
    write_archive(folder / "site", number)
    texts = read_archive(folder / "site")
    repository = f"{folder}/site.git"
    states = rewritten if layout == "flat" else published
    fast_import(Path(repository), states(texts, commits))
    directories = ("_posts",) if layout == "flat" else ("_posts", "old_post")
    paths = [option for directory in directories for option in ("--path", directory)]
    common = (repository, "--no-split", *paths, "--db")
    last = measure("load", "posts", *common, f"{folder}/a.db")
    again = measure("load", "posts", *common, f"{folder}/a.db")
    history = measure("load", "history", *common, f"{folder}/b.db")
    later = measure("load", "history", *common, f"{folder}/b.db")
    print(f"{number:,} posts, {commits:,} commits, layout {layout}, CPU seconds:")
    print(f"  last state {last.cpu:.1f}, again {again.cpu:.2f}; memory {last.quarters} MB")
    print(f"  history {history.cpu:.1f} ({history.cpu / last.cpu:.2f} times)", end=", ")
    print(f"again {later.cpu:.2f}; memory {history.quarters} MB")


def measure_size(folder: Path, number: int) -> None:
    write_archive(folder / "thirds", number)
    repository = f"{folder}/thirds.git"
    fast_import(Path(repository), edited_twice(read_archive(folder / "thirds")))
    common = (repository, "--no-split", "--path", "_posts", "--db")
    measure("load", "posts", *common, f"{folder}/c.db")
    measure("load", "history", *common, f"{folder}/d.db")
    before, after = (Path(folder, name).stat().st_size for name in ("c.db", "d.db"))
    print(f"{number:,} posts, a third of them edited twice:", end=" ")
    print(f"the file grows by {after / before - 1:.1%}")


def main(number: int = 2000, commits: int = 10_000, layout: str = "archive") -> None:
    with tempfile.TemporaryDirectory() as directory:
        measure_speed(Path(directory), number, commits, layout)
        measure_size(Path(directory), min(number, 5000))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), *sys.argv[3:])
