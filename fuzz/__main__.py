"""Fuzz one target, or all of them one after the other, with atheris (libFuzzer).

    python -m fuzz [TARGET] [-max_total_time=60] [libFuzzer's other options]

What is found stands in a file `crash-…` of the current folder; `python -m fuzz TARGET FILE` runs it
again. Ends with another status than 0 where something was found.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["newsdb", "loaders"]):
    from fuzz.targets import TARGETS

SAMPLES = {
    "front_matter": "posts/**/*.*",
    "html_to_markdown": "posts/**/*.md",
    "markdown_source": "posts/**/*.md",
    "search_grammar": "tests/newsdb/search/test_match.py",
}
MAX_LENGTH = 4096


def fuzz(name: str, options: list[str]) -> None:
    """Fuzz one target in this process, which ends with it."""
    with TemporaryDirectory() as corpus:
        for number, sample in enumerate(Path().glob(SAMPLES[name])):
            lines = sample.read_bytes().splitlines() if name == "search_grammar" else []
            for at, content in enumerate(lines or [sample.read_bytes()]):
                Path(corpus, f"{number}-{at}").write_bytes(content[:MAX_LENGTH])
        arguments = [sys.argv[0], f"-max_len={MAX_LENGTH}", "-timeout=20", *options]
        if not any(not option.startswith("-") for option in options):
            arguments.append(corpus)
        atheris.Setup(arguments, TARGETS[name])
        atheris.Fuzz()


def main() -> int:
    names = [argument for argument in sys.argv[1:] if argument in TARGETS]
    options = [argument for argument in sys.argv[1:] if argument not in TARGETS]
    if len(names) == 1:
        fuzz(names[0], options)
    failed = 0
    for name in names or TARGETS:
        print(f"== {name}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", "fuzz", name, *options]).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
