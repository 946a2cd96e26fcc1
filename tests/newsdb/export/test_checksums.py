"""SHA256SUMS, as `sha256sum` writes and checks it."""

import hashlib
import subprocess
from pathlib import Path

import pytest

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
