"""axe-core finds nothing to mend on any kind of page, and the Nu checker no error."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser
WIDTHS = {"phone": 390, "desktop": 1280}
# Landmarks, headings and the like are "best practices" beyond WCAG; they are kept as well.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize(("width", "scheme"), [("phone", "dark"), ("desktop", "light")])
def test_axe_finds_nothing(
    browser: Browser, site: str, module_file: Callable[[str], Path], width: str, scheme: str
) -> None:
    axe = module_file("axe-core/axe.min.js").read_text(encoding="utf-8")
    context = browser.new_context(
        viewport={"width": WIDTHS[width], "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="zh-CN",
        bypass_csp=True,
    )
    found = {}
    with context.new_page() as page:
        for name, path in PAGES.items():
            page.goto(site + path)
            # The menus of columns open one at a time: they lie over the rows.
            page.evaluate(
                "document.querySelectorAll('details:not(.column-menu)')"
                ".forEach(each => each.open = true)"
            )
            page.evaluate(axe)
            result = page.evaluate(
                "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
            )
            wrong = {
                violation["id"]: [node["html"][:200] for node in violation["nodes"]][:5]
                for violation in result["violations"]
            }
            if wrong:
                found[name] = wrong
    context.close()
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)


def test_html_is_valid(site: str, module_file: Callable[[str], Path], tmp_path: Path) -> None:
    checker = module_file("vnu-jar/build/dist/vnu.jar")
    for name, path in PAGES.items():
        (tmp_path / f"{name}.html").write_bytes(fetch(site + path))
    command = ["java", "-jar", str(checker), "--format", "json", *map(str, tmp_path.glob("*.html"))]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    except FileNotFoundError:
        pytest.skip("there is no Java here (on Debian: apt install default-jre-headless)")
    messages = [
        f"{Path(each['url']).name}:{each.get('lastLine')}: {each['message']}"
        for each in json.loads(result.stderr)["messages"]
    ]
    assert messages == []


def fetch(address: str) -> bytes:
    """Return the body at an address, whatever the status."""
    try:
        with urlopen(Request(address, headers={"Accept-Language": "zh"}), timeout=20) as response:
            return bytes(response.read())
    except HTTPError as error:
        return error.read()
