"""The dataset in Croissant 1.0, a format for machine learning.

https://docs.mlcommons.org/croissant/docs/croissant-spec.html
"""

from __future__ import annotations

from newsdb.catalog.dataset import Dataset
from newsdb.catalog.descriptions import full_description, organization, without_empty
from newsdb.fields import FIELDS, Field
from newsdb.models import Json

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
TERMS = "http://mlcommons.org/croissant/"


def croissant(dataset: Dataset) -> Json:
    """Return the Croissant description (version 1.0) of the posts as NDJSON, and of all files.

    https://docs.mlcommons.org/croissant/docs/croissant-spec.html
    """
    return without_empty(
        {
            "@context": _croissant_context(),
            "@type": "sc:Dataset",
            "conformsTo": CONFORMS_TO,
            "name": dataset.title,
            "description": full_description(dataset),
            "url": dataset.url,
            "version": dataset.facts.version,
            "datePublished": dataset.facts.loaded,
            "dateModified": dataset.facts.loaded,
            "temporalCoverage": dataset.coverage,
            "inLanguage": dataset.language,
            "keywords": list(dataset.facts.keywords),
            "license": dataset.license_url or dataset.license,
            "creator": organization(dataset.source or dataset.title, dataset.source_url),
            "publisher": organization(dataset.publisher, dataset.publisher_url),
            "citeAs": dataset.citation,
            "distribution": [
                {
                    "@type": "cr:FileObject",
                    "@id": file.name,
                    "name": file.name,
                    "contentUrl": file.url,
                    "contentSize": f"{file.size} B",
                    "encodingFormat": "application/jsonlines"
                    if file.format == "ndjson"
                    else file.media_type,
                    "sha256": file.sha256,
                }
                for file in dataset.files
            ],
            "recordSet": [
                {
                    "@type": "cr:RecordSet",
                    "@id": "posts",
                    "name": "posts",
                    "description": "One record per post.",
                    "key": {"@id": "posts/slug"},
                    "field": [_croissant_field(field) for field in FIELDS if not field.fields],
                }
            ],
        }
    )


def _croissant_context() -> Json:
    in_croissant = ["citeAs", "column", "extract", "field", "fileObject", "fileProperty"]
    in_croissant += ["fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key", "md5"]
    in_croissant += ["parentField", "path", "recordSet", "references", "regex", "repeated"]
    in_croissant += ["equivalentProperty", "replace", "samplingRate", "separator", "source"]
    in_croissant += ["subField", "transform"]
    return {
        "@language": "en",
        "@vocab": "https://schema.org/",
        "sc": "https://schema.org/",
        "cr": TERMS,
        "rai": f"{TERMS}RAI/",
        "dct": "http://purl.org/dc/terms/",
        "conformsTo": "dct:conformsTo",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "examples": {"@id": "cr:examples", "@type": "@json"},
        **{name: f"cr:{name}" for name in in_croissant},
    }


def _croissant_field(field: Field) -> Json:
    types = {"integer": "sc:Integer", "date": "sc:Date", "datetime": "sc:DateTime"}
    return {
        "@type": "cr:Field",
        "@id": f"posts/{field.name}",
        "name": field.name,
        "description": field.description,
        "dataType": types.get(field.type, "sc:Text"),
        **({"repeated": True} if field.type == "strings" else {}),
        "source": {"fileObject": {"@id": "posts.ndjson"}, "extract": {"column": field.name}},
    }
