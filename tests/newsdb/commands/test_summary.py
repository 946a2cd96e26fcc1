"""The summary of a load, for the user."""

from __future__ import annotations

from pathlib import Path

from newsdb.commands.summary import format_summary, format_unknown_fields
from newsdb.models import Summary


def test_a_summary() -> None:
    summary = Summary(added=1, ignored=1, problems=["a.md:2: x\ny"])
    assert format_summary(summary, Path("news.db"), dry_run=True) == (
        "news.db: 1 added, 0 changed, 0 unchanged, 0 removed, 0 duplicates, 0 repaired, "
        "0 rejected.\n"
        "Dry run: nothing was changed.\n"
        "Skipped 1 file that is not a post.\n"
        "  a.md:2: x y"
    )


def test_unknown_fields_are_listed_up_to_ten() -> None:
    assert format_unknown_fields(["a"]) == "Ignored 1 unknown field: a."
    names = [f"f{number:02}" for number in range(11)]
    assert format_unknown_fields(names) == f"Ignored 11 unknown fields: {', '.join(names[:10])}, …."


def test_what_did_not_happen_is_not_said() -> None:
    assert format_summary(Summary(unchanged=3), Path("news.db")) == (
        "news.db: 0 added, 0 changed, 3 unchanged, 0 removed, 0 duplicates, 0 repaired, 0 rejected."
    )
    summary = Summary(ignored=1200, different=1, unzoned=2)
    assert format_summary(summary, Path("x.db")).splitlines()[1:] == [
        "Skipped 1,200 files that are not posts.",
        "The site's generator would have read 1 post differently: "
        "newsdb problems --kind difference lists them.",
        "2 posts have times without a time zone; UTC was assumed: "
        "set timezone in newsdb.yml, or --timezone.",
    ]
