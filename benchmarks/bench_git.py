"""A daily load from git: n posts loaded, then some of them changed and loaded again.

Prints the seconds of both loads, of a third with nothing new, and the ratio of the second to
the first. Usage: python benchmarks/bench_git.py [posts] [changed]
"""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

CHARACTERS = "公司市场投资企业证券上市增长同比板块资金基金行业业务股票银行涨幅交易业绩收入机构经济"
COMMIT = "commit refs/heads/main\ncommitter a <a@example.com> 1640995200 +0800\ndata 5\nposts\n"


def post(number: int, seed: int) -> bytes:
    """Return a post of about 800 characters, the same for the same numbers."""
    chance = random.Random(f"{number} {seed}")
    paragraphs = ["".join(chance.choices(CHARACTERS, k=130)) + "。" for _ in range(6)]
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = f'title: "{paragraphs[0][:20]}"\ndate: 2022-01-01 12:00:00 +0800\ntags: 财经新闻'
    return f"---\nlayout: post\n{head}\n---\n{text}\n".encode()


def commit(repository: Path, numbers: Iterable[int], seed: int, *, first: bool) -> None:
    """Commit posts straight into a bare repository."""
    if first:
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(repository)], check=True)
    lines = [COMMIT.encode(), b"" if first else b"from refs/heads/main^0\n"]
    for number in numbers:
        content = post(number, seed)
        name = f"_posts/2022-01-{number % 28 + 1:02d}-{202201000000000000 + number}.md"
        lines.append(f"M 100644 inline {name}\ndata {len(content)}\n".encode() + content + b"\n")
    command = ["git", "-C", str(repository), "fast-import", "--quiet"]
    subprocess.run(command, input=b"".join(lines), check=True)


def load(repository: Path, database: Path) -> float:
    """Return the seconds of a load, the start of the program included."""
    command = [sys.executable, "-m", "loaders", "load", "posts", str(repository)]
    start = time.perf_counter()
    done = subprocess.run(
        [*command, "--no-split", "--db", str(database)], check=True, capture_output=True, text=True
    )
    seconds = time.perf_counter() - start
    print(f"{seconds:8.2f} s  {done.stdout.splitlines()[0].partition(': ')[2]}")
    return seconds


def main() -> None:
    """Make a repository, load it three times, and print the times."""
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    changed = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    with tempfile.TemporaryDirectory() as folder:
        repository, database = Path(folder, "site.git"), Path(folder, "news.db")
        commit(repository, range(posts), 0, first=True)
        first = load(repository, database)
        commit(repository, random.Random(1).sample(range(posts), changed), 1, first=False)
        second = load(repository, database)
        load(repository, database)
    print(f"{posts} posts, then {changed} changed: {second / first:.3f} of the first time")


if __name__ == "__main__":
    main()
