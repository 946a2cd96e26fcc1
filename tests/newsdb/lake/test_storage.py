"""Where the files of a lake are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newsdb.exceptions import LakeError
from newsdb.lake.storage import open_storage


def test_what_was_written_can_be_read_and_leaves_nothing_else(tmp_path: Path) -> None:
    storage = open_storage(f"{tmp_path}/new")
    storage.write("a/b.parquet", b"first")
    storage.write("a/b.parquet", b"second")
    assert storage.read("a/b.parquet") == b"second"
    assert storage.read("a/c.parquet") is None
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["b.parquet"]


def test_a_write_that_storage_loses_is_an_error() -> None:
    """Some gateways answer before they have written."""
    storage = open_storage("memory://lost")

    class Lost:
        protocol = ("memory",)

        def pipe_file(self, *_: Any) -> None:
            pass

        def info(self, place: str) -> dict[str, int]:
            return {"size": 0}

    object.__setattr__(storage, "system", Lost())
    with pytest.raises(LakeError, match="lost bytes: 4 written, 0 there"):
        storage.write("a", b"1234")


def test_errors_name_the_file_and_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    storage = open_storage(f"{tmp_path}/file")
    with pytest.raises(LakeError, match="file/a cannot be written"):
        storage.write("a", b"")
    (tmp_path / "directory").mkdir()
    with pytest.raises(LakeError, match="directory cannot be read"):
        open_storage(f"{tmp_path}").read("directory")


@pytest.mark.parametrize(
    ("url", "message"),
    [("s3://key:secret@bucket", "leave user and password out"), ("nosuch://bucket", "nosuch")],
)
def test_a_url_that_serves_nothing_is_an_error(url: str, message: str) -> None:
    with pytest.raises(LakeError, match=message) as caught:
        open_storage(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("endpoint", "options"),
    [("http://127.0.0.1:9", {"AWS_ALLOW_HTTP": "true"}), ("https://s3.example", {}), ("", {})],
)
def test_a_server_without_tls_is_used_where_the_environment_names_one(
    endpoint: str, options: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL_S3", raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    assert open_storage(f"{tmp_path}").delta_options == options
