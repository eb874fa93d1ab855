import gzip

import brotli
from django.http import HttpRequest

# A body shorter than this fits in the first packet as it is.
WORTH_IT = 500


def accepted_coding(request: HttpRequest) -> str:
    """The content coding to answer with: "br", "gzip", or "" for none (RFC 9110, section 12.5.3)."""
    accepted = {}
    for item in request.headers.get("Accept-Encoding", "").lower().split(","):
        coding, _, weight = item.replace(" ", "").partition(";q=")
        accepted[coding] = weight or "1"
    return next((coding for coding in ("br", "gzip") if accepted.get(coding, "0").strip("0.")), "")


def compress(content: bytes, coding: str) -> bytes:
    """The content in the coding; the same content gives the same bytes."""
    return brotli.compress(content, quality=5) if coding == "br" else gzip.compress(content, mtime=0)
