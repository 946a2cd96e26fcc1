"""The summary of a load, for the user."""

from __future__ import annotations

from newsdb.commands.summary import format_summary, format_unknown_fields
from newsdb.models import Summary


def test_a_summary(tmp_path: object) -> None:
    summary = Summary(added=1, ignored=1, problems=["a.md:2: x\ny"])
    assert format_summary(summary, "news.db", dry_run=True) == (  # type: ignore[arg-type]
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
