"""`/compare`."""

from datasette.app import Datasette

from tests.clients import soup_of, texts


async def test_two_sources(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/compare?source=瀚海证券报&source=东岭财经报&lang=en")
    assert texts(soup, ".legend li") != [] and set(texts(soup, ".legend li")) == {
        "瀚海证券报",
        "东岭财经报",
    }
    assert texts(soup, ".scroll thead th") == ["瀚海证券报", "东岭财经报"]
    counts = [
        texts(await soup_of(datasette, f"/source/{name}?stories=off&lang=en"), ".byline")[0]
        for name in ("瀚海证券报", "东岭财经报")
    ]
    shown = texts(soup, ".scroll tbody tr:first-child td")
    assert [count.split()[0] for count in counts] == shown


async def test_a_form_and_errors(datasette: Datasette) -> None:
    empty = await soup_of(datasette, "/compare")
    assert {each["name"] for each in empty.select(".finder input")} >= {"source", "tag", "security"}
    one = await datasette.client.get("/compare?source=瀚海证券报")
    assert one.status_code == 400 and "compare two values of one kind" in one.text
    unknown = await datasette.client.get("/compare?source=瀚海证券报&source=<b>")
    assert unknown.status_code == 404 and "<b>" not in unknown.text.partition("<main")[2]
