"""The dataset as schema.org describes one: what search engines for datasets read."""

from __future__ import annotations

from newsdb.catalog.dataset import Dataset, DatasetFile
from newsdb.catalog.descriptions import full_description, organization, without_empty
from newsdb.fields import FIELDS
from newsdb.models import Json


def dataset_json_ld(dataset: Dataset) -> Json:
    """Return schema.org's Dataset, as Google Dataset Search asks for it.

    https://developers.google.com/search/docs/appearance/structured-data/dataset
    """
    return without_empty(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "@id": dataset.url,
            "name": dataset.title,
            "description": full_description(dataset),
            "url": dataset.url,
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


def _download(file: DatasetFile) -> Json:
    return without_empty(
        {
            "@type": "DataDownload",
            "name": file.name,
            "encodingFormat": file.media_type,
            "contentUrl": file.url,
            "contentSize": f"{file.size} B" if file.size is not None else "",
            "sha256": file.sha256,
        }
    )
