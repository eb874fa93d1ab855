"""The canonical form of a wording and of an edition, and their digests.

The format is this project's own and never changes; `docs/canonical-form.md` describes it for those who check a digest.
"""

import base64
import hashlib
from collections.abc import Iterable

from alliance.shared.unicode_text import normalise

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n"})


def line(*fields: str) -> str:
    """One wording in canonical form: `slug TAB kind TAB title TAB text LF`, fields normalised and escaped.

    A backslash, a tab and a line feed inside a field are written as `\\\\`, `\\t` and `\\n`: no two texts share a form.
    """
    return "\t".join(normalise(field).translate(ESCAPES) for field in fields) + "\n"


def file(lines: Iterable[str]) -> bytes:
    """The canonical file of an edition: its wordings' lines in order, in UTF-8."""
    return "".join(lines).encode()


def sha256(content: bytes) -> str:
    """SHA-256 in hexadecimal, as `sha256sum` prints it (FIPS 180-4)."""
    return hashlib.sha256(content).hexdigest()


def digest(content: bytes) -> str:
    """`sha256-` and the SHA-256 of the content in base64url without padding (RFC 4648, section 5)."""
    return "sha256-" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def sha256_of(digest: str) -> str:
    """The hexadecimal form of a digest."""
    return base64.urlsafe_b64decode(digest.removeprefix("sha256-") + "=").hex()
