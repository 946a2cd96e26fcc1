"""A load divided into tasks."""

from __future__ import annotations

import pickle
from pathlib import Path

from loaders.cluster.job import shares_of
from loaders.plan import make_plan
from loaders.sources import open_source
from newsdb.models import Options
from tests.lakes import job_of, write_site


def test_shares_hold_every_file_once_with_all_of_its_slug(tmp_path: Path) -> None:
    sources = [write_site(tmp_path / name) for name in ("a", "b")]
    plan = make_plan([open_source(f"{each}") for each in sources], Options())
    shares = list(shares_of(plan))
    files = [file for share in shares for some in share.candidates for file in some]
    assert len(files) == len({*files}) == plan.files
    for share in shares:
        for some in share.candidates:
            assert len({file.slug for file in some}) == 1
            assert plan.winners[some[-1].slug] == some[-1]
    assert [share.month for share in shares] == ["2022-01", "2022-02", "2022-03", "undated"]


def test_little_goes_through_the_scheduler(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", months=1, days=28)
    plan = make_plan([open_source(f"{site}")], Options())
    share = next(shares_of(plan))
    content = pickle.dumps((job_of([site], tmp_path), share))
    assert len(content) < 1000 + 100 * plan.files
