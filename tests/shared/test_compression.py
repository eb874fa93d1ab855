"""How what is compressed while it is made reaches its reader."""

import zlib
from collections.abc import Callable, Iterator

import brotli
import pytest

from alliance.shared.compression import compress_pieces

PIECES = [b"id,name\r\n", b"1,Men for Care\r\n" * 2000, b"2,Carers\r\n"]


@pytest.mark.parametrize(
    ("coding", "decode"), [("br", brotli.Decompressor().process), ("gzip", zlib.decompressobj(wbits=31).decompress)]
)
def test_each_piece_can_be_read_before_the_next_one_is_made(coding: str, decode: Callable[[bytes], bytes]) -> None:
    made = []

    def pieces() -> Iterator[bytes]:
        for piece in PIECES:
            made.append(piece)
            yield piece

    read = []
    for sent in compress_pieces(pieces(), coding):
        read.append(decode(sent))
        assert b"".join(read) == b"".join(made)

    assert made == PIECES
