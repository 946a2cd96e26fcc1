"""SHA256SUMS, as `sha256sum` writes and checks it."""

import hashlib
import subprocess
from pathlib import Path

import pytest

from newsdb.export.checksums import format_sums, names_in, sha256_of_file
from tests.exports import files


@pytest.mark.parametrize("kind", ["whole", "monthly"])
def test_sums_are_of_all_files(kind: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(kind)
    sums = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files(folder).items()
        if name != "SHA256SUMS"
    }
    expected = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    assert (folder / "SHA256SUMS").read_text() == expected
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder)
    assert checked.returncode == 0


def test_sums_of_files(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * (1 << 20) + b"y")
    assert sha256_of_file(path) == hashlib.sha256(path.read_bytes()).hexdigest()
    (tmp_path / "empty").touch()
    assert sha256_of_file(tmp_path / "empty") == hashlib.sha256(b"").hexdigest()


def test_names_are_read_back_from_any_form_of_sha256sum() -> None:
    sums = {"b.csv": "b" * 64, "a b/c.csv": "a" * 64}
    assert format_sums(sums) == f"{'a' * 64}  a b/c.csv\n{'b' * 64}  b.csv\n"
    assert names_in(format_sums(sums)) == ["a b/c.csv", "b.csv"]
    # With --binary; and what is no such line counts as a name that no export has.
    other = ["A" * 64 + "  x", "a" * 63 + "  x", "x"]
    text = "\n".join([f"{'a' * 64} *posts.csv", "", *other])
    assert names_in(text) == ["posts.csv", *other]
