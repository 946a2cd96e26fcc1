"""Mutation testing: change the code at random places and see whether the tests notice.

    python -m tests.mutate [--places 100] [--seed 1] [--first 0]

Each mutant is one change in a copy of the checkout: a comparison turned or widened, `and` for `or`,
a `not` removed, plus for minus, a number increased, an `if` inverted. First the whole suite runs
once to record which tests execute which line (kept in build/mutate.db). Then each mutant is run
against the tests that execute its line, those of its module's own file first. Prints one line per
mutant, and the share killed. A mutant whose tests do not end in time counts as killed, as one that
loops for ever is; how many these are is printed, since a busy machine may be the reason, too. Exits
with status 1 if the share is below 95 %.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from coverage import CoverageData

from tests.paths import TOP

PACKAGES = ("newsdb", "loaders", "plugins")
LIMITS = "tests/docs/test_limits.py"
"""Compares constants with their documentation: no test of their module need do that again."""
RECORDED = TOP / "build" / "mutate.db"
FLOOR = 0.95
TIMEOUT = 600
MAX_TESTS = 400
PYTEST = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider")

Outcome = Literal["killed", "timeout", "SURVIVED"]

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


@dataclass(frozen=True)
class Mutant:
    """A part of a file, from `start` to `end` in bytes, and what stands there instead."""

    path: str
    line: int
    start: int
    end: int
    before: str
    after: str

    def __str__(self) -> str:
        before, after = (" ".join(text.split()) for text in (self.before, self.after))
        return f"{self.path}:{self.line}: {before} -> {after}"


def changed(node: ast.AST) -> ast.AST | None:
    """Return a copy of a node with one change, or None if there is none to make."""
    match node:
        case ast.Compare(left, [operator], comparators) if type(operator) in COMPARISONS:
            return ast.Compare(left, [COMPARISONS[type(operator)]()], comparators)
        case ast.BoolOp(operator, values):
            return ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
        case ast.UnaryOp(ast.Not(), operand):
            return operand
        case ast.BinOp(left, ast.Add(), right) if not has_text(node):
            return ast.BinOp(left, ast.Sub(), right)
        case ast.BinOp(left, ast.Sub(), right):
            return ast.BinOp(left, ast.Add(), right)
        case ast.Constant(value) if type(value) is int:
            return ast.Constant(value + 1)
    return None


def has_text(node: ast.AST) -> bool:
    """Return whether a sum is one of strings or lists, which cannot be subtracted."""
    texts = (ast.JoinedStr, ast.List, ast.Tuple, ast.ListComp)
    return any(
        isinstance(each, texts) or (isinstance(each, ast.Constant) and isinstance(each.value, str))
        for each in ast.walk(node)
    )


def mutants(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a module."""
    source = path.read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    tree = ast.parse(source)
    constants = {id(each) for node in ast.walk(tree) for each in annotations(node)}
    for node in ast.walk(tree):
        inverted = node.test if isinstance(node, (ast.If, ast.IfExp)) else None
        for target in (node, inverted):
            if not isinstance(target, ast.expr) or id(target) in constants:
                continue
            if isinstance(target, ast.Name) and target.id == "TYPE_CHECKING":
                continue  # what is below it is for annotations
            other = changed(target) if target is node else ast.UnaryOp(ast.Not(), target)
            if other is None:
                continue
            start = starts[target.lineno - 1] + target.col_offset
            end = starts[(target.end_lineno or 0) - 1] + (target.end_col_offset or 0)
            name = path.relative_to(TOP).as_posix()
            before = source[start:end].decode()
            yield Mutant(name, target.lineno, start, end, before, f"({ast.unparse(other)})")


