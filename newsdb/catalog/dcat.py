"""The dataset in the W3C's Data Catalog Vocabulary, DCAT 3, as JSON-LD.

https://www.w3.org/TR/vocab-dcat-3/
"""

from __future__ import annotations

from newsdb.catalog.dataset import Dataset
from newsdb.catalog.descriptions import Json, described, given


def dcat(dataset: Dataset) -> Json:
    """Return the dataset in the W3C's Data Catalog Vocabulary (DCAT 3), as JSON-LD.

    https://www.w3.org/TR/vocab-dcat-3/
    """
    first, _, last = dataset.coverage.partition("/")
    return given(
        {
            "@context": {
                "dcat": "http://www.w3.org/ns/dcat#",
                "dct": "http://purl.org/dc/terms/",
                "foaf": "http://xmlns.com/foaf/0.1/",
                "spdx": "http://spdx.org/rdf/terms#",
                "xsd": "http://www.w3.org/2001/XMLSchema#",
            },
            "@id": dataset.address,
            "@type": "dcat:Dataset",
            "dct:title": dataset.title,
            "dct:description": described(dataset),
            "dct:language": dataset.language,
            "dct:modified": {"@value": dataset.facts.loaded, "@type": "xsd:dateTime"},
            "dcat:version": dataset.facts.version,
            "dcat:keyword": list(dataset.facts.keywords),
            "dcat:landingPage": {"@id": dataset.address},
            "dct:bibliographicCitation": dataset.citation,
            "dct:publisher": _agent(dataset.publisher, dataset.publisher_url),
            "dct:creator": _agent(dataset.source, dataset.source_url),
            "dct:temporal": {
                "@type": "dct:PeriodOfTime",
                "dcat:startDate": {"@value": first, "@type": "xsd:date"},
                "dcat:endDate": {"@value": last, "@type": "xsd:date"},
            }
            if first
            else None,
            "dcat:distribution": [
                given(
                    {
                        "@type": "dcat:Distribution",
                        "@id": file.address,
                        "dct:title": file.name,
                        "dct:license": _license(dataset),
                        "dcat:downloadURL": {"@id": file.address},
                        "dcat:mediaType": {
                            "@id": f"https://www.iana.org/assignments/media-types/{file.media_type}"
                        },
                        "dcat:byteSize": {
                            "@value": f"{file.size}",
                            "@type": "xsd:nonNegativeInteger",
                        },
                        "spdx:checksum": {
                            "@type": "spdx:Checksum",
                            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                            "spdx:checksumValue": {
                                "@value": file.sha256,
                                "@type": "xsd:hexBinary",
                            },
                        },
                    }
                )
                for file in dataset.files
            ],
        }
    )


def _agent(name: str, url: str) -> Json | None:
    page = {"@id": url} if url else None
    return (
        given({"@type": "foaf:Agent", "foaf:name": name, "foaf:homepage": page}) if name else None
    )


def _license(dataset: Dataset) -> Json | str:
    return {"@id": dataset.license_url} if dataset.license_url else dataset.license
