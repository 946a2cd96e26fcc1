"""The findings of a load about each file, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from loaders.plan import PlannedFile
from newsdb.models import Converted, Problem, RawPost


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file that has not changed since an earlier load; `status` is its result then."""

    status: str
    file: PlannedFile | None = None


@dataclass(frozen=True, slots=True)
class NewContent:
    """A file with content to convert. `sha256` is that of its bytes."""

    file: PlannedFile
    sha256: str
    raw: RawPost


@dataclass(frozen=True, slots=True)
class Result:
    """A file was converted, or could not be read (then `sha256` is None).

    `kept` is what the database is to keep of it for later conversions.
    """

    file: PlannedFile
    sha256: str | None
    size: int
    converted: Converted
    kept: RawPost | None = None


@dataclass(frozen=True, slots=True)
class KeptPost:
    """A file that can no longer be read; its post stays. `file_id` is None once recorded."""

    file: PlannedFile
    file_id: int | None
    problem: Problem


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file whose slug belongs to another file's post. `is_new` if that is not recorded yet."""

    file: PlannedFile
    sha256: str | None
    size: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """A file in the database that is no longer in its source."""

    file_id: int


Finding: TypeAlias = Unchanged | NewContent | KeptPost | Result | Duplicate
"""What reading a file shows."""
Outcome: TypeAlias = Unchanged | KeptPost | Result | Duplicate
"""What became of a file, once new content is converted."""
Change: TypeAlias = Outcome | Gone
"""What is written, or only counted."""


def leaves_slug_free(outcome: Outcome) -> bool:
    """Return whether a file was refused, so that another file may be its slug's post."""
    if isinstance(outcome, Result):
        return outcome.converted.post is None
    return isinstance(outcome, Unchanged) and outcome.status != "post"
