"""Code in Markdown is found by position."""

from __future__ import annotations

import pytest

from loaders.generators.code import code_in


@pytest.mark.parametrize(
    ("markdown", "code"),
    [
        ("a `b` c", "`b`"),
        ("``a ` b`` c", "``a ` b``"),
        ("`a `` b", ""),
        ("``a `b` c", "`b`"),
        ("\\``a` b", "`a`"),
        ("`a\nb`", ""),
        ("`a` b `c` d", "`a``c`"),
        ("a\n```py\nb\n```\nc", "```py\nb\n```"),
        ("  ~~~\n```\n  ~~~  \nc", "  ~~~\n```\n  ~~~  "),
        ("```\na\n~~~\n", ""),
        ("```\na", ""),
        ("```", ""),
        ("```a``` b", "```a```"),
        ("   ```\na b\n   ```\n", "   ```\na b\n   ```"),
        ("    ```\na b\n    ```\n", ""),
        ("a\n ~~~\n`b\n ~~~\n`c`", " ~~~\n`b\n ~~~`c`"),
        ("~~a~~", ""),
    ],
)
def test_code(markdown: str, code: str) -> None:
    is_code = code_in(markdown)
    inside = [each for at, each in enumerate(markdown) if is_code(at)]
    assert "".join(inside) == code
    assert not is_code(len(markdown))
