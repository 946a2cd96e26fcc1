"""`/compare`."""

import csv
import io

from datasette.app import Datasette

from tests.clients import soup_of, texts


async def test_two_sources(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/compare?source=瀚海证券报&source=东岭财经报&lang=en")
    # In the order of the URL, though the second one has more posts.
    assert texts(soup, ".legend li") == ["瀚海证券报", "东岭财经报"]
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


async def test_what_was_typed_stays(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/compare?source=瀚海&source=东岭财经报&lang=en", 404)
    assert texts(soup, ".message-error") == ["there is no source '瀚海'"]
    form = soup.select("form.pair")[0]
    assert [each.get("value") for each in form.select("input[type=text]")] == [
        *("瀚海", "东岭财经报")
    ]
    assert len(soup.select("details form.pair")) == len(soup.select("form.pair")) - 1
    offered = [each["value"] for each in form.select("datalist option")]
    assert form.input and form.input["list"] == "names-source" and "瀚海证券报" in offered


async def test_companies_of_a_range_and_a_tag(datasette: Datasette) -> None:
    address = "/compare?security=609011&security=瀚海证券&since=2022-03-01&tag=滚动新闻&lang=en"
    soup = await soup_of(datasette, address)
    assert texts(soup, ".scroll thead th") == ["澄川化工", "瀚海证券"]
    assert texts(soup, ".chosen li") == [
        "Tag: 滚动新闻 ×remove filter",
        "From: 2022-03-01 ×remove filter",
    ]
    for at, code in enumerate(("609011.SH", "609018.SH")):
        found = await datasette.client.get(
            f"/data/posts.csv?security={code}&since=2022-03-01&tag=滚动新闻"
        )
        shown = texts(soup, ".scroll tbody tr:first-child td")[at]
        assert int(shown) == len(list(csv.DictReader(io.StringIO(found.text))))
    kept = {
        each["name"]: each["value"] for each in soup.select("form.pair")[0].select("[type=hidden]")
    }
    assert kept == {"tag": "滚动新闻", "since": "2022-03-01", "lang": "en"}
    assert "tag=" not in soup.select("details form.pair")[0].decode()


async def test_mistakes_are_said(datasette: Datasette) -> None:
    for query, status, error in (
        ("company=a&company=b", 400, "unknown parameter 'company'; use source, "),
        ("security=609011&security=澄川化工", 400, "both values are the security '609011.SH'"),
        ("source=瀚海证券报&source=东岭财经报&since=2022-05-01&until=2022-01-01", 400, "since (2"),
        ("&".join(f"source={at}" for at in range(50)), 400, "compare two values of one kind"),
        (f"source={'长' * 3000}&source=东岭财经报", 404, "there is no source '长"),
    ):
        soup = await soup_of(datasette, f"/compare?{query}", status)
        assert texts(soup, ".message-error")[0].startswith(error)
