"""What the descriptions of the dataset for machines have in common."""

from __future__ import annotations

from typing import Any

from newsdb.catalog.dataset import Dataset

Json = dict[str, Any]


def described(dataset: Dataset) -> str:
    """Return the description with what the archive holds: search engines want some length."""
    covered = dataset.coverage.replace("/", " to ")
    holds = f"{dataset.facts.posts} news posts" + (f", published {covered}" if covered else "")
    return f"{dataset.description} {holds}.".strip()


def organization(name: str, url: str) -> Json | None:
    """Return schema.org's Organization, or None where nobody is named."""
    return given({"@type": "Organization", "name": name, "url": url}) if name else None


def given(described: Json) -> Json:
    """Return a description without what nobody says."""
    return {name: value for name, value in described.items() if value not in (None, "", [], {})}
