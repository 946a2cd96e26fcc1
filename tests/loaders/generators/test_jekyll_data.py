"""Files of `_data` in templates."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.generators.jekyll_data import MAX_LENGTH, Data, parse_data
from tests.loaders.generators.sites import only

FILES = {
    "_data/people.yml": "# All\n---\n- name: Ann\n  age: '7'\n- name: 'Bo'\n",
    "_data/words/en.json": '{"hello": ["Hi", 1, null]}',
    "_data/words/zh.yaml": "hello: |\n  你好\n  吗\n",
    "_data/prices.csv": 'name,price\n"A, B",1\n',
    "_data/tabs.tsv": "name\tprice\nC\t2\n",
    "_data/bad.yml": "a: [b\n",
    "_includes/x.html": "",
}


def test_data_is_found_by_directory_and_name() -> None:
    data = Data(FILES, "_data/", lambda value: value)
    assert list(data) == ["people", "words", "prices", "tabs", "bad"]
    assert len(data) == 5
    assert data["people"] == [{"name": "Ann", "age": "7"}, {"name": "Bo"}]
    assert data["words"]["en"] == {"hello": ["Hi", "1", ""]}
    assert data["words"]["zh"] == {"hello": "你好\n吗\n"}
    assert data["prices"] == [{"name": "A, B", "price": "1"}]
    assert data["tabs"] == [{"name": "C", "price": "2"}]
    assert "x" not in data
    assert data["people"] is data["people"]


@pytest.mark.parametrize("text", ["a: [b\n", "[" * 200, "- &a [x]\n- *b", "\0"])
def test_what_is_not_valid_raises_nothing(text: str) -> None:
    for suffix in ("yml", "json", "csv"):
        parse_data(f"_data/a.{suffix}", text)


def test_a_list_may_have_many_values() -> None:
    text = "".join(f"- name: a{number}\n  url: {{a: b}}\n" for number in range(5_000))
    assert len(parse_data("_data/a.yml", text)) == 5_000


def test_templates_read_data(site: Any) -> None:
    body = (
        "{{ site.data.words[page.lang].hello }} "
        "{% for each in site.data.people %}{{ each.name }}, {% endfor %}{{ site.data.none.x }}"
        "{{ site.data.long.a }}.\n"
    )
    files = {path: text for path, text in FILES.items() if "bad" not in path}
    long = "a: long\n" + "#" * MAX_LENGTH
    post = {"_posts/2024-01-02-a.md": f"---\nlang: zh\n---\n{body}", "_config.yml": "title: T"}
    _, results = site(files | post | {"_data/long.yml": long})
    assert only(results).body == "你好\n吗\n Ann, Bo, ."
    (result,) = results.values()
    left_out = "the variable site.data.{} is not known; it was left out"
    details = [each.detail for each in result.problems if each.kind == "template"]
    assert details == [left_out.format("none"), left_out.format("long")]
