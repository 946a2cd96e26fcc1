"""Bodies as servers compress them: whole, in many parts, cut off, damaged, and as bombs."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from itertools import islice

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.feeds.decompress import ACCEPTED, MAX_PIECE, decompress
from newsdb.exceptions import SourceError

TEXT = "<rss>央行宣布下调存款准备金率</rss>".encode() * 50


def deflate_without_header(text: bytes) -> bytes:
    return zlib.compress(text)[2:-4]


COMPRESS = {
    "": bytes,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    " GZIP ": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
}
each_encoding = pytest.mark.parametrize("encoding", COMPRESS)
compressed_only = pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])


@each_encoding
@given(text=st.binary(max_size=3000), size=st.integers(1, 100))
def test_what_was_compressed_comes_back_however_it_arrives(
    encoding: str, text: bytes, size: int
) -> None:
    assert b"".join(decompress(in_parts(COMPRESS[encoding](text), size), encoding)) == text


@given(text=st.binary(min_size=1, max_size=3000))
def test_deflate_without_a_header(text: bytes) -> None:
    for size in (1, 1000):
        parts = in_parts(deflate_without_header(text), size)
        assert b"".join(decompress(parts, "deflate")) == text


def test_a_gzip_file_of_several_members_is_read_whole() -> None:
    body = gzip.compress(b"<rss>") + gzip.compress(b"</rss>") + bytes(100)
    for size in (1, 7, 1000):
        assert b"".join(decompress(in_parts(body, size), "gzip")) == b"<rss></rss>"


@pytest.mark.parametrize("text", [TEXT, b'\xef\xbb\xbf{"items": []}', b" <rss>", b"\n"])
def test_text_that_is_declared_as_gzip_and_is_none(text: bytes) -> None:
    for size in (1, 1000):
        assert b"".join(decompress(in_parts(text, size), "gzip")) == text


@compressed_only
@pytest.mark.parametrize("cut", [1, 5, 30])
def test_a_body_that_ends_too_early(encoding: str, cut: int) -> None:
    with pytest.raises(SourceError, match=r"^its compressed text ends too early$"):
        list(decompress([COMPRESS[encoding](TEXT)[:-cut]], encoding))


@compressed_only
def test_a_body_that_is_something_else(encoding: str) -> None:
    with pytest.raises(SourceError, match=r"^its compressed text is damaged"):
        list(decompress([b"\xff" * 100], encoding))


@compressed_only
def test_a_bomb_is_decompressed_only_as_far_as_it_is_read(encoding: str) -> None:
    bomb = COMPRESS[encoding](bytes(2**26))
    pieces = list(islice(decompress([bomb], encoding), 5))
    assert len(pieces) == 5
    assert all(len(piece) <= 2 * MAX_PIECE for piece in pieces)


@pytest.mark.parametrize("encoding", ["zstd", "gzip, br", "compress", "exi"])
def test_an_encoding_that_was_not_asked_for(encoding: str) -> None:
    with pytest.raises(SourceError, match=rf"^its encoding {encoding} was not asked for$"):
        list(decompress([b"x"], encoding))


def test_what_is_asked_for_is_what_is_read() -> None:
    for encoding in ACCEPTED.split(", "):
        assert b"".join(decompress([COMPRESS[encoding](TEXT)], encoding)) == TEXT


def in_parts(content: bytes, size: int) -> Iterator[bytes]:
    return (content[at : at + size] for at in range(0, len(content), size))
