import gzip
import zlib
from collections.abc import Iterable, Iterator

import brotli

# A body shorter than this fits in the first packet as it is.
WORTH_IT = 500
# How hard to try: for what is kept and sent often; and for what is sent once, where the last eighth of the bytes would
# take more than half of the time.
BROTLI, QUICK_BROTLI = 5, 3
GZIP, QUICK_GZIP = 9, 1


def accepted_coding(header: str) -> str:
    """The content coding to answer an Accept-Encoding with: "br", "gzip", or "" for none (RFC 9110, section 12.5.3)."""
    accepted = {}
    for item in header.lower().split(","):
        coding, _, weight = item.replace(" ", "").partition(";q=")
        accepted[coding] = weight or "1"
    return next((coding for coding in ("br", "gzip") if accepted.get(coding, "0").strip("0.")), "")


def compress(content: bytes, coding: str) -> bytes:
    """The content in the coding; the same content gives the same bytes."""
    return brotli.compress(content, quality=BROTLI) if coding == "br" else gzip.compress(content, GZIP, mtime=0)


def compress_quickly(content: bytes, coding: str) -> bytes:
    """The same, for what is sent once: in other bytes, which need a tag of their own."""
    if coding == "br":
        return brotli.compress(content, quality=QUICK_BROTLI)
    return gzip.compress(content, QUICK_GZIP, mtime=0)


def compress_pieces(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The same of content that is never held as a whole: each piece goes out before the next one is asked for."""
    is_brotli = coding == "br"
    # 31: with the head and the tail of gzip, which has no clock in it.
    compressor = brotli.Compressor(quality=BROTLI) if is_brotli else zlib.compressobj(wbits=31)
    for piece in pieces:
        if is_brotli:
            yield compressor.process(piece) + compressor.flush()
        else:
            yield compressor.compress(piece) + compressor.flush(zlib.Z_SYNC_FLUSH)
    yield compressor.finish() if is_brotli else compressor.flush()
