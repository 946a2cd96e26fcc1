"""Precision and recall of mentions of securities, on posts labelled by hand.

    python -m benchmarks.bench_mentions

`tests/loaders/mentions/truth.tsv` has the mentions in 117 posts of the sample archive, counted by
hand. `docs/securities.md` defines what counts as a mention. Exits with status 1 if a figure is
below 0.98.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from loaders.parsers.convert import convert_file
from newsdb.models import Options, Post, RawPost

TOP = Path(__file__).parent.parent
TRUTH = TOP / "tests/loaders/mentions/truth.tsv"
LEAST = 0.98

Found = dict[tuple[str, str], tuple[int, bool]]


@dataclass(frozen=True)
class Figures:
    """Precision and recall of one way to look at mentions, and what they are made of."""

    name: str
    right: int
    found: int
    true: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0


def truth() -> tuple[set[str], Found]:
    """Return the slugs of the posts that were read, and what they name: mentions, in the title."""
    slugs, found = set(), {}
    with TRUTH.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            slugs.add(row["slug"])
            if row["code"]:
                found[row["slug"], row["code"]] = int(row["mentions"]), row["in_title"] == "1"
    return slugs, found


def posts(folder: Path = TOP / "posts") -> Iterator[Post]:
    """Yield the posts of the sample archive, each slug's last file only."""
    latest: dict[str, Post] = {}
    for path in sorted(folder.glob("*_post*/*.md")):
        raw = RawPost(path.relative_to(folder).as_posix(), path.read_bytes())
        post = convert_file(raw, Options(split=False)).post
        if post is not None:
            latest[post.slug] = post
    yield from latest.values()


def found_in(slugs: set[str]) -> Found:
    """Return what the loaders find in the posts of these slugs."""
    return {
        (post.slug, mention.security.code): (mention.mentions, mention.in_title)
        for post in posts()
        if post.slug in slugs
        for mention in post.mentions
    }


def figures(found: Found, true: Found) -> list[Figures]:
    """Compare what was found with what is true: as pairs, as numbers of mentions, as titles."""

    def mentions(side: Mapping[tuple[str, str], tuple[int, bool]]) -> int:
        return sum(number for number, _ in side.values())

    def titles(side: Found) -> set[tuple[str, str]]:
        return {pair for pair, (_, in_title) in side.items() if in_title}

    least = sum(min(number, true.get(pair, (0, False))[0]) for pair, (number, _) in found.items())
    return [
        Figures("posts and securities", len(found.keys() & true.keys()), len(found), len(true)),
        Figures("mentions", least, mentions(found), mentions(true)),
        Figures("titles", len(titles(found) & titles(true)), len(titles(found)), len(titles(true))),
    ]


def differences(found: Found, true: Found) -> Iterator[str]:
    """Yield a line for each post and security in which the two differ."""
    for slug, code in sorted(found.keys() | true.keys()):
        here, there = found.get((slug, code)), true.get((slug, code))
        if here != there:
            yield f"{slug} {code}: found {here}, true {there}"


def main() -> int:
    slugs, true = truth()
    started = perf_counter()
    found = found_in(slugs)
    seconds = perf_counter() - started
    for line in differences(found, true):
        print(line)
    rows = figures(found, true)
    for row in rows:
        print(
            f"{row.name:22} precision {row.precision:.4f} ({row.right}/{row.found})  "
            f"recall {row.recall:.4f} ({row.right}/{row.true})"
        )
    print(f"{len(slugs)} posts read by hand; all of posts/ converted in {seconds:.2f} s")
    return 0 if all(min(row.precision, row.recall) >= LEAST for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
