"""`/data`: what it names is there, and what it tells people to type works."""

import codecs
import hashlib
import html
import json
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette
from lxml import html as lxml_html

from newsdb.fields import NAMES
from tests.live import live


@pytest.fixture(scope="module")
def site(news_db: Path) -> Iterator[str]:
    with live(news_db) as address:
        yield address


@pytest.fixture(scope="module")
def page(site: str) -> lxml_html.HtmlElement:
    response = httpx.get(f"{site}/data?lang=en")
    assert response.status_code == 200
    return lxml_html.fromstring(response.text)


def commands(page: lxml_html.HtmlElement) -> list[str]:
    return [f"{each.text_content()}" for each in page.xpath('//pre[@lang="en"]')]


def test_the_number_of_months_with_files(page: lxml_html.HtmlElement, news_db: Path) -> None:
    months = "select count(distinct coalesce(substr(date, 1, 7), 'undated')) from posts"
    with closing(sqlite3.connect(news_db)) as connection:
        (count,) = connection.execute(months).fetchone()
    assert f"Files of {count} months" in page.text_content()


def test_every_command_works_when_it_is_pasted(
    page: lxml_html.HtmlElement, site: str, tmp_path: Path
) -> None:
    found = commands(page)
    fetching = [each for each in found if each.startswith("curl ")]
    assert len(fetching) == 11 and len(found) == 15
    for command in fetching:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command], cwd=tmp_path, capture_output=True
        )
        assert done.returncode == 0, (command, done.stderr)
        assert done.stdout or "--remote-name" in command, command
    names = ["2022-08.ndjson", "news.db", "posts.csv", "posts.ndjson", "posts.parquet"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_the_tools_read_what_was_fetched(
    page: lxml_html.HtmlElement, site: str, tmp_path: Path
) -> None:
    import duckdb
    import pandas

    for name in ("posts.ndjson", "posts.parquet"):
        (tmp_path / name).write_bytes(httpx.get(f"{site}/data/{name}").content)
    (tmp_path / "news.db").write_bytes(httpx.get(f"{site}/news.db").content)
    sqlite, pandas_line, *in_duckdb = [each for each in commands(page) if "curl" not in each]
    query = re.fullmatch(r'sqlite3 -header news\.db "(.*)"', sqlite)
    with closing(sqlite3.connect(tmp_path / "news.db")) as connection:
        counted = connection.execute(query[1] if query else "").fetchall()
    assert len(counted) == 5
    code = re.fullmatch(r'python -c "(.*)"', pandas_line)
    assert code is not None
    frame = pandas.read_json(tmp_path / "posts.ndjson", lines=True).groupby("source").size()
    assert "pandas.read_json('posts.ndjson', lines=True).groupby('source').size()" in code[1]
    assert [(name, frame[name]) for name, _ in counted] == counted
    assert len(in_duckdb) == 2
    for line in in_duckdb:
        sql = re.fullmatch(r'duckdb -c "(.*)"', line)
        assert sql is not None
        rows = duckdb.sql(re.sub(r"'(posts\.\w+)'", rf"'{tmp_path}/\1'", sql[1])).fetchall()
        assert len(rows) == 5


def test_every_file_with_its_size_and_checksum(page: lxml_html.HtmlElement, site: str) -> None:
    sums = dict(
        reversed(line.split("  "))
        for line in httpx.get(f"{site}/data/SHA256SUMS").text.splitlines()
    )
    cards = {}
    for card in page.xpath('//ul[@class="cards"]/li'):
        name = card.xpath("./h3")[0].text_content()
        body = httpx.get(card.xpath(".//a/@href")[0]).content
        assert card.xpath(".//span/@title") == [f"{len(body):,}"]
        file, posts, _ = card.xpath('./p[@class="facts"]')[0].text_content().split(" · ")
        assert posts == "173 articles"
        if checksum := card.xpath(".//small/code"):
            assert checksum[0].text_content() == hashlib.sha256(body).hexdigest() == sums[file]
        cards[name] = file, body
    assert {name: file for name, (file, _) in cards.items()} == {
        "SQLite": "news.db",
        "JSON lines": "posts.ndjson",
        "CSV": "posts.csv",
        "CSV for Excel": "posts.csv",
        "Parquet": "posts.parquet",
    }
    assert cards["CSV for Excel"][1] == codecs.BOM_UTF8 + cards["CSV"][1]


def test_the_files_of_every_month(page: lxml_html.HtmlElement, site: str) -> None:
    (url,) = page.xpath('//a[contains(@href, "/data/months")]/@href')
    months = lxml_html.fromstring(httpx.get(f"{site}{url}").text)
    names = [each.rpartition("/")[2] for each in months.xpath("//main//td/a/@href")]
    sums = [line.split("  ")[1] for line in httpx.get(f"{site}/data/SHA256SUMS").text.splitlines()]
    assert sorted(names) == sorted(name for name in sums if name[0].isdigit())
    newest, *_, oldest = months.xpath("//tbody/tr")
    assert [each.text_content() for each in newest[:2]] == ["August 2022", "3"]
    assert oldest[0].text_content() == "December 2021"


def test_every_link_works(page: lxml_html.HtmlElement, site: str) -> None:
    page.make_links_absolute(f"{site}/data")
    links = {address.partition("#")[0] for _, _, address, _ in page.iterlinks()}
    own = sorted(link for link in links if link.startswith(site))
    assert len(own) > 30
    with httpx.Client() as client:
        assert [link for link in own if client.get(link).status_code != 200] == []
    targets = {link.rpartition("#")[2] for link in page.xpath("//nav//a/@href") if "#" in link}
    assert targets == {
        "files",
        "preview",
        "fields",
        "tables",
        "api",
        "sql",
        "feeds",
        "tools",
        "about",
    }
    assert all(page.get_element_by_id(each) is not None for each in targets)


def test_sample_responses_are_those_of_the_site(page: lxml_html.HtmlElement, site: str) -> None:
    answers = [json.loads(each.text_content()) for each in page.xpath('//pre[@lang="zh-Hans"]')]
    assert len(answers) == 3
    search, article, filtered = answers
    assert search["total"] > 10 and search["hits"][1] == "…"
    assert search["next"].startswith(f"{site}/search.json?q=")
    assert article["slug"].startswith("2022-08-05")
    assert site in json.dumps(article)
    assert filtered["securities"]


def test_sample_output_is_the_beginning_of_the_response(
    page: lxml_html.HtmlElement, site: str
) -> None:
    """The page makes it of the data, without a request to itself."""
    shown = [json.loads(each.text_content()) for each in page.xpath('//pre[@lang="zh-Hans"]')]
    urls = page.xpath('//pre[@lang="zh-Hans"]/../following-sibling::p[1]/a/@href')
    assert len(shown) == len(urls) == 3
    for sample, url in zip(shown, urls, strict=True):
        text = httpx.get(url).text
        body = json.loads(text.splitlines()[0] if "ndjson" in url else text)
        assert list(sample) == list(body)
        for name, value in sample.items():
            if not isinstance(value, list | dict):
                cut = isinstance(value, str) and value.endswith("…")
                assert body[name][: len(value) - 1] == value[:-1] if cut else body[name] == value


def test_fields_with_their_profile_and_the_first_rows(page: lxml_html.HtmlElement) -> None:
    (fields,) = page.xpath('//h2[@id="fields"]/following::table[1]')
    rows = {
        row[0].text_content(): [cell.text_content() for cell in row[3:]]
        for row in fields.xpath(".//tbody/tr")
    }
    assert list(rows) == list(NAMES)
    assert rows["date"] == ["173", "149", "2021-12-01 – 2022-08-05"]
    assert rows["characters"][2] == "60 – 958"
    assert rows["securities"] == ["165", "81", "1 – 9 items"]
    assert rows["story_id"] == ["0", "0", ""]
    (preview,) = page.xpath('//table[@class="preview"]')
    assert [each.text_content() for each in preview.xpath(".//th")] == list(NAMES)
    assert len(preview.xpath(".//tbody/tr")) == 5


async def test_in_chinese(datasette: Datasette) -> None:
    response = await datasette.client.get("/data", headers={"Accept-Language": "zh-CN"})
    assert '<html lang="zh-Hans">' in response.text and "<h1>数据</h1>" in response.text
    assert html.unescape(response.text).count("curl --fail") == 11
