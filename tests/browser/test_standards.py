"""axe-core, the Nu checker and html-validate find nothing to mend on any kind of page."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
WIDTHS = {"phone": 390, "desktop": 1280}
# Landmarks, headings and the like are "best practices" beyond WCAG; they are kept as well.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize(("width", "scheme"), [("phone", "dark"), ("desktop", "light")])
def test_axe_finds_nothing(
    browser: Browser,
    addresses: dict[str, str],
    module_file: Callable[[str], Path],
    width: str,
    scheme: str,
) -> None:
    axe = module_file("axe-core/axe.min.js").read_text(encoding="utf-8")
    context = browser.new_context(
        viewport={"width": WIDTHS[width], "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="zh-CN",
        bypass_csp=True,
    )
    found = {}
    menu = {"menu of a column": addresses["table"]}
    with context.new_page() as page:
        for name, address in {**addresses, **menu}.items():
            page.goto(address)
            # The menus of columns open one at a time: they lie over the rows.
            page.evaluate(
                "document.querySelectorAll('details:not(.column-menu)')"
                ".forEach(each => each.open = true)"
            )
            part = "html"
            if name in menu and width == "desktop":
                page.locator("details.column-menu summary").nth(1).click()
                # The rows that it covers are no targets meanwhile.
                part = "details.column-menu[open]"
                assert page.locator(f"{part} a").first.is_visible()
            page.evaluate(axe)
            result = page.evaluate(
                "([part, rules]) => axe.run(part, {runOnly: {type: 'tag', values: rules}})",
                [part, RULES],
            )
            wrong = {
                violation["id"]: [node["html"][:200] for node in violation["nodes"]][:5]
                for violation in result["violations"]
            }
            if wrong:
                found[name] = wrong
    context.close()
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)


@pytest.fixture(scope="module")
def pages(addresses: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The paths of files, each with the HTML of one kind of page."""
    directory = tmp_path_factory.mktemp("pages")
    for name, address in addresses.items():
        (directory / f"{name}.html").write_bytes(fetch(address))
    return sorted(map(str, directory.glob("*.html")))


def test_html_is_valid(pages: list[str], module_file: Callable[[str], Path]) -> None:
    checker = module_file("vnu-jar/build/dist/vnu.jar")
    command = ["java", "-jar", str(checker), "--format", "json", *pages]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    except FileNotFoundError:
        pytest.skip("there is no Java here (on Debian: apt install default-jre-headless)")
    messages = [
        f"{Path(each['url']).name}:{each.get('lastLine')}: {each['message']}"
        for each in json.loads(result.stderr)["messages"]
    ]
    assert messages == []


def test_html_validate_finds_nothing(pages: list[str], module_file: Callable[[str], Path]) -> None:
    """Its recommended rules, but those that htmlvalidate.json turns off: the standard allows
    `details` in `th`, a parameter may have several values, a region that scrolls may be a `pre`."""
    checker = module_file("html-validate/bin/html-validate.mjs")
    config = Path(__file__).with_name("htmlvalidate.json")
    command = ["node", str(checker), "--config", str(config), "--formatter", "json", *pages]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    messages = [
        f"{Path(file['filePath']).name}:{each['line']}: {each['ruleId']}: {each['message']}"
        for file in json.loads(result.stdout)
        for each in file["messages"]
    ]
    assert messages == []


def fetch(address: str) -> bytes:
    """Return the body at an address, whatever the status."""
    try:
        with urlopen(Request(address, headers={"Accept-Language": "zh"}), timeout=20) as response:
            return bytes(response.read())
    except HTTPError as error:
        return error.read()
