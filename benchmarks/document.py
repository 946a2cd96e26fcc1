"""Regenerate the figures of a document from its benchmarks.

    python -m benchmarks.document docs/performance.md [WORD]

In the document, `<!-- figures: bench_load 10000 -->` starts the output of `python -m
benchmarks.bench_load 10000`, and `<!-- end -->` ends it. With WORD, only benchmarks whose line
contains it run.
"""

import re
import subprocess
import sys
from pathlib import Path

FIGURES = re.compile(r"(<!-- figures: (?P<command>[\w .-]+?) -->\n).*?(<!-- end -->)", re.DOTALL)


def measured(match: re.Match[str]) -> str:
    """Run a benchmark and return its place in the document, filled."""
    module, *words = match["command"].split()
    print(f"{module} {' '.join(words)}", file=sys.stderr, flush=True)
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *words],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if not done.stdout:
        raise SystemExit(f"{match['command']} printed nothing")
    return f"{match[1]}\n{done.stdout.strip()}\n\n{match[3]}"


def main(document: str, word: str = "") -> None:
    """Run the benchmarks, and write each result as soon as it is known."""
    path = Path(document)
    for match in list(FIGURES.finditer(path.read_text("utf-8"))):
        if word in match["command"]:
            text = path.read_text("utf-8")
            figures = measured(match)
            place = next(each for each in FIGURES.finditer(text) if each[1] == match[1])
            path.write_text(text[: place.start()] + figures + text[place.end() :], "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
