"""Times as text: in the offset that they were written with, and as instants in UTC."""

from __future__ import annotations

from datetime import datetime, timezone


def instant(time: str | None) -> str | None:
    """Return a time (ISO 8601 with an offset) in UTC, to the second: `2022-01-01T00:00:00Z`.

    Such texts sort as the instants that they stand for. A text that is no such time gives None;
    an instant outside the years 1 to 9999, which an offset can lead to, the nearest one inside.
    """
    try:
        local = datetime.fromisoformat(time) if time else None
    except ValueError:
        return None
    if local is None or local.tzinfo is None:
        return None
    try:
        utc = local.astimezone(timezone.utc)
    except OverflowError:
        utc = datetime.min if local.year == 1 else datetime.max
    return f"{utc.replace(microsecond=0, tzinfo=None).isoformat()}Z"
