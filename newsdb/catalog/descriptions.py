"""What the descriptions of the dataset for programs have in common."""

from __future__ import annotations

from newsdb.catalog.dataset import Dataset
from newsdb.models import Json


def full_description(dataset: Dataset) -> str:
    """Return the description with what the archive holds: search engines want some length."""
    period = dataset.coverage.replace("/", " to ")
    holds = f"{dataset.facts.posts} posts" + (f", published {period}" if period else "")
    return f"{dataset.description} {holds}.".strip()


def organization(name: str, url: str) -> Json | None:
    """Return schema.org's Organization, or None without a name."""
    return without_empty({"@type": "Organization", "name": name, "url": url}) if name else None


def without_empty(description: Json) -> Json:
    """Return a description without the values that are not known."""
    return {name: value for name, value in description.items() if value not in (None, "", [], {})}