def annotations(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is below a node's annotations: types, which no test can see."""
    for name in ("annotation", "returns"):
        part = getattr(node, name, None)
        if part is not None:
            yield from ast.walk(part)


def record() -> CoverageData:
    """Return which tests execute which lines: from the last run, or a new one."""
    if not RECORDED.exists():
        RECORDED.parent.mkdir(exist_ok=True)
        command = [*PYTEST, "-n", "auto", "--dist", "worksteal", "-m", "not browser"]
        command += ["--ignore=tests/deploy", "--cov", "--cov-context=test", "--cov-report="]
        environment = os.environ | {"COVERAGE_FILE": f"{RECORDED}"}
        subprocess.run(command, cwd=TOP, env=environment, check=True)
    data = CoverageData(f"{RECORDED}")
    data.read()
    return data


def tests_of(mutant: Mutant, data: CoverageData) -> list[str]:
    """Return the tests that execute a mutant's line, those of its module's own file first."""
    folder = f"tests/{Path(mutant.path).parent.as_posix()}"
    stem = Path(mutant.path).stem
    own = f"{folder}/test_{stem}.py"
    by_line = data.contexts_by_lineno(f"{TOP / mutant.path}")
    contexts = [context for context in by_line.get(mutant.line, []) if context]
    names = {context.rpartition("|")[0] for context in contexts}
    ordered = sorted(
        names,
        key=lambda name: (not name.startswith(own), stem not in name, folder not in name, name),
    )[:MAX_TESTS]
    # A line that runs at import or in a child process belongs to no test, one that runs in a
    # fixture to the first of those that share it.
    if not names or any(context.endswith("|setup") for context in contexts):
        near = sorted(path.relative_to(TOP).as_posix() for path in (TOP / folder).glob("test_*.py"))
        ordered += [*[own] * (own in near), LIMITS, *(path for path in near if path != own)]
    return ordered


def outcome_of(mutant: Mutant, tests: list[str], copy: Path) -> Outcome:
    """Return what tests make of a mutant in the copy."""
    path = copy / mutant.path
    source = path.read_bytes()
    path.write_bytes(source[: mutant.start] + mutant.after.encode() + source[mutant.end :])
    environment = os.environ | {"PYTHONPATH": f"{copy}", "PYTHONDONTWRITEBYTECODE": "1"}
    arguments = copy / "build" / "tests.txt"
    arguments.parent.mkdir(exist_ok=True)
    arguments.write_text("\n".join(tests), "utf-8")
    command = [*PYTEST, "-x", "-q", "-m", "not browser", "--ignore=tests/deploy", f"@{arguments}"]
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, timeout=TIMEOUT
        )
    except subprocess.TimeoutExpired:
        return "timeout"
    finally:
        path.write_bytes(source)
    if done.returncode not in (0, 1, 2):
        raise RuntimeError(done.stdout.decode()[-2000:] + done.stderr.decode()[-2000:])
    return "killed" if done.returncode else "SURVIVED"


def main() -> None:
    """Run the mutants that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--places", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="skip so many places of this seed")
    options = parser.parse_args()
    modules = sorted(path for name in PACKAGES for path in (TOP / name).rglob("*.py"))
    every = [mutant for path in modules for mutant in mutants(path)]
    chosen = random.Random(options.seed).sample(every, options.first + options.places)
    data = record()
    outcomes: Counter[Outcome] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "newsdb"
        ignored = shutil.ignore_patterns(".venv", ".git", "build", "__pycache__", "node_modules")
        shutil.copytree(TOP, copy, ignore=ignored)
        for number, mutant in enumerate(chosen[options.first :], options.first):
            outcome = outcome_of(mutant, tests_of(mutant, data), copy)
            print(f"{number} {outcome:8} {mutant}", flush=True)
            outcomes[outcome] += 1
    killed = options.places - outcomes["SURVIVED"]
    share = killed / options.places
    print(
        f"{killed} of {options.places} mutants killed ({share:.0%}), "
        f"{outcomes['timeout']} of them by the timeout"
    )
    raise SystemExit(share < FLOOR)


if __name__ == "__main__":
    main()
