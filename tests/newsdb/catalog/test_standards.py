"""The descriptions of the dataset, read by the standards' own tools (`make test-standards`)."""

from datasette.app import Datasette
from pytest import importorskip

mlcroissant = importorskip("mlcroissant", reason="it is 300 MB; make test-standards")
rdflib = importorskip("rdflib", reason="it comes with mlcroissant; make test-standards")

# rdflib knows DCAT 2.
OF_DCAT_3 = {rdflib.URIRef("http://www.w3.org/ns/dcat#version")}


async def test_croissant_finds_nothing_wrong(datasette: Datasette) -> None:
    described = (await datasette.client.get("/data/croissant.json")).json()
    metadata = mlcroissant.Dataset(jsonld=described).metadata
    assert (metadata.issues.errors, metadata.issues.warnings) == (set(), set())
    assert metadata.name == described["name"]
    records = {each.name: [field.name for field in each.fields] for each in metadata.record_sets}
    assert {"slug", "title", "published", "body"} <= set(records["posts"])


async def test_dcat_is_a_graph_of_its_terms(datasette: Datasette) -> None:
    described = await datasette.client.get("/data/dcat.json")
    graph = rdflib.Graph().parse(data=described.text, format="json-ld")
    spaces, kind = rdflib.namespace, rdflib.RDF.type
    (dataset,) = graph.subjects(kind, spaces.DCAT.Dataset)
    distributions = set(graph.objects(dataset, spaces.DCAT.distribution))
    assert distributions == set(graph.subjects(kind, spaces.DCAT.Distribution)) != set()
    used = {*graph.predicates(), *graph.objects(None, kind)} - OF_DCAT_3
    for vocabulary in (spaces.DCAT, spaces.DCTERMS, spaces.FOAF, spaces.RDF):
        of_it = {term for term in used if term.startswith(str(vocabulary))}
        assert {term for term in of_it if term not in vocabulary} == set()
