"""Code of known languages is marked; the code itself stays what it is."""

from html import unescape

import pytest
from bs4 import BeautifulSoup

from newsdb.rendering.code import CLASSES, LANGUAGES, find_lexer
from newsdb.rendering.render import render

PYTHON = "def water(bed):\n    return '<b>' * bed  # litres & more\n"


def test_python() -> None:
    html = render(f"```python\n{PYTHON}```")
    assert html == (
        '<pre><code><span class="k">def</span><span class="w"> </span>'
        '<span class="nf">water</span><span class="p">(</span><span class="n">bed</span>'
        '<span class="p">):</span>\n    <span class="k">return</span> '
        '<span class="s1">\'&lt;b&gt;\'</span> <span class="o">*</span> '
        '<span class="n">bed</span>  <span class="c1"># litres &amp; more</span>\n</code></pre>'
    )


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_code_stays(language: str) -> None:
    assert find_lexer(language)
    code = "\n\n# <b>x</b> & 'y' \"z\"\n\tif (a < b) { return `c` }\n\n"
    soup = BeautifulSoup(render(f"```{language}\n{code}```"), "html5lib")
    assert soup.pre is not None and soup.pre.get_text().strip("\n") == code.strip("\n")
    assert {name for span in soup("span") for name in span["class"]} <= CLASSES


@pytest.mark.parametrize("info", ["", "none", "text", '"><script>', "python" * 50])
def test_other_code_is_plain(info: str) -> None:
    html = render(f"```{info}\n{PYTHON}```")
    assert "<span" not in html and unescape(html).count(PYTHON) == 1


def test_much_code_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    # A busy machine may take longer than the limit.
    monkeypatch.setattr("newsdb.rendering.code.MAX_SECONDS", 60)
    line = "x = 1\n"
    code = line * (10_000 // len(line))
    assert render(f"```python\n{code}```").count("<span") > 1000
    assert "<span" not in render(f"```python\n{code}{line}```")
    both = render(f"```python\n{code}```\n\n```python\n{code}```")
    assert both.count("<pre><code>") == both.count("<pre>") - both.count("<pre><code class") == 2


@pytest.mark.parametrize(("first", "second"), [(True, True), (False, True)])
def test_how_much_code_is_marked(
    monkeypatch: pytest.MonkeyPatch, first: bool, second: bool
) -> None:
    """A block that is too long for what is left stays plain, a shorter one below it does not."""
    code, short = "x = 1\n" * 3, "y = 2\n"
    left = len(code) + len(short) if first else len(code) - 1
    monkeypatch.setattr("newsdb.rendering.code.MAX_CODE_LENGTH", left)
    html = render(f"```python\n{code}```\n\n```python\n{short}```")
    assert ('<span class="n">x</span>' in html) is first
    assert ('<span class="n">y</span>' in html) is second
    assert "<span" not in render(f"```python\n{code}{short}{short}```")


def test_code_that_takes_long_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pygments 2.21 takes seconds for many empty lines of Java; it is stopped before."""
    monkeypatch.setattr("newsdb.rendering.code.MAX_SECONDS", 0.0)
    assert "<span" not in render(f"```python\n{PYTHON}```")
    monkeypatch.setattr("newsdb.rendering.code.MAX_SECONDS", 60.0)
    assert "<span" in render(f"```python\n{PYTHON}```")
