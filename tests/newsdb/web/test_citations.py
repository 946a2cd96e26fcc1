"""An article for machines and for other people's texts."""

import json

import pytest
import yaml

from newsdb.web.articles import SecurityMention
from newsdb.web.citations import as_json_ld, as_markdown, bibtex, plain_citation, script_json
from newsdb.web.i18n import catalogue
from tests.factories import article


def test_a_citation_in_bibtex() -> None:
    cited = article(title=r"A&B_{100%} \x", url="https://example.com/a_b")
    assert bibtex(cited, "https://news.example/article/x", "档案") == (
        "@misc{2022-01-19-x,\n"
        "  author = {{日报}},\n"
        "  title = {{A\\&B\\_\\{100\\%\\} \\textbackslash{}x}},\n"
        "  date = {2022-01-19},\n"
        "  year = {2022},\n"
        "  howpublished = {档案},\n"
        "  url = {https://news.example/article/x},\n"
        "  note = {Original: https://example.com/a\\_b}\n"
        "}"
    )
    bare = article(slug="题", source=None, date=None)
    assert bibtex(bare, "https://news.example/{}", "") == (
        "@misc{article-7,\n  title = {{题}},\n  url = {https://news.example/%7B%7D}\n}"
    )


def test_a_citation_in_words() -> None:
    address = "https://news.example/article/x"
    assert plain_citation(article(), address, catalogue("zh")) == (
        f"日报. 题[EB/OL]. (2022年1月19日). {address}"
    )
    assert plain_citation(article(source=None), address, catalogue("en")) == (
        f"“题”, 19 January 2022, {address}"
    )
    undated = article(date=None)
    assert [plain_citation(undated, "URL", catalogue(each)) for each in ("en", "zh")] == [
        *("日报, “题”, URL", "日报. 题[EB/OL]. URL")
    ]


def test_json_in_a_script_has_no_special_characters() -> None:
    text = script_json({"a": "</script><!--\u2028&\u2029"})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {"a": "</script><!--\u2028&\u2029"}


URL = "https://news.example/article/x"
CARD = "https://news.example/card/x.png"


def test_authors_are_credited_before_the_source() -> None:
    cited = article(authors=("甲 & 乙", "丙"))
    assert "  author = {{甲 \\& 乙} and {丙}},\n" in bibtex(cited, URL, "")
    assert plain_citation(cited, URL, catalogue("en")) == (
        f"甲 & 乙, 丙, “题”, 19 January 2022, {URL}"
    )
    front = yaml.safe_load(as_markdown(cited, URL).split("---\n")[1])
    assert (front["authors"], front["source"]) == (["甲 & 乙", "丙"], "日报")


def test_markdown_has_front_matter_and_the_body_as_it_is() -> None:
    title = "a: b # c\n"
    security = SecurityMention("600160.SH", "巨化", "share", "Shanghai", 1)
    cited = article(title=title, body="\n# 题\n\n---\n文\n\n", securities=(security,))
    _, head, body = as_markdown(cited, URL).split("---\n", 2)
    assert body == "\n# 题\n\n---\n文\n"
    # What is not known is left out.
    assert yaml.safe_load(head) == {
        "title": title,
        "date": "2022-01-19T08:00:00+08:00",
        "source": "日报",
        "url": URL,
        "securities": ["600160.SH"],
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {},
            {
                "@type": "NewsArticle",
                "author": {"@type": "Organization", "name": "日报"},
                "publisher": {"@type": "Organization", "name": "日报"},
            },
        ),
        (
            {"authors": ("甲",)},
            {
                "@type": "NewsArticle",
                "author": [{"@type": "Person", "name": "甲"}],
                "publisher": {"@type": "Organization", "name": "日报"},
            },
        ),
        (
            {"source": None, "authors": ("甲",)},
            {"@type": "Article", "author": [{"@type": "Person", "name": "甲"}]},
        ),
        ({"source": None}, {"@type": "Article"}),
        ({"source": None, "lang": "en"}, {"@type": "Article", "inLanguage": "en"}),
    ],
)
def test_json_ld(given: dict[str, object], expected: dict[str, object]) -> None:
    assert json.loads(as_json_ld(article(**given), URL, "档案", "zh-Hans", CARD)) == {
        "@context": "https://schema.org",
        "headline": "题",
        "image": [CARD],
        "url": URL,
        "mainEntityOfPage": URL,
        "inLanguage": "zh-Hans",
        "datePublished": "2022-01-19T08:00:00+08:00",
        "isPartOf": {"@type": "Dataset", "name": "档案"},
        **expected,
    }


def test_images_in_json_ld_have_absolute_urls() -> None:
    images = ("/media/a.png", "https://image.example/b.png")
    described = json.loads(as_json_ld(article(images=images), URL, "档案", "zh", CARD))
    assert described["image"] == ["https://news.example/media/a.png", images[1]]


def test_long_values_of_front_matter_are_one_line() -> None:
    assert f"title: {'word ' * 300}x\n" in as_markdown(article(title="word " * 300 + "x"), URL)
