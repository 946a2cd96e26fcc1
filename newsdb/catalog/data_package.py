"""The dataset as a Data Package (https://datapackage.org/standard/data-package/), version 2."""

from __future__ import annotations

import re

from newsdb.catalog.dataset import Dataset, DatasetFile
from newsdb.catalog.descriptions import full_description, without_empty
from newsdb.fields import FIELDS
from newsdb.models import Json

PROFILE = "https://datapackage.org/profiles/2.0"


def data_package(dataset: Dataset) -> Json:
    """Return the Data Package (version 2) of the posts as CSV, and of all other files.

    https://datapackage.org/standard/data-package/
    """
    license = without_empty({"title": dataset.license, "path": dataset.license_url})
    return without_empty(
        {
            "$schema": f"{PROFILE}/datapackage.json",
            "name": re.sub(r"[^a-z0-9]+", "-", dataset.title.lower()).strip("-") or "news",
            "title": dataset.title,
            "description": full_description(dataset),
            "homepage": dataset.url,
            "version": dataset.facts.version,
            "created": dataset.facts.loaded,
            "keywords": list(dataset.facts.keywords),
            # The standard wants a licence to have a URL or one of the names in its list.
            "licenses": [license] if dataset.license_url else [],
            "sources": [without_empty({"title": dataset.source, "path": dataset.source_url})]
            if dataset.source
            else [],
            "contributors": [
                without_empty(
                    {
                        "title": dataset.publisher,
                        "path": dataset.publisher_url,
                        "roles": ["publisher"],
                    }
                )
            ]
            if dataset.publisher
            else [],
            "temporalCoverage": dataset.coverage,
            "citation": dataset.citation,
            "resources": [_resource(file) for file in dataset.files],
        }
    )


def _resource(file: DatasetFile) -> Json:
    resource: Json = {
        "name": re.sub(r"[^a-z0-9]+", "-", file.name.lower()),
        "path": file.url,
        "format": file.format,
        "mediatype": file.media_type,
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }
    if file.format == "csv":
        resource |= {"type": "table", "encoding": "utf-8", "schema": table_schema()}
    return resource


def table_schema() -> Json:
    """Return the Table Schema of the CSV files."""
    types = {"integer": "integer", "date": "date", "datetime": "datetime", "string": "string"}
    return {
        "$schema": f"{PROFILE}/tableschema.json",
        "fields": [
            {
                "name": field.name,
                "type": types.get(field.type, "array"),
                "description": field.description,
                **({"format": "any"} if field.type == "datetime" else {}),
                **({"constraints": {"required": True, "unique": True}} if not at else {}),
            }
            for at, field in enumerate(FIELDS)
        ],
        "primaryKey": ["slug"],
        "missingValues": [""],
    }
