"""An article for machines and for other people's texts."""

import json

from newsdb.web.citations import bibtex, plain_citation, script_json
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


def test_json_in_a_script_holds_no_sign_of_html() -> None:
    text = script_json({"a": "</script><!--\u2028&\u2029"})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {"a": "</script><!--\u2028&\u2029"}
