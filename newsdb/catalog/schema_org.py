"""The dataset as schema.org describes one: what search engines for datasets read."""

from __future__ import annotations

from newsdb.catalog.dataset import Dataset, File
from newsdb.catalog.descriptions import Json, described, given, organization
from newsdb.fields import FIELDS


def dataset_json_ld(dataset: Dataset) -> Json:
    """Return schema.org's Dataset, as Google Dataset Search asks for it.

    https://developers.google.com/search/docs/appearance/structured-data/dataset
    """
    return given(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "@id": dataset.address,
            "name": dataset.title,
            "description": described(dataset),
            "url": dataset.address,
            "version": dataset.facts.version,
            "dateModified": dataset.facts.loaded,
            "temporalCoverage": dataset.coverage,
            "inLanguage": dataset.language,
            "keywords": list(dataset.facts.keywords),
            "license": dataset.license_url or dataset.license,
            "isAccessibleForFree": True,
            "creator": organization(dataset.source, dataset.source_url),
            "publisher": organization(dataset.publisher, dataset.publisher_url),
            "creditText": dataset.citation,
            "variableMeasured": [
                {"@type": "PropertyValue", "name": field.name, "description": field.description}
                for field in FIELDS
            ],
            "distribution": [_download(file) for file in dataset.files],
        }
    )


def _download(file: File) -> Json:
    return given(
        {
            "@type": "DataDownload",
            "name": file.name,
            "encodingFormat": file.media_type,
            "contentUrl": file.address,
            "contentSize": f"{file.size} B" if file.size is not None else "",
            "sha256": file.sha256,
        }
    )
