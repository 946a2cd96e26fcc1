"""Markdown of posts as safe HTML: golden pairs, and what no text may do."""

from pathlib import Path

import pytest

from newsdb.models import Kind, Security
from newsdb.rendering.render import Labels, beginning, render
from tests.paths import GOLDEN

PAIRS = GOLDEN / "render"


def security(code: str, name: str, kind: Kind = "share") -> Security:
    return Security(code, name, kind, "", f"/security/{code}")


SECURITIES = {
    each.name: each
    for each in (
        security("609011.SH", "澄川化工"),
        security("BK1902", "化工", "board"),
        security("WIND.US", "Wind"),
        security("X", "股"),
    )
}


@pytest.mark.parametrize("source", sorted(PAIRS.glob("*.md")), ids=lambda path: path.stem)
def test_golden_pairs(source: Path) -> None:
    expected = source.with_suffix(".html").read_text(encoding="utf-8")
    assert render(source.read_text(encoding="utf-8"), SECURITIES) + "\n" == expected


def test_every_html_has_its_markdown() -> None:
    assert {path.stem for path in PAIRS.glob("*.html")} == {
        path.stem for path in PAIRS.glob("*.md")
    }


def test_labels_are_the_readers() -> None:
    html = render(
        "![](https://image.example/a.png)\n\n| a |\n| --- |\n| 1 |",
        labels=Labels(table="Table", image="Image", missing="Gone"),
    )
    assert html.startswith('<figure><img src="https://image.example/a.png" alt="Image" ')
    assert 'data-missing="Gone"' in html
    assert '<div class="scroll" role="region" tabindex="0" aria-label="Table 1">' in html


def test_names_are_not_patterns() -> None:
    assert render("涨(港)、*ST某", {"涨(港)": security("1.HK", "涨(港)")}) == (
        '<p><a class="security" href="/security/1.HK">涨(港)</a>、*ST某</p>'
    )


def test_nothing_gives_nothing() -> None:
    assert render("") == ""
    assert render("\n\n \n") == ""


@pytest.mark.parametrize("piece", ["[", "![a", "*a ", "**a*", "`a", "[a](", "<a", "&a", "a\n\n"])
def test_a_text_made_to_be_slow_is_cut(piece: str) -> None:
    cut = beginning(piece * 200_000)
    assert 0 < len(cut) <= 100_000
    assert sum(map(cut.count, "\n[]!*_~`<&\\|")) <= 10_000
    assert (piece * 200_000).startswith(cut)


def test_a_long_text_is_cut_at_the_end_of_a_line() -> None:
    line = "一" * 99 + "\n"
    assert beginning(line * 999) == line * 999
    assert beginning("二" + line * 1001) == "二" + line * 999
    assert beginning("一" * 200_000) == "一" * 100_000


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("甲\n乙丙丁", "甲\n乙丙丁"),
        ("甲乙丙丁戊", "甲乙丙丁戊"),
        ("甲乙丙丁戊己", "甲乙丙丁戊"),
        ("甲\n乙丙丁戊", "甲\n"),
        ("\n甲乙丙丁戊", "\n"),
        ("*甲*乙", "*甲*乙"),
        ("*甲**乙", "*甲*"),
        ("*\n**", "*\n"),
    ],
)
def test_where_a_text_is_cut(text: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsdb.rendering.render.MAX_TEXT_LENGTH", 5)
    monkeypatch.setattr("newsdb.rendering.render.MAX_MARKS", 2)
    assert beginning(text) == shown


@pytest.mark.parametrize(("limit", "is_table"), [(12, True), (11, False)])
def test_how_many_cells_tables_have(
    limit: int, is_table: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsdb.rendering.render.MAX_CELLS", limit)
    assert ("<table" in render("|a|b|\n|-|-|\n|1|2|")) is is_table


def test_a_table_of_too_many_cells_is_text() -> None:
    wide = "|a" * 300 + "|\n" + "|-" * 300 + "|\n" + "|b|\n" * 300
    assert "<table>" not in render(wide)
    assert "<table>" in render("|a|b|\n|-|-|\n" + "|1|2|\n" * 1000)


def test_a_reference_without_end_is_one_character() -> None:
    assert render(f'a <a href="/x&#{"1" * 5000};">b</a>') == "<p>a b</p>"
