"""The style sheet: its size, its contrast, and that its documentation shows what there is."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.paths import TOP

CSS = (TOP / "static" / "site.css").read_text(encoding="utf-8")
MAX_BYTES = 30 * 1024
TOKENS = dict(re.findall(r"--([\w-]+): (light-dark\(.+?\)+);", CSS))
SCHEMES = ("light", "dark")


def colour(token: str, scheme: str) -> str:
    """Return a colour of a scheme, as six hexadecimal digits."""
    return re.findall(r"#([0-9a-f]{6})", TOKENS[token])[SCHEMES.index(scheme)]


def luminance(digits: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2), between 1 and 21."""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_it_is_small() -> None:
    assert len(CSS.encode()) <= MAX_BYTES


def test_every_variable_is_set_somewhere() -> None:
    used = set(re.findall(r"var\(--([\w-]+)", CSS))
    # A theme sets the dark ones (newsdb/publication.py).
    assert used - set(re.findall(r"--([\w-]+):", CSS)) == {
        f"dark-{name}" for name in re.findall(r"--(\w+): light-dark\(\S+, var\(--dark-", CSS)
    }


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("text", "ground"),
    [(text, ground) for text in ("ink", "soft", "accent") for ground in ("paper", "wash")]
    + [("ink", each) for each in ("mark", "cut", "new")]
    + [(each, "wash") for each in ("code-name", "code-string", "code-number")],
)
def test_text_is_readable(text: str, ground: str, scheme: str) -> None:
    assert contrast(colour(text, scheme), colour(ground, scheme)) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_bars_and_lines_of_charts_are_seen(scheme: str) -> None:
    pairs = re.findall(
        r"--(?:bar|series): light-dark\(#(\w{6}), (?:var\(--dark-bar, )?#(\w{6})", CSS
    )
    assert len(pairs) == 6
    for pair in pairs:
        assert contrast(pair[SCHEMES.index(scheme)], colour("paper", scheme)) >= 3


def test_the_page_of_components_shows_classes_that_exist() -> None:
    page = BeautifulSoup((TOP / "docs" / "components.html").read_text("utf-8"), "html5lib")
    used = {name for tag in page.select("body *:not(pre *)") for name in tag.get("class", [])}
    styled = set(re.findall(r"\.([a-z][\w-]*)", CSS))
    assert used - styled == set()
    assert page.select_one("link[rel=stylesheet]")["href"] == "site.css"
