"""Decompression of what a server sends, in pieces of a bounded size, whatever it expands to.

https://www.rfc-editor.org/rfc/rfc9110#section-8.4
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import brotli

from newsdb.exceptions import SourceError

MAX_PIECE = 2**20
"""In bytes; the last step of a brotli decoder may double it."""


GZIP = 0x1F
"""The first byte of a gzip file (https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1)."""
PLAIN = b"<{ \t\r\n\xef"
"""How an XML or JSON document begins: some servers declare gzip, and send none."""
HEADER = zlib.MAX_WBITS | 32
"""zlib's number for a header of gzip or of zlib, whichever there is."""


def decompress(parts: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield a body without its Content-Encoding.

    Raises SourceError for an encoding that was not `ACCEPTED`, and for a body that is damaged
    or ends too early.
    """
    decoder = DECODERS.get(encoding.strip().lower())
    if decoder is None:
        raise SourceError(f"its encoding {encoding} was not asked for")
    try:
        yield from decoder(parts)
    except (zlib.error, brotli.error) as error:
        raise SourceError(f"its compressed text is damaged ({error})") from None


def _gunzip(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what is in the format of gzip, or is declared to be and is plain text."""
    rest = iter(parts)
    first = next(filter(None, rest), b"")
    whole = chain([first], rest)
    yield from whole if first and first[0] in PLAIN else _inflate(whole)


def _inflate(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what is in the format of gzip, which may have several members, or of zlib.

    Some servers send "deflate" without the header of zlib; browsers read that, too.
    """
    decompressor = None
    for part in parts:
        rest = part
        while rest:
            if decompressor is None:
                has_header = rest[0] == GZIP or rest[0] & 0xF == zlib.DEFLATED
                decompressor = zlib.decompressobj(HEADER if has_header else -zlib.MAX_WBITS)
            elif decompressor.eof:
                if rest[0] != GZIP:  # padding, which gzip ignores, too
                    return
                decompressor = zlib.decompressobj(HEADER)
            yield decompressor.decompress(rest, MAX_PIECE)
            rest = decompressor.unconsumed_tail or decompressor.unused_data
    if decompressor is None or not decompressor.eof:
        raise SourceError("its compressed text ends too early")


def _unbrotli(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what is in the format of brotli (https://www.rfc-editor.org/rfc/rfc7932)."""
    decompressor = brotli.Decompressor()
    for part in parts:
        yield decompressor.process(part, output_buffer_limit=MAX_PIECE)
        while not decompressor.can_accept_more_data():
            yield decompressor.process(b"", output_buffer_limit=MAX_PIECE)
    if not decompressor.is_finished():
        raise SourceError("its compressed text ends too early")


DECODERS: dict[str, Callable[[Iterable[bytes]], Iterator[bytes]]] = {
    "": iter,
    "identity": iter,
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
}
ACCEPTED = "gzip, deflate, br"
