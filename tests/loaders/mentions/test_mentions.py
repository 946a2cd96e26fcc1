"""Mentions against posts read by hand, and posts made to take long."""

from __future__ import annotations

import subprocess
import sys
from time import process_time

import pytest

from benchmarks.bench_mentions import LEAST, TOP, figures, found_in, truth
from tests.loaders.mentions.posts import CHART, mentions

pytestmark = pytest.mark.slow


def test_precision_and_recall_on_posts_read_by_hand() -> None:
    slugs, true = truth()
    assert len(slugs) >= 60
    assert len(true) >= 150
    rows = figures(found_in(slugs), true)
    assert [row.name for row in rows] == ["posts and securities", "mentions", "titles"]
    for row in rows:
        assert row.found > 0
        assert min(row.precision, row.recall) >= LEAST, row


def test_the_benchmark_prints_the_figures() -> None:
    command = [sys.executable, "-m", "benchmarks.bench_mentions"]
    result = subprocess.run(command, cwd=TOP, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    lines = result.stdout.splitlines()
    assert sum("precision" in line and "recall" in line for line in lines) == 3


def test_hostile_posts_take_time_in_proportion() -> None:
    """What is quadratic in any of these takes minutes; what is linear a second."""
    started = process_time()
    mentions("".join(f'<a data-code="1,{609000 + n % 900}">名字{n}</a>' for n in range(2_000)))
    mentions("<p>" + CHART * 1_000 + "文</p>")
    mentions("甲(609018)" * 5_000)
    mentions("(" * 50_000 + "609018" * 20_000 + ")" * 50_000)
    assert process_time() - started < 15
